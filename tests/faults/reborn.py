"""A stage whose bot may die at any seam, in the middle of whatever it does, and be born again on the same database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import event

from bot.app import App
from bot.clock import HeldClock, RealClock
from bot.demo import accounts
from bot.demo.stage import Stage
from bot.links import NO_LINKS
from channels.channel import Channel
from channels.site import Site
from simulator.faults import Fault, Faults
from simulator.messenger import Messenger
from simulator.server import serve
from simulator.updates import Update, UpdateQueue
from storage import inbox, outbox
from storage.database import Database
from storage.files import EvidenceFiles

PATIENCE = 60  # real seconds after which nothing will come any more
STOPS = 400  # more than time ever has on its way


class SteppedClock(HeldClock):
    """A held clock that somebody may set wrong: true time goes on beside it."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.off_by = timedelta(0)

    def true_time(self) -> datetime:
        """What everybody else's clock shows."""
        return super().now()

    def now(self) -> datetime:
        """See HeldClock.now."""
        return super().now() + self.off_by

    def move_to(self, moment: datetime) -> None:
        """See HeldClock.move_to."""
        super().move_to(moment - self.off_by)


class LeadersClock(RealClock):
    """For a bot that leads by its heart beats: they are real, whatever day it is on the stage."""

    def __init__(self, of: HeldClock) -> None:
        self._of = of

    def now(self) -> datetime:
        """See HeldClock.now."""
        return self._of.now()

    async def sleep(self, seconds: float) -> None:
        """See HeldClock.sleep."""
        await self._of.sleep(seconds)


class Doom:
    """Counts the seams a bot passes: where a transaction begins, before it is committed, a call not made, or unheard.

    Once dead it gets nothing done any more: no transaction begins or is committed, no call arrives.
    """

    def __init__(self) -> None:
        self.is_dead = False
        self.fallen = asyncio.Event()
        self.at = ""
        self._left = 0

    def set(self, seams: int) -> None:
        """Die at this seam from now; 0: live."""
        self._left = seams

    def passes(self, seam: str) -> bool:
        """Whether the bot gets beyond this seam."""
        if not self.is_dead and self._left:
            self._left -= 1
            if not self._left:
                self.fall(seam)
        return not self.is_dead

    def fall(self, seam: str) -> None:
        """Die here."""
        self.is_dead, self.at = True, seam
        self.fallen.set()

    def watch(self, database: Database) -> None:
        """Have this database know of it."""

        def pass_or_stop(seam: str) -> Callable[[Any], None]:
            def check(connection: Any) -> None:
                if not self.passes(seam):
                    raise asyncio.CancelledError  # as if the loop were gone

            return check

        engine = database.engine.sync_engine
        event.listen(engine, "begin", pass_or_stop("a transaction begins"), insert=True)
        event.listen(engine, "commit", pass_or_stop("a transaction is not committed"), insert=True)


class DoomedCalls(Faults):
    """The messenger's faults, and what becomes of calls when the bot dies in the middle of one."""

    doom: Doom

    def on_call(self, method: str, chat: int | None) -> Fault | None:
        """See Faults.on_call."""
        if not self.doom.passes(f"{method} is not called"):
            return Fault("refuse_connection")
        if not self.doom.passes(f"{method} was called"):
            return Fault("drop_reply")
        return super().on_call(method, chat)


class RememberedUpdates(UpdateQueue):
    """A queue of updates that knows all it ever had."""

    past: list[Update]

    def inject(self, update: Update, now: datetime, copies: int = 1) -> int:
        """See UpdateQueue.inject."""
        number = super().inject(update, now, copies)
        self.past.append(self.waiting[-1].update)
        return number


@dataclass(slots=True)
class Life:
    """One bot, from its birth to its death or its clean stop."""

    database: Database
    channel: Channel
    app: App
    doom: Doom
    tasks: list[asyncio.Task[None]]

    async def end(self) -> None:
        """Nothing of it goes on. Unless it is dead, it says good-bye."""
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)
        await self.channel.close()
        await self.database.close()


@dataclass
class Reborn:
    """The messenger and its people, who live on; and the bot, which does not. `stage` shows the present bot."""

    messenger: Messenger
    clock: SteppedClock
    place: accounts.Place
    http: aiohttp.ClientSession
    tasks: asyncio.TaskGroup
    folder: Path
    open_database: Callable[[], Database]
    calls: DoomedCalls
    stage: Stage
    life: Life | None = None
    deaths: list[str] = field(default_factory=list)

    @property
    def updates(self) -> RememberedUpdates:
        """What the messenger has for our bot."""
        queue = self.messenger.bots[accounts.ACCOUNTS["telegram"].id].updates
        assert isinstance(queue, RememberedUpdates)
        return queue

    async def be_born(self) -> None:
        """The next bot, on the same database."""
        doom = self.calls.doom = Doom()
        database, channel = self.open_database(), self.place.connect("telegram")
        doom.watch(database)
        files, clock = EvidenceFiles(self.folder / "evidence"), LeadersClock(self.clock)
        app = App(database, {channel.name: channel}, clock, files, NO_LINKS, holder="one")
        await channel.start()
        if not database.is_shared:
            await database.transaction(outbox.release_all)
            await database.transaction(inbox.release_all)
        tasks = [self.tasks.create_task(app.receive(channel)), self.tasks.create_task(app.lead())]
        self.life = Life(database, channel, app, doom, tasks)
        self.stage.database, self.stage.channel, self.stage.app = database, channel, app

    async def stop(self) -> None:
        """The bot stops: cleanly, unless it died."""
        if self.life:
            await self.life.end()
            self.life = None

    async def settle(self, dies_at: int = 0) -> bool:
        """Let the bot do what is to be done now. False: it died at this seam, and a new one must be born."""
        assert self.life
        doom = self.life.doom
        doom.set(dies_at)
        working = self.tasks.create_task(self.stage.settle())
        fallen = self.tasks.create_task(_until(doom.fallen))
        done, _ = await asyncio.wait({working, fallen}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        doom.set(0)
        if not doom.is_dead:
            fallen.cancel()
            if not done:
                working.cancel()
                raise AssertionError("the bot does not come to rest")
            working.result()
            return True
        self.deaths.append(doom.at)
        self.life.tasks.append(working)
        await self.stop()
        return False

    async def kill(self) -> None:
        """The bot dies while it waits for something to do."""
        assert self.life
        self.life.doom.fall("it waits")
        self.deaths.append("it waits")
        await self.stop()

    async def go_to(self, moment: datetime, dies_at: int = 0) -> bool:
        """Let time pass, stopping wherever something is due. As `settle`: the seams are those of the first stop."""
        for _ in range(STOPS):
            due = await self.stage.next_action_at()
            self.clock.move_to(min(due or moment, moment))
            if not await self.settle(dies_at):
                return False
            if due is None or due > moment:
                return True
        raise AssertionError(f"what is due at {due} does not get done")


async def _until(fallen: asyncio.Event) -> None:
    await fallen.wait()


@asynccontextmanager
async def reborn(folder: Path, start: datetime, open_database: Callable[[], Database]) -> AsyncIterator[Reborn]:
    """A messenger without anybody in it, and a bot that waits to be born on this database."""
    clock = SteppedClock(start)
    messenger = Messenger(clock.true_time)
    messenger.faults = calls = DoomedCalls()
    calls.doom = Doom()
    accounts.add(messenger, "telegram").updates = queue = RememberedUpdates()
    queue.past = []
    failure: Exception | None = None
    async with serve(messenger) as url, aiohttp.ClientSession(url) as http, asyncio.TaskGroup() as tasks:
        nowhere: Any = None  # no bot yet
        place = accounts.Place(messenger, url, Site("127.0.0.1", 0), nowhere, clock)
        stage = Stage(clock, messenger, nowhere, nowhere, nowhere, http, nowhere)
        one = Reborn(messenger, clock, place, http, tasks, folder, open_database, calls, stage)
        try:
            yield one
        except Exception as error:
            failure = error  # raised outside the group, which would wrap it
        await one.stop()
    if failure:
        raise failure
