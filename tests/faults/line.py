"""One messenger at the other end of a cable that can break, a real outbox, and the sender in between."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.links import NO_LINKS
from bot.sender import Sender
from channels.channel import Channel
from channels.zalo_oa_reading import GROUP
from simulator import zalo_ids
from simulator.faults import Fault
from simulator.model import Chat, Person
from storage import outbox
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Outbox
from tests.channels.conftest import FarSide, telegram_side, zalo_bot_side
from tests.channels.oa_side import oa_side
from tests.faults.cable import Cable

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")


class Stopwatch:
    """The event loop's own, which every time-out goes by; `run_on` makes it jump, so that nobody waits really."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self._real = loop.time
        self._ahead = 0.0
        patch.setattr(loop, "time", lambda: self._real() + self._ahead)

    def run_on(self, seconds: float) -> None:
        """Whatever was to end within so many seconds ends now."""
        self._ahead += seconds


@dataclass
class Line:
    """What tests of the network need. `texts`: what arrived, in the order in which it did."""

    far: FarSide
    cable: Cable
    database: Database
    channel: Channel
    sender: Sender
    people: list[Person] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.far.messenger.listen(self._note)

    @property
    def now(self) -> datetime:
        """By the bot's clock and the messenger's."""
        return self.far.clock.now()

    def address(self, to: Person | Chat) -> str:
        """Where a person or a group is written to."""
        if isinstance(to, Person):
            return self.far.address(to)
        return {"telegram": str(to.id), "zalo_bot": zalo_ids.group(to.id)}.get(
            self.channel.name, f"{GROUP}{zalo_ids.group(to.id)}"
        )

    def join(self, count: int) -> None:
        """So many people open their chats."""
        for number in range(count):
            network = self.far.officer.network
            self.people.append(self.far.messenger.add_person(f"Cán Bộ {number}", network=network))
            self.far.greet(self.people[-1])

    async def queue(
        self,
        to: Person | Chat,
        text: str,
        kind: Kind = Kind.PROMPT,
        *,
        due_in: float = 0,
        valid_for: float | None = None,
    ) -> None:
        """A message for a person or a group, due in so many seconds."""
        async with self.database.sessions.begin() as session:
            await outbox.add(
                session,
                f"{text} to {to.id}",
                kind,
                To(self.channel.name, self.address(to)),
                text,
                self.now,
                due_at=self.now + timedelta(seconds=due_in),
                valid_until_at=None if valid_for is None else self.now + timedelta(seconds=valid_for),
                title=text if kind in outbox.AT_MOST_ONCE else "",
            )

    async def send(self) -> None:
        """All that may go at this moment."""
        while await self.sender.send_next() == 0.0:
            pass

    async def pass_time(self, seconds: int, step: int = 1) -> None:
        """Let time pass second by second, sending what may go."""
        await self.send()
        for _ in range(0, seconds, step):
            self.far.clock.seconds += step
            await self.send()

    def fault(self, kind: str, *, chat: int | None = None, times: int = 1, words: str = "") -> Fault:
        """Sends go wrong: all of them, or those to one chat."""
        fault = Fault(kind, times=times, chat=chat, words=words)
        self.far.messenger.faults.arm(fault)
        return fault

    async def rows(self) -> list[Outbox]:
        """The outbox, oldest first."""
        async with self.database.sessions() as session:
            return list((await session.execute(select(Outbox).order_by(Outbox.id))).scalars())

    async def attempts(self) -> int:
        """How many requests for sending were made, whether they reached anybody or not."""
        return sum(row.attempts for row in await self.rows())

    def _note(self, event: str, data: Mapping[str, Any]) -> None:
        if event == "message" and data["message"]["from"]["is_bot"]:
            self.texts.append(data["message"]["text"])

    async def states(self) -> set[str]:
        """What became of all messages."""
        return {row.state for row in await self.rows()}


Opens = Callable[[Database], AbstractAsyncContextManager[FarSide]]
FAR_SIDES: Mapping[str, Opens] = {
    "telegram": lambda _: telegram_side(),
    "zalo_bot": lambda _: zalo_bot_side(),
    "zalo_oa": oa_side,
}


@asynccontextmanager
async def line_to(messenger: str, database: Database, people: int = 5) -> AsyncIterator[Line]:
    """A line with these many people at its other end."""
    async with FAR_SIDES[messenger](database) as far, Cable(far.url) as cable:
        far.url = cable.url
        channel = far.connect()
        sender = Sender(database, {channel.name: channel}, far.clock, NO_LINKS)
        line = Line(far, cable, database, channel, sender)
        line.join(people)
        yield line
        await channel.close()
