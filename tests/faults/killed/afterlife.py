"""What is there when a play is over, in words that do not depend on which life did it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from simulator.model import Message
from simulator.updates import FIRST_ID
from storage.database import Database
from storage.outbox import AT_MOST_ONCE, Kind
from storage.tables import Account, Audit, Figure, Inbox, Membership, Outbox, Period, Report, Revision, Unit
from storage.visit_tables import Place, Visit, VisitFile, VisitRevision
from tests.faults.killed.ward import Ward

_NUMBER = re.compile(r"\d+")  # rows of PostgreSQL are not numbered anew after a crash
_TIME = re.compile(r"\d\d:\d\d")
_SEAL = re.compile(r"\n\nMã niêm phong nhật ký: \w+")  # each installation has a key of its own

ROWS: dict[str, Select[*tuple[Any, ...]]] = {
    "reports": select(Period.key, Unit.code, Report.state, Report.submissions)
    .select_from(Report)
    .join(Period, Period.id == Report.period_id)
    .join(Unit, Unit.id == Report.unit_id),
    "figures": select(
        Report.unit_name,
        Figure.position,
        Figure.version,
        Figure.number,
        Figure.numerator,
        Figure.words,
        Figure.progress,
    ).join(Report, Report.id == Figure.report_id),
    "revisions": select(Figure.position, Revision.version, Revision.said).join(Figure, Figure.id == Revision.figure_id),
    "visits": select(Visit.activity, Visit.number, Place.name, Visit.version, Visit.latitude).join(
        Place, Place.id == Visit.place_id
    ),
    "visit revisions": select(VisitRevision.version, Visit.activity).join(Visit, Visit.id == VisitRevision.visit_id),
    "photos": select(VisitFile.sha256, VisitFile.album),
    "people": select(Account.address, Unit.code, Membership.role)
    .select_from(Account)
    .join(Membership, Membership.person_id == Account.person_id)
    .join(Unit, Unit.id == Membership.unit_id),
    "audit": select(Audit.action, Audit.actor),
    "inbox": select(Inbox.event_key, Inbox.chat, Inbox.state, Inbox.attempts, Inbox.error),
}


@dataclass(frozen=True, slots=True)
class Rest:
    """`rows`: of each kind, sorted. `sent`: what each chat was to be told, in order. `heard`: what it shows, once."""

    rows: dict[str, list[str]]
    sent: dict[str, list[str]]
    heard: dict[str, list[str]]


async def look(ward: Ward) -> Rest:
    """What a play left behind. Raises AssertionError for what no play may leave."""
    rows = {name: await _rows(ward.database, question) for name, question in ROWS.items()}
    assert len(rows["inbox"]) == ward.bot.updates.next_id - FIRST_ID, "each update is kept once"
    assert all("'done', 0, None" in one for one in rows["inbox"]), rows["inbox"]
    photos = {one.split("'")[1] for one in rows["photos"]}
    assert photos <= ward.stored_photos(), "a photo for every row"
    assert photos == ward.stored_photos() or ward.database.is_shared, (
        "and no other, where nobody else may be storing one"
    )
    async with ward.database.sessions() as session:
        messages = list((await session.execute(select(Outbox).order_by(Outbox.id))).scalars())
    assert {one.state for one in messages} <= {"sent"}, [(one.key, one.state, one.error) for one in messages]
    chats = sorted({one.chat for one in messages})
    told = {chat: [one for one in messages if one.chat == chat] for chat in chats}
    for chat, of_chat in told.items():
        _at_most_once(ward.said_to(chat), of_chat)
    sent = {chat: [_timeless(f"{_NUMBER.sub('#', one.key)} {one.text}") for one in told[chat]] for chat in chats}
    heard = {chat: _once(_timeless(one.said) for one in _whole(ward.said_to(chat), told[chat])) for chat in chats}
    return Rest(rows, sent, heard)


def _at_most_once(said: list[Message], rows: list[Outbox]) -> None:
    """A digest's or warning's words stand once in a chat, however often they were tried to be said."""
    for row in rows:
        if Kind(row.kind) in AT_MOST_ONCE:
            assert sum(one.said == row.text for one in said) == 1, f"{row.key} is not there once"


def _whole(said: list[Message], rows: list[Outbox]) -> list[Message]:
    """Without the placeholders that a crash left before their text."""
    titles = {row.title for row in rows if row.title}
    return [one for one in said if one.said not in titles]


def _once(texts: Iterable[str]) -> list[str]:
    """Copies of a message stand together: nothing overtakes it in its chat."""
    return [text for text, _ in groupby(texts)]


def _timeless(text: str) -> str:
    return _TIME.sub("##:##", _SEAL.sub("", text))


async def _rows(database: Database, question: Select[*tuple[Any, ...]]) -> list[str]:
    async with database.sessions() as session:
        return sorted(str(tuple(map(_plain, row))) for row in await session.execute(question))


def _plain(value: object) -> object:
    """A Decimal as it is written, whatever database it comes from."""
    return value if value is None or isinstance(value, int | str) else str(value)
