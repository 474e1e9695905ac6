"""Officers' answers handled, beside a stock aiogram echo that stores nothing; a bench."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from time import process_time

from bench import crowd, updates
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
            "echo": lambda: asyncio.run(_echo()),
            "handled": lambda: asyncio.run(_handle(folder, now)),
        }
        found = in_turn(runs, TIMES, step)
    return [
        Figure("handling: answers", found["handled"], "/s", "aiogram echo, in process", found["echo"], least=1.0),
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


async def _echo() -> float:
    """Updates a second of processor by aiogram as it comes: one `F.text` handler whose answer is handed back."""
    from aiogram import Bot, Dispatcher, F
    from aiogram.types import Message

    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def echo(message: Message) -> object:
        return message.answer(message.text or "")

    bot = Bot("7000000001:" + "A" * 35)
    raw = [json.loads(updates.stranger(number).raw) for number in range(ECHOED)]
    began = process_time()
    for one in raw:
        await dispatcher.feed_raw_update(bot, one)
    seconds = process_time() - began
    await bot.session.close()
    return ECHOED / seconds


BENCH = Bench(2 * TIMES, measure)
