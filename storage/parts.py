"""The shorter periods a longer one is made of: what a unit is asked in them, and what it handed in."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods, rounds
from domain.regimes import Frequency
from storage import recall, reports, successions
from storage.reports import Answer, Owed
from storage.tables import Assignment, Figure, Period, Report

_LED = select(Assignment).where(
    Assignment.plan_id == bindparam("plan"), Assignment.unit_id == bindparam("unit"), Assignment.leads
)
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
    return {
        (one.indicator_id, one.task_id): Frequency(one.frequency)
        for one in await led(session, owed)
        if one.regime_id == owed.period.regime_id and one.frequency and one.frequency != whole
    }


async def led(session: AsyncSession, owed: Owed) -> Sequence[Assignment]:
    """What the report's unit leads in the plan that it was asked under; nothing where nothing of it is derived."""
    if not owed.derives:
        return ()
    words = {"plan": owed.period.plan_id, "unit": owed.unit.id}

    async def ask() -> Sequence[Assignment]:
        return (await session.execute(_LED, words)).scalars().all()

    return await recall.once(session, ("led", *words.values()), ask)


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
