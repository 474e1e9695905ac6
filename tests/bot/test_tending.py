"""A messenger that refuses our token takes no other down, is told of once, and is tried again."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import tending
from bot.app import App
from bot.clock import HeldClock
from bot.links import NO_LINKS
from bot.tending import Tending
from channels.channel import Accept, SharedTokenError, UnauthorizedError
from domain.chat import Update
from domain.roles import Role
from storage import people, preferences
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Inbox, Outbox, Person
from tests.bot.conftest import Messenger
from tests.rows import NOW, Town, build


@dataclass
class Guarded(Messenger):
    """Refuses the token so many times, at the start or while receiving; then receives until it is stopped."""

    refusals: int = 0
    refusal: type[Exception] = UnauthorizedError
    at_start: bool = True
    starts: int = 0
    receives: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        self.starts += 1
        if self.at_start:
            self._look()

    async def receive(self, accept: Accept) -> None:
        self._look()
        await accept([Update("1", "7001", f"7001: chào {self.name}")])
        self.receives.set()
        await asyncio.Event().wait()

    def _look(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise self.refusal


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What goes wrong on purpose is not printed."""


@pytest.fixture
async def town(database: Database) -> Town:
    """With an administrator on both messengers, who prefers the one that will fail."""
    async with database.sessions.begin() as session:
        town = await build(session, "hong_bang")
        someone = await session.get_one(Person, town.officer.person_id)
        await people.link(session, someone, "zalo_bot", "z71", NOW)
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)
        await preferences.want(session, someone, ["telegram"])
    return town


async def _alarms(database: Database) -> list[tuple[str, str]]:
    async with database.sessions() as session:
        found = select(Outbox.channel, Outbox.text).where(Outbox.key.like("refused:%"))
        return [(row.channel, row.text) for row in await session.execute(found)]


@pytest.mark.parametrize("at_start", [True, False], ids=["at the start", "in mid-month"])
async def test_one_refused_among_two(
    database: Database, clock: HeldClock, town: Town, tmp_path: Path, at_start: bool
) -> None:
    lost, fine = Guarded(clock, refusals=2, at_start=at_start), Guarded(clock, name="zalo_bot")
    app = App(database, {"telegram": lost, "zalo_bot": fine}, clock, EvidenceFiles(tmp_path), NO_LINKS)
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        tasks = [group.create_task(app.receive(one)) for one in (lost, fine)]
        await fine.receives.wait()
        await lost.receives.wait()
        for task in tasks:
            task.cancel()
    assert clock.now() == NOW + timedelta(seconds=2 * tending.RETRY_SECONDS)
    told = await _alarms(database)
    assert [channel for channel, _ in told] == ["zalo_bot"], "once, and by the other"
    assert told[0][1].startswith("Telegram không nhận mã truy cập")
    async with database.sessions() as session:
        kept = (await session.execute(select(Inbox.channel).order_by(Inbox.channel))).scalars().all()
    assert kept == ["telegram", "zalo_bot"]


async def test_the_only_one_refused_ends_the_bot(database: Database, clock: HeldClock, town: Town) -> None:
    alone = Guarded(clock, refusals=1)
    with pytest.raises(UnauthorizedError):
        await Tending(database, {"telegram": alone}, clock).tend(alone, _nobody, lambda: None)
    assert await _alarms(database) == []


async def test_a_token_that_somebody_else_uses_too_ends_the_bot_where_it_is_the_only_one(
    database: Database, clock: HeldClock, town: Town, tmp_path: Path
) -> None:
    alone = Guarded(clock, refusals=1, refusal=SharedTokenError, at_start=False)
    app = App(database, {"telegram": alone}, clock, EvidenceFiles(tmp_path), NO_LINKS)
    with pytest.raises(SharedTokenError):
        await app.run(20)


async def test_a_token_that_somebody_else_uses_too_is_told_of_and_the_others_go_on(
    database: Database, clock: HeldClock, town: Town
) -> None:
    both, fine = Guarded(clock, refusals=2, refusal=SharedTokenError, at_start=False), Guarded(clock, name="zalo_bot")
    keeper = Tending(database, {"telegram": both, "zalo_bot": fine}, clock)
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        task = group.create_task(keeper.tend(both, _nobody, lambda: None))
        await both.receives.wait()
        task.cancel()
    assert keeper.refused == set(), "what is to be sent goes on"
    async with database.sessions() as session:
        told = (await session.execute(select(Outbox.text).where(Outbox.key.like("shared:%")))).scalars().all()
    assert len(told) == 1
    assert "một bot khác đang nhận tin" in told[0]


async def test_what_is_stored_is_read_only_once_the_messenger_has_started(
    database: Database, clock: HeldClock, town: Town
) -> None:
    lost, fine = Guarded(clock, refusals=1), Guarded(clock, name="zalo_bot")
    seen: list[list[str]] = []
    keeper = Tending(database, {"telegram": lost, "zalo_bot": fine}, clock)
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        task = group.create_task(keeper.tend(lost, _nobody, lambda: seen.append(list(keeper.started))))
        await lost.receives.wait()
        task.cancel()
    assert lost.starts == 2
    assert seen == [["telegram"]]
    assert keeper.refused == {"telegram"}, "until it has received for a while"


async def _nobody(updates: object) -> None:
    """Stores nothing."""
