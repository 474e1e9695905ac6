"""A local messenger with one bot and one officer, a clock moved by hand, and the channel under test."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from channels.channel import Accept, Channel
from channels.media import Resolve, lookup
from channels.telegram import Telegram, Webhook
from channels.zalo_bot import MEDIA_HOSTS, ZaloBot, ZaloBotWebhook
from domain.chat import Inbound, Update, Updates
from simulator import actions, groups, zalo_ids
from simulator.faults import Fault
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Message, Person
from simulator.server import serve

TOKEN = "7001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"
OTHER_TOKEN = "7002:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"
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
class FarSide(ABC):
    """One messenger as the tests need it, with a bot and an officer. `mention` is how a group calls the bot.

    `tells_names`: what people are called. `tells_tapped`: under which message a button was. `typed`: what stands
    before a button's payload where a tap comes back as if typed. `hears_all`: what groups say among themselves.
    """

    tells_names: ClassVar[bool] = True
    tells_tapped: ClassVar[bool] = True
    typed: ClassVar[str] = ""
    hears_all: ClassVar[bool] = False
    messenger: Messenger
    url: str
    clock: Clock
    bot: Bot
    officer: Person
    mention: str
    tells_of_blocks: bool

    @abstractmethod
    def connect(self) -> Channel:
        """The channel to this messenger."""

    @abstractmethod
    def stranger(self) -> Channel:
        """A channel whose token the messenger does not know."""

    @abstractmethod
    def address(self, person: Person) -> str:
        """The chat of a person, as the messenger names it to the bot."""

    @abstractmethod
    def number(self, message: Message) -> str:
        """A message, as the messenger names it to the bot."""

    @abstractmethod
    def greet(self, person: Person) -> None:
        """A person opens their chat with the bot."""

    def seen(self) -> list[Message]:
        """What stands in the officer's chat."""
        return actions.messages(self.messenger, self.officer, self.bot.id)

    def group(self) -> Chat:
        """A group of the officer with the bot in it."""
        return groups.create(self.messenger, "Ban Chỉ đạo 57", [self.bot.id], self.officer, "group")

    def fault(
        self, kind: str, method: str, times: int = 1, retry_after: int = 5, seconds: float = 0, code: int = 0
    ) -> None:
        self.messenger.faults.arm(Fault(kind, times, None, method, retry_after, seconds, code))

    def fired(self) -> int:
        """How often armed faults have struck."""
        return sum(fault.fired for fault in self.messenger.faults.all)

    async def turn(self) -> None:
        """Let everybody else go on for a moment."""
        await asyncio.sleep(0.001)


@dataclass
class TelegramSide(FarSide):
    """Telegram."""

    def telegram(self, webhook: Webhook | None = None, token: str = TOKEN, base_url: str = "") -> Telegram:
        return Telegram(
            token,
            base_url=base_url or self.url,
            webhook=webhook,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
        )

    def connect(self) -> Channel:
        return self.telegram()

    def stranger(self) -> Channel:
        return self.telegram(token=OTHER_TOKEN)

    def address(self, person: Person) -> str:
        return str(person.id)

    def number(self, message: Message) -> str:
        return str(message.id)

    def greet(self, person: Person) -> None:
        actions.start(self.messenger, person, self.bot.id)


@dataclass
class ZaloBotSide(FarSide):
    """The Zalo Bot Platform."""

    def zalo_bot(
        self,
        webhook: ZaloBotWebhook | None = None,
        token: str = TOKEN,
        base_url: str = "",
        display_name: str = "",
        media_hosts: Sequence[str] = MEDIA_HOSTS,
        resolve: Resolve = lookup,
    ) -> ZaloBot:
        return ZaloBot(
            token,
            base_url=base_url or f"{self.url}/zalo",
            webhook=webhook,
            display_name=display_name,
            media_hosts=media_hosts,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
            resolve=resolve,
        )

    def connect(self) -> Channel:
        return self.zalo_bot()

    def stranger(self) -> Channel:
        return self.zalo_bot(token=OTHER_TOKEN)

    def address(self, person: Person) -> str:
        return zalo_ids.person(person.id)

    def number(self, message: Message) -> str:
        return zalo_ids.message(message)

    def greet(self, person: Person) -> None:
        actions.send(self.messenger, person, self.bot.id, "chào em")


@asynccontextmanager
async def telegram_side() -> AsyncIterator[TelegramSide]:
    clock = Clock()
    messenger = Messenger(clock.now)
    bot = messenger.add_bot(TOKEN, "Đúng Hạn", "dunghan_bot")
    async with serve(messenger, webhook_delay=0.01) as url:
        officer = messenger.add_person("Lê Thị Hoa")
        yield TelegramSide(messenger, url, clock, bot, officer, "@dunghan_bot", tells_of_blocks=True)


@asynccontextmanager
async def zalo_bot_side() -> AsyncIterator[ZaloBotSide]:
    clock = Clock()
    messenger = Messenger(clock.now)
    bot = messenger.add_bot(TOKEN, "Bot Đúng Hạn", "bot.VDKyGxQvc", kind="zalo_bot")
    async with serve(messenger, webhook_delay=0.01) as url:
        officer = messenger.add_person("Lê Thị Hoa", network="zalo")
        yield ZaloBotSide(messenger, url, clock, bot, officer, "@Bot Đúng Hạn", tells_of_blocks=False)


FAR_SIDES: Mapping[str, Callable[[], AbstractAsyncContextManager[FarSide]]] = {
    "telegram": telegram_side,
    "zalo_bot": zalo_bot_side,
}
"""Every messenger that the contract is tested with."""


@pytest.fixture
async def far() -> AsyncIterator[TelegramSide]:
    async with telegram_side() as side:
        yield side


@pytest.fixture
async def channel(far: TelegramSide) -> AsyncIterator[Telegram]:
    telegram = far.telegram()
    yield telegram
    await telegram.close()


@pytest.fixture
def inbox(channel: Channel) -> Inbox:
    return Inbox(channel)


@asynccontextmanager
async def receiving(channel: Channel, accept: Accept) -> AsyncIterator[None]:
    """The channel receives while the block runs, and is then stopped as in a clean shutdown."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(channel.receive(accept))
        yield
        task.cancel()
