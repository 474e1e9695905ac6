"""When people of an organisation may be written to unasked."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from storage import days_off, plans


async def at(session: AsyncSession, organisation_id: int, now: datetime) -> datetime:
    """Now, or when the quiet hours and the days off that it falls in are over; now where there is no regime yet."""
    regime = await plans.any_regime(session, organisation_id)
    if regime is None:
        return now
    return timetables.awake_at(regime, await days_off.around(session, organisation_id, now), now)
