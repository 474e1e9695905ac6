"""Officers' answers handled: how many, beside a stock aiogram echo that stores nothing; how soon at half of that."""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from bench import crowd, stubbed, writing
from bench.beside import beside
from bench.frame import Bench, Figure, Step, in_turn
from bench.scale import FAR, Onward
from bench.stubbed import Answer
from bot import loading
from bot.links import NO_LINKS
from bot.metrics import Metrics
from bot.worker import Worker
from domain.chat import Update
from files.visit_tables import Page, as_workbook
from storage import inbox
from storage.database import migrate, open_database
from storage.files import EvidenceFiles
from storage.intake import Intake
from storage.tables import Report

TIMES = 5
ROWS_EXPORTED = 5000
COMMUNES, UNITS = 2, 20
ECHOED = 2000
ANSWERS = COMMUNES * UNITS * len(crowd.ANSWERS)


def measure(step: Step) -> list[Figure]:
    """Medians, the first two in turn. Rates are of one process, of handling by its processor's time: neighbours change
    that less.
    """
    loading.settle()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        now = asyncio.run(_prepare(folder))
        runs: dict[str, Callable[[], float]] = {
            "echo": _echo,
            "handled": lambda: asyncio.run(_handle(folder, now)),
            "stubbed": partial(_stubbed, folder, now, _noted(folder, now)),
        }
        bare = writing.rates(folder, now)
        found = in_turn(runs | bare, TIMES, step)
        half = found["handled"] / 2
        waits = [_waits(folder, now, half) for _ in range(TIMES)]
        step()
        beside_export = [_waits(folder, now, half, exporting=True) for _ in range(TIMES)]
        step()
    return [
        Figure("handling: answers", found["handled"], "/s", "stock aiogram echo", found["echo"], least=1.0),
        Figure(
            "handling: the same path", found["handled"], "/s", "SQLite's answers given", found["stubbed"], least=0.6
        ),
        *(
            Figure(f"handling: against its bare write set by {name}", found["handled"], "/s", name, found[name])
            for name in bare
        ),
        Figure("handling: p99 at half load", median(one.p99 for one in waits), "ms", most=10),
        Figure("handling: p99 at half load beside an export", median(one.p99 for one in beside_export), "ms"),
        Figure("handling: longest pause beside an export", median(one.pause for one in beside_export), "ms", most=50),
    ]


async def _prepare(folder: Path) -> datetime:
    """A file in which November has just opened, and one in which everybody's answers wait, too; the moment."""
    database = open_database(f"sqlite:///{folder / 'before.db'}")
    await migrate(database)
    async for _ in crowd.gather(database, COMMUNES, UNITS):
        pass
    now = await crowd.open_month(database)
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda one: one.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copy(folder / "before.db", folder / "quiet.db")
    said = list(crowd.said(COMMUNES, UNITS))
    await database.transaction(partial(inbox.keep, channel="telegram", updates=said, now=now))
    await database.close()
    return now


async def _handle(folder: Path, now: datetime) -> float:
    """Answers a second of processor: figure, revision, reply, what comes next, each committed."""
    database = open_database(f"sqlite:///{shutil.copy(folder / 'before.db', folder / 'handled.db')}")
    worker = Worker(database, FAR, Onward(now), EvidenceFiles(folder / "evidence"), NO_LINKS)
    await crowd.count(database, Report)
    began = process_time()
    while await worker.handle_next():
        pass
    seconds = process_time() - began
    if await crowd.count(database, Report, Report.state == "submitted") != COMMUNES * UNITS:
        raise RuntimeError("not every report was handed in")
    await database.close()
    return ANSWERS / seconds


def _noted(folder: Path, now: datetime) -> Sequence[Answer]:
    """What the database answers on the way, one after the other."""
    answers: list[Answer] = []
    with stubbed.noted(answers):
        asyncio.run(_handle(folder, now))
    return answers


def _stubbed(folder: Path, now: datetime, answers: Sequence[Answer]) -> float:
    """As `_handle`, where the database answers from memory."""
    with stubbed.given(deque(answers)):
        return asyncio.run(_handle(folder, now))


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds: within which 99 of 100 answers were committed; the longest that the loop did nothing else."""

    p99: float
    pause: float


class _Seconds(Metrics):
    """Keeps what is counted, one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.each: list[float] = []

    def answered(self, channel: str, seconds: float) -> None:
        """One more."""
        self.each.append(seconds)


def _waits(folder: Path, now: datetime, rate: float, *, exporting: bool = False) -> Waits:
    """Everybody's answers, so many a second, each handled as soon as it came."""
    return asyncio.run(_wait(folder, now, rate, exporting=exporting))


async def _wait(folder: Path, now: datetime, rate: float, *, exporting: bool) -> Waits:
    """Somebody has answered everything before, so that no statement is put into words for the first time."""
    database = open_database(f"sqlite:///{shutil.copy(folder / 'quiet.db', folder / 'handled.db')}")
    clock, seconds, heard, pauses = Onward(now), _Seconds(), asyncio.Event(), [0.0]
    intake = Intake(database)
    worker = Worker(database, FAR, clock, EvidenceFiles(folder / "evidence"), NO_LINKS, seconds)
    said = list(crowd.said(COMMUNES, UNITS))
    before = [one for one in said if one.chat == said[0].chat]
    waiting = [one for one in said if one.chat != said[0].chat]

    async def arrive() -> None:
        for number, one in enumerate(waiting):
            due_at = began + timedelta(seconds=number / rate)  # counted from then, also where we are late
            await clock.sleep(max((due_at - clock.now()).total_seconds(), 0.0))
            group.create_task(keep(one, due_at))

    async def keep(one: Update, at: datetime) -> None:
        await intake.keep("telegram", [one], at)
        heard.set()

    async def handle() -> None:
        while len(seconds.each) < len(waiting):
            heard.clear()
            if not await worker.handle_next():
                await heard.wait()

    await intake.keep("telegram", before, now)
    while await worker.handle_next():
        pass
    seconds.each.clear()
    async with asyncio.TaskGroup() as group:
        began = clock.now()
        working = [_look(pauses), *([_export(now)] if exporting else [])]
        beside = [group.create_task(one) for one in working]
        group.create_task(arrive())
        await handle()
        for one in beside:
            one.cancel()
    await database.close()
    return Waits(1000 * quantiles(seconds.each, n=100)[-1], 1000 * max(pauses))


async def _look(pauses: list[float]) -> None:
    """Note how much longer than a millisecond each took."""
    while True:
        began = perf_counter()
        await asyncio.sleep(0.001)
        pauses.append(perf_counter() - began - 0.001)


async def _export(now: datetime) -> None:
    """One workbook after the other, as the lane of files makes them."""
    page = Page("Lượt", "Lượt", ("Ngày", "Tổ", "Việc", "Số"), [[now.date(), "Tổ 12", "VNeID", 3]] * ROWS_EXPORTED)
    while True:
        await asyncio.to_thread(as_workbook, [page], now)


def _echo() -> float:
    """Updates a second by aiogram as it comes, over HTTP (bench/echo.py), on a core of its own."""
    with beside("bench.echo") as address:
        command = [sys.executable, "-m", "bench.posting", address, "--number", str(ECHOED)]
        return float(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["rate"])  # noqa: S603 - ourselves


BENCH = Bench(6 * TIMES + 2, measure)
