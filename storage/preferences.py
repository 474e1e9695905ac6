"""In which order a person's accounts are tried: the person's own wish, else the unit's, else the organisation's."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Account, Membership, Organisation, Person, Unit


async def want(session: AsyncSession, of: Person | Unit | Organisation, channels: Sequence[str]) -> None:
    """Have this person, or the people of this unit or organisation, written to by these channels first.

    Nothing: as those above them say. Who has said so for themselves keeps their own order.
    """
    of.channels = list(channels)
    await session.flush()
    await rank(session, await _touched(session, of))


async def rank(session: AsyncSession, person_ids: Collection[int]) -> None:
    """Number the accounts of these people anew; of several on one channel the older comes first."""
    people = (await session.execute(select(Person).where(Person.id.in_(person_ids)))).scalars()
    for someone in list(people):
        wanted = await order(session, someone)
        found = select(Account).where(Account.person_id == someone.id).order_by(Account.id)
        for account in (await session.execute(found)).scalars():
            account.rank = wanted.index(account.channel) if account.channel in wanted else len(wanted)
    await session.flush()


async def order(session: AsyncSession, someone: Person) -> list[str]:
    """The channels by which somebody is written to first, then next; nothing where nobody has said."""
    if someone.channels:
        return someone.channels
    of_person = Membership.person_id == someone.id
    units = select(Unit.channels).join(Membership, Membership.unit_id == Unit.id).where(of_person)
    for channels in (await session.execute(units.order_by(Membership.id))).scalars():
        if channels:
            return channels
    home = await session.get_one(Organisation, someone.organisation_id)
    return home.channels


async def _touched(session: AsyncSession, of: Person | Unit | Organisation) -> list[int]:
    match of:
        case Person():
            return [of.id]
        case Unit():
            found = select(Membership.person_id).where(Membership.unit_id == of.id).distinct()
        case Organisation():
            found = select(Person.id).where(Person.organisation_id == of.id)
    return list((await session.execute(found)).scalars())
