"""In December: where next year's swapped days are not known yet, the administrators are asked for them once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import digest
from locales import speak
from storage import next_years, outbox, people
from storage.outbox import Kind, To
from storage.tables import Organisation

_DECEMBER = 12


async def ask_next(session: AsyncSession, now: datetime) -> bool:
    """Ask in one organisation, at the hour of its digest. False: there is none to ask."""
    organisation = await _to_ask(session, now)
    if organisation is None:
        return False
    year = now.year + 1
    due_at = await digest.next_digest_at(session, organisation, now)
    for account, person in await people.holders(session, organisation.id, [Role.ADMINISTRATOR], now):
        await outbox.add(
            session,
            f"next_year:{account.id}:{year}",
            Kind.REMINDER,
            To(account.channel, account.address, organisation.id),
            speak(person.locale)("days_off.next_year", year=year),
            now,
            due_at=due_at,
        )
    next_years.note_asked(session, organisation.id, year, now)
    return True


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation that could not be asked tried again later. None: there is none."""
    organisation = await _to_ask(session, now)
    if organisation is None:
        return None
    next_years.hold(session, organisation.id, now.year + 1, now, until)
    return f"organisation {organisation.id}"


async def _to_ask(session: AsyncSession, now: datetime) -> Organisation | None:
    return await next_years.to_ask(session, now.year + 1, now) if now.month == _DECEMBER else None
