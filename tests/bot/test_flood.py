"""Too much from one person is not handled, which they hear once; whoever answers as people do never meets it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import flood
from bot.clock import HeldClock
from bot.flood import Flood, Told
from bot.links import NO_LINKS
from bot.worker import Worker
from channels.channel import Channel
from domain.chat import Heard, Inbound, Update
from storage import inbox
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Inbox, Outbox
from tests.rows import NOW

SECOND = timedelta(seconds=1)
_keys = count()


def heard(sender: str = "7001", kind: Heard = Heard.TEXT, *, after: timedelta = timedelta(), files: int = 0) -> Inbound:
    return Inbound(
        "telegram", f"e{next(_keys)}", sender, kind, NOW + after, sender=sender, files=tuple("f" * files)
    )  # fmt: skip


def looked(of: Iterator[Inbound], now_after: timedelta = timedelta()) -> list[Told]:
    one = Flood()
    return [one.look(each, NOW + now_after) for each in of]


def test_twenty_figures_in_a_row_and_a_pasted_month_are_taken() -> None:
    assert set(looked(heard(after=SECOND * number) for number in range(20))) == {Told.TAKEN}
    assert set(looked(heard() for _ in range(flood.BURST))) == {Told.TAKEN}


def test_one_every_three_seconds_is_taken_all_day() -> None:
    one = Flood()
    every = (heard(after=3 * SECOND * number) for number in range(1000))
    assert {one.look(each, each.sent_at) for each in every} == {Told.TAKEN}


def test_what_was_typed_over_hours_counts_by_when_it_was_sent_though_it_comes_at_once() -> None:
    hours = timedelta(hours=9)
    assert set(looked((heard(after=timedelta(minutes=number)) for number in range(500)), hours)) == {Told.TAKEN}


def test_beyond_that_it_is_told_once_a_minute_and_nobody_else_suffers() -> None:
    one = Flood()
    told = [one.look(heard(), NOW) for _ in range(flood.BURST + 50)]
    assert told[flood.BURST :] == [Told.TOO_FAST, *[Told.SILENTLY] * 49]
    assert one.look(heard("7002"), NOW) is Told.TAKEN
    later = flood.WITHIN
    again = [one.look(heard(after=later), NOW + later) for _ in range(flood.UPDATES + 2)]
    assert again == [*[Told.TAKEN] * flood.UPDATES, Told.TOO_FAST, Told.SILENTLY]


def test_files_have_a_room_of_their_own() -> None:
    every = [heard(kind=Heard.PHOTO, files=1) for _ in range(flood.FILES + 1)] + [heard()]
    assert looked(iter(every))[-2:] == [Told.TOO_MANY_FILES, Told.TAKEN]


@pytest.mark.parametrize("kind", [Heard.JOINED, Heard.LEFT, Heard.MIGRATED, Heard.BLOCKED, Heard.UNBLOCKED])
def test_what_happens_to_the_bot_itself_is_always_taken(kind: Heard) -> None:
    assert set(looked(heard(kind=kind) for _ in range(flood.BURST * 3))) == {Told.TAKEN}


def test_the_longest_silent_are_forgotten_so_that_strangers_cannot_fill_the_memory() -> None:
    one = Flood()
    for number in range(flood.REMEMBERED + 5):
        one.look(heard(str(number)), NOW)
    assert len(one._of) == flood.REMEMBERED


async def test_a_strangers_flood_does_not_push_back_an_officers_answer(
    database: Database, channels: dict[str, Channel], clock: HeldClock
) -> None:
    many = [Update(f"s{number}", "7001", "7001: alo") for number in range(flood.BURST + 40)]
    async with database.sessions.begin() as session:
        await inbox.keep(session, "telegram", many, clock.now())
        await inbox.keep(session, "telegram", [Update("o", "7002", "7002: 187/200")], clock.now())
    worker = Worker(database, channels, clock, EvidenceFiles(Path("no file comes here")), NO_LINKS)
    await worker.handle_next()
    async with database.sessions() as session:
        handled = (await session.execute(select(Inbox.event_key).where(Inbox.state == "done"))).scalars().all()
    assert sorted(handled) == ["o", "s0"]
    while await worker.handle_next():
        pass
    async with database.sessions() as session:
        said = (await session.execute(select(Outbox.text).where(Outbox.chat == "7001"))).scalars().all()
        left = (await session.execute(select(Inbox.id).where(Inbox.state != "done"))).scalars().all()
    assert not left
    assert len(said) == 2
    assert "Anh/chị gửi nhanh quá" in said[1]
