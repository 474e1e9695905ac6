"""A disk that fills up: first photos wait, then all messages stay at the messenger; it heals by itself."""

import errno
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.clock import HeldClock
from bot.fetching import Fetching
from bot.guards import Guards
from bot.links import NO_LINKS
from bot.room import FILES_FROM, UPDATES_FROM, NoRoomError, Room, room_in
from channels.channel import Channel
from domain.attachments import Fault, Wanted
from domain.chat import Heard, Inbound, Update
from domain.roles import Role
from storage import people
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Inbox, Outbox
from tests import files
from tests.bot.conftest import Messenger
from tests.rows import NOW, build

MB = 1_000_000
LEFT = [
    (FILES_FROM, True, True),
    (FILES_FROM - 1, False, True),
    (UPDATES_FROM, False, True),
    (UPDATES_FROM - 1, False, False),
    (0, False, False),
]


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What goes wrong on purpose is not printed."""


@pytest.mark.parametrize(("left", "for_files", "for_updates"), LEFT)
def test_what_is_taken_in(left: int, for_files: bool, for_updates: bool) -> None:
    room = Room(lambda: left)
    assert (room.for_files(), room.for_updates()) == (for_files, for_updates)


def test_the_disk_is_asked(tmp_path: Path) -> None:
    assert room_in(tmp_path).free() > 0


def _app(database: Database, messenger: Messenger, clock: HeldClock, folder: Path, room: Room) -> App:
    channels: dict[str, Channel] = {"telegram": messenger}
    return App(database, channels, clock, EvidenceFiles(folder, room.for_files), NO_LINKS, guards=Guards(room=room))


async def _count(database: Database, what: type[Inbox] | type[Outbox]) -> int:
    async with database.sessions() as session:
        return (await session.execute(select(func.count()).select_from(what))).scalar_one()


async def test_with_no_room_left_nothing_is_confirmed_and_it_heals(
    database: Database, messenger: Messenger, clock: HeldClock, tmp_path: Path
) -> None:
    left = [40 * MB]
    app = _app(database, messenger, clock, tmp_path, Room(lambda: left[0]))
    accept = app.accepting(messenger)
    with pytest.raises(NoRoomError):
        await accept([Update("1", "7001", "7001: 90")])
    await accept([])
    assert await _count(database, Inbox) == 0
    left[0] = 60 * MB
    await accept([Update("1", "7001", "7001: 90")])
    assert await _count(database, Inbox) == 1


async def test_who_can_make_room_is_told_once_a_day_of_each(
    database: Database, messenger: Messenger, clock: HeldClock, tmp_path: Path
) -> None:
    async with database.sessions.begin() as session:
        town = await build(session, "hong_bang")
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)
    left = [180 * MB]
    app = _app(database, messenger, clock, tmp_path, Room(lambda: left[0]))
    for left[0] in (180 * MB, 180 * MB, 30 * MB, 30 * MB, 500 * MB):
        await app.tick()
    await app.send_all()
    told = [one.text.partition("\n")[0] for one in messenger.delivered]
    assert [text for text in dict.fromkeys(told) if "MB" in text] == [
        "Ổ đĩa của bot chỉ còn 180 MB. Em tạm chưa nhận ảnh, tệp; số liệu và lượt hỗ trợ vẫn ghi bình thường.",
        "Ổ đĩa của bot chỉ còn 30 MB nên em tạm ngừng nhận tin; ứng dụng nhắn tin giữ các tin đó trong 24 giờ.",
    ]


async def test_a_file_is_not_even_fetched(messenger: Messenger, tmp_path: Path) -> None:
    room = Room(lambda: FILES_FROM - 1)
    sent = Inbound("telegram", "1", "7001", Heard.PHOTO, NOW, files=("F1",))
    wanted = Wanted(workbook=False, evidence=True)
    seen = await Fetching(EvidenceFiles(tmp_path, room.for_files)).fetched(messenger, sent, wanted)
    assert seen.fault is Fault.NO_ROOM
    assert messenger.asked_for == []


class Full(EvidenceFiles):
    """The disk is full at the moment of writing, whatever was left before."""

    def keep(self, content: bytes) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_disk_that_is_full_when_the_file_is_written(messenger: Messenger, tmp_path: Path) -> None:
    messenger.holds = {"F1": files.pdf()}
    sent = Inbound("telegram", "1", "7001", Heard.DOCUMENT, NOW, files=("F1",), file_name="a.pdf")
    seen = await Fetching(Full(tmp_path)).fetched(messenger, sent, Wanted(workbook=False, evidence=True))
    assert seen.fault is Fault.NO_ROOM


async def test_a_sqlite_that_is_really_full_loses_nothing_and_heals(
    database: Database, messenger: Messenger, clock: HeldClock, tmp_path: Path
) -> None:
    """What could not be stored is not confirmed; the same update comes again, and what was stored before stands."""
    app = _app(database, messenger, clock, tmp_path, Room(lambda: FILES_FROM))
    accept, long = app.accepting(messenger), "7001: " + "9" * 3000
    async with database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")

    async def take_in_all() -> None:
        for number in range(100):
            await accept([Update(str(number), "7001", long)])

    with pytest.raises(OperationalError, match="full"):
        await take_in_all()
    stored = await _count(database, Inbox)
    assert 0 < stored < 100
    async with database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).scalar_one() == "ok"
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    await accept([Update(str(stored), "7001", long)])
    assert await _count(database, Inbox) == stored + 1
