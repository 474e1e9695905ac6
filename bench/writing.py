"""The bare write set of an answer, five answers in a transaction: by the driver, by Core, by the ORM.

An answer closes its update, stores its figure, keeps a revision, moves its conversation on and queues a reply. Nothing
is read, checked or worded: handling cannot be faster than that.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.worker import TOGETHER
from storage.database import Database, open_database
from storage.sqlite import BEGIN, prepare
from storage.tables import Account, Conversation, Figure, Inbox, Outbox, Report, Revision, rows_of
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Answer:
    """Which rows it writes to, and who gave it."""

    update: int
    figure: int
    organisation: int
    conversation: int
    person: int
    account: int

    def figure_holds(self, now: datetime) -> dict[str, Any]:
        """The figure's columns that change."""
        return {"version": 1, "number": 187, "answered_at": now, "answered_by_id": self.person}

    def revision(self, now: datetime) -> dict[str, Any]:
        """The revision's columns."""
        about = {"organisation_id": self.organisation, "figure_id": self.figure, "person_id": self.person}
        return about | {"version": 1, "new": {"number": "187"}, "said": "187", "account_id": self.account, "at": now}

    def reply(self, now: datetime) -> dict[str, Any]:
        """The message's columns."""
        key, text = f"reply:telegram:{self.update}", "Đã ghi 187. Câu sau: 2/6 · Tỷ lệ hồ sơ nộp trực tuyến (%)"
        about = {"key": key, "kind": "reply", "channel": "telegram", "chat": str(self.person), "text": text}
        return about | {"organisation_id": self.organisation, "created_at": now, "due_at": now, "state": "due"}


def rates(folder: Path, now: datetime) -> dict[str, Callable[[], float]]:
    """Answers a second of processor, each on a copy of the file in which everybody's answers wait (before.db)."""
    by_library = {"Core": _by_core, "ORM": _by_orm}
    made = {name: partial(_by, write, folder, now) for name, write in by_library.items()}
    return {"driver": partial(_by_driver, folder, now), **made}


# As the driver is told them, with the fields of an Answer, `at` and the words of its reply.
_SAID = (
    "UPDATE inbox SET state = 'done', handled_at = :at WHERE id = :update",
    "UPDATE figures SET version = 1, number = 187, answered_at = :at, answered_by_id = :person WHERE id = :figure",
    "INSERT INTO revisions (organisation_id, figure_id, person_id, version, new, said, account_id, at)"
    """ VALUES (:organisation, :figure, :person, 1, '{"number": "187"}', '187', :account, :at)""",
    "UPDATE conversations SET figure_id = :figure, figure_version = 1 WHERE id = :conversation",
    "INSERT INTO outbox (organisation_id, key, kind, channel, chat, text, title, file_name, created_at, due_at, state,"
    " attempts, is_billed)"
    " VALUES (:organisation, :key, 'reply', 'telegram', :chat, :text, '', '', :at, :at, 'due', 0, 0)",
)


def _by_driver(folder: Path, now: datetime) -> float:
    file = shutil.copy(folder / "before.db", folder / "written.db")
    answers, at = asyncio.run(_answers(file)), now.isoformat(" ")
    connection = sqlite3.connect(file)
    prepare(connection, None)
    began = process_time()
    for some in _fives(answers):
        connection.execute(BEGIN)
        for one in some:
            words = asdict(one) | one.reply(now) | {"at": at}
            for said in _SAID:
                connection.execute(said, words)
        connection.execute("COMMIT")
    seconds = process_time() - began
    connection.close()
    return len(answers) / seconds


_Write = Callable[[Database, Sequence[Answer], datetime], Any]


def _by(write: _Write, folder: Path, now: datetime) -> float:
    """By a library, in the loop, as a running bot opens its file."""

    async def run() -> float:
        file = shutil.copy(folder / "before.db", folder / "written.db")
        answers, database = await _answers(file), open_database(f"sqlite:///{file}")
        async with database.engine.connect():
            began = process_time()
        for some in _fives(answers):
            await write(database, some, now)
        seconds = process_time() - began
        await database.close()
        return len(answers) / seconds

    return asyncio.run(run())


_ROW: BindParameter[int] = bindparam("row")
_CLOSED = update(rows_of(Inbox)).where(rows_of(Inbox).c.id == _ROW)
_CLOSED = _CLOSED.values(state="done", handled_at=bindparam("at", type_=UtcDateTime()))
_STORED = update(rows_of(Figure)).where(rows_of(Figure).c.id == _ROW)
_STORED = _STORED.values(
    {name: bindparam(f"new_{name}") for name in ("version", "number", "answered_at", "answered_by_id")}
)
_MOVED = update(rows_of(Conversation)).where(rows_of(Conversation).c.id == _ROW)
_MOVED = _MOVED.values(figure_id=bindparam("figure"), figure_version=1)
_REVISED, _REPLIED = insert(rows_of(Revision)), insert(rows_of(Outbox))


async def _by_core(database: Database, answers: Sequence[Answer], now: datetime) -> None:
    connection: AsyncConnection
    async with database.engine.begin() as connection:
        for one in answers:
            await connection.execute(_CLOSED, {"row": one.update, "at": now})
            stored = {f"new_{name}": value for name, value in one.figure_holds(now).items()}
            await connection.execute(_STORED, stored | {"row": one.figure})
            await connection.execute(_REVISED, one.revision(now))
            await connection.execute(_MOVED, {"row": one.conversation, "figure": one.figure})
            await connection.execute(_REPLIED, one.reply(now))


async def _by_orm(database: Database, answers: Sequence[Answer], now: datetime) -> None:
    session: AsyncSession
    async with database.sessions.begin() as session:
        for one in answers:
            update_, figure = await session.get_one(Inbox, one.update), await session.get_one(Figure, one.figure)
            update_.state, update_.handled_at = "done", now
            for name, value in one.figure_holds(now).items():
                setattr(figure, name, value)
            conversation = await session.get_one(Conversation, one.conversation)
            conversation.figure_id, conversation.figure_version = one.figure, 1
            session.add_all([Revision(**one.revision(now)), Outbox(**one.reply(now))])


async def _answers(file: Path | str) -> list[Answer]:
    """To every question of everybody's report, each by an update that waits."""
    database = open_database(f"sqlite:///{file}")
    asked = (
        select(Figure.id, Figure.organisation_id, Conversation.id, Conversation.person_id, Account.id)
        .join(Report, Report.id == Figure.report_id)
        .join(_in_hand := rows_of(Figure).alias(), _in_hand.c.report_id == Report.id)
        .join(Conversation, Conversation.figure_id == _in_hand.c.id)
        .join(Account, Account.person_id == Conversation.person_id)
        .order_by(Figure.id)
    )
    async with database.sessions() as session:
        updates = (await session.execute(select(Inbox.id).order_by(Inbox.id))).scalars().all()
        rows = (await session.execute(asked)).all()
    await database.close()
    return [Answer(update_id, *row) for update_id, row in zip(updates, rows, strict=False)]


def _fives(answers: Sequence[Answer]) -> Iterator[Sequence[Answer]]:
    """As many as a running bot handles in one transaction."""
    for start in range(0, len(answers), TOGETHER):
        yield answers[start : start + TOGETHER]
