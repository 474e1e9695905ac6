"""The worker: each update once, in its chat's order; one that cannot be handled steps aside."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.clock import HeldClock
from bot.links import NO_LINKS
from bot.worker import Worker
from channels.channel import Channel
from domain.chat import Update
from storage import inbox
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Inbox, Outbox
from tests.bot.conftest import Messenger

Logged = list[dict[str, object]]
Channels = dict[str, Channel]
HOA, TAM = "7001", "7002"
FILES = EvidenceFiles(Path("no file comes here"))


@pytest.fixture(autouse=True)
def quiet(logged: Logged) -> None:
    """What goes wrong on purpose is not printed."""


async def _heard(database: Database, clock: HeldClock, *raw: str, chat: str = HOA, channel: str = "telegram") -> None:
    updates = [Update(f"{chat}/{text}/{number}", chat, text) for number, text in enumerate(raw)]
    async with database.sessions.begin() as session:
        await inbox.keep(session, channel, updates, clock.now())


async def _handle_all(database: Database, channels: Channels, clock: HeldClock) -> int:
    handled, worker = 0, Worker(database, channels, clock, FILES, NO_LINKS)
    while await worker.handle_next():
        handled += 1
    return handled


async def _run(database: Database, statement: str) -> None:
    async with database.sessions.begin() as session:
        await session.execute(text(statement))


async def _inbox(database: Database) -> list[tuple[str, int]]:
    async with database.sessions() as session:
        rows = (await session.execute(select(Inbox).order_by(Inbox.id))).scalars()
        return [(row.state, row.attempts) for row in rows]


async def _replies(database: Database) -> Sequence[Outbox]:
    async with database.sessions() as session:
        return (await session.execute(select(Outbox).order_by(Outbox.id))).scalars().all()


async def test_an_empty_inbox_is_left_alone(database: Database, channels: Channels, clock: HeldClock) -> None:
    assert not await Worker(database, channels, clock, FILES, NO_LINKS).handle_next()


async def test_every_update_is_handled_once_and_answered(
    database: Database, channels: Channels, clock: HeldClock
) -> None:
    await _heard(database, clock, "7001: chào", "7001: em hỏi")
    assert await _handle_all(database, channels, clock) == 2
    assert await _inbox(database) == [("done", 0), ("done", 0)]
    assert [row.chat for row in await _replies(database)] == [HOA]  # a stranger is told once a day


async def test_a_poison_update_holds_up_its_own_chat_only(
    database: Database, channels: Channels, clock: HeldClock
) -> None:
    await _heard(database, clock, "poison", "7001: chào")
    await _heard(database, clock, "7002: chào", chat=TAM)
    await _handle_all(database, channels, clock)
    assert await _inbox(database) == [("new", 1), ("new", 0), ("done", 0)]
    assert [row.chat for row in await _replies(database)] == [TAM]


async def test_after_five_tries_it_is_dead_its_sender_is_told_and_its_chat_goes_on(
    database: Database, channels: Channels, clock: HeldClock
) -> None:
    await _heard(database, clock, "poison", "7001: chào")
    tries = 0
    while (await _inbox(database))[0][0] == "new":
        tries += await _handle_all(database, channels, clock)
        clock.move_to(clock.now() + timedelta(seconds=1))
    assert (await _inbox(database))[0] == ("dead", 5)
    sorry = (await _replies(database))[0]
    assert sorry.key == "sorry:telegram:7001/poison/0"
    assert sorry.text.startswith("Em chưa xử lý được tin vừa rồi")
    await _handle_all(database, channels, clock)
    assert await _inbox(database) == [("dead", 5), ("done", 0)]
    assert len(await _replies(database)) == 2


async def test_why_it_failed_is_kept_in_short(database: Database, channels: Channels, clock: HeldClock) -> None:
    await _heard(database, clock, "x" * 2000)
    await Worker(database, channels, clock, FILES, NO_LINKS).handle_next()
    async with database.sessions() as session:
        error = (await session.execute(select(Inbox.error))).scalar_one()
    assert error is not None
    assert error.startswith("ValueError: not an update: xxx")
    assert len(error) == 500


async def test_an_update_of_a_messenger_that_is_switched_off_waits_for_it(
    database: Database, channels: Channels, clock: HeldClock
) -> None:
    await _heard(database, clock, "7001: chào", channel="zalo")
    await _heard(database, clock, "7002: chào", chat=TAM)
    assert await _handle_all(database, channels, clock) == 1
    assert await _inbox(database) == [("new", 0), ("done", 0)]


async def test_what_a_failed_handling_wrote_does_not_stand(
    database: Database, channels: Channels, clock: HeldClock
) -> None:
    await _run(database, "create trigger full before insert on outbox begin select raise(abort, 'disk full'); end")
    await _heard(database, clock, "7001: chào")
    await Worker(database, channels, clock, FILES, NO_LINKS).handle_next()
    assert await _inbox(database) == [("new", 1)], "closing the update was undone, too"
    assert await _replies(database) == []
    await _run(database, "drop trigger full")
    clock.move_to(clock.now() + timedelta(seconds=2))
    await Worker(database, channels, clock, FILES, NO_LINKS).handle_next()
    assert await _inbox(database) == [("done", 1)]
    assert len(await _replies(database)) == 1


async def test_a_file_that_nobody_waits_for_is_never_fetched(
    database: Database, channels: Channels, messenger: Messenger, clock: HeldClock
) -> None:
    messenger.holds = {"bieu.xlsx": b"x"}
    await _heard(database, clock, "7001: file bieu.xlsx")
    assert await _handle_all(database, channels, clock) == 1
    assert messenger.asked_for == []
    assert await _inbox(database) == [("done", 0)]
    assert len(await _replies(database)) == 1
