"""The wiring: what the bot is made of, and the loops that keep it going."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.guards import NO_GUARDS, Guards
from bot.heartbeat import Heartbeat
from bot.lanes import Lanes
from bot.links import Links
from bot.metrics import Metrics
from bot.outage import Outage
from bot.pulse import BEAT_SECONDS, Pulse
from bot.roles import ALL, Role
from bot.room import NoRoomError
from bot.sender import Leased, Sender, sending
from bot.systemd import Signs
from bot.tending import Tending, receiving
from bot.vitals import Vitals
from channels.channel import Accept, Channel, SharedTokenError, UnauthorizedError
from domain.chat import Updates
from domain.quota import Allowance
from storage import wakes
from storage.database import Database, is_trouble
from storage.files import EvidenceFiles
from storage.inbox import InHand
from storage.intake import Intake
from storage.leading import Alone, Elected, Leading

if TYPE_CHECKING:  # see bot/loading.py
    from bot.worker import Worker

log = structlog.get_logger()

IDLE_SECONDS = 1.0  # how long a message that becomes due by itself may wait to be noticed
AFTER_FAILURE_SECONDS = 5.0
FETCHING = 4  # files at once: a slow one must not keep the others waiting
SENDING = 32  # messages of a channel at once: as many as the fastest messenger takes in a second
LOOKS_AGAIN_SECONDS = 0.2  # while all must wait for their chats: something for another chat may come meanwhile
DRAIN_SECONDS = 15.0  # what is in hand when we are asked to stop has so long to be finished
LET_GO_SECONDS = 3.0


class App:
    """A database, the channels, a clock, a place for files, links to files, and what is done with them.

    Of several processes on one database each has its roles; `holder` names this one, which stands for leading where
    `leading` does not say how it leads. `signs` show how it is.
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
        guards: Guards = NO_GUARDS,
        leading: Leading | None = None,
        signs: Signs | None = None,
        heartbeat: Heartbeat | None = None,
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self.guards = guards
        self.pulse = Pulse(database, clock)
        self.vitals = Vitals(clock.monotonic)
        self._files = files
        self._links = links
        self._heartbeat = heartbeat or Heartbeat("", clock)
        self.metrics = Metrics(channels)
        self.roles = roles
        self._signs = signs or Signs()
        self._vital = next(one for one in (Role.TICK, Role.RECEIVE, Role.SEND) if one in roles)
        self._heard = asyncio.Event()
        self._to_fetch = asyncio.Event()
        self._beat = asyncio.Event()
        self._written = {name: asyncio.Event() for name in channels}
        self._stopping = asyncio.Event()
        self.outage = Outage(clock.monotonic)
        self._leading = leading or self._candidate(holder)
        self._intake = Intake(database)
        self._tending = Tending(database, channels, clock, self._leading, self.metrics)
        down = self._tending.refused
        self._sender = Sender(
            database, channels, clock, links, allowances, down, self._leading, guards.holds_back, self.metrics
        )

    def polls(self, channel: str) -> bool:
        """Whether it is up to this process to ask this messenger for updates, and nobody else's turn."""
        is_ours = Role.RECEIVE in self.roles and self.channels[channel].polls
        return is_ours and self._leading.term(receiving(channel)) is not None

    @cached_property
    def _worker(self) -> "Worker":
        from bot.worker import Worker

        return Worker(self.database, self._tending.started, self.clock, self._files, self._links, self.metrics)

    @property
    def is_stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Take nothing more in hand; `run` returns when what is in hand is finished, at the latest soon."""
        self._stopping.set()
        for wake in (self._heard, self._to_fetch, *self._written.values()):
            wake.set()

    async def run(self, tick_seconds: float) -> None:
        """Do what the roles say until asked to stop.

        Raises UnauthorizedError once every channel is refused, SharedTokenError where somebody else uses its token.
        """
        metronome = AsyncIOScheduler()
        metronome.add_job(self._beat.set, "interval", seconds=tick_seconds)
        self._beat.set()
        self._wake_senders()  # what was not sent before the last stop goes at once
        try:
            async with asyncio.TaskGroup() as group:
                metronome.start()
                leading = group.create_task(self.lead())
                await self._work(group)
                leading.cancel()
        except ExceptionGroup as failed:
            for known in (SharedTokenError, UnauthorizedError):
                if failed.subgroup(known):
                    raise known from failed
            raise
        finally:
            metronome.shutdown(wait=False)
            await self._let_go()

    async def _work(self, group: asyncio.TaskGroup) -> None:
        """All that a stop ends: some of it at once, for nothing of that is half done; the rest is finished first."""
        ending: list[asyncio.Task[None]] = []
        ending.append(group.create_task(self._keep(None, asyncio.Event(), self.beat, idle=BEAT_SECONDS)))
        ending.append(group.create_task(self._again_and_again(self._heartbeat.keep)))
        if Role.TICK in self.roles:
            ending.append(group.create_task(self._keep(Role.TICK, self._beat, self.tick, idle=None)))
        if Role.RECEIVE not in self.roles:
            self._signs.ready()
        else:
            await self._worker.sweep()
            for channel in self.channels.values():
                ending.append(group.create_task(self.receive(channel)))
                ending.append(group.create_task(self._tending.show_menu(channel)))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None) as patience, asyncio.TaskGroup() as finishing:
                self._start_lanes(finishing)
                await self._stopping.wait()
                for task in ending:
                    task.cancel()
                patience.reschedule(asyncio.get_running_loop().time() + DRAIN_SECONDS)

    def _start_lanes(self, group: asyncio.TaskGroup) -> None:
        if Role.RECEIVE in self.roles:
            group.create_task(self._keep(Role.RECEIVE, self._heard, self.handle_all))
            fetching = Lanes(FETCHING, self._next_file, self._fetch, self._failed)
            group.create_task(self._keep(None, self._to_fetch, partial(fetching.start_all, group)))
        if Role.SEND in self.roles:
            for name, written in self._written.items():
                work = partial(self._sending(name).start_all, group)
                group.create_task(self._keep(Role.SEND, written, work))

    async def _let_go(self) -> None:
        """Best effort: what nobody gives back is free when its lease ends."""
        if Role.RECEIVE not in self.roles:
            return
        try:
            async with asyncio.timeout(LET_GO_SECONDS):
                await self._worker.let_go()
        except Exception as error:
            self._failed(error)

    async def lead(self) -> None:
        """Try for ever to lead in what only one process may do at a time; alone on its database it does at once."""
        await self._again_and_again(self._leading.keep)

    async def receive(self, channel: Channel) -> None:
        """Take in one channel's updates for ever, from the moment it has started."""

        def started() -> None:
            self.pulse.heard(channel.name, self.clock.now())
            self.vitals.polled(channel.name)
            self._heard.set()
            self._signs.ready()

        await self._tending.tend(channel, self.accepting(channel), started)

    def accepting(self, channel: Channel) -> Accept:
        """What stores a channel's updates: they are committed when it returns."""

        async def store(updates: Updates) -> None:
            now = self.clock.now()
            if updates:
                self.guards.room.check()
                new = await self._intake.keep(channel.name, updates, now)
                self.metrics.stored(channel.name, new, len(updates))
                self._heard.set()
            self.pulse.heard(channel.name, now, caught_up=not updates)
            self.vitals.polled(channel.name)

        async def accept(updates: Updates) -> None:
            # Who asks for updates can wait for the database; who calls us must know that it is not stored.
            while True:
                try:
                    return await store(updates)
                except Exception as error:
                    can_wait = channel.polls and self.database.is_shared and not isinstance(error, NoRoomError)
                    if not (can_wait and is_trouble(error)):
                        raise
                    self.outage.met(error)
                await asyncio.sleep(AFTER_FAILURE_SECONDS)

        return accept

    async def handle_all(self) -> None:
        """Handle every update that waits."""
        while not self.is_stopping and await self._worker.handle_next():
            self._wake_senders()
            self._to_fetch.set()
            self._show(Role.RECEIVE)

    async def fetch_all(self) -> None:
        """Handle every update that waits for its file, one after the other."""
        while row := await self._worker.claim_file():
            await self._worker.fetch(row)

    async def beat(self) -> None:
        """Write down what was heard, however long a tick takes; not by a clock in doubt: afterwards all is news."""
        if self.guards.holds_back():
            self.pulse.forget()
            return
        await self.pulse.beat()
        await self.guards.beat()

    async def tick(self) -> None:
        """Do what is due by the clock, if it can be trusted."""
        if not await self.guards.look(self.database, self.clock.now()):
            return
        from bot import ticks  # loaded before, see bot/loading.py

        if await ticks.tick(self.database, self.clock.now(), done=self._worked):
            self._wake_senders()
        self.vitals.worked()
        self._heartbeat.ticked()

    async def send_all(self) -> None:
        """Send every message that may be sent, one after the other, waiting for chats that had enough for now."""
        while (wait := await self._sender.send_next()) is not None:
            if wait:
                await self.clock.sleep(min(wait, IDLE_SECONDS))

    def _candidate(self, holder: str) -> Leading:
        if not self.database.is_shared:
            return Alone()
        duties = [receiving(one) for one in self.channels if Role.RECEIVE in self.roles and self.channels[one].polls]
        duties += [sending(one) for one in self.channels if Role.SEND in self.roles]
        called = {wakes.INBOX: self._heard.set, wakes.OUTBOX: self._wake_senders}
        return Elected(self.database, duties, holder, called, self.clock.now, self.clock.monotonic)

    def _wake_senders(self) -> None:
        for written in self._written.values():
            written.set()

    async def _next_file(self, _most: int) -> Sequence[InHand]:
        row = None if self.is_stopping else await self._worker.claim_file()
        return [row] if row else []

    async def _fetch(self, row: InHand) -> None:
        """One update with its file; the later ones of its chat are free then."""
        await self._worker.fetch(row)
        self._wake_senders()
        self._heard.set()

    def _sending(self, name: str) -> Lanes[Leased]:
        """What sends by one channel."""

        async def pick(most: int) -> Sequence[Leased]:
            while not self.is_stopping and (picked := await self._sender.pick([name], most)) is not None:
                if not isinstance(picked, float):
                    return picked
                await self.clock.sleep(min(picked, LOOKS_AGAIN_SECONDS))
            return []

        async def deliver(leased: Leased) -> None:
            await self._sender.deliver(leased)
            self._written[name].set()
            self._show(Role.SEND)

        return Lanes(SENDING, pick, deliver, self._failed)

    def _worked(self) -> None:
        self.vitals.worked()
        self._show(Role.TICK)

    def _show(self, role: Role | None) -> None:
        """A piece of work has ended, well or not: where it is of the role that stands for all, we are alive."""
        if role is self._vital:
            self._signs.alive()

    async def _keep(
        self,
        role: Role | None,
        wake: asyncio.Event,
        work: Callable[[], Awaitable[None]],
        idle: float | None = IDLE_SECONDS,
    ) -> None:
        """Do the work whenever woken; also after so many idle seconds, for what becomes due by itself."""
        while not self.is_stopping:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(idle):
                    await wake.wait()
            wake.clear()
            await self._once(work)
            self._show(role)

    async def _again_and_again(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work once more when it has failed; until it ends well."""
        while not await self._once(work):
            pass

    async def _once(self, work: Callable[[], Awaitable[None]]) -> bool:
        try:
            await work()
        except Exception as error:
            self._failed(error)
            await asyncio.sleep(AFTER_FAILURE_SECONDS)
            return False
        self.outage.worked()
        return True

    def _failed(self, error: Exception) -> None:
        if is_trouble(error):
            self.outage.met(error)
        else:
            log.error("work failed, will be tried again", exc_info=error)
