"""A period opens: every unit that leads something gets one report; what opens at once is told at once."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods, timetables
from domain.timetables import Timetable
from handlers import load_plan, prompting, upward
from storage import days_off, decisions, finished, plans, regime_rules, reports, tables
from storage.reports import Owed
from storage.tables import Assignment, Figure, Unit


async def open_next(session: AsyncSession, now: datetime) -> bool:
    """Open what is due to open in one organisation, and write to its people. False: there is nothing."""
    opened: list[Owed] = []
    rows = await plans.opening_together(session, now)
    if rows and await load_plan.apply_waiting(session, rows[0].organisation_id, now):
        return True  # the regimes are others now
    for row in rows:
        opened += await _open_regime(session, row, now)
    await prompting.prompt(session, [one for one in opened if now < one.report.due_at], now)
    return bool(rows)


async def _open_regime(session: AsyncSession, row: tables.Regime, now: datetime) -> list[Owed]:
    plan = await plans.in_force(session, row.organisation_id)
    if plan is None or row.next_opens_at is None:
        raise ValueError(f"regime {row.id} has no plan")
    regime = regime_rules.from_json(row.rules)
    days = await days_off.around(session, row.organisation_id, row.next_opens_at)
    opened: list[Owed] = []
    for of, table in timetables.openings(regime, days, row.next_opens_at, now):
        opened += await _open(session, row, plan.id, of, table, now)
    following = timetables.next_openings(regime, days, row.next_opens_at)
    row.next_opens_at = following[0][1].opens_at
    return opened


async def _open(
    session: AsyncSession, row: tables.Regime, plan_id: int, of: periods.Period, table: Timetable, now: datetime
) -> list[Owed]:
    regime = regime_rules.from_json(row.rules)
    asked = await plans.questions(session, plan_id, row.id, of.frequency, *periods.shorter(regime, of.frequency))
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
    )
    if period_id is None:
        return []
    await upward.open_report(session, regime, await session.get_one(tables.Period, period_id), table)
    by_unit = groupby(asked, key=lambda pair: pair[0].id)
    found = [await _open_report(session, period_id, list(group), table, now) for _, group in by_unit]
    return [one for one in found if one is not None]


async def _open_report(
    session: AsyncSession, period_id: int, asked: Sequence[tuple[Unit, Assignment]], table: Timetable, now: datetime
) -> Owed | None:
    unit = asked[0][0]
    ended_indicators, ended_tasks = await decisions.ended(session, unit.organisation_id)
    reached = await finished.milestones_reached(session, unit.id) | ended_indicators
    done = await finished.tasks_done(session, unit.id) | ended_tasks
    questions = [
        a
        for _, a in asked
        if (a.indicator_id is None or a.indicator_id not in reached) and (a.task_id is None or a.task_id not in done)
    ]
    if not questions:
        return None
    organisation_id = questions[0].organisation_id
    report_id = await reports.open_report(
        session,
        organisation_id=organisation_id,
        period_id=period_id,
        unit_id=unit.id,
        unit_name=unit.name,
        due_at=table.due_at,
        next_remind_at=next((at for _, at in table.stages if at > now), None),
    )
    if report_id is None:
        return None
    for position, assignment in enumerate(questions, start=1):
        session.add(
            Figure(
                organisation_id=organisation_id,
                report_id=report_id,
                position=position,
                version=0,
                indicator_id=assignment.indicator_id,
                task_id=assignment.task_id,
            )
        )
    await session.flush()
    return await reports.get(session, report_id)
