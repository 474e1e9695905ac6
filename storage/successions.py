"""Which unit carries on another's work when units merge, split or get another code."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Account, Membership, Person, Succession, Unit


async def note(session: AsyncSession, plan_id: int, old: Unit, new: Unit) -> bool:
    """Note a succession. False: it was noted with an earlier version."""
    row = await once.insert(
        session,
        Succession,
        organisation_id=new.organisation_id,
        plan_id=plan_id,
        old_unit_id=old.id,
        new_unit_id=new.id,
    )
    return row is not None


async def successors(session: AsyncSession, unit_id: int) -> list[int]:
    """The units that carry on this one's work: several when it was split."""
    found = select(Succession.new_unit_id).where(Succession.old_unit_id == unit_id)
    return list((await session.execute(found.order_by(Succession.id))).scalars())


async def predecessor(session: AsyncSession, unit_id: int) -> int | None:
    """The one unit whose figures this one's can be compared with; None where several merged, or one was split."""
    found = select(Unit).join(Succession, Succession.old_unit_id == Unit.id).where(Succession.new_unit_id == unit_id)
    old = list((await session.execute(found)).scalars())
    if len(old) != 1 or old[0].retired_at is None or await successors(session, old[0].id) != [unit_id]:
        return None
    return old[0].id


async def lineage(session: AsyncSession, unit_id: int) -> list[int]:
    """A unit and the units it was before, newest first: their figures are one history."""
    line = [unit_id]
    while (before := await predecessor(session, line[-1])) is not None and before not in line:
        line.append(before)
    return line


async def take_people_along(session: AsyncSession, old: Unit, new: Unit, now: datetime) -> list[tuple[Account, Person]]:
    """The people of a unit serve in its successor, too; each with their reachable accounts.

    The old memberships stay: what the old unit still owes is answered under its old name. So does the order of
    channels, until the new unit has one.
    """
    new.channels = new.channels or old.channels
    held = select(Membership).where(Membership.unit_id == old.id, Membership.until_at.is_(None))
    members = list((await session.execute(held.order_by(Membership.id))).scalars())
    for one in members:
        await once.insert(
            session,
            Membership,
            organisation_id=new.organisation_id,
            person_id=one.person_id,
            unit_id=new.id,
            role=one.role,
            since_at=now,
        )
    reached = (
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id.in_([one.person_id for one in members]), Account.unreachable_at.is_(None))
        .order_by(Person.id, Account.rank, Account.id)
    )
    first_of: dict[int, tuple[Account, Person]] = {}
    for account, person in await session.execute(reached):
        first_of.setdefault(person.id, (account, person))
    return list(first_of.values())
