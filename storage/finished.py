"""What a unit, also under its earlier name, has handed in as done: it is not asked for again."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Kind
from domain.progress import TaskState
from storage import successions, tables
from storage.tables import Figure, Report


async def milestones_reached(session: AsyncSession, unit_id: int) -> set[int]:
    """Indicators of kind milestone that this unit has reported as reached: they are not asked again."""
    found = (
        select(Figure.indicator_id)
        .join(Report, Report.id == Figure.report_id)
        .join(tables.Indicator, tables.Indicator.id == Figure.indicator_id)
        .where(
            Report.unit_id.in_(await successions.lineage(session, unit_id)),
            Report.first_submitted_at.is_not(None),
            tables.Indicator.kind == Kind.MILESTONE,
            Figure.number == Decimal(1),
        )
    )
    return {i for i in (await session.execute(found)).scalars() if i is not None}


async def tasks_done(session: AsyncSession, unit_id: int) -> set[int]:
    """Tasks that this unit has handed in as done: they are not asked again."""
    found = (
        select(Figure.task_id)
        .join(Report, Report.id == Figure.report_id)
        .where(
            Report.unit_id.in_(await successions.lineage(session, unit_id)),
            Report.first_submitted_at.is_not(None),
            Figure.progress == TaskState.DONE,
        )
    )
    return {i for i in (await session.execute(found)).scalars() if i is not None}
