"""Officers' answers handled, beside a stock aiogram echo that stores nothing; a bench."""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from time import process_time

from bench import crowd
from bench.beside import beside
from bench.frame import Bench, Figure, Step, in_turn
from bench.scale import FAR, Onward
from bot.links import NO_LINKS
from bot.worker import Worker
from storage import inbox
from storage.database import migrate, open_database
from storage.files import EvidenceFiles
from storage.tables import Report

TIMES = 5
COMMUNES, UNITS = 2, 20
ECHOED = 2000
ANSWERS = COMMUNES * UNITS * len(crowd.ANSWERS)


def measure(step: Step) -> list[Figure]:
    """Medians, in turn. Rates are of one process; of handling by its processor's time, which neighbours change less."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        now = asyncio.run(_prepare(folder / "before.db"))
        runs: dict[str, Callable[[], float]] = {
            "echo": _echo,
            "handled": lambda: asyncio.run(_handle(folder, now)),
        }
        found = in_turn(runs, TIMES, step)
    return [
        Figure("handling: answers", found["handled"], "/s", "stock aiogram echo", found["echo"], least=1.0),
    ]


async def _prepare(file: Path) -> datetime:
    """A file in which November has just opened and everybody's answers wait; the moment."""
    database = open_database(f"sqlite:///{file}")
    await migrate(database)
    async for _ in crowd.gather(database, COMMUNES, UNITS):
        pass
    now = await crowd.open_month(database)
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


def _echo() -> float:
    """Updates a second by aiogram as it comes, over HTTP (bench/echo.py), on a core of its own."""
    with beside("bench.echo") as address:
        command = [sys.executable, "-m", "bench.posting", address, "--number", str(ECHOED)]
        return float(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["rate"])  # noqa: S603 - ourselves


BENCH = Bench(2 * TIMES, measure)
