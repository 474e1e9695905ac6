"""How long a period takes to open for very many units, and how long what somebody writes meanwhile waits.

Reports, their questions, the rungs and who is to hear of them, as the tick *open* writes them. The yardstick is one
bare INSERT … SELECT of as many reports into the same table. Each size is measured in a process of its own, for its
memory.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

import yaml
from sqlalchemy import CTE, Insert, Integer, String, cast, insert, literal, select, text

from bench import crowd, updates
from bench.accepting import DURABLE
from bench.frame import Bench, Figure, Step
from bot import loading
from domain.chat import Update
from domain.lateness import State
from domain.roles import Role
from handlers import load_plan, opening
from storage import people, timetable
from storage.database import Database, migrate, open_database
from storage.intake import Intake
from storage.tables import (
    Account,
    Assignment,
    Membership,
    Mention,
    Period,
    Person,
    Regime,
    Report,
    Table,
    Unit,
)
from storage.tables import (
    Figure as Question,
)
from tests import postgres

SIZES = {"SQLite": (10_000, 100_000), "PostgreSQL": (10_000, 100_000)}
"""A million takes longer than `make bench` has: of it a tenth is measured, and its goal is a tenth of the million's."""

MILLION_SECONDS = {"SQLite": 4.0, "PostgreSQL": 8.0}
MOST_WAIT = 50.0  # milliseconds, 99 of 100 messages
MOST_MEMORY = 32.0  # MiB: one stretch of units, however many there are
BETWEEN = 0.005  # seconds between two messages that come in meanwhile
FIRST = 10_000_000  # the copies are numbered from here
PART = 100_000  # rows by one statement: a server lets none of ours take longer than some seconds


# The organisation


async def _gather(database: Database, many: int) -> None:
    """A plan of one unit with one question and its officer; then as many copies of that unit as are wanted."""
    plan = yaml.safe_load(crowd.plan(1, 1))
    plan["indicators"] = plan["indicators"][:1]
    plan["tasks"][0]["indicators"] = [plan["indicators"][0]["code"]]
    async with database.sessions.begin() as session:
        loaded = await load_plan.load(session, yaml.safe_dump(plan, allow_unicode=True), "xa_1.yaml", updates.LOADED)
        of_it = Unit.organisation_id == loaded.organisation.id, Unit.kind == "department"
        unit = (await session.execute(select(Unit).where(*of_it))).scalars().one()
        who = await people.add_account(session, unit.organisation_id, "telegram", "0", "Mai", "vi", "1", updates.LOADED)
        await people.join(session, who, unit.id, Role.OFFICER, updates.LOADED)
        for first in range(1, many, PART):
            row = _numbers(first, min(first + PART, many) - 1)
            for table, pattern, changed in _changes(unit.id, who, row):
                await session.execute(_copies(table, pattern, row, changed))
    if database.is_shared:  # as its autovacuum does after a while
        async with database.sessions.begin() as session:
            await session.execute(text("ANALYZE"))


def _changes(unit_id: int, who: Account, row: CTE) -> Iterator[tuple[type[Table], Any, Mapping[str, Any]]]:
    """Which rows are copied for each number, and what is another's in them."""
    number, name = FIRST + row.c.i, literal("D", String()) + cast(row.c.i, String())
    of_unit, of_person = {"unit_id": number}, {"person_id": number}
    yield Unit, Unit.id == unit_id, {"id": number, "code": name, "name": name}
    yield Person, Person.id == who.person_id, {"id": number}
    yield Account, Account.id == who.id, {**of_person, "address": name}
    yield Membership, Membership.unit_id == unit_id, {**of_unit, **of_person}
    yield Assignment, (Assignment.unit_id == unit_id) & Assignment.frequency.is_not(None), of_unit


def _numbers(first: int, last: int) -> CTE:
    """From one to another as rows."""
    row = select(literal(first, Integer()).label("i")).cte("n", recursive=True)
    return row.union_all(select(row.c.i + 1).where(row.c.i < last))


def _copies(table: type[Table], pattern: Any, row: CTE, changed: Mapping[str, Any]) -> Insert:
    """A row again for each number, with what is changed in it."""
    of = table.metadata.tables[table.__tablename__]
    kept = [one for one in of.columns if one.name != "id" or "id" in changed]
    values = [changed.get(one.name, one) for one in kept]
    return insert(of).from_select(
        [one.name for one in kept], select(*values).join(row, pattern), include_defaults=False
    )


# One opening


async def _measured(url: str, many: int) -> dict[str, float]:
    """Seconds, processor seconds, MiB and the wait of what comes in meanwhile (p99, ms), beside the bare insert."""
    database = open_database(url)
    await migrate(database)
    await _gather(database, many)
    bare = await _bare(database, many)
    async with database.sessions.begin() as session:
        opens_at = await timetable.next_opening_at(session)
    if opens_at is None:
        raise RuntimeError("nothing will ever be asked")
    loading.settle()
    before, stop = _memory(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(_write(database, stop))
        began, worked = perf_counter(), process_time()
        while await database.transaction(lambda session: opening.open_next(session, opens_at)):
            pass
        seconds, worked = perf_counter() - began, process_time() - worked
        stop.set()
    after = _memory()
    for table in (Question, Mention):
        if (made := await crowd.count(database, table)) != many:
            raise RuntimeError(f"{made} of {many} rows of {table.__tablename__}")
    await database.close()
    p99 = quantiles(writing.result(), n=100)[98] * 1000
    return {"seconds": seconds, "worked": worked, "bare": bare, "memory": after - before, "wait": p99}


async def _bare(database: Database, many: int) -> float:
    """As many reports of an earlier period by a statement for each part; seconds."""
    async with database.sessions.begin() as session:
        regime = (await session.execute(select(Regime).limit(1))).scalar_one()
        plan = (await session.execute(select(Assignment.plan_id).limit(1))).scalar_one()
        day, at = updates.LOADED.date(), updates.LOADED
        period = Period(organisation_id=regime.organisation_id, regime_id=regime.id, plan_id=plan, key="bare")
        period.frequency, period.first_day, period.cut_off = "month", day, day
        period.opened_at = period.due_at = period.locks_at = at
        session.add(period)
    began = perf_counter()
    async with database.sessions.begin() as session:
        of = {"period_id": period.id, "state": str(State.SUBMITTED), "due_at": at, "submissions": 1}
        values = [literal(value, Report.__table__.c[name].type) for name, value in of.items()]
        rows = select(Unit.organisation_id, Unit.id, Unit.name, *values).where(Unit.kind == "department")
        named = ["organisation_id", "unit_id", "unit_name", *of]
        for first in range(0, many, PART):
            after = FIRST + first if first else 0  # the pattern of all is numbered otherwise
            part = rows.where(Unit.id > after, Unit.id <= FIRST + first + PART)
            await session.execute(insert(Report).from_select(named, part))
    return perf_counter() - began


async def _write(database: Database, stop: asyncio.Event) -> list[float]:
    """Messages come in one after the other; how long each waited until it was kept, seconds."""
    intake, waits = Intake(database), []
    for number in count(1):
        if stop.is_set():
            break
        began = perf_counter()
        update = Update(str(number), "1", updates.update(number, "1", "187/200"))
        await intake.keep("telegram", [update], updates.LOADED)
        waits.append(perf_counter() - began)
        await asyncio.sleep(BETWEEN)
    return waits


def _memory() -> float:
    """The most this process has held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# All of them


def measure(step: Step) -> list[Figure]:
    """Each size on each database, which is new."""
    figures: list[Figure] = []
    for engine, sizes in SIZES.items():
        for many in sizes:
            with _new(engine) as url:
                figures += _figures(engine, many, _beside(url, many))
            step()
    return figures


@contextmanager
def _new(engine: str) -> Iterator[str]:
    if engine == "PostgreSQL":
        with postgres.served(f"{DURABLE} -c max_wal_size=4GB") as server:
            yield server.address("postgres")
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/fanout.db"


def _beside(url: str, many: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.fanout", url, str(many)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - ourselves
    found: dict[str, float] = json.loads(told)
    return found


def _figures(engine: str, many: int, found: Mapping[str, float]) -> list[Figure]:
    name = f"fan-out: {many:,} reports, {engine}"
    goal = MILLION_SECONDS[engine] * many / 1_000_000
    return [
        Figure(name, found["seconds"], "s", most=goal),
        Figure(f"{name}, against rows of reports alone", found["seconds"], "s", "INSERT … SELECT", found["bare"]),
        Figure(f"{name}, our processor", found["worked"], "s"),
        Figure(f"{name}, p99 of what comes in", found["wait"], "ms", most=MOST_WAIT),
        Figure(f"{name}, memory grown", found["memory"], "MiB", most=MOST_MEMORY),
    ]


BENCH = Bench(sum(map(len, SIZES.values())), measure)


def main() -> None:
    """As one of the processes."""
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("many", type=int)
    asked = options.parse_args()
    sys.stdout.write(json.dumps(asyncio.run(_measured(asked.url, asked.many))))


if __name__ == "__main__":
    main()
