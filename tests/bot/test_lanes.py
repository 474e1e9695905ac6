"""Several lanes for sending: a chat that hangs holds up no other chat, a messenger that hangs no other messenger."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import SENDING, App
from bot.clock import HeldClock
from bot.links import NO_LINKS
from channels.channel import Accept
from domain.chat import Outcome, Outgoing
from storage import outbox
from storage.database import Database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from tests.bot import sending
from tests.bot.conftest import Messenger
from tests.rows import NOW


@dataclass
class Hanging(Messenger):
    """What is sent to the chats in `hangs` gets no answer until `answers`."""

    hangs: set[str] = field(default_factory=set)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, accept: Accept) -> None:
        await asyncio.Event().wait()

    async def deliver(self, message: Outgoing) -> Outcome:
        if message.chat in self.hangs:
            await self.answers.wait()
        return await super().deliver(message)

    async def has(self, *texts: str) -> None:
        """Wait until these, and no others, have arrived."""
        async with asyncio.timeout(10):
            while sorted(sending.texts(self)) != sorted(texts):  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.002)


@pytest.fixture
def messengers(clock: HeldClock) -> tuple[Hanging, Hanging]:
    return Hanging(clock), Hanging(clock, name="zalo_bot")


@pytest.fixture
async def running(
    database: Database, messengers: tuple[Hanging, Hanging], clock: HeldClock, tmp_path: Path
) -> AsyncIterator[App]:
    """The bot as it runs, all loops of it."""
    app = App(database, {one.name: one for one in messengers}, clock, EvidenceFiles(tmp_path), NO_LINKS)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(app.run(3600))
        yield app
        task.cancel()


async def queue(database: Database, *texts: str, chat: str, channel: str = "telegram") -> None:
    async with database.sessions.begin() as session:
        for text in texts:
            await outbox.add(session, text, Kind.REPLY, To(channel, chat), text, NOW)


async def test_a_chat_that_hangs_holds_up_no_other_and_its_own_stay_in_order(
    database: Database, messengers: tuple[Hanging, Hanging], running: App
) -> None:
    telegram, zalo = messengers
    telegram.hangs = {"7001"}
    await queue(database, "một", "hai", chat="7001")
    await queue(database, "tâm", "tâm nữa", chat="7002")
    await queue(database, "zalo", chat="z1", channel="zalo_bot")
    await telegram.has("tâm", "tâm nữa")
    await zalo.has("zalo")
    telegram.answers.set()
    await telegram.has("tâm", "tâm nữa", "một", "hai")
    assert sending.texts(telegram, "7001") == ["một", "hai"]


async def test_a_messenger_whose_every_chat_hangs_holds_up_no_other_messenger(
    database: Database, messengers: tuple[Hanging, Hanging], running: App
) -> None:
    telegram, zalo = messengers
    telegram.hangs = {str(chat) for chat in range(2 * SENDING)}
    for chat in telegram.hangs:
        await queue(database, f"to {chat}", chat=chat)
    await queue(database, "zalo", chat="z1", channel="zalo_bot")
    await zalo.has("zalo")
    assert telegram.delivered == []
    telegram.answers.set()
    await telegram.has(*(f"to {chat}" for chat in telegram.hangs))
