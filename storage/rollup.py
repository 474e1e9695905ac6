"""What organisations have handed in for the measures they have in common."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import HANDED_IN
from domain.rounds import ROUND
from storage import tables
from storage.tables import Figure, Organisation, Period, Report, Target


async def children(session: AsyncSession, organisation_id: int) -> list[Organisation]:
    """The organisations right below one."""
    found = select(Organisation).where(Organisation.parent_id == organisation_id)
    return list((await session.execute(found.order_by(Organisation.id))).scalars())


async def measured(session: AsyncSession, plan_id: int) -> list[tables.Indicator]:
    """The indicators of one version of a plan that others have, too."""
    found = (
        select(tables.Indicator)
        .join(Target, Target.indicator_id == tables.Indicator.id)
        .where(Target.plan_id == plan_id, tables.Indicator.measure.is_not(None))
    )
    return list((await session.execute(found.order_by(tables.Indicator.id))).scalars())


async def newest(session: AsyncSession, indicator_id: int) -> list[tuple[int, int]]:
    """The newest period's handed-in answers, one for each unit that leads, as ids of report and figure.

    Of periods that end together it is the shortest. A round asked out of turn may be of some units only: not of it.
    """
    handed_in = (
        select(Period.id, Report.id, Figure.id)
        .select_from(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(
            Figure.indicator_id == indicator_id,
            Figure.answered_at.is_not(None),
            Report.state.in_(HANDED_IN),
            Report.is_upward.is_(False),
            Period.frequency != ROUND,
        )
        .order_by(Period.cut_off.desc(), Period.first_day.desc(), Period.id, Report.unit_id)
    )
    rows = (await session.execute(handed_in)).all()
    return [(report_id, figure_id) for period_id, report_id, figure_id in rows if period_id == rows[0][0]]
