"""The wiring: what the bot is made of, and the loops that keep it going."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import ticks
from bot.clock import Clock
from bot.lanes import Lanes
from bot.links import Links
from bot.roles import ALL, Role
from bot.sender import Leased, Sender, sending
from bot.tending import Tending, receiving
from bot.worker import Worker
from channels.channel import Accept, Channel, UnauthorizedError
from domain.chat import Updates
from domain.quota import Allowance
from storage import inbox, wakes
from storage.database import Database
from storage.files import EvidenceFiles
from storage.leading import Alone, Elected, Leading
from storage.tables import Inbox

log = structlog.get_logger()

IDLE_SECONDS = 1.0  # how long a message that becomes due by itself may wait to be noticed
AFTER_FAILURE_SECONDS = 5.0
FETCHING = 4  # files at once: a slow one must not keep the others waiting
SENDING = 8  # messages of a channel at once


class App:
    """A database, the channels, a clock, a place for files, links to files, and what is done with them.

    Of several processes on one database each has its roles; `holder` names this one.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        files: EvidenceFiles,
        links: Links,
        allowances: Mapping[str, Allowance] | None = None,
        roles: Collection[Role] = ALL,
        holder: str = "",
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self._roles = roles
        self._heard = asyncio.Event()
        self._to_fetch = asyncio.Event()
        self._beat = asyncio.Event()
        self._written = {name: asyncio.Event() for name in channels}
        self._leading = self._candidate(holder)
        self._tending = Tending(database, channels, clock, self._leading)
        self._worker = Worker(database, self._tending.started, clock, files, links)
        self._sender = Sender(
            database, channels, clock, links, allowances, self._tending.refused, leading=self._leading
        )

    async def run(self, tick_seconds: float) -> None:
        """Do what the roles say until cancelled. Raises UnauthorizedError once every channel is refused."""
        metronome = AsyncIOScheduler()
        metronome.add_job(self._beat.set, "interval", seconds=tick_seconds)
        self._beat.set()
        try:
            async with asyncio.TaskGroup() as group:
                metronome.start()
                group.create_task(self.lead())
                if Role.RECEIVE in self._roles:
                    await self._start_receiving(group)
                if Role.TICK in self._roles:
                    group.create_task(self._keep(self._beat, self.tick, idle=None))
                if Role.SEND in self._roles:
                    for name, written in self._written.items():
                        group.create_task(self._keep(written, partial(self._sending(name).start_all, group)))
        except ExceptionGroup as failed:
            if failed.subgroup(UnauthorizedError):
                raise UnauthorizedError from failed
            raise
        finally:
            metronome.shutdown(wait=False)
            await self._worker.let_go()

    async def _start_receiving(self, group: asyncio.TaskGroup) -> None:
        await self._worker.sweep()
        for channel in self.channels.values():
            group.create_task(self.receive(channel))
            group.create_task(self._tending.show_menu(channel))
        group.create_task(self._keep(self._heard, self.handle_all))
        fetching = Lanes(FETCHING, self._worker.claim_file, self._fetch)
        group.create_task(self._keep(self._to_fetch, partial(fetching.start_all, group)))

    async def lead(self) -> None:
        """Try for ever to lead in what only one process may do at a time; alone on its database it does at once."""
        await again_and_again(self._leading.keep)

    async def receive(self, channel: Channel) -> None:
        """Take in one channel's updates for ever, from the moment it has started."""
        await self._tending.tend(channel, self.accepting(channel), self._heard.set)

    def accepting(self, channel: Channel) -> Accept:
        """What stores a channel's updates: they are committed when it returns."""

        async def accept(updates: Updates) -> None:
            now = self.clock.now()
            await self.database.transaction(lambda session: inbox.keep(session, channel.name, updates, now))
            self._heard.set()

        return accept

    async def handle_all(self) -> None:
        """Handle every update that waits."""
        while await self._worker.handle_next():
            self._wake_senders()
            self._to_fetch.set()

    async def fetch_all(self) -> None:
        """Handle every update that waits for its file, one after the other."""
        while row := await self._worker.claim_file():
            await self._worker.fetch(row)

    async def tick(self) -> None:
        """Do what is due by the clock."""
        if await ticks.tick(self.database, self.clock.now()):
            self._wake_senders()

    async def send_all(self) -> None:
        """Send every message that may be sent, one after the other, waiting for chats that had enough for now."""
        while (wait := await self._sender.send_next()) is not None:
            if wait:
                await self.clock.sleep(min(wait, IDLE_SECONDS))

    def _candidate(self, holder: str) -> Leading:
        if not self.database.is_shared:
            return Alone()
        duties = [receiving(one) for one in self.channels if Role.RECEIVE in self._roles and self.channels[one].polls]
        duties += [sending(one) for one in self.channels if Role.SEND in self._roles]
        called = {wakes.INBOX: self._heard.set, wakes.OUTBOX: self._wake_senders}
        return Elected(self.database, duties, holder, called, self.clock.now, self.clock.monotonic)

    def _wake_senders(self) -> None:
        for written in self._written.values():
            written.set()

    async def _fetch(self, row: Inbox) -> None:
        """One update with its file; the later ones of its chat are free then."""
        await self._worker.fetch(row)
        self._wake_senders()
        self._heard.set()

    def _sending(self, name: str) -> Lanes[Leased]:
        """What sends by one channel."""

        async def pick() -> Leased | None:
            while (picked := await self._sender.pick([name])) is not None:
                if isinstance(picked, Leased):
                    return picked
                await self.clock.sleep(min(picked, IDLE_SECONDS))
            return None

        async def deliver(leased: Leased) -> None:
            await self._sender.deliver(leased)
            self._written[name].set()

        return Lanes(SENDING, pick, deliver)

    async def _keep(
        self, wake: asyncio.Event, work: Callable[[], Awaitable[None]], idle: float | None = IDLE_SECONDS
    ) -> None:
        """Do the work whenever woken; also after so many idle seconds, for what becomes due by itself."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(idle):
                    await wake.wait()
            wake.clear()
            await _once(work)


async def again_and_again(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work once more when it has failed; until it ends well."""
    while not await _once(work):
        pass


async def _once(work: Callable[[], Awaitable[None]]) -> bool:
    try:
        await work()
    except Exception:
        log.exception("work failed, will be tried again")
        await asyncio.sleep(AFTER_FAILURE_SECONDS)
        return False
    return True
