"""Who hears what: each person once, nobody unreachable, nobody whose role has ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import people
from storage.tables import Account, Membership, Unit
from tests.rows import NOW, Town


async def _someone(session: AsyncSession, town: Town, address: str, *roles: Role) -> Account:
    account = await people.add_account(session, town.organisation.id, "telegram", address, address, "vi", "1", NOW)
    for role in roles:
        await people.join(session, account, town.unit.id, role, NOW)
    return account


async def _second_account(session: AsyncSession, of: Account, channel: str, address: str) -> Account:
    account = Account(organisation_id=of.organisation_id, person_id=of.person_id, channel=channel, address=address)
    session.add(account)
    await session.flush()
    return account


async def _addresses(session: AsyncSession, town: Town, *roles: Role, unit_id: int | None = None) -> list[str]:
    found = await people.holders(session, town.organisation.id, roles, NOW, unit_id)
    return [account.address for account, _ in found]


async def test_a_person_with_two_roles_and_two_accounts_hears_once(session: AsyncSession, town: Town) -> None:
    head = await _someone(session, town, "8001", Role.HEAD, Role.AGGREGATOR)
    await _second_account(session, head, "zalo", "z8001")
    assert await _addresses(session, town, Role.HEAD, Role.AGGREGATOR) == ["8001"]


async def test_who_cannot_be_reached_is_reached_elsewhere_or_not_at_all(session: AsyncSession, town: Town) -> None:
    first = await _someone(session, town, "8001", Role.HEAD)
    await _second_account(session, first, "zalo", "z8001")
    await _someone(session, town, "8002", Role.HEAD)
    for address in ("8001", "8002"):
        assert await people.mark_reach(session, "telegram", address, NOW)
    assert await _addresses(session, town, Role.HEAD) == ["z8001"]
    await people.mark_reach(session, "telegram", "8001", None)
    assert await _addresses(session, town, Role.HEAD) == ["8001"], "reachable again"


async def test_marking_an_address_of_nobody_says_so(session: AsyncSession) -> None:
    assert not await people.mark_reach(session, "telegram", "1", NOW)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(-1, None, True), (0, None, True), (1, None, False), (-2, -1, False), (-2, 0, False), (-2, 1, True)],
)
async def test_a_role_holds_from_its_beginning_to_its_end(
    session: AsyncSession, town: Town, since: int, until: int | None, holds: bool
) -> None:
    membership = (await session.execute(select(Membership))).scalar_one()
    membership.since_at = NOW + timedelta(days=since)
    membership.until_at = None if until is None else NOW + timedelta(days=until)
    await session.flush()
    assert bool(await _addresses(session, town, Role.OFFICER)) is holds
    assert (
        await people.has_role_in(session, town.officer.person_id, town.officer.organisation_id, [Role.OFFICER], NOW)
        is holds
    )
    assert bool(await people.units_of(session, town.officer.person_id, [Role.OFFICER], NOW)) is holds
    assert bool(await people.memberships(session, town.officer.person_id, NOW)) is holds


async def test_holders_in_one_unit_or_in_all(session: AsyncSession, town: Town) -> None:
    other = Unit(
        organisation_id=town.organisation.id, code="CA", name="Công an", short_name="CA", kind="police", aliases=[]
    )
    session.add(other)
    await session.flush()
    policeman = await people.add_account(session, town.organisation.id, "telegram", "8003", "Nam", "vi", "1", NOW)
    await people.join(session, policeman, other.id, Role.OFFICER, NOW)
    assert await _addresses(session, town, Role.OFFICER) == [town.officer.address, "8003"]
    assert await _addresses(session, town, Role.OFFICER, unit_id=other.id) == ["8003"]
    assert await _addresses(session, town, Role.LEADER) == []


async def test_a_role_is_given_once(session: AsyncSession, town: Town) -> None:
    assert not await people.join(session, town.officer, town.unit.id, Role.OFFICER, NOW)
    assert await people.join(session, town.officer, town.unit.id, Role.HEAD, NOW)
    assert {m.role for m in await people.memberships(session, town.officer.person_id, NOW)} == {"officer", "head"}


@pytest.mark.parametrize("typed", ["VHXH", "vhxh", " Phòng Văn hóa Xã hội ", "vh-xh", "vhxh2"])
async def test_a_unit_is_found_by_any_of_its_names(session: AsyncSession, town: Town, typed: str) -> None:
    found = await people.unit_by_name(session, town.organisation.id, typed)
    assert found is not None
    assert found.id == town.unit.id


async def test_a_unit_nobody_knows_is_not_found(session: AsyncSession, town: Town) -> None:
    assert await people.unit_by_name(session, town.organisation.id, "Sở Y tế") is None
