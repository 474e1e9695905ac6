"""A period opens: every unit that leads something gets one report; what opens at once is told at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods, timetables
from domain.regimes import Frequency
from domain.timetables import Timetable
from handlers import load_plan, prompting, upward
from storage import asked, days_off, decisions, plans, regime_rules, reports
from storage.asked import Ended, Stretch
from storage.tables import Period, Regime

QUESTIONS_AT_ONCE = 2_000
"""About so many in one transaction, that what people write waits some tens of milliseconds and no longer."""


async def open_next(session: AsyncSession, now: datetime) -> bool:
    """Open what is due to open in one organisation, and have its people told; of a large one some units at a time.

    False: there is nothing.
    """
    rows = await plans.opening_together(session, now)
    due = [row for row in rows if row.next_opens_at is not None and row.next_opens_at <= now]
    if due and await load_plan.apply_waiting(session, due[0].organisation_id, now):
        return True  # the regimes are others now
    for row in due:
        await _open_periods(session, row, now)
    await _ask(session, rows, now)
    return bool(rows)


async def _open_periods(session: AsyncSession, row: Regime, now: datetime) -> None:
    plan = await plans.in_force(session, row.organisation_id)
    if plan is None or row.next_opens_at is None:
        raise ValueError(f"regime {row.id} has no plan")
    regime = regime_rules.from_json(row.rules)
    days = await days_off.around(session, row.organisation_id, row.next_opens_at)
    for of, table in timetables.openings(regime, days, row.next_opens_at, now):
        await _open(session, row, plan.id, of, table, now)
    following = timetables.next_openings(regime, days, row.next_opens_at)
    row.next_opens_at = following[0][1].opens_at


async def _open(
    session: AsyncSession, row: Regime, plan_id: int, of: periods.Period, table: Timetable, now: datetime
) -> None:
    period_id = await reports.open_period(
        session,
        organisation_id=row.organisation_id,
        regime_id=row.id,
        plan_id=plan_id,
        key=of.key,
        frequency=of.frequency,
        first_day=of.first_day,
        cut_off=of.cut_off,
        opened_at=now,
        due_at=table.due_at,
        locks_at=table.locks_at,
        closing_at=table.closing_at,
        opened_to_unit_id=0,
    )
    if period_id is not None:
        regime = regime_rules.from_json(row.rules)
        await upward.open_report(session, regime, await session.get_one(Period, period_id), table)


async def _ask(session: AsyncSession, rows: Sequence[Regime], now: datetime) -> None:
    """Ask the units of what is opening, until it is enough for one transaction."""
    left = QUESTIONS_AT_ONCE
    while left > 0 and (period := await asked.opening(session, rows)) is not None:
        left -= await _ask_stretch(session, period, left, now)


async def _ask_stretch(session: AsyncSession, period: Period, most: int, now: datetime) -> int:
    """Ask the next units of a period; about how many questions."""
    regime = await plans.regime(session, period.regime_id)
    frequency = Frequency(period.frequency)
    of = await asked.next_stretch(session, period, (frequency, *periods.shorter(regime, frequency)), most)
    period.opened_to_unit_id = of.up_to if of else None
    await session.flush()
    if of is None:
        return 0
    days = await days_off.around(session, period.organisation_id, period.due_at)
    ladder = timetables.stages(regime, period.due_at, days)
    remind_at = next((at for _, at in ladder if at > now), None)
    await asked.make(session, of, Ended(*await decisions.ended(session, period.organisation_id)), remind_at)
    await _tell(session, of, now)
    return of.questions


async def _tell(session: AsyncSession, of: Stretch, now: datetime) -> None:
    if now < of.period.due_at:
        await prompting.prompt(session, of.period, of.reports, now)
