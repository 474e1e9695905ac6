"""The periods that are still to open: which version of a plan they go by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods, timetables
from domain.periods import Period
from domain.regimes import Regime as Rules
from domain.workdays import WorkingDays
from storage import days_off, regime_rules
from storage.tables import Regime


async def first_cut_off(session: AsyncSession, organisation_id: int) -> date | None:
    """The earliest cut-off of the periods that open next: only once it has come to a version's day may that begin."""
    cut_offs: list[date] = []
    for row in await _regimes(session, organisation_id):
        if row.next_opens_at is not None:
            days = await days_off.around(session, organisation_id, row.next_opens_at)
            regime = regime_rules.from_json(row.rules)
            coming = timetables.next_openings(regime, days, row.next_opens_at - timetables.MOMENT)
            cut_offs += [of.cut_off for of, _ in coming]
    return min(cut_offs, default=None)


async def first_from(session: AsyncSession, organisation_id: int, day: date) -> Period | None:
    """The first period, and of several the shortest, that is cut off on a day or later."""
    days = await days_off.around(session, organisation_id, datetime.combine(day, time(), UTC))
    found = [
        of
        for row in await _regimes(session, organisation_id)
        for of in _of_two_years(regime_rules.from_json(row.rules), day.year, days)
        if row.next_opens_at is not None and of.cut_off >= day
    ]
    return min(found, key=lambda of: (of.cut_off, of.cut_off - of.first_day), default=None)


def _of_two_years(regime: Rules, year: int, days: WorkingDays) -> Iterator[Period]:
    for one in (year, year + 1):
        yield from periods.periods_of(regime, one, days)


async def _regimes(session: AsyncSession, organisation_id: int) -> list[Regime]:
    found = select(Regime).where(Regime.organisation_id == organisation_id)
    return list((await session.execute(found.order_by(Regime.id))).scalars())
