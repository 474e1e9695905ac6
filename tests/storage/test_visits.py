"""Visits belong to one organisation, and whatever they were is kept."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage import places, visits
from storage.visit_tables import Visit
from storage.visits import Entry
from tests.rows import NOW, Town

TODAY = NOW.date()
VALUES = {"kind": "visit", "activity": "vneid", "words": "", "counted": "people", "on": TODAY}


async def log(session: AsyncSession, of: Town, number: int) -> Visit:
    entry = Entry(of.organisation.id, of.unit.id, of.officer, f"telegram:{of.unit.id}:{number}", "telegram", "7", "1")
    visit = await visits.add(session, entry, 1, NOW, number=number, place_id=None, **VALUES)
    assert visit is not None
    assert await visits.add(session, entry, 1, NOW, number=number, place_id=None, **VALUES) is None, "handled twice"
    return visit


async def test_nothing_of_another_organisation(session: AsyncSession, town: Town, other_town: Town) -> None:
    visit, _ = await log(session, town, 5), await log(session, other_town, 7)
    for key in (visit.entry, visit.id):
        found = visits.of_entry if isinstance(key, str) else visits.get
        assert await found(session, town.organisation.id, key)  # type: ignore[arg-type] # two of one shape
        assert not await found(session, other_town.organisation.id, key)  # type: ignore[arg-type] # as above
    units = [town.unit.id, other_town.unit.id]
    mine = await visits.of_days(session, town.organisation.id, units, TODAY, TODAY)
    assert [one.visit.number for one in mine] == [5]


async def test_a_change_keeps_what_it_was_and_happens_once(session: AsyncSession, town: Town) -> None:
    visit = await log(session, town, 5)
    assert await visits.change(session, visit, town.officer, NOW, "ghi nhầm", number=6)
    await session.flush()
    kept = await visits.revisions(session, town.organisation.id, visit.id)
    assert [(one.version, (one.old or {}).get("number"), one.new["number"], one.why) for one in kept] == [
        (1, None, 5, None),
        (2, 5, 6, "ghi nhầm"),
    ]


async def test_the_place_used_last_stands_first(session: AsyncSession, town: Town) -> None:
    of = (session, town.organisation.id, town.unit.id)
    assert await places.set_list(*of, ["tổ 12", "ngõ 45", "ngõ 47"], NOW) == (3, 0)
    assert await places.set_list(*of, ["tổ 12", "ngõ 45", "ngõ 47"], NOW) == (0, 0)
    last = (await places.of_team(*of))[-1]
    await places.use(session, town.organisation.id, last.id, NOW + timedelta(hours=1))
    assert [one.name for one in await places.of_team(*of)] == ["ngõ 47", "tổ 12", "ngõ 45"]
    assert await places.set_list(*of, ["tổ 12"], NOW) == (0, 2)
