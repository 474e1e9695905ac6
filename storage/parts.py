"""The shorter periods a longer one is made of: what a unit is asked in them, and what it handed in."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods, rounds
from domain.regimes import Frequency
from storage import reports, successions
from storage.reports import Answer, Owed
from storage.tables import Assignment, Figure, Period, Report

Asked = tuple[int | None, int | None]
"""What is asked for: an indicator's id, or a task's."""


def asked_in(figure: Figure) -> Asked:
    """What a figure is the answer to."""
    return figure.indicator_id, figure.task_id


async def frequencies(session: AsyncSession, owed: Owed) -> dict[Asked, Frequency]:
    """What of a report its unit is asked at another frequency than the report's; of a round only in a phase report."""
    phase = rounds.phase_of(owed.period.key)
    if owed.period.frequency == rounds.ROUND and not phase:
        return {}
    whole = periods.frequency_of(phase) if phase else owed.period.frequency
    found = select(Assignment.indicator_id, Assignment.task_id, Assignment.frequency).where(
        Assignment.plan_id == owed.period.plan_id,
        Assignment.regime_id == owed.period.regime_id,
        Assignment.unit_id == owed.unit.id,
        Assignment.leads,
        Assignment.frequency != whole,
    )
    return {(indicator, task): Frequency(often) for indicator, task, often in await session.execute(found) if often}


async def answers(session: AsyncSession, owed: Owed, figure: Figure, keys: Collection[str]) -> dict[str, Answer]:
    """What the same unit, by whatever name, has handed in for the same indicator or task, by the period's key."""
    line = await successions.lineage(session, owed.unit.id) if owed.carries_on else [owed.unit.id]
    found = (
        select(Period.key, Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(
            Report.unit_id.in_(line),
            Report.first_submitted_at.is_not(None),
            Period.regime_id == owed.period.regime_id,
            Period.key.in_(keys),
            Figure.indicator_id.is_not_distinct_from(figure.indicator_id),
            Figure.task_id.is_not_distinct_from(figure.task_id),
            Figure.answered_at.is_not(None),
        )
    )
    return {key: reports.answer_of(held) for key, held in await session.execute(found)}
