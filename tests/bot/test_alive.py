"""Who gives signs of life: only work that ends. A bot that is stuck, or cannot be reached yet, says nothing."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import HeldClock
from bot.links import NO_LINKS
from bot.roles import ALL, Role
from bot.systemd import Signs
from channels.channel import Accept
from storage.database import Database
from storage.files import EvidenceFiles
from tests.bot.conftest import Messenger

READY, ALIVE = b"READY=1", b"WATCHDOG=1"


@dataclass
class Away(Messenger):
    """A messenger that cannot be reached until `back` is set."""

    back: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """As long as it takes."""
        await self.back.wait()

    async def receive(self, accept: Accept) -> None:
        """Nothing comes in."""
        await asyncio.Event().wait()


@pytest.fixture
def away(clock: HeldClock) -> Away:
    return Away(clock)


@asynccontextmanager
async def _running(
    database: Database, away: Away, files: Path, roles: frozenset[Role] = ALL
) -> AsyncIterator[socket.socket]:
    """A bot at work, and what systemd hears of it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"{folder}/notify")
        systemd.setblocking(False)
        signs = Signs(f"{folder}/notify")
        app = App(database, {away.name: away}, away.clock, EvidenceFiles(files), NO_LINKS, roles=roles, signs=signs)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(app.run(tick_seconds=3600))
            yield systemd
            task.cancel()


async def _next(systemd: socket.socket) -> bytes:
    async with asyncio.timeout(10):
        return await asyncio.get_running_loop().sock_recv(systemd, 100)


def _waiting(systemd: socket.socket) -> set[bytes]:
    said = set()
    while True:
        try:
            said.add(systemd.recv(100))
        except BlockingIOError:
            return said


async def _let_all_go_on() -> None:
    for _ in range(300):
        await asyncio.sleep(0)


async def test_a_bot_is_ready_once_its_messenger_can_be_reached(database: Database, away: Away, tmp_path: Path) -> None:
    async with _running(database, away, tmp_path) as systemd:
        assert await _next(systemd) == ALIVE, "the first round of the tick"
        await _let_all_go_on()
        assert READY not in _waiting(systemd)
        away.back.set()
        assert await _next(systemd) == READY


@pytest.mark.parametrize("role", [Role.TICK, Role.SEND])
async def test_who_needs_no_messenger_to_start_is_ready_at_once(
    database: Database, away: Away, tmp_path: Path, role: Role
) -> None:
    async with _running(database, away, tmp_path, frozenset({role})) as systemd:
        assert [await _next(systemd) for _ in range(2)] == [READY, ALIVE]


async def test_without_the_tick_it_is_the_handling_that_shows_life(
    database: Database, away: Away, tmp_path: Path
) -> None:
    away.back.set()
    async with _running(database, away, tmp_path, frozenset({Role.RECEIVE, Role.SEND})) as systemd:
        assert [await _next(systemd) for _ in range(2)] == [READY, ALIVE]


@pytest.mark.parametrize("roles", [ALL, frozenset({Role.RECEIVE})], ids=lambda roles: "|".join(sorted(roles)))
async def test_a_bot_whose_work_hangs_falls_silent(
    database: Database, away: Away, tmp_path: Path, roles: frozenset[Role]
) -> None:
    async with database.sessions.begin(), _running(database, away, tmp_path, roles) as systemd:
        away.back.set()  # SQLite has one connection: all work waits for the one we hold
        assert await _next(systemd) == READY
        await _let_all_go_on()
        assert _waiting(systemd) == set()
