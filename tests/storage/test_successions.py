"""Units merge, split and get other codes: who serves where afterwards, and what is compared with what."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import people, successions
from storage.tables import Unit
from tests.rows import NOW, Town

LATER = NOW + timedelta(days=30)


@dataclass
class Ward:
    """A town in which units can follow each other."""

    session: AsyncSession
    town: Town

    async def unit(self, code: str) -> Unit:
        row = Unit(
            organisation_id=self.town.organisation.id, code=code, name=code, short_name=code, kind="office", aliases=[]
        )
        self.session.add(row)
        await self.session.flush()
        return row

    async def follows(self, new: Unit, *old: Unit) -> None:
        for one in old:
            one.retired_at = LATER
            await successions.note(self.session, self.town.plan.id, one, new)
            if await successions.successors(self.session, one.id) == [new.id]:
                await successions.take_people_along(self.session, one, new, LATER)

    async def officers(self, unit: Unit) -> int:
        held = await people.holders(self.session, self.town.organisation.id, [Role.OFFICER], LATER, unit.id)
        return len(held)


@pytest.fixture
def ward(session: AsyncSession, town: Town) -> Ward:
    return Ward(session, town)


async def test_a_unit_with_another_code_keeps_its_people_and_its_past(ward: Ward) -> None:
    new = await ward.unit("VHXH-2")
    await ward.follows(new, ward.town.unit)
    assert await ward.officers(new) == 1
    assert await ward.officers(ward.town.unit) == 1, "what the old unit still owes is answered under its old name"
    assert await successions.predecessor(ward.session, new.id) == ward.town.unit.id


async def test_of_merged_units_everybody_serves_in_the_new_one_and_no_single_past_is_compared(ward: Ward) -> None:
    other, new = await ward.unit("KT"), await ward.unit("VHXH-KT")
    someone = await people.add_account(ward.session, new.organisation_id, "telegram", "77", "Lan", "vi", "1", NOW)
    await people.join(ward.session, someone, other.id, Role.OFFICER, NOW)
    await ward.follows(new, ward.town.unit, other)
    assert await ward.officers(new) == 2
    assert await successions.predecessor(ward.session, new.id) is None


async def test_when_a_unit_splits_nobody_can_tell_who_goes_where_beyond_the_first_told(ward: Ward) -> None:
    one, two = await ward.unit("VH"), await ward.unit("XH")
    await ward.follows(one, ward.town.unit)
    await ward.follows(two, ward.town.unit)
    assert await ward.officers(two) == 0
    assert [await successions.predecessor(ward.session, half.id) for half in (one, two)] == [None, None]


async def test_what_is_noted_twice_is_noted_once(ward: Ward) -> None:
    new = await ward.unit("VHXH-2")
    await ward.follows(new, ward.town.unit)
    await ward.follows(new, ward.town.unit)
    assert await ward.officers(new) == 1
    assert await successions.predecessor(ward.session, new.id) == ward.town.unit.id


async def test_a_unit_that_follows_nobody_has_no_past(ward: Ward) -> None:
    assert await successions.predecessor(ward.session, ward.town.unit.id) is None
