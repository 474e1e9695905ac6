"""In December: where next year's swapped days are not known yet, the administrators are asked for them once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import digest
from locales import speak
from storage import next_years, outbox, people
from storage.outbox import Kind, To
from storage.tables import Organisation

LOOKS_AGAIN = timedelta(days=1)  # where nobody can be asked, somebody may be by then


async def ask_next(session: AsyncSession, now: datetime) -> bool:
    """Ask in one organisation, at the hour of its digest, and plan when to look again. False: none is due."""
    organisation = await next_years.due(session, now)
    if organisation is None:
        return False
    zone = ZoneInfo(organisation.zone)
    year = now.astimezone(zone).year
    if now < next_years.december(zone, year):
        organisation.next_days_off_at = next_years.december(zone, year)
    elif await next_years.is_settled(session, organisation.id, year + 1) or await _ask(
        session, organisation, year + 1, now
    ):
        organisation.next_days_off_at = next_years.december(zone, year + 1)
    else:
        organisation.next_days_off_at = now + LOOKS_AGAIN
    return True


async def _ask(session: AsyncSession, organisation: Organisation, year: int, now: datetime) -> bool:
    """False: no administrator can be reached."""
    due_at = await digest.next_digest_at(session, organisation, now)
    asked = await people.holders(session, organisation.id, [Role.ADMINISTRATOR], now)
    for account, person in asked:
        await outbox.add(
            session,
            f"next_year:{account.id}:{year}",
            Kind.REMINDER,
            To(account.channel, account.address, organisation.id),
            speak(person.locale)("days_off.next_year", year=year),
            now,
            due_at=due_at,
        )
    if asked:
        next_years.note_asked(session, organisation.id, year, now)
    return bool(asked)
