"""What opened is to be told: to who answers for the unit, or to the aggregating office where nobody does."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.roles import Role
from storage import days_off, hearing, people, plans
from storage.tables import Period

OPENING = "opening"
TOLD_OF_NOBODY = (Role.AGGREGATOR, Role.ADMINISTRATOR)


async def prompt(session: AsyncSession, period: Period, which: ColumnElement[bool], now: datetime) -> None:
    """Have people told of what they are asked in these reports of a period.

    Of a unit without a reachable officer its aggregating office hears.
    """
    regime = await plans.regime(session, period.regime_id)
    days = await days_off.around(session, period.organisation_id, now)
    awake_at = timetables.awake_at(regime, days, now)
    if await hearing.note(session, which, OPENING, now, awake_at):
        office = await people.holders(session, period.organisation_id, TOLD_OF_NOBODY, now)
        told = [person.id for _, person in office]
        await hearing.note_instead(session, which, OPENING, told, now, awake_at)
