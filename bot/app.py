"""The wiring: what the bot is made of, and the loops that keep it going."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import ticks
from bot.clock import Clock
from bot.links import Links
from bot.sender import Sender
from bot.tending import Tending
from bot.worker import Worker
from channels.channel import Accept, Channel, UnauthorizedError
from domain.chat import Updates
from domain.quota import Allowance
from storage import inbox
from storage.database import Database
from storage.files import EvidenceFiles

log = structlog.get_logger()

IDLE_SECONDS = 1.0  # how long a message that becomes due by itself may wait to be noticed
AFTER_FAILURE_SECONDS = 5.0
FETCHING = 4  # files at once: a slow one must not keep the others waiting


class App:
    """A database, the channels, a clock, a place for files, links to files, and what is done with them."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        files: EvidenceFiles,
        links: Links,
        allowances: Mapping[str, Allowance] | None = None,
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self._tending = Tending(database, channels, clock)
        self._worker = Worker(database, self._tending.started, clock, files, links)
        self._sender = Sender(database, channels, clock, links, allowances, self._tending.refused)
        self._heard = asyncio.Event()
        self._written = asyncio.Event()
        self._beat = asyncio.Event()

    async def run(self, tick_seconds: float) -> None:
        """Receive, handle, tick and send until cancelled. Raises UnauthorizedError once every channel is refused."""
        await self._worker.sweep()
        metronome = AsyncIOScheduler()
        metronome.add_job(self._beat.set, "interval", seconds=tick_seconds)
        self._beat.set()
        self._written.set()  # what was not sent before the last stop goes at once
        try:
            async with asyncio.TaskGroup() as group:
                metronome.start()
                for channel in self.channels.values():
                    group.create_task(self.receive(channel))
                    group.create_task(self._tending.show_menu(channel))
                group.create_task(self._keep(self._heard, self.handle_all))
                for _ in range(FETCHING):
                    group.create_task(self._fetch())
                group.create_task(self._keep(self._beat, self.tick))
                group.create_task(self._keep(self._written, self.send_all))
        except ExceptionGroup as failed:
            if failed.subgroup(UnauthorizedError):
                raise UnauthorizedError from failed
            raise
        finally:
            metronome.shutdown(wait=False)

    async def receive(self, channel: Channel) -> None:
        """Take in one channel's updates for ever, from the moment it has started."""
        await self._tending.tend(channel, self.accepting(channel), self._heard.set)

    def accepting(self, channel: Channel) -> Accept:
        """What stores a channel's updates: they are committed when it returns."""

        async def accept(updates: Updates) -> None:
            async with self.database.sessions.begin() as session:
                await inbox.keep(session, channel.name, updates, self.clock.now())
            self._heard.set()

        return accept

    async def handle_all(self) -> None:
        """Handle every update that waits."""
        while await self._worker.handle_next():
            self._written.set()

    async def fetch_all(self) -> None:
        """Handle every update that waits for its file."""
        while self._worker.is_fetching:
            await self._worker.fetch_next()
            self._written.set()

    async def tick(self) -> None:
        """Do what is due by the clock."""
        if await ticks.tick(self.database, self.clock.now()):
            self._written.set()

    async def send_all(self) -> None:
        """Send every message that may be sent, waiting for chats that had enough for the moment."""
        while (wait := await self._sender.send_next()) is not None:
            if wait:
                await self.clock.sleep(min(wait, IDLE_SECONDS))

    async def _fetch(self) -> None:
        """Handle updates that wait for their files, for ever; each frees the later ones of its chat."""
        while True:
            try:
                await self._worker.fetch_next()
            except Exception:
                log.exception("a file could not be handled, it will be tried again")
                await asyncio.sleep(AFTER_FAILURE_SECONDS)
            self._written.set()
            self._heard.set()

    async def _keep(self, wake: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work whenever woken; but for the tick also once a second, for what becomes due by itself."""
        while True:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    await wake.wait()
            except TimeoutError:
                if wake is self._beat:
                    continue
            wake.clear()
            try:
                await work()
            except Exception:
                log.exception("work failed, will be tried again")
                await asyncio.sleep(AFTER_FAILURE_SECONDS)
