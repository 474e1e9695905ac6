"""A local messenger on a clock moved by hand, one bot in it, two people, and a real address."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from simulator.messenger import Messenger
from simulator.model import Bot, Person
from simulator.server import serve

TOKEN = "7:local"


@dataclass
class Clock:
    """Time that passes only when told to."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 16, 1, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Wire:
    """Calls over real HTTP. Bot calls answer the whole envelope, phone calls the status and the body."""

    session: aiohttp.ClientSession
    url: str

    async def bot(self, method: str, **fields: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", json=fields) as answer:
            body: dict[str, Any] = await answer.json()
            assert body["ok"] or body["error_code"] == answer.status
            return body

    async def updates(self, **fields: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.bot("getUpdates", **fields))["result"]
        return found

    async def post(self, path: str, **fields: Any) -> tuple[int, Any]:
        async with self.session.post(self.url + path, json=fields) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(self.url + path) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def messenger(clock: Clock) -> Messenger:
    return Messenger(clock.now)


@pytest.fixture
def bot(messenger: Messenger) -> Bot:
    return messenger.add_bot(TOKEN, "Đúng Hạn", "dunghan_bot")


@pytest.fixture
def mai(messenger: Messenger) -> Person:
    return messenger.add_person("Trần Thị Mai", "Cán bộ đầu mối")


@pytest.fixture
def an(messenger: Messenger) -> Person:
    return messenger.add_person("Nguyễn Văn An", "Lãnh đạo")


@pytest.fixture
async def url(messenger: Messenger, bot: Bot) -> AsyncIterator[str]:
    async with serve(messenger, webhook_delay=0.01) as address:
        yield address


@pytest.fixture
async def wire(url: str) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(session, url)
