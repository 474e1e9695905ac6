"""The reports that say who stands in diện cảnh báo: of each unit and kind of period those that count now."""

from collections import defaultdict
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.warnings import Chain, Filed
from storage import duties, plans
from storage.tables import Period, Report, Unit
from storage.types import UtcDateTime

ROUND = "round"  # each round asked for out of turn stands by itself
BACK = 2  # the newest report whose deadline has passed, and the one before it


async def of_organisation(
    session: AsyncSession, organisation_id: int, now: datetime, unit_id: int | None = None
) -> list[Chain]:
    """The chains of an organisation, or of one of its units; a unit that is no more has none."""
    words = {"organisation": organisation_id, "now": now, "unit": unit_id}
    rows = list(await session.execute(_counting(of_unit=unit_id is not None), words))
    asked = await duties.of_reports(session, [report.id for report, *_ in rows])
    rules = await plans.regimes(session, organisation_id)
    chained = defaultdict[tuple[int, bool, int, str, int | None], list[Filed]](list)
    for report, regime_id, frequency in rows:
        alone = report.period_id if frequency == ROUND else None
        chained[report.unit_id, report.is_upward, regime_id, frequency, alone].append(
            Filed(
                report_id=report.id,
                state=State(report.state),
                due_at=report.due_at,
                return_due_at=report.return_due_at,
                first_submitted_at=report.first_submitted_at,
                submitted_at=report.submitted_at,
                duties=asked.get(report.id, ()),
            )
        )
    return [
        Chain(unit, rules[regime_id].ladder, rules[regime_id].zone, of_one, is_upward)
        for (unit, is_upward, regime_id, _, _), of_one in chained.items()
    ]


@cache
def _counting(*, of_unit: bool) -> Select[Report, int, str]:
    """Of each chain what is not due yet, and the newest that are; oldest first. Put together once."""
    now = bindparam("now", type_=UtcDateTime())
    alone = case((Period.frequency == ROUND, Period.id), else_=0)
    place = func.row_number().over(
        partition_by=(Report.unit_id, Report.is_upward, Period.regime_id, Period.frequency, alone, Report.due_at < now),
        order_by=(Report.due_at.desc(), Report.id.desc()),
    )
    found = (
        select(Report.id, Report.due_at, place.label("place"))
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Report.organisation_id == bindparam("organisation"), Unit.retired_at.is_(None))
    )
    if of_unit:
        found = found.where(Report.unit_id == bindparam("unit"))
    ranked = found.subquery()
    counting = select(ranked.c.id).where(or_(ranked.c.due_at >= now, ranked.c.place <= BACK))
    return (
        select(Report, Period.regime_id, Period.frequency)
        .join(Period, Period.id == Report.period_id)
        .where(Report.id.in_(counting))
        .order_by(Report.due_at, Report.id)
    )
