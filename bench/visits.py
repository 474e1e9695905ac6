"""46 teams log for 30 days, five times a day: the sums beside a naive count, and what telling of them takes.

Run from the root of the house: `python -m bench.visits`. The database is a real one in a scratch folder. The count
is kept in plain Python while the visits are made up; no line of it is shared with what is measured.
"""

import asyncio
import random
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.activities import SHIPPED
from domain.roles import Role
from files import heat_map, visit_tables
from handlers import join, visit_coverage, visit_monthly, visit_sheets, visit_team, visit_weekly
from locales import speak
from storage import people, visit_sums
from storage.database import Database, migrate, open_database
from storage.tables import Account, Organisation, Unit
from storage.visit_sums import By, Span
from storage.visit_tables import Place, Visit

TEAMS, DAYS, A_DAY = 46, 30, 5
FIRST = date(2026, 11, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
GOAL = 1.0  # seconds
KEYS = (By.TEAM, By.MEMBER, By.ACTIVITY, By.PLACE, By.WEEK, By.MONTH)


@dataclass(slots=True)
class Counted:
    """What one team, member, … comes to by the naive count."""

    entries: set[str] = field(default_factory=set)
    numbers: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # people, households, classes, participants

    def as_sum(self) -> tuple[int, ...]:
        """In the order of `domain.visit_sums.Sum`."""
        return (len(self.entries), *self.numbers)


Naive = dict[By, dict[Any, Counted]]


async def fill(session: AsyncSession, seed: int = 57) -> tuple[Organisation, Naive]:
    """Teams, their people and places, and about 7,000 visits of all kinds; what they come to by the naive count."""
    chance = random.Random(seed)  # noqa: S311 - the same visits each time
    organisation = Organisation(
        code="tan_phong",
        name="UBND phường Tân Phong",
        short_name="phường Tân Phong",
        zone="Asia/Ho_Chi_Minh",
        locale="vi",
    )
    session.add(organisation)
    await session.flush()
    naive: Naive = {key: defaultdict(Counted) for key in KEYS}
    rows: list[dict[str, Any]] = []
    for number in range(1, TEAMS + 1):
        unit, members, places = await _team(session, organisation, number)
        for day in range(DAYS):
            for nth in range(A_DAY):
                entry = f"bench:{number}:{day}:{nth}"
                rows += _visit(chance, unit, members, places, FIRST + timedelta(days=day), entry, naive)
    await session.execute(insert(Visit), rows)
    return organisation, naive


async def _team(session: AsyncSession, of: Organisation, number: int) -> tuple[Unit, list[Account], list[Place]]:
    name = f"Tổ CNSCĐ tổ dân phố số {number}"
    unit = Unit(organisation_id=of.id, code=f"TO{number}", name=name, short_name=name, kind="team", aliases=[])
    session.add(unit)
    await session.flush()
    members = []
    for nth in range(3):
        address = f"{number}{nth}"
        account = await people.add_account(
            session, of.id, "telegram", address, f"Người {address}", "vi", join.CONSENT, NOW
        )
        await people.join(session, account, unit.id, Role.TEAM_MEMBER, NOW - timedelta(days=60))
        members.append(account)
    places = [Place(organisation_id=of.id, unit_id=unit.id, name=f"ngõ {nth}", kind="ngõ") for nth in range(1, 9)]
    session.add_all(places)
    await session.flush()
    return unit, members, places


def _visit(
    chance: random.Random,
    unit: Unit,
    members: list[Account],
    places: list[Place],
    on: date,
    entry: str,
    naive: Naive,
) -> list[dict[str, Any]]:
    """One message: mostly one activity, sometimes two; sometimes a class; sometimes set aside, deleted or wrong."""
    member, place = chance.choice(members), chance.choice(places)
    is_class = chance.random() < 0.03
    codes = [""] if is_class else chance.sample([one.code for one in SHIPPED], chance.choice((1, 1, 1, 2)))
    gone = chance.random()
    rows = []
    for position, code in enumerate(codes, start=1):
        number, households = chance.randint(1, 40 if is_class else 9), not is_class and chance.random() < 0.2
        at = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
        rows.append(
            {
                "organisation_id": unit.organisation_id,
                "unit_id": unit.id,
                "person_id": member.person_id,
                "account_id": member.id,
                "entry": entry,
                "position": position,
                "kind": "class" if is_class else "visit",
                "activity": code,
                "words": "=1+1 kỹ năng số" if is_class else "",
                "number": number,
                "counted": "households" if households else "people",
                "place_id": place.id,
                "on": on,
                "at": at,
                "channel": "telegram",
                "chat": member.address,
                "message": "",
                "album": "",
                "is_night": False,
                "version": 1,
                "set_aside_at": at if gone < 0.02 else None,
                "set_aside_reason": "ghi trùng" if gone < 0.02 else None,
                "deleted_at": at if 0.02 <= gone < 0.04 else None,
            }
        )
        if gone >= 0.04:
            keys = (unit.id, member.person_id, code, place.id, on - timedelta(days=on.weekday()), f"{on:%Y-%m}")
            for key, value in zip(KEYS, keys, strict=True):
                _count(naive[key][value], entry, number, is_class=is_class, households=households)
    return rows


def _count(counted: Counted, entry: str, number: int, *, is_class: bool, households: bool) -> None:
    if is_class:
        counted.numbers[2] += 1
        counted.numbers[3] += number
    else:
        counted.entries.add(entry)
        counted.numbers[1 if households else 0] += number


async def differences(session: AsyncSession, organisation: Organisation, naive: Naive) -> list[str]:
    """Where the sums of the database are others than the naive count; empty when every one is equal."""
    found = []
    for key in KEYS:
        sums = await visit_sums.by(session, Span(organisation.id, FIRST, LAST), key)
        told = {one: (s.visits, s.people, s.households, s.classes, s.participants) for (one,), s in sums.items()}
        counted = {one: of.as_sum() for one, of in naive[key].items()}
        found += [
            f"{key} {one}: {told.get(one)} and not {counted.get(one)}"
            for one in {*told, *counted}
            if told.get(one) != counted.get(one)
        ]
    return found


def scratch(folder: Path) -> Database:
    """An empty database in a folder."""
    return open_database(f"sqlite:///{folder / 'visits.db'}")


async def measure(folder: Path) -> list[tuple[str, float]]:
    """What each telling takes, in seconds. Raises RuntimeError where a sum is not that of the naive count."""
    database = scratch(folder)
    await migrate(database)
    try:
        async with database.sessions.begin() as session:
            organisation, naive = await fill(session)
        async with database.sessions() as session:
            if wrong := await differences(session, organisation, naive):
                raise RuntimeError("; ".join(wrong[:5]))
            return [(name, await _timed(one)) for name, one in _tellings(session, organisation)]
    finally:
        await database.close()


def _tellings(session: AsyncSession, of: Organisation) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
    say, today = speak("vi"), LAST

    async def weeks() -> None:
        for number in range(1, TEAMS + 1):
            unit = await people.unit_by_name(session, of.id, f"TO{number}")
            if unit is not None:
                await visit_weekly.text_of(session, say, await visit_team.team(session, unit, NOW), date(2026, 11, 23))

    async def month() -> str:
        return visit_monthly.text_of(say, of, await visit_monthly.month_of(session, of, FIRST, today), names=True)

    async def workbook() -> bytes:
        return visit_tables.as_workbook(await visit_sheets.of_month(session, say, of, FIRST), NOW)

    async def as_csv() -> bytes:
        return visit_tables.as_csv((await visit_sheets.of_month(session, say, of, FIRST))[0])

    async def picture() -> bytes | None:
        drawn = await visit_coverage.of_all(session, say, of, today)
        return heat_map.as_png(drawn) if drawn else None

    return [
        (f"weekly digests of {TEAMS} teams", weeks),
        ("monthly table", month),
        ("export, Excel", workbook),
        ("export, CSV", as_csv),
        ("coverage picture of all teams", picture),
    ]


async def _timed(one: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await one()
    return perf_counter() - began


def main() -> None:
    """Print the table; exit 1 where anything takes as long as the goal."""
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        rows = asyncio.run(measure(Path(folder)))
    console = Console(highlight=False, markup=False)
    console.print(f"{TEAMS} teams × {DAYS} days × {A_DAY} visits; every sum equals the naive count")
    console.print(f"{'telling':<34} {'seconds':>8} {'goal':>6}")
    for name, seconds in rows:
        console.print(f"{name:<34} {seconds:>8.3f} {f'< {GOAL:g}':>6}")
    if any(seconds >= GOAL for _, seconds in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
