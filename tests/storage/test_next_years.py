"""Who is asked in December for next year's swapped days, once."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import days_off, next_years, people
from storage.tables import Organisation
from tests.rows import NOW, Town

DECEMBER = datetime(2026, 12, 1, 1, tzinfo=UTC)


async def _administer(session: AsyncSession, town: Town) -> None:
    await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)


async def _off(session: AsyncSession, town: Town, day: date) -> None:
    await days_off.swap(session, town.organisation.id, day, is_worked=False, source="CV", actor="operator", now=NOW)


async def _to_ask(session: AsyncSession, now: datetime = DECEMBER, year: int = 2027) -> str | None:
    found: Organisation | None = await next_years.to_ask(session, year, now)
    return found.code if found else None


async def test_organisations_with_an_administrator_are_asked_one_after_the_other_and_once(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    assert await _to_ask(session) is None, "nobody there could answer"
    await _administer(session, town)
    await _administer(session, other_town)
    for asked in (town, other_town):
        assert await _to_ask(session) == asked.organisation.code
        next_years.note_asked(session, asked.organisation.id, 2027, DECEMBER)
        await session.flush()
    assert await _to_ask(session) is None
    assert await _to_ask(session, DECEMBER + timedelta(days=365), 2028) == "hong_bang", "each year anew"


async def test_any_swap_of_that_year_is_an_answer_and_one_of_another_year_is_none(
    session: AsyncSession, town: Town
) -> None:
    await _administer(session, town)
    await _off(session, town, date(2026, 12, 15))
    await _off(session, town, date(2028, 1, 3))
    assert await _to_ask(session) == "hong_bang"
    await _off(session, town, date(2027, 1, 1))
    assert await _to_ask(session) is None


async def test_a_year_whose_swaps_are_shipped_is_not_asked_for(session: AsyncSession, town: Town) -> None:
    await _administer(session, town)
    assert await _to_ask(session, year=2026) is None


async def test_one_that_could_not_be_asked_waits_and_the_next_is_asked(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    await _administer(session, town)
    await _administer(session, other_town)
    later = DECEMBER + timedelta(hours=1)
    next_years.hold(session, town.organisation.id, 2027, DECEMBER, later)
    await session.flush()
    assert await _to_ask(session) == "an_phu"
    assert await _to_ask(session, later) == "hong_bang"


async def test_who_cannot_be_reached_is_not_asked(session: AsyncSession, town: Town) -> None:
    await _administer(session, town)
    await people.mark_reach(session, town.officer.channel, town.officer.address, NOW)
    assert await _to_ask(session) is None
