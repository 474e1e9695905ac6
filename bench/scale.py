"""What one process and two take in, handle and send, on SQLite and on PostgreSQL, and what a report weighs.

Run from the root of the house: `python -m bench.scale`. Databases and their disks are real (fsync on, in the folder for
temporary files); the messenger reads as Telegram's does and takes every message at once. Rates are of the wall, so on
a machine that others use they are too low; the processor's milliseconds are steadier.
"""

import argparse
import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import structlog
from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bench import crowd, updates
from bench.accepting import DURABLE
from bot.clock import HeldClock, RealClock
from bot.links import NO_LINKS
from bot.sender import Sender, sending
from bot.worker import Worker
from channels.channel import Channel
from storage import inbox
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles
from storage.leading import Alone, Elected
from storage.tables import Inbox, Report, Table
from tests import postgres

COMMUNES, UNITS = 10, 40  # among fewer, PostgreSQL reads whole tables, and two processes are in each other's way
TAKEN_IN = 200  # updates, one transaction each, as a web hook brings them
BY_HUNDREDS = 2000  # updates, a hundred in a transaction, as polling brings them
STEPS = COMMUNES + 6
WAITING_SECONDS = 0.005
FAR: dict[str, Channel] = {"telegram": crowd.Nowhere()}


@dataclass(slots=True)
class Measured:
    """What one database showed: rates a second, milliseconds of the processor, rows and KiB of a report."""

    name: str
    lines: dict[str, float] = field(default_factory=dict)


class Onward(RealClock):
    """A clock that was set to a moment and goes on from there."""

    def __init__(self, moment: datetime) -> None:
        self._moment, self._began = moment, self.monotonic()

    def now(self) -> datetime:
        """The moment, and what has passed since."""
        return self._moment + timedelta(seconds=self.monotonic() - self._began)


async def measure(name: str, url: str, copy: str, step: Callable[[], None]) -> Measured:
    """All of one database. `copy`: the address of a second one where two processes may work; else ""."""
    measured, database = Measured(name), open_database(url)
    await migrate(database)
    await _take_in(database, measured)
    step()
    async for _ in crowd.gather(database, COMMUNES, UNITS):
        step()
    rows, size = await _weigh(database)
    now = await crowd.open_month(database)
    said = list(crowd.said(COMMUNES, UNITS))
    await database.transaction(lambda session: inbox.keep(session, "telegram", said, now))
    if database.is_shared:  # as its autovacuum does after a while
        async with database.sessions.begin() as session:
            await session.execute(text("ANALYZE"))
    await database.close()
    step()
    if copy:
        await _copy(url, copy)
    measured.lines["answers/s, one process"], measured.lines["processor ms an answer"] = _handled(url, now, 1)
    step()
    if copy:
        measured.lines["answers/s, two processes"], _ = _handled(copy, now, 2)
    step()
    measured.lines["messages/s, one after the other"] = await _sent(database, now)
    step()
    if await crowd.count(database, Report, Report.state == "submitted") != COMMUNES * UNITS:
        raise RuntimeError("not every report was handed in")
    rows_after, size_after = await _weigh(database)
    measured.lines["rows a report"] = (rows_after - rows) / (COMMUNES * UNITS)
    measured.lines["KiB a report"] = (size_after - size) / 1024 / (COMMUNES * UNITS)
    await database.close()
    step()
    return measured


async def _take_in(database: Database, measured: Measured) -> None:
    """Updates of people nobody knows: kept, then forgotten again."""
    strangers = [updates.stranger(number) for number in range(TAKEN_IN + BY_HUNDREDS)]
    for name, some, at_once in (
        ("kept/s, one by one", strangers[:TAKEN_IN], 1),
        ("kept/s, a hundred at once", strangers[TAKEN_IN:], 100),
    ):
        began = perf_counter()
        for start in range(0, len(some), at_once):
            batch = some[start : start + at_once]
            await database.transaction(partial(inbox.keep, channel="telegram", updates=batch, now=updates.LOADED))
        measured.lines[name] = len(some) / (perf_counter() - began)
    async with database.sessions.begin() as session:
        await session.execute(delete(Inbox))


def _handled(url: str, now: datetime, processes: int) -> tuple[float, float]:
    """Answers a second, and the processor's milliseconds for one, of so many processes that begin together."""
    command = [sys.executable, "-m", "bench.scale", "--handle", url, "--at", now.isoformat()]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]  # noqa: S603 - ourselves
    for one in workers:
        assert one.stdout is not None  # noqa: S101 - it is a pipe
        one.stdout.readline()
    began = perf_counter()
    for one in workers:
        assert one.stdin is not None  # noqa: S101 - it is a pipe
        one.stdin.write("go\n")
        one.stdin.flush()
    done = [json.loads(one.communicate()[0]) for one in workers]
    seconds, answers = perf_counter() - began, COMMUNES * UNITS * len(crowd.ANSWERS)
    if min(one["turns"] for one in done) < sum(one["turns"] for one in done) / processes / 4:
        raise RuntimeError(f"one process did all the work: {done}")
    return answers / seconds, 1000 * sum(one["processor"] for one in done) / answers


async def _handle(url: str, now: datetime) -> None:
    """As one of the processes: say that we are there, wait for the word, handle everything, say what it took."""
    database = open_database(url)
    await crowd.count(database, Inbox)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(database, FAR, Onward(now), EvidenceFiles(Path(folder)), NO_LINKS)
        turns, began = 0, process_time()  # several answers each
        while True:
            if await worker.handle_next():
                turns += 1
            elif await crowd.count(database, Inbox, Inbox.state == "new"):
                await asyncio.sleep(WAITING_SECONDS)  # the other process has the next of each chat in hand
            else:
                break
    sys.stdout.write(json.dumps({"turns": turns, "processor": process_time() - began}))
    await database.close()


async def _sent(database: Database, now: datetime) -> float:
    """Messages a second, one after the other, by the one who leads."""
    duty, clock = sending("telegram"), HeldClock(now)
    async with asyncio.TaskGroup() as group:
        leading: Alone | Elected = Alone()
        if database.is_shared:
            leading = Elected(database, [duty], "bench", {}, clock.now, clock.monotonic)
        keeping = group.create_task(leading.keep())
        await leading.led(duty)
        sender = Sender(database, FAR, clock, NO_LINKS, leading=leading)
        sent, began = 0, perf_counter()
        while await sender.send_next() is not None:
            sent += 1
        rate = sent / (perf_counter() - began)
        keeping.cancel()
    return rate


async def _weigh(database: Database) -> tuple[int, int]:
    """Rows of all tables, and bytes without what was deleted."""
    tables = Table.metadata.sorted_tables
    size = "pg_database_size(current_database())" if database.is_shared else "page_count * page_size"
    source = "" if database.is_shared else "FROM pragma_page_count, pragma_page_size"
    engine = create_async_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("VACUUM FULL" if database.is_shared else "VACUUM"))
        rows = [await connection.scalar(select(func.count()).select_from(table)) for table in tables]
        size_now = (await connection.execute(text(f"SELECT {size} {source}"))).scalar_one()
    await engine.dispose()
    return sum(count or 0 for count in rows), size_now


async def _copy(url: str, copy: str) -> None:
    """A second database that is as the first; nobody is connected."""
    source, name = make_url(url), make_url(copy).database
    engine = create_async_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source.database}"))
    await engine.dispose()


async def _make(server: postgres.Server) -> None:
    engine = create_async_engine(server.address("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("CREATE DATABASE one"))
    await engine.dispose()


async def _measure_all(step: Callable[[], None]) -> list[Measured]:
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        sqlite = await measure("SQLite", f"sqlite:///{folder}/scale.db", "", step)
    with postgres.served(DURABLE) as server:
        await _make(server)
        shared = await measure("PostgreSQL", server.address("one"), server.address("two"), step)
    return [sqlite, shared]


def main() -> None:
    """Measure both databases and print the table."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    options = argparse.ArgumentParser()
    options.add_argument("--handle", metavar="URL", help="(one of the processes that are measured)")
    options.add_argument("--at", type=datetime.fromisoformat)
    asked = options.parse_args()
    if asked.handle:
        asyncio.run(_handle(asked.handle, asked.at))
        return
    console = Console(highlight=False, markup=False)
    began = perf_counter()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar: TaskID = progress.add_task("measuring", total=2 * STEPS)
        measured = asyncio.run(_measure_all(lambda: progress.advance(bar)))
    console.print(
        f"{COMMUNES} communes × {UNITS} units × {len(crowd.ANSWERS)} messages, {perf_counter() - began:.0f} s"
    )
    console.print(f"{'':<34}" + "".join(f"{one.name:>12}" for one in measured))
    for line in dict.fromkeys(line for one in measured for line in one.lines):
        shown = (f"{one.lines[line]:.1f}" if line in one.lines else "–" for one in measured)
        console.print(f"{line:<34}" + "".join(f"{value:>12}" for value in shown))


if __name__ == "__main__":
    main()
