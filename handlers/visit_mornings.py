"""When the teams' visits are told of unasked: on working mornings, at the organisation's digest time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.visit_sums import monday
from handlers import awake
from storage import days_off, plans
from storage.tables import Organisation

_NOON = time(12)
_ASK_AGAIN = timedelta(days=1)  # while there is no regime, nobody has said when mornings begin


async def or_next(session: AsyncSession, organisation: Organisation, now: datetime) -> datetime:
    """Now on a working morning on which people may be written to, else the next one."""
    regime = await plans.any_regime(session, organisation.id)
    if regime is None:
        return now
    days = await days_off.around(session, organisation.id, now)
    local = now.astimezone(regime.zone)
    is_morning = days.is_working(local.date()) and local.time() < _NOON
    if is_morning and await awake.at(session, organisation.id, now) == now:
        return now
    return timetables.next_digest(regime, days, now)


async def of_next_week(session: AsyncSession, organisation: Organisation, now: datetime) -> datetime:
    """The first working morning of the week after this one."""
    return await _first_from(session, organisation, now, lambda day: monday(day) + timedelta(days=7))


async def of_next_month(session: AsyncSession, organisation: Organisation, now: datetime) -> datetime:
    """The first working morning of the month after this one."""
    return await _first_from(
        session, organisation, now, lambda day: (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    )


async def _first_from(
    session: AsyncSession, organisation: Organisation, now: datetime, first: Callable[[date], date]
) -> datetime:
    regime = await plans.any_regime(session, organisation.id)
    if regime is None:
        return now + _ASK_AGAIN
    begins = datetime.combine(first(now.astimezone(regime.zone).date()), time(), regime.zone).astimezone(UTC)
    days = await days_off.around(session, organisation.id, now)
    return timetables.next_digest(regime, days, begins - timetables.MOMENT)
