"""People, their addresses and their roles; who hears what."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from domain.values import plain
from storage import once
from storage.tables import Account, Membership, Organisation, Person, Unit


async def account_at(session: AsyncSession, channel: str, address: str) -> Account | None:
    """The account at this address, if the bot knows it."""
    found = select(Account).where(Account.channel == channel, Account.address == address)
    return (await session.execute(found)).scalar_one_or_none()


async def person(session: AsyncSession, person_id: int) -> Person:
    """The person with this id."""
    return await session.get_one(Person, person_id)


async def organisation(session: AsyncSession, organisation_id: int) -> Organisation:
    """The organisation with this id."""
    return await session.get_one(Organisation, organisation_id)


async def add_account(
    session: AsyncSession,
    organisation_id: int,
    channel: str,
    address: str,
    name: str,
    locale: str,
    consent: str,
    now: datetime,
) -> Account:
    """A new person with a first address, who has just agreed to the notice."""
    someone = Person(organisation_id=organisation_id, name=name, locale=locale, consent=consent, consented_at=now)
    session.add(someone)
    await session.flush()
    account = Account(organisation_id=organisation_id, person_id=someone.id, channel=channel, address=address)
    session.add(account)
    await session.flush()
    return account


async def join(session: AsyncSession, who: Account, unit_id: int, role: str, now: datetime) -> bool:
    """Give a person a role in a unit. False: the person has it already."""
    row = await once.insert(
        session,
        Membership,
        organisation_id=who.organisation_id,
        person_id=who.person_id,
        unit_id=unit_id,
        role=role,
        since_at=now,
    )
    return row is not None


def in_force(now: datetime) -> Select[Membership]:
    """Memberships that hold at this moment."""
    return select(Membership).where(
        Membership.since_at <= now, or_(Membership.until_at.is_(None), Membership.until_at > now)
    )


async def memberships(session: AsyncSession, person_id: int, now: datetime) -> list[Membership]:
    """What a person is, and where."""
    return list((await session.execute(in_force(now).where(Membership.person_id == person_id))).scalars())


async def has_role(session: AsyncSession, who: Account, roles: Collection[Role], now: datetime) -> bool:
    """Whether the person has one of these roles anywhere in the organisation."""
    held = in_force(now).where(
        Membership.person_id == who.person_id,
        Membership.organisation_id == who.organisation_id,
        Membership.role.in_(roles),
    )
    return bool((await session.execute(select(exists(held)))).scalar_one())


async def holders(
    session: AsyncSession,
    organisation_id: int,
    roles: Collection[str],
    now: datetime,
    unit_id: int | None = None,
) -> list[tuple[Account, Person]]:
    """The reachable accounts of everybody with one of these roles, in one unit or in all; each person once."""
    held = in_force(now).where(Membership.organisation_id == organisation_id, Membership.role.in_(roles))
    if unit_id is not None:
        held = held.where(Membership.unit_id == unit_id)
    of = held.with_only_columns(Membership.person_id)
    found = (
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id.in_(of), Account.unreachable_at.is_(None))
        .order_by(Account.id)
    )
    first_of: dict[int, tuple[Account, Person]] = {}
    for account, someone in await session.execute(found):
        first_of.setdefault(someone.id, (account, someone))
    return list(first_of.values())


async def units_of(session: AsyncSession, person_id: int, roles: Collection[str], now: datetime) -> list[Unit]:
    """The units a person has one of these roles in."""
    held = in_force(now).where(Membership.person_id == person_id, Membership.role.in_(roles))
    found = select(Unit).where(Unit.id.in_(held.with_only_columns(Membership.unit_id))).order_by(Unit.id)
    return list((await session.execute(found)).scalars())


async def mark_reach(session: AsyncSession, channel: str, address: str, unreachable_at: datetime | None) -> bool:
    """Note that an address cannot be reached, or can again. False: nobody of ours lives there."""
    marked = update(Account).where(Account.channel == channel, Account.address == address)
    done = await session.execute(marked.values(unreachable_at=unreachable_at).returning(Account.id))
    return done.scalar_one_or_none() is not None


async def unit_by_name(session: AsyncSession, organisation_id: int, name: str) -> Unit | None:
    """A unit by its code, name, short name or alias, with or without marks, as a person would type it."""
    wanted = plain(name)
    of = select(Unit).where(Unit.organisation_id == organisation_id, Unit.retired_at.is_(None))
    for unit in (await session.execute(of)).scalars():
        if wanted in map(plain, (unit.code, unit.name, unit.short_name, *unit.aliases)):
            return unit
    return None
