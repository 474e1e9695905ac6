"""What units reported earlier in the year, put straight into the database: how answering goes is told elsewhere."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from storage.tables import Assignment, Figure, Indicator, Period, Regime, Report, Task, Unit
from tests.stories.town import Town

Told = Mapping[str, Decimal | int | str]


async def reported(town: Town, unit: str, month: int, told: Told) -> None:
    """A unit's report of a month, handed in two days before it was due.

    By an indicator's code its number, by a task's code its state; what is not named stays unanswered.
    """
    town.is_made_up = True
    async with town.stage.database.sessions.begin() as session:
        of = (await session.execute(select(Unit).where(Unit.code == unit))).scalar_one()
        period = await _period(session, month)
        report = await _report(session, period, of)
        for figure, code in await _figures(session, report):
            if code in told:
                _answer(figure, told[code], report.due_at)


async def _period(session: AsyncSession, month: int) -> Period:
    key = f"2026-{month:02}"
    period = (await session.execute(select(Period).where(Period.key == key))).scalar_one_or_none()
    if period is not None:
        return period
    regime = (await session.execute(select(Regime))).scalar_one()
    plan_id = (await session.execute(select(Assignment.plan_id).limit(1))).scalar_one()
    due_at = datetime(2026, month, 16, 10, tzinfo=UTC)
    first_day = date(2026, month - 1, 15) if month > 1 else date(2025, 12, 15)
    period = Period(
        organisation_id=regime.organisation_id,
        regime_id=regime.id,
        plan_id=plan_id,
        key=key,
        frequency="month",
        first_day=first_day,
        cut_off=date(2026, month, 14),
        opened_at=due_at,
        due_at=due_at,
        locks_at=due_at,
    )
    session.add(period)
    await session.flush()
    return period


async def _report(session: AsyncSession, period: Period, unit: Unit) -> Report:
    found = select(Report).where(Report.period_id == period.id, Report.unit_id == unit.id)
    report = (await session.execute(found)).scalar_one_or_none() or Report(
        organisation_id=unit.organisation_id, period_id=period.id, unit_id=unit.id, due_at=period.due_at
    )
    report.state, report.submissions, report.next_remind_at = State.SUBMITTED, 1, None
    report.first_submitted_at = report.submitted_at = report.due_at.replace(day=14)
    session.add(report)
    await session.flush()
    return report


async def _figures(session: AsyncSession, report: Report) -> list[tuple[Figure, str]]:
    if not (await session.execute(select(Figure.id).where(Figure.report_id == report.id))).first():
        asked = select(Assignment).where(
            Assignment.unit_id == report.unit_id, Assignment.leads, Assignment.frequency == "month"
        )
        for position, one in enumerate((await session.execute(asked.order_by(Assignment.position))).scalars(), 1):
            session.add(
                Figure(
                    organisation_id=report.organisation_id,
                    report_id=report.id,
                    position=position,
                    version=0,
                    indicator_id=one.indicator_id,
                    task_id=one.task_id,
                )
            )
        await session.flush()
    found = (
        select(Figure, Indicator.code, Task.code)
        .outerjoin(Indicator, Indicator.id == Figure.indicator_id)
        .outerjoin(Task, Task.id == Figure.task_id)
        .where(Figure.report_id == report.id)
    )
    return [(figure, indicator or task) for figure, indicator, task in await session.execute(found)]


def _answer(figure: Figure, told: Decimal | int | str, at: datetime) -> None:
    figure.answered_at, figure.version = at, 1
    if isinstance(told, str):
        figure.progress, _, document = told.partition(" ")
        figure.document = document or None
    else:
        figure.number = Decimal(told)
