"""Bots side by side in one event loop, each with connections of its own, and what holds when they come to rest."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event, exists, select, text
from sqlalchemy.engine import ExceptionContext

from bot.app import App
from bot.clock import RealClock
from bot.demo import accounts
from bot.links import NO_LINKS
from bot.roles import ALL, Role
from bot.settings import TelegramSettings
from bot.wiring import telegram
from channels.channel import Channel
from channels.site import Site
from simulator.messenger import Messenger
from simulator.server import serve
from storage import outbox, timetable
from storage.database import Database, open_database
from storage.files import EvidenceFiles
from storage.tables import Inbox, Outbox
from tests.faults.together import commune

HASTE = 20.0  # how many seconds of a messenger's pace go into one
TICK_SECONDS = 0.2
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 90

PARTS = ("1/5 · CT-1", "2/5 · CT-2", "3/5 · CT-3", "4/5 · CT-4", "5/5 · CT-5", commune.RECEIVED)
Logged = list[MutableMapping[str, object]]


_IN_HAND = exists().where(Inbox.state == "new") | exists().where(
    Outbox.state == "due", Outbox.lease_until_at.is_not(None)
)


class Moved(RealClock):
    """Real time, begun at another moment."""

    def __init__(self, start: datetime) -> None:
        self._by = start - super().now()

    def now(self) -> datetime:
        """The moment, moved."""
        return super().now() + self._by

    @property
    def seconds(self) -> float:
        """How far from the machine's."""
        return self._by.total_seconds()

    def move_to(self, moment: datetime) -> None:
        """Go on from a later moment."""
        self._by += moment - self.now()


class Hasty(RealClock):
    """For a messenger's pace: as the real one, only quicker."""

    def monotonic(self) -> float:
        """Seconds since some beginning."""
        return super().monotonic() * HASTE

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds / HASTE)


@dataclass(slots=True)
class One:
    """A bot among others. `in_the_way`: by which statement others were in the way of a transaction, how often."""

    app: App
    database: Database
    channels: Mapping[str, Channel]
    in_the_way: Counter[str] = field(default_factory=Counter)
    commits: int = 0

    def count(self) -> None:
        """Count from now on."""
        engine = self.database.engine.sync_engine

        def failed(context: ExceptionContext) -> None:
            if getattr(context.original_exception, "sqlstate", "") in ("40001", "40P01"):
                self.in_the_way[context.statement or "COMMIT"] += 1

        def committed(_connection: object) -> None:
            self.commits += 1

        event.listen(engine, "handle_error", failed)
        event.listen(engine, "commit", committed)


@dataclass(slots=True)
class Scene:
    """A commune's messenger, its database, and the bots that are at work on them."""

    folder: Path
    address: str  # of the database
    url: str  # of the messenger
    messenger: Messenger
    clock: Moved
    looking: Database
    called_at: str = ""  # where the messenger calls

    @asynccontextmanager
    async def bot(
        self, holder: str, roles: Collection[Role] = ALL, *, address: str = "", url: str = "", hook: Site | None = None
    ) -> AsyncIterator[One]:
        """One bot at work until the block ends, reaching database and messenger by other addresses where given.

        `hook`: where it is called by whoever calls at `called_at`; otherwise it asks.
        """
        database = open_database(address or self.address)
        settings = TelegramSettings(token=SecretStr(accounts.ACCOUNTS["telegram"].token), base_url=url or self.url)
        if hook:
            called = {"webhook_url": self.called_at, "webhook_secret": SecretStr(accounts.SECRET)}
            settings = settings.model_copy(update={"mode": "webhook", **called})
        site = hook or Site("127.0.0.1", 0)
        channels = {"telegram": telegram(settings, Hasty(), site)}
        app = App(database, channels, self.clock, EvidenceFiles(self.folder), NO_LINKS, roles=roles, holder=holder)
        one = One(app, database, channels)
        one.count()
        try:
            async with site, asyncio.TaskGroup() as group:
                running = group.create_task(app.run(TICK_SECONDS))
                try:
                    yield one
                finally:
                    app.stop()
                    await running
        finally:
            for channel in channels.values():
                await channel.close()
            await database.close()

    async def do(self, statement: str) -> None:
        """Somebody else writes into the database."""
        async with self.looking.sessions.begin() as session:
            await session.execute(text(statement))

    async def settled(self) -> None:
        """Wait until everything is taken in, handled and sent, and nothing is due."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_settled():  # noqa: ASYNC110 - the bots have no event for us
                await asyncio.sleep(LOOK_SECONDS)

    async def passed(self, question: str, least: int) -> None:
        """Wait until the one number that a question finds is so large: the work is under way."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await self.rows(question))[0][0] < least:  # noqa: ASYNC110 - the bots have no event for us
                await asyncio.sleep(LOOK_SECONDS)

    async def _is_settled(self) -> bool:
        if commune.our_bot(self.messenger).updates.pending(self.clock.now()):
            return False
        async with self.looking.sessions() as session:
            await session.connection()
            now = self.clock.now()
            if (await session.execute(select(_IN_HAND))).scalar_one() or await outbox.waiting(session, now):
                return False
            due = await timetable.next_action_at(session)
        return due is None or due > now

    async def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What one SQL question finds."""
        async with self.looking.sessions() as session:
            return [tuple(row) for row in await session.execute(text(question))]

    async def all_is_well(self) -> None:
        """Every answer is stored once, nobody has to be blamed for anything, and everybody was told."""
        units, questions = commune.UNITS, commune.QUESTIONS
        assert await self.rows("SELECT version, count(*) FROM figures GROUP BY version") == [(1, units * questions)]
        assert await self.rows("SELECT count(*) FROM revisions") == [(units * questions,)]
        assert await self.rows("SELECT state, attempts, count(*) FROM inbox GROUP BY state, attempts") == [
            ("done", 0, units * len(commune.ANSWERS))
        ]
        assert await self.rows("SELECT key, state FROM outbox WHERE state != 'sent'") == []
        for said in commune.heard(self.messenger):
            missing = [part for part in PARTS if not any(part in line for line in said)]
            assert not missing, said

    def told_twice(self) -> list[str]:
        """What somebody was told more than once."""
        everything = [*commune.heard(self.messenger), commune.in_group(self.messenger)]
        return [line for said in everything for line, times in Counter(said).items() if times > 1]


async def until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for what must become true within so many seconds."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - the bots have no event for us
            await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def scene(address: str, folder: Path) -> AsyncIterator[Scene]:
    """The messenger of a commune, whose database is there already."""
    clock = Moved(commune.OPENING)
    side = commune.messenger(clock.now)
    looking = open_database(address)
    async with serve(side) as url:
        yield Scene(folder, address, url, side, clock, looking)
    await looking.close()
