"""When an organisation may have to be asked for next year's swapped days, and what settles it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage import days_off, next_years
from tests.rows import NOW, Town

DECEMBER = datetime(2026, 11, 30, 17, tzinfo=UTC)


async def _off(session: AsyncSession, town: Town, day: date) -> None:
    await days_off.swap(session, town.organisation.id, day, is_worked=False, source="CV", actor="operator", now=NOW)


async def _is_settled(session: AsyncSession, town: Town, year: int = 2027) -> bool:
    return await next_years.is_settled(session, town.organisation.id, year)


def test_it_is_time_when_december_begins_where_they_live() -> None:
    assert next_years.december(ZoneInfo("Asia/Ho_Chi_Minh"), 2026) == DECEMBER


async def test_whoever_is_due_is_found_the_earliest_first_and_can_be_put_off(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    assert await next_years.due(session, DECEMBER) is None, "nothing was planned"
    town.organisation.next_days_off_at = DECEMBER
    other_town.organisation.next_days_off_at = DECEMBER - timedelta(hours=1)
    await session.flush()
    assert await next_years.due(session, DECEMBER) is other_town.organisation
    later = DECEMBER + timedelta(hours=1)
    assert await next_years.put_off(session, DECEMBER, later) == f"organisation {other_town.organisation.id}"
    assert await next_years.due(session, DECEMBER) is town.organisation
    assert await next_years.put_off(session, DECEMBER, later)
    assert await next_years.put_off(session, DECEMBER, later) is None


async def test_any_swap_of_that_year_settles_it_and_one_of_another_year_does_not(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    await _off(session, town, date(2026, 12, 15))
    await _off(session, town, date(2028, 1, 3))
    assert not await _is_settled(session, town)
    await _off(session, town, date(2027, 1, 1))
    assert await _is_settled(session, town)
    assert not await _is_settled(session, other_town)


async def test_it_is_settled_by_being_asked_each_year_anew(session: AsyncSession, town: Town) -> None:
    next_years.note_asked(session, town.organisation.id, 2027, DECEMBER)
    await session.flush()
    assert await _is_settled(session, town)
    assert not await _is_settled(session, town, 2028)


async def test_a_year_whose_swaps_are_shipped_is_not_asked_for(session: AsyncSession, town: Town) -> None:
    assert await _is_settled(session, town, 2026)
