"""Random deaths for as long as one likes, under a crowd that types and a network that fails: what was lost, doubled.

Run from the root of the house: `make soak`, or `python -m tests.faults.killed.soak --minutes 30 --on sqlite`. On
PostgreSQL two processes work side by side and are killed in turn. The seed is printed: with `--seed` the same dice are
thrown again, though not at the same moments.
"""

import argparse
import asyncio
import logging
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ShiftedClock
from simulator.faults import Faults
from simulator.messenger import Messenger
from simulator.server import serve
from storage import timetable
from storage.database import Database, is_trouble, migrate, open_database
from storage.tables import Inbox, Outbox
from tests import databases, postgres
from tests.conftest import POSTGRESQL, SQLITE
from tests.faults.killed import crowd, lives, ward
from tests.faults.killed.crowd import BadLuck, Crowd
from tests.faults.killed.lives import Cradle, Life
from tests.faults.killed.seams import ANSWERED, CLAIMED, DONE, KEPT, SETTLED
from tests.faults.killed.tally import Tally
from tests.faults.killed.ward import OPENING

_Answer = TypeVar("_Answer")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WORK = frozenset({KEPT, ANSWERED, CLAIMED, SETTLED, DONE})
WARDS = 10
UPDATES_A_SECOND = 40
LIFE_SECONDS = 2.0, 6.0
IDLE_SECONDS = 30.0  # in which every life must have done something
A_DAY_SECONDS = 10.0
BETWEEN_PERIODS = timedelta(days=16)  # from the last day of typing to the next opening: what is locked takes nothing
TICK_SECONDS = 0.5
REST_SECONDS = 120
SHOWN = 40  # of what the bot said instead of keeping something
LEAST_MORNINGS = 2
REST_STEP = timedelta(seconds=10)
LOOK_SECONDS = 0.05
LOG_SHOWN = 8000  # its last characters
BOTS = {SQLITE: 1, POSTGRESQL: 2}


@dataclass(slots=True)
class Soak:
    """One run. `bots`: how many processes; each has one life after the other."""

    folder: Path
    database: Database
    url: str
    clock: ShiftedClock
    crowd: Crowd
    cradle: Cradle
    dice: random.Random
    bots: int
    tally: Tally
    alive: dict[int, Life] = field(default_factory=dict)
    is_over: bool = False
    mornings: int = 0  # on which a digest was due

    async def run(self, seconds: float, life_seconds: tuple[float, float], day_seconds: float) -> None:
        """Type, kill and let days pass for so long, and until it was a trial; then let the last lives finish."""
        async with asyncio.TaskGroup() as group:
            keeping = [group.create_task(self._keep(nth)) for nth in range(self.bots)]
            await self._open()
            going = [
                group.create_task(self._type()),
                group.create_task(self._kill(life_seconds)),
                group.create_task(self._pass_days(day_seconds)),
            ]
            await asyncio.sleep(seconds)
            await self._until(lambda: self.tally.lives >= self.bots and self.mornings >= LEAST_MORNINGS)
            for task in going:
                task.cancel()
            self.crowd.messenger.faults = Faults()
            await self._rest()
            self.is_over = True
            for life in self.alive.values():
                await life.stop()
            await asyncio.gather(*keeping)

    async def _keep(self, nth: int) -> None:
        settings = ward.settings_of(self.folder, ward.address_of(self.database), self.url, TICK_SECONDS)
        while not self.is_over:
            life = self.alive[nth] = await self.cradle.bear(settings, self.folder / "log")
            await life.last()
            self.tally.lives += 1
            self.tally.idle_lives += not _has_worked(life)

    async def _type(self) -> None:
        """At so many a second; whoever waits for the bot's answer types nothing meanwhile."""
        while True:
            if self.crowd.is_awake:
                self.crowd.act()
            await asyncio.sleep(self.dice.expovariate(UPDATES_A_SECOND))

    async def _kill(self, life_seconds: tuple[float, float]) -> None:
        """One after the other, each some seconds after the last, and not before it has done something."""
        nth = 0
        while True:
            await asyncio.sleep(self.dice.uniform(*life_seconds) / self.bots)
            life, nth = self.alive[nth], (nth + 1) % self.bots
            await self._until(partial(_has_worked, life), IDLE_SECONDS)
            life.kill()
            await life.over.wait()

    async def _pass_days(self, seconds: float) -> None:
        """Every so often it is the next working morning, and when a period ends the opening of the next."""
        while True:
            await asyncio.sleep(seconds)
            morning = _next_morning(self.clock.now())
            opening = await self._ask(timetable.next_opening_at)
            self.crowd.is_awake = False
            if opening and morning >= opening - BETWEEN_PERIODS:
                self.crowd.sleep()
                await self._rest()
                self.clock.move_to(opening + timedelta(seconds=1))
                await self._open()
            else:
                await self._taken_in()
                self.clock.move_to(morning)
                self.mornings += 1
            self.crowd.is_awake = True

    async def _taken_in(self) -> None:
        """Wait until the messenger has nothing for us: after a day without anybody asking it would throw that away."""
        await self._until(lambda: not self.crowd.bot.updates.pending(self.clock.now()))

    async def _open(self) -> None:
        """Wait until every officer has been asked."""
        await self._until(lambda: self.crowd.prompted() == len(self.crowd.officers()))

    async def _rest(self) -> None:
        """Let time pass until nothing is left to take in, to handle or to send, whoever has it in hand."""
        async with self._explained():
            while any(await self._left()):
                self.clock.move_to(self.clock.now() + REST_STEP)  # what was put off after a failure waits for hours
                await asyncio.sleep(0.2)

    async def _until(self, is_so: Callable[[], object], seconds: float = REST_SECONDS) -> None:
        """Wait for other processes; fails when it takes longer than so many seconds."""
        async with self._explained(seconds):
            while not is_so():  # noqa: ASYNC110 - they set no event of ours
                await asyncio.sleep(LOOK_SECONDS)

    @asynccontextmanager
    async def _explained(self, seconds: float = REST_SECONDS) -> AsyncIterator[None]:
        """What must end in so many seconds. Whoever reads of its failure is told what was left and said last."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            lives = [life.passed[-SHOWN:] for life in self.alive.values()]
            log = (self.folder / "log").read_text()[-LOG_SHOWN:]
            raise AssertionError(f"left: {await self._left()}\npassed: {lives}\n{log}") from None

    async def _left(self) -> list[int]:
        """Updates to take in, updates to handle, messages to send."""
        return [self.crowd.bot.updates.pending(self.clock.now()), *await self._ask(_waiting)]

    async def _ask(self, question: Callable[[AsyncSession], Awaitable[_Answer]]) -> _Answer:
        """A question to the database, asked until it has time for us: a busy bot may hold it."""
        while True:
            try:
                async with self.database.sessions() as session:
                    return await question(session)
            except DBAPIError as error:
                if not is_trouble(error):
                    raise


def _has_worked(life: Life) -> bool:
    return not WORK.isdisjoint(life.passed)


async def _waiting(session: AsyncSession) -> list[int]:
    questions = [
        select(func.count()).select_from(table).where(table.state == state)
        for table, state in ((Inbox, "new"), (Outbox, "due"))
    ]
    return [(await session.execute(one)).scalar_one() for one in questions]


@asynccontextmanager
async def staged(database: Database, folder: Path, cradle: Cradle, seed: int, wards: int) -> AsyncIterator[Soak]:
    """A crowd that has settled in a database, at the moment when the first period opens."""
    dice = random.Random(seed)
    clock = ShiftedClock(folder / "clock")
    clock.move_to(OPENING)
    messenger = Messenger(clock.now, limited=False)
    messenger.faults = BadLuck(dice)
    people = Crowd(messenger, dice)
    people.gather(wards)
    counted = Tally(monotonic)
    messenger.listen(counted.heard)
    async with serve(messenger) as url:
        bots = BOTS[POSTGRESQL if database.is_shared else SQLITE]
        soak = Soak(folder, database, url, clock, people, cradle, dice, bots, counted)
        try:
            yield soak
        finally:
            for life in soak.alive.values():
                life.kill()


def _next_morning(now: datetime) -> datetime:
    """07:30 and a little of the next day that is no Saturday or Sunday."""
    morning = now.astimezone(ZONE).replace(hour=7, minute=30, second=2, microsecond=0) + timedelta(days=1)
    while morning.weekday() > 4:
        morning += timedelta(days=1)
    return morning


async def soaked(soak: Soak, seconds: float, console: Console) -> Tally:
    """A whole soak with its progress shown."""
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("", total=seconds)
        async with asyncio.TaskGroup() as group:
            showing = group.create_task(_show(progress, bar, soak))
            await soak.run(seconds, LIFE_SECONDS, A_DAY_SECONDS)
            showing.cancel()
    await soak.tally.take(soak.crowd, soak.database)
    return soak.tally


def main() -> None:
    """Soak on one database or on both, one after the other; fails where anything was lost or doubled."""
    asked = _arguments()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a bot that dies hangs up on the messenger
    console = Console(highlight=False, markup=False)
    perfect = True
    for on in [asked.on] if asked.on else [SQLITE, POSTGRESQL]:
        console.print(f"{on}: {BOTS[on]} × bot, {asked.minutes:g} minutes, seed {asked.seed}")
        counted = asyncio.run(_soak(on, asked.minutes * 60, asked.seed, console))
        for name, value in counted.line():
            console.print(f"{name:>12} {value:>10}")
        for said, times in counted.said_instead.most_common(SHOWN):
            console.print(f"{times:>5} × {said}")
        perfect = perfect and counted.is_perfect()
    raise SystemExit(not perfect)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--on", choices=BOTS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


async def _soak(on: str, seconds: float, seed: int, console: Console) -> Tally:
    with tempfile.TemporaryDirectory(prefix="soak-") as made, lives.cradle() as cradle:
        folder = Path(made)
        async with _database(on, folder) as database:
            await crowd.settle(database, WARDS)
            async with staged(database, folder, cradle, seed, WARDS) as soak:
                return await soaked(soak, seconds, console)


@asynccontextmanager
async def _database(on: str, folder: Path) -> AsyncIterator[Database]:
    with ExitStack() as stack:
        if on == SQLITE:
            address = databases.address(folder / "dunghan.db")
        else:
            address = stack.enter_context(postgres.served()).address("postgres")
        database = open_database(address)
        await migrate(database)
        yield database
        await database.close()


async def _show(progress: Progress, bar: TaskID, soak: Soak) -> None:
    while True:
        await asyncio.sleep(1)
        said = f"{soak.tally.lives} lives, {len(soak.crowd.answers) + len(soak.crowd.visits)} typed"
        progress.update(bar, advance=1, description=said)


if __name__ == "__main__":
    main()
