"""Who is away on a day, and who of the same unit stands in."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import recall
from storage.serving import is_in_force
from storage.tables import Absence, Account, Membership, Organisation, Person

_ONE_DAY = timedelta(days=1)
_AROUND = (
    select(Absence.person_id, Absence.substitute_id, Absence.first_day, Absence.last_day, Organisation.zone)
    .join(Organisation, Organisation.id == Absence.organisation_id)
    .where(
        Absence.ended_at.is_(None),
        Absence.first_day <= bindparam("tomorrow", type_=Date()),
        Absence.last_day >= bindparam("yesterday", type_=Date()),
    )
    .order_by(Absence.id)
)


async def add(
    session: AsyncSession, who: Account, substitute_id: int, first_day: date, last_day: date, now: datetime
) -> Absence:
    """Somebody will be away, both days included."""
    absence = Absence(
        organisation_id=who.organisation_id,
        person_id=who.person_id,
        substitute_id=substitute_id,
        first_day=first_day,
        last_day=last_day,
        at=now,
    )
    session.add(absence)
    await session.flush()
    recall.forget(session)
    return absence


async def end(session: AsyncSession, absence: Absence, now: datetime) -> None:
    """Somebody is back earlier than planned."""
    absence.ended_at = now
    await session.flush()
    recall.forget(session)


async def of_person(session: AsyncSession, person_id: int, today: date) -> list[tuple[Absence, Person]]:
    """The absences of a person that are not over, each with who stands in."""
    found = (
        select(Absence, Person)
        .join(Person, Person.id == Absence.substitute_id)
        .where(Absence.person_id == person_id, Absence.ended_at.is_(None), Absence.last_day >= today)
        .order_by(Absence.first_day, Absence.id)
    )
    return [(absence, person) for absence, person in await session.execute(found)]


async def colleagues(session: AsyncSession, who: Account, now: datetime) -> list[Person]:
    """Everybody else with a membership in one of this person's units."""
    own = select(Membership.unit_id).where(Membership.person_id == who.person_id, is_in_force(Membership, now))
    there = select(Membership.person_id).where(Membership.unit_id.in_(own), is_in_force(Membership, now))
    found = select(Person).where(Person.id.in_(there), Person.id != who.person_id)
    return list((await session.execute(found.order_by(Person.id))).scalars())


async def standing_in(session: AsyncSession, now: datetime) -> dict[int, int]:
    """Who is away today where they belong, and who stands in; not for who is away as well.

    Of all organisations: somebody may answer for a unit of one and belong to another.
    """
    return await recall.once(session, ("standing in", now), lambda: _standing_in(session, now), for_all=True)


async def _standing_in(session: AsyncSession, now: datetime) -> dict[int, int]:
    here = now.date()
    found = await session.execute(_AROUND, {"yesterday": here - _ONE_DAY, "tomorrow": here + _ONE_DAY})
    away = {
        row.person_id: row.substitute_id
        for row in found
        if row.first_day <= now.astimezone(ZoneInfo(row.zone)).date() <= row.last_day
    }
    return {person_id: substitute_id for person_id, substitute_id in away.items() if substitute_id not in away}
