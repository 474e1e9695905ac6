"""What SQLite goes through for one answer: not more however much is done, and whatever others ever gave.

It is told by its steps (https://sqlite.org/c3ref/progress_handler.html), which no busy machine makes more.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Update
from domain.values import Value
from storage import answers, inbox, recall, recording, reports, timetable
from storage.reports import Answer
from storage.tables import Figure, Group, Inbox, Organisation, Period, Regime, Table, Unit, rows_of
from tests.conftest import SQLITE
from tests.rows import NOW, Town, add_period, add_report

DATABASES = [SQLITE]
MANY = 300
A_FEW = 1.2  # a deeper index is a step or two more


@pytest.mark.parametrize("state", ["done", "new"])
async def test_claiming_an_update_does_not_look_through_those_of_others(session: AsyncSession, state: str) -> None:
    """Of a year before, or of all who wrote while the bot was down."""

    async def claim() -> None:
        [row] = await inbox.claim(session, NOW, ["telegram"], 1)
        await inbox.release(session, row)

    await inbox.keep(session, "telegram", [Update("1", "7001", "{}")], NOW)
    alone = await _steps(session, claim)
    other = {"channel": "telegram", "raw": "", "received_at": NOW, "next_attempt_at": NOW, "state": state}
    rows = [other | {"event_key": f"0{number}", "chat": f"{number}", "attempts": 0} for number in range(MANY)]
    await session.execute(insert(rows_of(Inbox)), rows)
    assert await _steps(session, claim) <= alone * A_FEW


@pytest.mark.parametrize("of_one", [True, False], ids=["of one figure", "of the last period"])
async def test_what_a_unit_gave_is_found_without_what_all_others_gave(
    session: AsyncSession, town: Town, of_one: bool
) -> None:
    async def ask() -> None:
        recall.forget(session)
        if of_one:
            await answers.history(session, owed, asked)
        else:
            await answers.last_answer(session, owed, asked.figure)

    earlier = await add_period(session, town.organisation.id, town.regime.id, town.plan.id, "2026-10")
    await _gave(session, town, earlier, town.unit)
    [owed] = await reports.of_period(session, town.period.id)
    asked = (await reports.questions(session, town.report.id))[0]
    alone = await _steps(session, ask)
    of: dict[str, Any] = {"organisation_id": town.organisation.id, "name": "", "short_name": "", "kind": "department"}
    others = [Unit(code=f"D{number}", aliases=[], **of) for number in range(MANY)]
    session.add_all(others)
    await session.flush()
    for other in others:
        await _gave(session, town, earlier, other)
    assert await _steps(session, ask) <= alone * A_FEW


async def test_finding_that_nothing_is_due_does_not_look_through_all_organisations(
    session: AsyncSession, town: Town
) -> None:
    async def ask() -> None:
        await timetable.idle_rows(session, NOW)

    alone = await _steps(session, ask)
    later = {name: NOW + timedelta(days=1) for name in ("next_warnings_at", "next_visits_at", "next_days_off_at")}
    of = {"name": "", "short_name": "", "zone": "Asia/Ho_Chi_Minh", "locale": "vi"} | later
    others = [Organisation(code=f"xa_{number}", **of) for number in range(MANY)]
    session.add_all(others)
    await session.flush()
    for other in others:
        session.add_all(_what_waits(other.id, NOW + timedelta(days=1)))
    await session.flush()
    assert await _steps(session, ask) <= alone * A_FEW


def _what_waits(organisation_id: int, until: datetime) -> list[Table]:
    of: dict[str, Any] = {"organisation_id": organisation_id}
    bound = {"channel": "telegram", "title": "", "purpose": "leadership", "bound_at": NOW}
    return [
        Group(address=f"-{organisation_id}", next_digest_at=until, next_visits_at=until, **bound, **of),
        Regime(code="monthly", rules={}, next_opens_at=until, **of),
    ]


async def _gave(session: AsyncSession, town: Town, period: Period, unit: Unit) -> None:
    report = await add_report(session, period, unit.id)
    of = {"organisation_id": town.organisation.id, "indicator_id": town.figures[0].indicator_id}
    figure = Figure(report_id=report.id, position=1, version=0, **of)
    session.add(figure)
    await session.flush()
    await recording.record(session, figure, Answer(value=Value(Decimal(7))), "7", town.officer, NOW)


async def _steps(session: AsyncSession, ask: Callable[[], Awaitable[None]]) -> int:
    """Of SQLite's own machine; the second time, when everything has been worded."""
    await ask()
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    driver.set_progress_handler(step, 1)
    try:
        await ask()
    finally:
        driver.set_progress_handler(None, 1)
    return steps[0]
