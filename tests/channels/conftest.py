"""A local messenger with one bot and one officer, a clock moved by hand, and the channel under test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from channels.channel import Accept, Channel
from channels.telegram import Telegram, Webhook
from domain.chat import Inbound, Update, Updates
from simulator.faults import Fault
from simulator.messenger import Messenger
from simulator.model import Bot, Person
from simulator.server import serve

TOKEN = "7001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"
BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Sleeping moves it; nothing waits really."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Inbox:
    """What a channel handed over, in order; `broken` makes so many hand-overs fail."""

    channel: Channel
    broken: int = 0
    came: asyncio.Queue[Update] = field(default_factory=asyncio.Queue)

    async def accept(self, updates: Updates) -> None:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the database is away")
        for update in updates:
            self.came.put_nowait(update)

    async def next_update(self) -> Update:
        async with asyncio.timeout(10):
            return await self.came.get()

    async def next(self) -> Inbound:
        return self.channel.read((await self.next_update()).raw)


@dataclass
class FarSide:
    """The messenger as the tests need it."""

    messenger: Messenger
    url: str
    clock: Clock
    bot: Bot
    officer: Person

    def fault(self, kind: str, method: str, times: int = 1, retry_after: int = 5, seconds: float = 0) -> None:
        self.messenger.faults.arm(Fault(kind, times, None, method, retry_after, seconds))

    def fired(self) -> int:
        """How often armed faults have struck."""
        return sum(fault.fired for fault in self.messenger.faults.all)

    async def turn(self) -> None:
        """Let everybody else go on for a moment."""
        await asyncio.sleep(0.001)

    def telegram(self, webhook: Webhook | None = None, token: str = TOKEN, base_url: str = "") -> Telegram:
        return Telegram(
            token,
            base_url=base_url or self.url,
            webhook=webhook,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
        )


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    clock = Clock()
    messenger = Messenger(clock.now)
    bot = messenger.add_bot(TOKEN, "Đúng Hạn", "dunghan_bot")
    async with serve(messenger, webhook_delay=0.01) as url:
        yield FarSide(messenger, url, clock, bot, messenger.add_person("Lê Thị Hoa"))


@pytest.fixture
async def channel(far: FarSide) -> AsyncIterator[Telegram]:
    telegram = far.telegram()
    yield telegram
    await telegram.close()


@pytest.fixture
def inbox(channel: Telegram) -> Inbox:
    return Inbox(channel)


@asynccontextmanager
async def receiving(channel: Channel, accept: Accept) -> AsyncIterator[None]:
    """The channel receives while the block runs, and is then stopped as in a clean shutdown."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(channel.receive(accept))
        yield
        task.cancel()
