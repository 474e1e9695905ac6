"""What an idle tick, a digest and the page of what is overdue cost among a million open reports; a bench.

A digest is the one of 07:30 of a body with a shipped plan and eleven months behind it; in all it is drawn, too, as it
is when it goes out. `cảnh báo` is the page. The yardstick is one SELECT that an index answers, asked in the same way.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench import million
from bench.accepting import DURABLE
from bench.frame import Bench, Figure, Step, in_turn
from bot import ticks
from bot.rehearsal.answering import CAN
from domain.charts import Chart
from domain.chat import Heard, Inbound
from files.digest_chart import as_png
from handlers import digest, table
from handlers.talk import Reach
from storage import seals
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles
from storage.tables import Group, Outbox, Report
from tests import postgres

TIMES = 5
AT_ONCE = 5  # of which a run tells the mean
GOALS = {"idle tick": 5.0, "a digest, database": 15.0, "a digest, in all": 80.0, "overdue page, database": 2.0}


@dataclass(slots=True)
class Stage:
    """A database of a million reports, and who leads the one body in it."""

    database: Database
    leader: str
    group_id: int
    asked: float = 0.0  # seconds until the database had answered, of all questions so far

    def listen(self) -> None:
        """Count the time inside SQL from now on."""
        engine = self.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._begins)
        event.listen(engine, "after_cursor_execute", self._ends)

    def _begins(self, connection: Connection, *_: object) -> None:
        connection.info["began"] = perf_counter()

    def _ends(self, connection: Connection, *_: object) -> None:
        self.asked += perf_counter() - connection.info["began"]

    async def bare(self) -> None:
        """One SELECT by an index, in a short session as a tick opens."""
        async with self.database.claims() as session:
            await session.execute(select(func.min(Report.next_remind_at)))

    async def tick(self) -> None:
        """There is nothing to do."""
        if await ticks.tick(self.database, million.NOW):
            raise RuntimeError("something was due")

    async def digest_drawn(self) -> None:
        """As `digest`, with its chart as a picture."""
        as_png(Chart.from_json(await self.digest()))

    async def digest(self) -> dict[str, Any]:
        """The group's daily digest; nothing of it stays. What its chart is drawn from."""
        async with self.database.sessions() as session:
            group = await session.get_one(Group, self.group_id)
            group.next_digest_at = million.NOW
            await session.flush()
            if not await digest.daily_next(session, million.NOW):
                raise RuntimeError("no digest was due")
            newest = select(Outbox.chart).order_by(Outbox.id.desc()).limit(1)
            chart: dict[str, Any] | None = (await session.execute(newest)).scalar_one()
            await session.rollback()
        if chart is None:
            raise RuntimeError("the digest has no chart")
        return chart

    async def page(self) -> None:
        """The leader asks what is overdue; nothing of it stays."""
        async with self.database.sessions() as session:
            await self.ask(session, million.NOW)
            await session.rollback()

    async def ask(self, session: AsyncSession, at: datetime) -> None:
        """The leader's message is handled."""
        said = Inbound(
            channel="telegram",
            event_key="1",
            chat=self.leader,
            heard=Heard.TEXT,
            sent_at=at,
            text="cảnh báo",
            sender=self.leader,
            message="1",
        )
        via = Reach(CAN, lambda code: code, EvidenceFiles(Path(tempfile.gettempdir()) / "nothing"))
        await table.handle(session, said, at, via)


async def _stage(url: str) -> Stage:
    database = open_database(url)
    await migrate(database)
    database.sessions.configure(info={seals.KEY: b"bench" * 8})
    leader, group_id = await million.build(database)
    stage = Stage(database, leader, group_id)
    async with database.sessions.begin() as session:
        await stage.ask(session, million.NOW - timedelta(days=1))  # and was told of the notice
    stage.listen()
    return stage


def _in_all(runner: asyncio.Runner, work: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds, the mean of some."""
    began = perf_counter()
    runner.run(_some(work))
    return (perf_counter() - began) * 1000 / AT_ONCE


def _in_database(runner: asyncio.Runner, stage: Stage, work: Callable[[], Awaitable[None]]) -> float:
    """As `_in_all`, of which only what was spent waiting for SQL."""
    before = stage.asked
    runner.run(_some(work))
    return (stage.asked - before) * 1000 / AT_ONCE


async def _some(work: Callable[[], Awaitable[None]]) -> None:
    for _ in range(AT_ONCE):
        await work()


def _runs(runner: asyncio.Runner, name: str, stage: Stage) -> dict[str, Callable[[], float]]:
    in_all, in_database = partial(_in_all, runner), partial(_in_database, runner, stage)
    runs = {
        "bare SELECT": partial(in_all, stage.bare),
        "idle tick": partial(in_all, stage.tick),
        "a digest, database": partial(in_database, stage.digest),
        "a digest, in all": partial(in_all, stage.digest_drawn),
        "overdue page, database": partial(in_database, stage.page),
        "overdue page, in all": partial(in_all, stage.page),
    }
    return {f"{of}, {name}": run for of, run in runs.items()}


def measure(step: Step) -> list[Figure]:
    """Medians, in turn, by the wall: beside a bare SELECT of the same minutes."""
    with tempfile.TemporaryDirectory() as folder, postgres.served(DURABLE) as server, asyncio.Runner() as runner:
        urls = {"SQLite": f"sqlite:///{folder}/million.db", "PostgreSQL": server.address("postgres")}
        stages = {name: runner.run(_stage(url)) for name, url in urls.items()}
        runs: dict[str, Callable[[], float]] = {}
        for name, stage in stages.items():
            runs |= _runs(runner, name, stage)
        found = in_turn(runs, TIMES, step)
        for stage in stages.values():
            runner.run(stage.database.close())
    return [Figure(f"at 1,000,000 reports: {line}", found[line], "ms", most=_goal(line)) for line in found]


def _goal(line: str) -> float | None:
    return next((most for of, most in GOALS.items() if line.startswith(of)), None)


BENCH = Bench(TIMES * 6 * 2, measure)
