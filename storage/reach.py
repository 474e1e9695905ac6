"""Who cannot be reached by any of their accounts, and which units nobody can be asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import people
from storage.tables import Account, Assignment, Membership, Organisation, Person, Plan, Unit


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody with a role in a unit whom none of the accounts reaches any more, since the last of them was lost."""

    person: Person
    unit: Unit
    role: str
    since_at: datetime
    accounts: tuple[Account, ...]


async def lost(
    session: AsyncSession,
    organisation_id: int,
    now: datetime,
    unit_id: int | None = None,
    roles: Collection[Role] = tuple(Role),
) -> list[Lost]:
    """The members of an organisation, or of one of its units, who cannot be reached."""
    reachable = exists().where(Account.person_id == Person.id, Account.unreachable_at.is_(None))
    since = select(func.max(Account.unreachable_at)).where(Account.person_id == Person.id).scalar_subquery()
    found = (
        people.in_force(now)
        .with_only_columns(Person, Unit, Membership.role, since)
        .join(Person, Person.id == Membership.person_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_(roles), ~reachable)
        .order_by(Unit.id, Person.id, Membership.id)
    )
    if unit_id is not None:
        found = found.where(Unit.id == unit_id)
    rows = (await session.execute(found)).all()
    of = await _accounts(session, {someone.id for someone, *_ in rows})
    return [
        Lost(someone, unit, role, since_at, tuple(of[someone.id]))
        for someone, unit, role, since_at in rows
        if since_at is not None
    ]


async def units_without(session: AsyncSession, organisation_id: int, now: datetime) -> list[Unit]:
    """The units that are asked for something and have no officer who can be reached."""
    newest = (
        select(Plan.id)
        .where(Plan.organisation_id == organisation_id, Plan.applied_at.is_not(None))
        .order_by(Plan.version.desc())
        .limit(1)
    )
    asked = exists().where(
        Assignment.unit_id == Unit.id,
        Assignment.leads,
        Assignment.regime_id.is_not(None),
        Assignment.plan_id == newest.scalar_subquery(),
    )
    officers = people.in_force(now).where(Membership.unit_id == Unit.id, Membership.role == Role.OFFICER)
    heard = officers.join(Account, Account.person_id == Membership.person_id).where(Account.unreachable_at.is_(None))
    found = select(Unit).where(
        Unit.organisation_id == organisation_id, Unit.retired_at.is_(None), asked, ~exists(heard.correlate(Unit))
    )
    return list((await session.execute(found.order_by(Unit.id))).scalars())


async def _accounts(session: AsyncSession, person_ids: Collection[int]) -> dict[int, list[Account]]:
    found = select(Account).where(Account.person_id.in_(person_ids)).order_by(Account.rank, Account.id)
    of: dict[int, list[Account]] = {person_id: [] for person_id in person_ids}
    for account in (await session.execute(found)).scalars():
        of[account.person_id].append(account)
    return of


async def organisations_on(session: AsyncSession, channel: str) -> list[Organisation]:
    """The organisations that have somebody on a channel."""
    there = select(Account.organisation_id).where(Account.channel == channel)
    found = select(Organisation).where(Organisation.id.in_(there)).order_by(Organisation.id)
    return list((await session.execute(found)).scalars())
