"""What opened is to be told: to who answers for the unit, or to the aggregating office where nobody does."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.roles import Role
from handlers import sequel
from storage import days_off, mentions, people, plans, reminders
from storage.mentions import Part
from storage.reports import Owed

OPENING = "opening"
TOLD_OF_NOBODY = (Role.AGGREGATOR, Role.ADMINISTRATOR)


async def prompt(session: AsyncSession, owed: Iterable[Owed], now: datetime) -> None:
    """Have people told of what they are asked; of a unit without a reachable officer its aggregating office hears."""
    for one in sequel.in_turn(owed):
        report = one.report
        await reminders.note(session, report, OPENING, now)
        regime = await plans.regime(session, one.period.regime_id)
        days = await days_off.around(session, report.organisation_id, now)
        awake_at = timetables.awake_at(regime, days, now)
        asked = await people.answerers(session, report, now)
        for _, person in asked:
            await mentions.queue(session, person.id, report, OPENING, Part.OWN, awake_at)
        if report.is_upward and asked:  # it is the aggregators' as much as the officers'
            continue
        if not await people.holders(session, report.organisation_id, [Role.OFFICER], now, one.unit.id):
            for _, person in await people.holders(session, report.organisation_id, TOLD_OF_NOBODY, now):
                await mentions.queue(session, person.id, report, OPENING, Part.NOBODY, awake_at)
