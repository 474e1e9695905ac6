"""What an indicator or a task was in the version of the plan that a report was asked under."""

from dataclasses import replace

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Indicator, Kind, Nature
from storage.tables import Figure, Period, Report, Wording


async def of_report(session: AsyncSession, report_id: int) -> dict[int, Wording]:
    """The words each figure of a report was asked in, by the figure's id."""
    found = (
        select(Figure.id, Wording)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .join(
            Wording,
            and_(
                Wording.plan_id == Period.plan_id,
                or_(Wording.indicator_id == Figure.indicator_id, Wording.task_id == Figure.task_id),
            ),
        )
        .where(Figure.report_id == report_id)
    )
    return dict(iter(await session.execute(found)))


def as_it_was(indicator: Indicator, wording: Wording) -> Indicator:
    """What an answer was read and written by, then."""
    kind, nature = Kind(wording.kind), Nature(wording.nature)
    return replace(indicator, kind=kind, nature=nature, unit_of_measure=wording.unit_of_measure)
