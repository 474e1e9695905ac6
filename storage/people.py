"""People, their addresses and their roles; who hears what."""

from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from domain.values import plain
from storage import absences, once, preferences, recall, serving
from storage.tables import Account, Conversation, Membership, Organisation, Person, Report, Unit
from storage.types import UtcDateTime

# What a substitute does for somebody who is away: what the unit owes, and nothing of wider rights.
HANDED_ON = frozenset({Role.OFFICER, Role.HEAD})

# The questions asked most, put together once.
_NOW = bindparam("now", type_=UtcDateTime())
_ROLES = bindparam("roles", type_=Text(), expanding=True)
_IN_FORCE = serving.is_in_force(Membership, _NOW)
_HOLDING = select(Membership.person_id).where(
    _IN_FORCE, Membership.organisation_id == bindparam("organisation"), Membership.role.in_(_ROLES)
)
_REACHABLE = (
    select(Account, Person)
    .join(Person, Person.id == Account.person_id)
    .where(Account.unreachable_at.is_(None))
    .order_by(Person.id, Account.rank, Account.id)
)
# Put together once: these are asked for every letter and every answer.
_HOLDING_IN_UNIT = _HOLDING.where(Membership.unit_id == bindparam("unit"))
_HOLDERS, _HOLDERS_IN_UNIT = (_REACHABLE.where(Person.id.in_(held)) for held in (_HOLDING, _HOLDING_IN_UNIT))
_ACCOUNTS = select(Account).where(Account.person_id == bindparam("person")).order_by(Account.rank, Account.id)
_OPEN_ACCOUNTS = _ACCOUNTS.where(Account.unreachable_at.is_(None))
_SERVED = (
    select(Unit, Membership.role)
    .join(Membership, Membership.unit_id == Unit.id)
    .where(_IN_FORCE, Membership.person_id == bindparam("person"))
    .order_by(Unit.id)
)
_SPEAKING = (
    select(Account, Person, Conversation, Organisation, Unit, Membership.role)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Conversation, Conversation.person_id == Account.person_id)
    .outerjoin(Organisation, Organisation.id == Conversation.organisation_id)
    .outerjoin(Membership, and_(Membership.person_id == Account.person_id, _IN_FORCE))
    .outerjoin(Unit, Unit.id == Membership.unit_id)
    .where(Account.channel == bindparam("channel"), Account.address == bindparam("address"))
    .order_by(Unit.id)
)
Spoken = tuple[Account, Person, Conversation | None, Organisation | None]


async def account_at(session: AsyncSession, channel: str, address: str) -> Account | None:
    """The account at this address, if the bot knows it."""
    found = select(Account).where(Account.channel == channel, Account.address == address)
    return (await session.execute(found)).scalar_one_or_none()


async def speaking_at(session: AsyncSession, channel: str, address: str, now: datetime) -> Spoken | None:
    """Who speaks from this address, if the bot knows them; the conversation and whom it means, once it has begun.

    What they are comes along: it is asked at every message.
    """
    rows = (await session.execute(_SPEAKING, {"channel": channel, "address": address, "now": now})).all()
    if not rows:
        return None
    account, someone, conversation, organisation, *_ = rows[0]
    served = _by_unit((unit, role) for *_, unit, role in rows if unit is not None)
    recall.know(session, _serves(someone.id, now), served)
    return account, someone, conversation, organisation


async def account_of(session: AsyncSession, person_id: int) -> Account | None:
    """The first address at which a person can be reached, in the order that is wanted."""
    return next(iter(await accounts_of(session, person_id, or_lost=False)), None)


async def accounts_of(session: AsyncSession, person_id: int, *, or_lost: bool = True) -> list[Account]:
    """A person's accounts in the order that is wanted. `or_lost`: also those that cannot be reached."""
    return list((await session.execute(_ACCOUNTS if or_lost else _OPEN_ACCOUNTS, {"person": person_id})).scalars())


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
    return await _new_account(session, someone, channel, address, now)


async def link(session: AsyncSession, someone: Person, channel: str, address: str, now: datetime) -> Account:
    """A further address of a person we know."""
    return await _new_account(session, someone, channel, address, now)


async def join(session: AsyncSession, who: Account, unit_id: int, role: str, now: datetime) -> bool:
    """Give a person a role in a unit, also of another organisation. False: the person has it already.

    Who left comes back under the same membership.
    Where neither the person nor an earlier unit says in which order they are written to, this unit does.
    """
    unit = await session.get_one(Unit, unit_id)
    recall.forget(session)
    back = (
        update(Membership)
        .where(Membership.person_id == who.person_id, Membership.unit_id == unit_id, Membership.role == role)
        .where(Membership.until_at <= now)
        .values(until_at=None)
        .returning(Membership.id)
    )
    if (await session.execute(back)).scalar_one_or_none() is not None:
        return True
    row = await once.insert(
        session,
        Membership,
        organisation_id=unit.organisation_id,
        person_id=who.person_id,
        unit_id=unit_id,
        role=role,
        since_at=now,
    )
    await preferences.rank(session, [who.person_id])
    return row is not None


async def leave(session: AsyncSession, person_id: int, unit_id: int, roles: Collection[str], now: datetime) -> None:
    """End what a person is in a unit."""
    recall.forget(session)
    held = update(Membership).where(
        Membership.person_id == person_id,
        Membership.unit_id == unit_id,
        Membership.role.in_(roles),
        Membership.until_at.is_(None),
    )
    await session.execute(held.values(until_at=now))


def in_force(now: datetime) -> Select[Membership]:
    """Memberships that hold at this moment."""
    return select(Membership).where(serving.is_in_force(Membership, now))


async def memberships(session: AsyncSession, person_id: int, now: datetime) -> list[Membership]:
    """What a person is, and where."""
    return list((await session.execute(in_force(now).where(Membership.person_id == person_id))).scalars())


async def organisations_of(session: AsyncSession, person_id: int, now: datetime) -> list[Organisation]:
    """Where a person serves; more than one where somebody has work in two."""
    held = in_force(now).where(Membership.person_id == person_id).with_only_columns(Membership.organisation_id)
    found = select(Organisation).where(Organisation.id.in_(held)).order_by(Organisation.id)
    return list((await session.execute(found)).scalars())


async def has_role_in(
    session: AsyncSession, person_id: int, organisation_id: int, roles: Collection[Role], now: datetime
) -> bool:
    """Whether a person has one of these roles anywhere in an organisation."""
    served = await _served(session, person_id, now)
    return any(unit.organisation_id == organisation_id and not held.isdisjoint(roles) for unit, held in served)


async def holders(
    session: AsyncSession,
    organisation_id: int,
    roles: Collection[str],
    now: datetime,
    unit_id: int | None = None,
) -> list[tuple[Account, Person]]:
    """The reachable accounts of everybody with one of these roles, in one unit or in all; each person once.

    In the place of an officer or head who is away stands the substitute.
    """
    of = {"organisation": organisation_id, "roles": list(roles), "now": now}
    held, reachable = (_HOLDING, _HOLDERS) if unit_id is None else (_HOLDING_IN_UNIT, _HOLDERS_IN_UNIT)
    here = await _first_accounts(session, reachable, of | {"unit": unit_id})
    instead = await _instead(session, roles, now, unit_id)
    if not instead:
        return list(here.values())
    everybody = set((await session.execute(held, of | {"unit": unit_id})).scalars())
    wanted = _REACHABLE.where(Person.id.in_(everybody | set(instead.values())))
    first_of = await _first_accounts(session, wanted, {})
    hears = {instead[one] if instead.get(one) in first_of else one for one in everybody}
    return [pair for person_id, pair in first_of.items() if person_id in hears]


async def answerers(session: AsyncSession, report: Report, now: datetime) -> list[tuple[Account, Person]]:
    """Who is asked for a report: the unit's officers, or its heads where no officer can be reached."""
    return await first_asked(session, report, now) or await heads(session, report, now)


async def first_asked(session: AsyncSession, report: Report, now: datetime) -> list[tuple[Account, Person]]:
    """The unit's officers who can be reached.

    For the second stage, in which the unit reports on for others, its aggregators, too.
    """
    roles = [Role.OFFICER, Role.AGGREGATOR] if report.is_upward else [Role.OFFICER]
    return await holders(session, report.organisation_id, roles, now, report.unit_id)


async def heads(session: AsyncSession, report: Report, now: datetime) -> list[tuple[Account, Person]]:
    """The heads of a report's unit who can be reached."""
    return await holders(session, report.organisation_id, [Role.HEAD], now, report.unit_id)


async def _new_account(session: AsyncSession, of: Person, channel: str, address: str, now: datetime) -> Account:
    """An address somebody has just written from."""
    account = Account(
        organisation_id=of.organisation_id, person_id=of.id, channel=channel, address=address, heard_at=now
    )
    session.add(account)
    await session.flush()
    await preferences.rank(session, [of.id])
    return account


async def _first_accounts(
    session: AsyncSession, found: Select[Account, Person], words: dict[str, Any]
) -> dict[int, tuple[Account, Person]]:
    first_of: dict[int, tuple[Account, Person]] = {}
    for account, someone in await session.execute(found, words):
        first_of.setdefault(someone.id, (account, someone))
    return first_of


async def _instead(session: AsyncSession, roles: Collection[str], now: datetime, unit_id: int | None) -> dict[int, int]:
    """Who hears in whose place in a unit today; only what a unit owes is handed on."""
    if unit_id is None or not HANDED_ON.issuperset(roles):
        return {}
    away = await absences.standing_in(session, now)
    if not away:
        return {}
    there = in_force(now).where(Membership.unit_id == unit_id, Membership.person_id.in_(away.values()))
    of_unit = set((await session.execute(there.with_only_columns(Membership.person_id))).scalars())
    return {person_id: substitute for person_id, substitute in away.items() if substitute in of_unit}


async def units_of(session: AsyncSession, person_id: int, roles: Collection[str], now: datetime) -> list[Unit]:
    """The units a person has one of these roles in, also in the place of somebody of the unit who is away today."""
    away = await absences.standing_in(session, now)
    absent = [one for one, substitute in away.items() if substitute == person_id]
    if not absent:
        return [unit for unit, held in await _served(session, person_id, now) if not held.isdisjoint(roles)]
    held = in_force(now).where(Membership.person_id == person_id, Membership.role.in_(roles))
    own = in_force(now).where(Membership.person_id == person_id).with_only_columns(Membership.unit_id)
    in_place_of = in_force(now).where(
        Membership.person_id.in_(absent),
        Membership.role.in_(HANDED_ON.intersection(roles)),
        Membership.unit_id.in_(own),
    )
    of = or_(*(Unit.id.in_(one.with_only_columns(Membership.unit_id)) for one in (held, in_place_of)))
    found = select(Unit).where(of).order_by(Unit.id)
    return list((await session.execute(found)).scalars())


async def _served(session: AsyncSession, person_id: int, now: datetime) -> list[tuple[Unit, set[str]]]:
    """Each unit of a person, with the roles held in it."""

    async def ask() -> list[tuple[Unit, set[str]]]:
        found = await session.execute(_SERVED, {"person": person_id, "now": now})
        return _by_unit((unit, role) for unit, role in found)

    return await recall.once(session, _serves(person_id, now), ask)


def _by_unit(held: Iterable[tuple[Unit, str]]) -> list[tuple[Unit, set[str]]]:
    roles = dict[Unit, set[str]]()
    for unit, role in held:
        roles.setdefault(unit, set()).add(role)
    return list(roles.items())


def _serves(person_id: int, now: datetime) -> Hashable:
    return "serves", person_id, now


async def mark_reach(
    session: AsyncSession, channel: str, address: str, unreachable_at: datetime | None, why: str | None = None
) -> bool:
    """Note that an address cannot be reached, or can again. False: nobody of ours lives there.

    `why`: the messenger's own words; None where the person's block was told.
    """
    marked = update(Account).where(Account.channel == channel, Account.address == address)
    if unreachable_at is None:  # who took their consent back stays unwritten to, whatever the messenger allows
        withdrew = select(Person.id).where(Person.withdrew_at.is_not(None))
        marked = marked.where(Account.person_id.not_in(withdrew))
    values = {"unreachable_at": unreachable_at, "unreachable_why": why}
    done = await session.execute(marked.values(**values).returning(Account.id))
    return done.scalar_one_or_none() is not None


def hear(account: Account, at: datetime) -> None:
    """The person wrote from this address: they can be reached there."""
    # What is as it was is not set: the session would look what there is to write at every message.
    if account.heard_at is None or account.heard_at < at:
        account.heard_at = at
    if account.unreachable_at is not None:
        account.unreachable_at = account.unreachable_why = None


async def unit_by_name(
    session: AsyncSession, organisation_id: int, name: str, *, or_retired: bool = False
) -> Unit | None:
    """A unit by its code, name, short name or alias, with or without marks, as a person would type it.

    `or_retired`: where no unit of the plan in force is called so, one of an earlier version.
    """
    wanted = plain(name)
    of = select(Unit).where(Unit.organisation_id == organisation_id)
    of = of if or_retired else of.where(Unit.retired_at.is_(None))
    for unit in (await session.execute(of.order_by(Unit.retired_at.is_not(None), Unit.id))).scalars():
        if wanted in map(plain, (unit.code, unit.name, unit.short_name, *unit.aliases)):
            return unit
    return None


async def units_like(session: AsyncSession, organisation_id: int, name: str) -> list[Unit]:
    """The unit that is called exactly this; else every one with this in a name of its own. Retired ones, too."""
    wanted = plain(name)
    of = select(Unit).where(Unit.organisation_id == organisation_id).order_by(Unit.id)
    called = {
        unit: [plain(one) for one in (unit.code, unit.name, unit.short_name, *unit.aliases)]
        for unit in (await session.execute(of)).scalars()
    }
    exactly = [unit for unit, names in called.items() if wanted in names]
    return exactly or [unit for unit, names in called.items() if any(wanted in one for one in names)]
