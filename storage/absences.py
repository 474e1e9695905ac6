"""Who is away on a day, and who of the same unit stands in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Absence, Account, Membership, Organisation, Person


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
    return absence


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
    own = select(Membership.unit_id).where(Membership.person_id == who.person_id, _in_force(now))
    there = select(Membership.person_id).where(Membership.unit_id.in_(own), _in_force(now))
    found = select(Person).where(Person.id.in_(there), Person.id != who.person_id)
    return list((await session.execute(found.order_by(Person.id))).scalars())


async def standing_in(session: AsyncSession, organisation_id: int, now: datetime) -> dict[int, int]:
    """Who is away today where the organisation is, and who stands in; not for who is away as well.

    Whose people they are is not asked: somebody may answer for a unit of one organisation and belong to another.
    """
    zone = (await session.execute(select(Organisation.zone).where(Organisation.id == organisation_id))).scalar_one()
    today = now.astimezone(ZoneInfo(zone)).date()
    found = select(Absence.person_id, Absence.substitute_id).where(
        Absence.ended_at.is_(None),
        Absence.first_day <= today,
        Absence.last_day >= today,
    )
    rows = (await session.execute(found.order_by(Absence.id))).all()
    away = {row.person_id: row.substitute_id for row in rows}
    return {person_id: substitute_id for person_id, substitute_id in away.items() if substitute_id not in away}


def _in_force(now: datetime) -> ColumnElement[bool]:
    return and_(Membership.since_at <= now, or_(Membership.until_at.is_(None), Membership.until_at > now))
