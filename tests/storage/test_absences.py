"""Who stands in for whom, on which days, and only in the unit they share."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import absences, people
from storage.tables import Account, Unit
from tests.rows import NOW, Town

TODAY = date(2026, 11, 9)


async def colleague(session: AsyncSession, town: Town, address: str, role: Role = Role.OBSERVER) -> Account:
    one = await people.add_account(session, town.organisation.id, "telegram", address, f"Kim {address}", "vi", "1", NOW)
    await people.join(session, one, town.unit.id, role, NOW)
    return one


async def heard_by(session: AsyncSession, town: Town, role: Role = Role.OFFICER, days: int = 0) -> list[int]:
    at = NOW + timedelta(days=days)
    holders = await people.holders(session, town.organisation.id, [role], at, town.unit.id)
    return [account.id for account, _ in holders]


async def test_the_substitute_hears_and_may_answer_on_these_days_only(session: AsyncSession, town: Town) -> None:
    kim = await colleague(session, town, "81")
    await absences.add(session, town.officer, kim.person_id, TODAY, TODAY + timedelta(days=1), NOW)
    assert await heard_by(session, town) == [kim.id]
    assert await heard_by(session, town, days=1) == [kim.id]
    assert await heard_by(session, town, days=2) == [town.officer.id]
    for days, expected in ((0, [town.unit.id]), (2, [])):
        units = await people.units_of(session, kim.person_id, [Role.OFFICER], NOW + timedelta(days=days))
        assert [unit.id for unit in units] == expected
    own = await people.units_of(session, town.officer.person_id, [Role.OFFICER], NOW)
    assert [unit.id for unit in own] == [town.unit.id], "who is away can still answer"


async def test_wider_rights_are_not_handed_on(session: AsyncSession, town: Town) -> None:
    kim = await colleague(session, town, "81")
    for role in (Role.AGGREGATOR, Role.ADMINISTRATOR, Role.LEADER):
        await people.join(session, town.officer, town.unit.id, role, NOW)
    await absences.add(session, town.officer, kim.person_id, TODAY, TODAY, NOW)
    for role in (Role.AGGREGATOR, Role.ADMINISTRATOR, Role.LEADER):
        assert await heard_by(session, town, role) == [town.officer.id]
        assert not await people.has_role_in(session, kim.person_id, kim.organisation_id, [role], NOW)
        assert await people.units_of(session, kim.person_id, [role], NOW) == []


async def test_only_in_the_unit_they_share(session: AsyncSession, town: Town) -> None:
    kim = await colleague(session, town, "81")
    other = Unit(
        organisation_id=town.organisation.id, code="CAP", name="Công an", short_name="CA", kind="police", aliases=[]
    )
    session.add(other)
    await session.flush()
    await people.join(session, town.officer, other.id, Role.OFFICER, NOW)
    await absences.add(session, town.officer, kim.person_id, TODAY, TODAY, NOW)
    there = await people.holders(session, town.organisation.id, [Role.OFFICER], NOW, other.id)
    assert [account.id for account, _ in there] == [town.officer.id]
    units = await people.units_of(session, kim.person_id, [Role.OFFICER], NOW)
    assert [unit.id for unit in units] == [town.unit.id]


async def test_a_substitute_who_is_away_or_unreachable_leaves_it_with_the_officer(
    session: AsyncSession, town: Town
) -> None:
    kim = await colleague(session, town, "81")
    first = await absences.add(session, town.officer, kim.person_id, TODAY, TODAY, NOW)
    await people.mark_reach(session, "telegram", "81", NOW)
    assert await heard_by(session, town) == [town.officer.id]
    await people.mark_reach(session, "telegram", "81", None)
    assert await heard_by(session, town) == [kim.id]
    lan = await colleague(session, town, "82")
    second = await absences.add(session, kim, lan.person_id, TODAY, TODAY, NOW)
    assert await heard_by(session, town) == [town.officer.id]
    second.ended_at = first.ended_at = NOW
    await session.flush()
    assert await heard_by(session, town) == [town.officer.id]


async def test_colleagues_are_of_ones_own_units(session: AsyncSession, town: Town, other_town: Town) -> None:
    kim = await colleague(session, town, "81")
    await colleague(session, other_town, "82")
    assert [one.id for one in await absences.colleagues(session, town.officer, NOW)] == [kim.person_id]
