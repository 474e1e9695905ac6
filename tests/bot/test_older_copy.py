"""A database that was put back from before: nothing of that time is sent until an operator has decided."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.clock import HeldClock
from bot.guards import Guards
from bot.links import NO_LINKS
from bot.older_copy import FILE, OlderCopy
from channels.channel import Channel
from storage import held, lives, outbox, pulses
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.pulse_tables import Life
from storage.pulses import Heard
from storage.tables import Outbox
from tests.bot.calling import call
from tests.bot.conftest import Messenger
from tests.conftest import POSTGRESQL, SQLITE
from tests.rows import NOW, build

HOA = To("telegram", "7001")
BOTH = pytest.mark.parametrize("copied", [SQLITE, POSTGRESQL], indirect=True)


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What is logged on purpose is not printed."""


def _app(database: Database, messenger: Messenger, clock: HeldClock, folder: Path) -> App:
    channels: dict[str, Channel] = {"telegram": messenger}
    guards = Guards(older=OlderCopy(database, folder, clock))
    return App(database, channels, clock, EvidenceFiles(folder / "evidence"), NO_LINKS, guards=guards)


async def _put_back(database: Database, beats: int = 3) -> None:
    """What a restore does to the counter."""
    async with database.sessions.begin() as session:
        await session.execute(update(Life).values(beats=beats))


async def _live(database: Database, clock: HeldClock, folder: Path) -> OlderCopy:
    """A town whose bot has been at work for a while."""
    async with database.sessions.begin() as session:
        await build(session, "hong_bang")
    older = OlderCopy(database, folder, clock)
    for _ in range(10):
        await older.beat()
    return older


async def _add(database: Database, key: str, kind: Kind = Kind.REMINDER) -> None:
    async with database.sessions.begin() as session:
        await outbox.add(session, key, kind, HOA, key, NOW)


async def test_of_an_older_copy_everything_is_held(
    database: Database, clock: HeldClock, messenger: Messenger, tmp_path: Path
) -> None:
    app = _app(database, messenger, clock, tmp_path)
    await _live(database, clock, tmp_path)
    await _put_back(database)
    await _add(database, "còn 1 ngày")
    await _add(database, "trả lời cũ", Kind.REPLY)
    await app.guards.at_start()
    await app.send_all()
    assert messenger.delivered == []
    await _add(database, "trả lời mới", Kind.REPLY)
    await app.send_all()
    assert [one.text for one in messenger.delivered] == ["trả lời mới"], "what is held is in nobody's way"
    await app.guards.at_start()
    async with database.sessions() as session:
        assert len(await held.listed(session)) == 2, "the next start holds nothing more"


@pytest.mark.parametrize("decides", ["release", "drop"])
async def test_nobody_is_asked_until_an_operator_decides(
    database: Database, clock: HeldClock, messenger: Messenger, tmp_path: Path, decides: str
) -> None:
    await _live(database, clock, tmp_path)
    async with database.sessions.begin() as session:
        await pulses.note(session, "telegram", Heard(NOW, NOW), NOW)
    app = _app(database, messenger, clock, tmp_path)
    await _put_back(database)
    clock.move_to(NOW + timedelta(days=2))  # T-3 of the report is over by now, and a day without a message
    await app.guards.at_start()
    async with database.sessions() as session:
        keys = [row.key.partition(":")[0] for row in await held.listed(session)]
    assert keys, "what fell due since the copy was made can be seen"
    clock.move_to(NOW + timedelta(days=4))  # T-1
    await app.tick()
    await app.send_all()
    assert messenger.delivered == []
    async with database.sessions.begin() as session:
        await (held.release(session) if decides == "release" else held.drop(session, clock.now()))
        await lives.trust(session)
    await app.tick()
    await app.send_all()
    assert messenger.delivered, "it goes on, at the latest with what is due now"


@BOTH
async def test_who_dies_while_holding_begins_anew(database: Database, clock: HeldClock, tmp_path: Path) -> None:
    await _live(database, clock, tmp_path)
    await _put_back(database)
    await _add(database, "cũ")
    async with database.sessions.begin() as session:
        await lives.doubt(session, NOW)  # as far as it came
    assert await OlderCopy(database, tmp_path, clock).look() == 1
    assert int((tmp_path / FILE).read_text()) > 10


async def test_a_new_database_and_one_that_goes_on_are_trusted(
    database: Database, clock: HeldClock, tmp_path: Path
) -> None:
    await _add(database, "mới")
    assert await OlderCopy(database, tmp_path, clock).look() == 0
    assert await OlderCopy(database, tmp_path, clock).look() == 0
    for left in ("?", "1000"):  # spoilt; of a database that was thrown away for this new one
        (tmp_path / FILE).write_text(left)
        assert await OlderCopy(database, tmp_path, clock).look() == 0
    async with database.sessions() as session:
        assert not await lives.is_doubted(session)


@BOTH
async def test_a_database_put_back_under_a_bot_that_runs_is_noticed(
    database: Database, clock: HeldClock, tmp_path: Path
) -> None:
    older = await _live(database, clock, tmp_path)
    await _put_back(database)
    await _add(database, "cũ")
    await older.beat()
    async with database.sessions() as session:
        assert await held.count(session) == 1


async def test_a_copy_of_the_file_put_back_shows_itself(clock: HeldClock, tmp_path: Path) -> None:
    """The real thing: the SQLite file of ten minutes ago in the place of today's."""
    file = tmp_path / "dunghan.db"
    database = open_database(f"sqlite:///{file}")
    await migrate(database)
    await _live(database, clock, tmp_path)
    await _add(database, "đã gửi từ lâu")
    await database.close()
    shutil.copy(file, tmp_path / "backup")
    database = open_database(f"sqlite:///{file}")
    async with database.sessions.begin() as session:
        await session.execute(update(Outbox).values(state="sent"))
    await OlderCopy(database, tmp_path, clock).beat()
    await database.close()
    shutil.copy(tmp_path / "backup", file)
    database = open_database(f"sqlite:///{file}")
    assert await OlderCopy(database, tmp_path, clock).look() == 1
    await database.close()


async def _queue_three(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'dunghan.db'}")
    await migrate(database)
    for key in ("một", "hai", "ba"):
        await _add(database, key)
    await database.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three messages, held."""
    asyncio.run(_queue_three(tmp_path))
    assert "Đã giữ thêm 3 tin" in call("outbox", "hold", "--data", tmp_path).output
    return tmp_path


async def _states(data: Path) -> dict[str, str]:
    database = open_database(f"sqlite:///{data / 'dunghan.db'}")
    async with database.sessions() as session:
        found = select(Outbox.key, Outbox.state, Outbox.held_by).order_by(Outbox.id)
        rows = {
            key: "held" if held_by and state == "due" else state for key, state, held_by in await session.execute(found)
        }
        assert await lives.is_doubted(session) is ("held" in rows.values())
    await database.close()
    return rows


def test_the_operator_sees_what_is_held(data: Path) -> None:
    said = call("outbox", "list", "--data", data).output
    assert "Đang giữ 3 tin:" in said
    assert "1 · 08:00 Thứ Hai 09/11 · Telegram · 7001: một" in said
    assert "dunghan outbox drop" in said


# What the operator types, what they answer, the exit code, what becomes of the three, what they read.
DECISIONS: dict[str, tuple[tuple[str, ...], str, int, list[str], str]] = {
    "release all": (("release",), "y\n", 0, ["due", "due", "due"], "Đã cho gửi 3 tin."),
    "release, but no": (("release",), "n\n", 2, ["held", "held", "held"], "Không thay đổi gì."),
    "release without asking": (("release", "--yes"), "", 0, ["due", "due", "due"], "Đã cho gửi 3 tin."),
    "release one": (("release", "2"), "y\n", 0, ["held", "due", "held"], "Cho gửi 1 tin đang giữ?"),
    "drop all": (("drop",), "y\n", 0, ["dropped", "dropped", "dropped"], "Đã bỏ 3 tin."),
    "drop, but no": (("drop",), "\n", 2, ["held", "held", "held"], "Không thay đổi gì."),
    "drop two": (("drop", "1", "3", "--yes"), "", 0, ["dropped", "held", "dropped"], "Đã bỏ 2 tin."),
    "one that is not there": (("drop", "99"), "", 0, ["held", "held", "held"], "Đã bỏ 0 tin."),
}


@pytest.mark.parametrize("what", DECISIONS)
def test_the_operator_decides(data: Path, what: str) -> None:
    words, answer, code, states, told = DECISIONS[what]
    said = call("outbox", *words, "--data", data, typed=answer)
    assert said.exit_code == code, said.output
    assert told in said.output
    assert list(asyncio.run(_states(data)).values()) == states


def test_one_message_is_sent_once_more(data: Path) -> None:
    assert call("outbox", "resend", "1", "--data", data).exit_code == 2, "it waits"
    call("outbox", "drop", "--yes", "--data", data)
    said = call("outbox", "resend", "1", "--data", data)
    assert (said.exit_code, said.output) == (0, "Sẽ gửi lại tin 1.\n")
    assert list(asyncio.run(_states(data)).values()) == ["dropped"] * 3 + ["due"]
    assert call("outbox", "resend", "99", "--data", data).exit_code == 2
