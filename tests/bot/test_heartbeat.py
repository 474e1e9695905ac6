"""The heartbeat: heard outside after a tick that did its work, once a minute at most, and harmless when it is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from bot.app import App
from bot.clock import HeldClock
from bot.heartbeat import EVERY_SECONDS, Heartbeat
from bot.links import NO_LINKS
from bot.roles import Role
from bot.settings import Settings
from channels.site import Site
from storage.database import Database
from storage.files import EvidenceFiles
from tests.bot.conftest import Messenger

PATH = "/ping/5d0f3e9a-6a5c-4d0a-9c1e-000000000000"


@dataclass
class Outside:
    """Who waits for the heartbeat, and answers with `status`."""

    status: int = 200
    heard: list[str] = field(default_factory=list)
    again: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """As a watching service does."""
        self.heard.append(request.path)
        self.again.set()
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})

    async def next(self) -> None:
        """Wait until it is heard."""
        async with asyncio.timeout(10):
            await self.again.wait()
        self.again.clear()


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    one, site = Outside(), Site("127.0.0.1", 0)
    site.get(PATH, one.answer)
    one.url = site.address + PATH
    async with site:
        yield one


class Breath:
    """A clock on which a sleep lasts until `next` is set: what waits for the minute to pass does not wait for us."""

    def __init__(self) -> None:
        self.asleep = asyncio.Event()
        self.next = asyncio.Event()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        self.slept.append(seconds)
        self.asleep.set()
        await self.next.wait()
        self.next.clear()


class Held(HeldClock):
    """A held clock of whose sleeps somebody else says when they end."""

    def __init__(self, clock: HeldClock) -> None:
        super().__init__(clock.now())
        self.breath = Breath()

    async def sleep(self, seconds: float) -> None:
        """As long as the test says."""
        await self.breath.sleep(seconds)

    async def minute(self) -> None:
        """The next one begins, once the last sleep has."""
        async with asyncio.timeout(10):
            await self.breath.asleep.wait()
        self.breath.asleep.clear()
        self.breath.next.set()


@asynccontextmanager
async def _kept(heartbeat: Heartbeat) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(heartbeat.keep())
        yield
        task.cancel()


async def test_it_is_heard_after_a_tick_and_not_without_one(outside: Outside, clock: HeldClock) -> None:
    held = Held(clock)
    heartbeat = Heartbeat(outside.url, held)
    async with _kept(heartbeat):
        for _ in range(3):  # within a minute
            heartbeat.ticked()
        await outside.next()
        heartbeat.ticked()
        await held.minute()
        await outside.next()
        await held.minute()
        await asyncio.sleep(0)
    assert outside.heard == [PATH, PATH]
    assert held.breath.slept == [EVERY_SECONDS, EVERY_SECONDS]


@pytest.mark.parametrize("status", [500, 404, 301])
async def test_who_does_not_hear_it_is_named_once_without_the_address(
    outside: Outside, clock: HeldClock, logged: list[dict[str, object]], status: int
) -> None:
    held = Held(clock)
    heartbeat = Heartbeat(outside.url, held)
    async with _kept(heartbeat):
        for outside.status in (status, status, 200, 200):
            heartbeat.ticked()
            await outside.next()
            await held.minute()
    said = [(one["event"], one.get("trouble")) for one in logged]
    assert said == [
        ("the heartbeat is not heard outside", str(status)),
        ("the heartbeat is heard again", None),
    ]
    assert set(outside.heard) == {PATH}, "nobody is led elsewhere"


async def test_an_address_where_nobody_is_harms_nobody(clock: HeldClock, logged: list[dict[str, object]]) -> None:
    held = Held(clock)
    heartbeat = Heartbeat("http://127.0.0.1:1/ping/secret", held)
    async with _kept(heartbeat):
        for _ in range(3):
            heartbeat.ticked()
            await held.minute()
    assert [one["trouble"] for one in logged] == ["ClientConnectorError"]


async def test_only_a_tick_that_did_its_work_is_told(
    database: Database, messenger: Messenger, clock: HeldClock, tmp_path: Path, outside: Outside
) -> None:
    heartbeat = Heartbeat(outside.url, clock)
    roles = frozenset({Role.TICK})
    app = App(
        database, {"telegram": messenger}, clock, EvidenceFiles(tmp_path), NO_LINKS, roles=roles, heartbeat=heartbeat
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(app.run(tick_seconds=3600))
        await outside.next()
        task.cancel()
    assert outside.heard == [PATH]
    await database.close()
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE organisations RENAME TO gone")
    silent = Heartbeat(outside.url, clock)
    broken = App(database, {}, clock, EvidenceFiles(tmp_path), NO_LINKS, heartbeat=silent)
    with pytest.raises(Exception, match="organisations"):
        await broken.tick()
    assert not silent.is_due


@pytest.mark.parametrize(
    "url",
    ["", "https://hc.example.vn/ping/1", "https://hc.example.vn:8443/x?y=1", "http://localhost:3001/api/push/x"],
)
def test_it_goes_over_https_or_stays_on_this_machine(url: str) -> None:
    assert Settings(heartbeat_url=SecretStr(url)).heartbeat_url.get_secret_value() == url


@pytest.mark.parametrize(
    "url",
    [
        "http://hc.example.vn/1",
        "https://",
        "ftp://x",
        "hc.example.vn",
        "https://a b",
        "http://localhost.vn/x",
        "https://u:p@x/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(heartbeat_url=SecretStr(url))
