"""The ticks: all that is due is done, and work that fails steps aside without holding up any other."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import HeldClock
from bot.ticks import ASIDE_FOR, TICKS, Tick, tick
from domain.roles import Role
from storage import next_years, people, tables, timetable
from storage.database import Database
from storage.tables import CodeTry, Group, Organisation, Outbox, Period, Report
from tests.rows import NOW, Town, add_period, add_report, build

Logged = list[dict[str, object]]
LATER = NOW + ASIDE_FOR
BROKEN_RULES = {"rule": "made_up"}


class Heap:
    """Pieces of work to do, each due at a moment; some cannot be done. What was done is written as a row."""

    def __init__(self, *pieces: str, broken: frozenset[str] = frozenset(), error: Exception | None = None) -> None:
        self.due = dict.fromkeys(pieces, NOW)
        self.broken, self.error = broken, error or ValueError("broken")
        self.done: list[str] = []

    async def step(self, session: AsyncSession, now: datetime) -> bool:
        piece = self._next(now)
        if piece is None:
            return False
        session.add(CodeTry(channel="work", sender=piece, at=now))
        await session.flush()
        if piece in self.broken:
            raise self.error
        del self.due[piece]
        self.done.append(piece)
        return True

    async def put_off(self, session: AsyncSession, now: datetime, until: datetime) -> str | None:
        piece = self._next(now)
        if piece is not None:
            self.due[piece] = until
        return piece

    def _next(self, now: datetime) -> str | None:
        return next((piece for piece, due in self.due.items() if due <= now), None)


def _row(name: str, heap: Heap) -> Tick:
    return Tick(name, heap.step, heap.put_off)


async def _written(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list((await session.execute(select(CodeTry.sender).order_by(CodeTry.id))).scalars())


async def test_each_step_runs_until_it_has_nothing_left(database: Database) -> None:
    one, two = Heap("a", "b"), Heap("c")
    assert await tick(database, NOW, [_row("one", one), _row("two", two)])
    assert (one.done, two.done) == (["a", "b"], ["c"])
    assert not await tick(database, NOW, [_row("one", one), _row("two", two)]), "nothing was left to do"


async def test_a_piece_that_fails_steps_aside_and_everything_else_goes_on(database: Database, logged: Logged) -> None:
    bad, good = Heap("a", "poison", "b", broken=frozenset({"poison"})), Heap("c")
    rows = [_row("bad", bad), _row("good", good)]
    assert await tick(database, NOW, rows)
    assert (bad.done, good.done) == (["a", "b"], ["c"])
    assert await _written(database) == ["a", "b", "c"], "what the failed piece wrote does not stand"
    assert [(entry["event"], entry.get("work")) for entry in logged] == [
        ("tick step failed, its work steps aside", None),
        ("work put off", "poison"),
    ]


async def test_it_is_tried_again_an_hour_later_and_not_before(database: Database, logged: Logged) -> None:
    heap = Heap("poison", broken=frozenset({"poison"}))
    rows = [_row("bad", heap)]
    for minutes in (0, 1, 59):
        await tick(database, NOW + timedelta(minutes=minutes), rows)
    assert len(logged) == 2, "it failed once"
    heap.broken = frozenset()
    await tick(database, LATER, rows)
    assert heap.done == ["poison"]


async def test_a_database_that_fails_puts_nothing_off(database: Database, logged: Logged) -> None:
    locked = OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
    heap, good = Heap("a", broken=frozenset({"a"}), error=locked), Heap("c")
    await tick(database, NOW, [_row("bad", heap), _row("good", good)])
    assert (heap.due, good.done) == ({"a": NOW}, ["c"])
    assert [entry["event"] for entry in logged] == ["the database failed, the next tick tries again"]


async def test_work_that_cannot_even_step_aside_stops_only_its_own_step(database: Database, logged: Logged) -> None:
    async def refuse(session: AsyncSession, now: datetime, until: datetime) -> str | None:
        raise KeyError("which?")

    bad, good = Heap("a", "b", broken=frozenset({"a"})), Heap("c")
    await tick(database, NOW, [Tick("bad", bad.step, refuse), _row("good", good)])
    assert (bad.done, good.done) == ([], ["c"])
    assert len(logged) == 2


# From here on: the real table, with one town that is broken and one that is well.


@pytest.fixture
async def towns(database: Database) -> tuple[Town, Town]:
    async with database.sessions.begin() as session:
        towns = await build(session, "hong_bang"), await build(session, "an_phu")
        for town in towns:
            town.report.next_remind_at = None
            town.period.closing_at = None
    return towns


async def _set(database: Database, table: type[tables.Table], row_id: int, **values: object) -> None:
    async with database.sessions.begin() as session:
        row = await session.get_one(table, row_id)
        for name, value in values.items():
            setattr(row, name, value)


async def _get(database: Database, table: type[tables.Table], row_id: int, column: str) -> object:
    async with database.sessions() as session:
        return getattr(await session.get_one(table, row_id), column)


async def _said(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list((await session.execute(select(Outbox.key).order_by(Outbox.id))).scalars())


async def test_a_regime_nobody_understands_holds_up_no_other_opening(
    database: Database, towns: tuple[Town, Town], logged: Logged
) -> None:
    bad, good = towns
    for town in towns:
        await _set(database, tables.Regime, town.regime.id, next_opens_at=datetime(2026, 12, 8, 1, tzinfo=NOW.tzinfo))
    await _set(database, tables.Regime, bad.regime.id, rules=BROKEN_RULES)
    now = datetime(2026, 12, 8, 1, tzinfo=NOW.tzinfo)
    assert await tick(database, now)
    async with database.sessions() as session:
        opened = (await session.execute(select(Period).where(Period.key == "2026-12"))).scalars().all()
    assert [period.organisation_id for period in opened] == [good.organisation.id]
    assert f"regime {bad.regime.id}" in [entry.get("work") for entry in logged]
    await _set(database, tables.Regime, bad.regime.id, rules=good.regime.rules)
    assert not await tick(database, now + timedelta(minutes=59))
    assert await tick(database, now + ASIDE_FOR), "mended: the same period opens, only later"
    async with database.sessions() as session:
        keys = (await session.execute(select(Period.key).where(Period.regime_id == bad.regime.id))).scalars().all()
    assert keys == ["2026-11", "2026-12"]


async def test_a_report_that_cannot_be_reminded_of_holds_up_no_other(
    database: Database, towns: tuple[Town, Town], logged: Logged, clock: HeldClock
) -> None:
    bad, good = towns
    async with database.sessions.begin() as session:
        broken = tables.Regime(organisation_id=bad.organisation.id, code="broken", rules=BROKEN_RULES)
        session.add(broken)
        await session.flush()
        period = await add_period(session, bad.organisation.id, broken.id, bad.plan.id, "2026-10")
        period.closing_at = None
        poison = await add_report(session, period, bad.unit.id)
    clock.move_to(NOW + timedelta(days=2))
    for report_id in (bad.report.id, good.report.id):
        await _set(database, Report, report_id, next_remind_at=clock.now())
    await tick(database, clock.now())
    assert [key.split(":")[:2] for key in await _said(database)] == [["remind", str(good.officer.id)]]
    clock.move_to(clock.now() + ASIDE_FOR)
    for _ in range(3):
        await tick(database, clock.now())
        clock.move_to(clock.now() + timedelta(minutes=1))
    assert [key.split(":")[1] for key in await _said(database)] == [str(good.officer.id), str(bad.officer.id)]
    assert await _get(database, Report, poison.id, "next_remind_at") > clock.now()  # type: ignore[operator]  # a moment
    assert [entry["work"] for entry in logged if "work" in entry] == [
        f"reports {bad.report.id}, {poison.id}",
        f"reports {poison.id}",
    ]


@pytest.mark.parametrize(
    ("table", "row", "column"), [(Period, "period", "closing_at"), (Group, "group", "next_digest_at")]
)
async def test_a_digest_that_cannot_be_written_holds_up_no_other(
    database: Database, towns: tuple[Town, Town], logged: Logged, table: type[tables.Table], row: str, column: str
) -> None:
    bad, good = towns
    await _set(database, Organisation, bad.organisation.id, zone="Nowhere/At_All")
    for town in towns:
        await _set(database, table, getattr(town, row).id, **{column: NOW})
    assert await tick(database, NOW)
    async with database.sessions() as session:
        told = (await session.execute(select(Outbox.chat))).scalars().all()
    assert told == [good.group.address]
    assert await _get(database, table, getattr(bad, row).id, column) == LATER
    assert f"{row} {getattr(bad, row).id}" in [entry.get("work") for entry in logged]


def test_the_table_names_each_step_once() -> None:
    names = [
        "open",
        "upward",
        "remind",
        "tell",
        "warn",
        "close",
        "digest",
        "visits_week",
        "visits_month",
        "next_year",
        "back",
        "data_requests",
        "retention",
        "seal",
        "unposted",
    ]
    assert [one.name for one in TICKS] == names


async def test_of_an_idle_bot_nothing_is_looked_at(database: Database) -> None:
    async with database.sessions() as session:
        idle = await timetable.idle_rows(session, NOW)
    assert idle == {one.name for one in TICKS} - {"retention"}, "the first run is still to be planned"
    rows = {one.name: Heap("work") for one in TICKS}
    await tick(database, NOW, [_row(name, heap) for name, heap in rows.items()])
    assert [name for name, heap in rows.items() if heap.done] == ["retention"]


async def test_where_nobody_can_be_asked_for_next_years_swapped_days_it_is_tried_again_the_next_day(
    database: Database, towns: tuple[Town, Town]
) -> None:
    town, _ = towns
    hour = timedelta(hours=1)
    december, later = (next_years.december(ZoneInfo("Asia/Ho_Chi_Minh"), year) for year in (2026, 2027))
    of = Organisation, town.organisation.id
    await _set(database, *of, next_days_off_at=december - hour)
    for now, then in [(december - hour, december), (december, december + timedelta(days=1))]:
        assert await tick(database, now)
        assert await _get(database, *of, "next_days_off_at") == then
        assert await _said(database) == []
    async with database.sessions.begin() as session:
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)
    assert await tick(database, december + timedelta(days=1))
    assert await _said(database) == [f"next_year:{town.officer.id}:2027"]
    assert await _get(database, *of, "next_days_off_at") == later


async def test_what_goes_wrong_in_asking_for_swapped_days_holds_up_no_other(
    database: Database, towns: tuple[Town, Town], logged: Logged
) -> None:
    bad, good = towns
    for town in towns:
        await _set(database, Organisation, town.organisation.id, next_days_off_at=NOW)
    await _set(database, Organisation, bad.organisation.id, zone="Nowhere/At_All")
    assert await tick(database, NOW)
    assert await _get(database, Organisation, bad.organisation.id, "next_days_off_at") == LATER
    assert await _get(database, Organisation, good.organisation.id, "next_days_off_at") > LATER  # type: ignore[operator]  # a moment
    assert f"organisation {bad.organisation.id}" in [entry.get("work") for entry in logged]


@pytest.mark.parametrize(("table", "row"), [(Group, "group"), (Organisation, "organisation")])
async def test_visits_that_cannot_be_told_of_hold_up_no_others(
    database: Database, towns: tuple[Town, Town], logged: Logged, table: type[tables.Table], row: str
) -> None:
    bad, good = towns
    for town in towns:
        await _set(database, tables.Unit, town.unit.id, kind="team")
        await _set(database, Group, town.group.id, purpose="team", unit_id=town.unit.id)
    assert await tick(database, NOW), "they are planned"
    for town in towns:
        await _set(database, table, getattr(town, row).id, next_visits_at=NOW)
    await _set(database, Organisation, bad.organisation.id, zone="Nowhere/At_All")
    assert await tick(database, NOW)
    assert await _get(database, table, getattr(bad, row).id, "next_visits_at") == LATER
    assert await _get(database, table, getattr(good, row).id, "next_visits_at") > LATER  # type: ignore[operator]  # a moment
    assert f"{row} {getattr(bad, row).id}" in [entry.get("work") for entry in logged]
    assert not await tick(database, NOW), "nothing is left to do"
