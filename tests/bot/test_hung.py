"""A bot whose work hangs stops feeding the watchdog, however long it hangs, and feeds it again when it goes on.

The loop's time is moved by hand: an hour passes at once, and no busy machine can decide what is heard.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import SENDING, App
from bot.clock import HeldClock
from bot.clock_guard import ASK_EVERY_SECONDS, ClockGuard
from bot.guards import Guards
from bot.links import NO_LINKS
from bot.roles import Role
from bot.systemd import Signs
from domain.chat import Outcome, Outgoing
from storage.database import Database
from storage.files import EvidenceFiles
from tests.bot import sending
from tests.bot.conftest import Messenger
from tests.databases import opened
from tests.rows import NOW

ALIVE, HOUR = b"WATCHDOG=1", 3600.0


class Onward(asyncio.SelectorEventLoop):
    """A loop whose time can be moved on: whatever waits for a later moment is due at once."""

    ahead = 0.0

    def time(self) -> float:
        """The machine's, and what was skipped."""
        return super().time() + self.ahead


@dataclass
class Elsewhere:
    """The far side: it answers, until it `hangs`. `asked` counts who waits for it."""

    clock: HeldClock
    hangs: bool = False
    asked: int = 0
    more: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self) -> None:
        """At once, or when it goes on."""
        if self.hangs:
            self.asked += 1
            self.more.set()
            await self.goes_on.wait()

    async def time(self) -> datetime:
        """The time there is ours."""
        await self.answer()
        return self.clock.now()

    async def waits(self, number: int) -> None:
        """Until so many wait for it."""
        async with asyncio.timeout(HOUR):
            while self.asked < number:
                await self.more.wait()
                self.more.clear()


@dataclass
class Slow(Messenger):
    """A messenger that is elsewhere."""

    elsewhere: Elsewhere | None = None

    async def deliver(self, message: Outgoing) -> Outcome:
        """See Messenger."""
        assert self.elsewhere is not None
        await self.elsewhere.answer()
        return await super().deliver(message)


@dataclass
class Watched:
    """A bot at work on a database, the far side it works with, and what systemd hears of it."""

    database: Database
    clock: HeldClock
    elsewhere: Elsewhere
    systemd: socket.socket

    async def is_heard(self) -> None:
        """It shows that it is alive."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(HOUR):
            while await loop.sock_recv(self.systemd, 100) != ALIVE:
                pass

    async def is_silent(self) -> None:
        """An hour passes, with everything that it has in store, and nothing is heard."""
        await self._hear()
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Onward)
        for _ in range(4):
            loop.ahead += HOUR / 4
            assert ALIVE not in await self._hear()

    async def _hear(self) -> list[bytes]:
        """What is said before everything that can go on has gone on."""
        said = []
        for _ in range(200):
            await asyncio.sleep(0)
            try:
                said.append(self.systemd.recv(100))
            except BlockingIOError:
                continue
        return said


@asynccontextmanager
async def _watched(template: Path, folder: Path, role: Role) -> AsyncIterator[Watched]:
    clock = HeldClock(NOW)
    elsewhere = Elsewhere(clock)
    messenger = Slow(clock, elsewhere=elsewhere)
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"{short}/notify")
        systemd.setblocking(False)
        async with opened(template, folder) as database, asyncio.TaskGroup() as group:
            app = App(
                database,
                {messenger.name: messenger},
                clock,
                EvidenceFiles(folder),
                NO_LINKS,
                roles=frozenset({role}),
                guards=Guards(ClockGuard(clock, [elsewhere.time], _tell_nobody)),
                signs=Signs(f"{short}/notify"),
            )
            task = group.create_task(app.run(tick_seconds=0.02))
            yield Watched(database, clock, elsewhere, systemd)
            elsewhere.goes_on.set()
            task.cancel()


async def _tell_nobody(offset: timedelta) -> None:
    raise AssertionError(offset)


async def _a_tick_hangs(watched: Watched) -> None:
    """Whom it asks for the time says nothing any more."""
    watched.elsewhere.hangs = True
    watched.clock.move_to(NOW + timedelta(seconds=ASK_EVERY_SECONDS))
    await watched.elsewhere.waits(1)


async def _all_sends_hang(watched: Watched) -> None:
    """As many messages as may be under way at once are, and no answer comes."""
    watched.elsewhere.hangs = True
    for number in range(SENDING + 1):
        await sending.add(watched.database, f"chào {number}", chat=f"70{number:02}")
    await watched.elsewhere.waits(SENDING)


Hang = Callable[[Watched], Coroutine[Any, Any, None]]


@pytest.mark.parametrize(
    ("role", "hang"), [(Role.TICK, _a_tick_hangs), (Role.SEND, _all_sends_hang)], ids=["tick", "send"]
)
def test_a_bot_whose_work_hangs_falls_silent_until_it_goes_on(
    template: Path, tmp_path: Path, role: Role, hang: Hang
) -> None:
    async def story() -> None:
        async with _watched(template, tmp_path, role) as watched:
            await watched.is_heard()
            await hang(watched)
            await watched.is_silent()
            watched.elsewhere.goes_on.set()
            await watched.is_heard()

    with asyncio.Runner(loop_factory=Onward) as runner:
        runner.run(story())
