"""Vietnam's days off as the library and our own table have them, and what an organisation says of single days."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import days_off
from tests.domain.regimes import DAYS
from tests.rows import NOW, Town
from tests.storage.lunar import BEIJING, lunar_day, tet

FRIDAY, SATURDAY = date(2027, 1, 15), date(2027, 1, 16)

# The first day of Tết as Vietnamese calendars print it.
TET = """
10/02/2024 29/01/2025 17/02/2026 06/02/2027 26/01/2028 13/02/2029 02/02/2030 23/01/2031 11/02/2032 31/01/2033
19/02/2034 08/02/2035 28/01/2036 15/02/2037 04/02/2038 24/01/2039 12/02/2040 01/02/2041 22/01/2042 10/02/2043
30/01/2044 17/02/2045 06/02/2046 26/01/2047 14/02/2048 02/02/2049 23/01/2050 11/02/2051 01/02/2052 18/02/2053
"""


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_day_of_the_year(year: int) -> None:
    known = days_off.public(year - 1, year + 1)
    day, differs = date(year, 1, 1), []
    while day.year == year:
        if known.is_working(day) is not DAYS.is_working(day):
            differs.append(day.isoformat())
        day += timedelta(days=1)
    assert differs == []


def test_the_swaps_of_2026_are_shipped_with_where_they_are_said() -> None:
    swaps = {(f"{off:%d/%m/%Y}", f"{worked:%d/%m/%Y}"): source for off, worked, source in days_off.SWAPS}
    assert set(swaps) == {("02/01/2026", "10/01/2026"), ("31/08/2026", "22/08/2026")}
    assert all(source for source in swaps.values())
    assert days_off.announced(2026)
    assert not days_off.announced(2027)


@pytest.mark.parametrize("written", TET.split())
def test_tet_is_vietnams_and_its_five_days_are_off(written: str) -> None:
    day, month, year = (int(part) for part in written.split("/"))
    first = date(year, month, day)
    assert tet(year) == first, "what is printed, against the new moons"
    known = days_off.public(year, year)
    assert {first + timedelta(days=n) for n in range(-1, 4)} <= known.days_off, "the eve and four days: Điều 112"


@pytest.mark.parametrize("year", range(2024, 2061))
def test_hung_kings_day_is_the_tenth_of_the_third_month_in_vietnam(year: int) -> None:
    assert lunar_day(10, 3, year) in days_off.public(year, year).days_off


@pytest.mark.parametrize(
    ("year", "vietnam", "china"),
    [(2007, "17/02", "18/02"), (2030, "02/02", "03/02"), (2053, "18/02", "19/02")],
)
def test_in_these_years_tet_is_a_day_before_chinas_new_year(year: int, vietnam: str, china: str) -> None:
    assert (f"{tet(year):%d/%m}", f"{tet(year, BEIJING):%d/%m}") == (vietnam, china)
    known = days_off.public(year, year)
    assert tet(year) - timedelta(days=1) in known.days_off, "the eve of Vietnam's first day"


def test_in_no_other_year_until_2060_do_the_two_differ() -> None:
    assert [year for year in range(2024, 2061) if tet(year) != tet(year, BEIJING)] == [2030, 2053]


def test_weekends_are_off_and_a_holiday_on_one_is_made_up_for_on_monday() -> None:
    known = days_off.public(2027, 2027)
    assert not known.is_working(date(2027, 5, 1))
    assert not known.is_working(date(2027, 5, 3))
    assert known.is_working(date(2027, 5, 4))


async def test_days_around_a_moment_reach_over_the_deadlines_it_can_touch(session: AsyncSession, town: Town) -> None:
    around = await days_off.around(session, town.organisation.id, NOW)
    assert not around.is_working(date(2025, 9, 2))
    assert not around.is_working(date(2028, 9, 4)), "2 September 2028 is a Saturday"


async def _says(session: AsyncSession, town: Town, day: date, *, is_worked: bool, source: str = "quyết định") -> None:
    await days_off.swap(
        session, town.organisation.id, day, is_worked=is_worked, source=source, actor="operator", now=NOW
    )


async def test_what_an_organisation_says_of_a_day_wins_until_it_is_forgotten(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    await _says(session, town, FRIDAY, is_worked=False)
    await _says(session, town, SATURDAY, is_worked=True)
    own = await days_off.around(session, town.organisation.id, NOW)
    assert (own.is_working(FRIDAY), own.is_working(SATURDAY)) == (False, True)
    others = await days_off.around(session, other_town.organisation.id, NOW)
    assert (others.is_working(FRIDAY), others.is_working(SATURDAY)) == (True, False)
    await days_off.forget(session, town.organisation.id, FRIDAY)
    await days_off.forget(session, town.organisation.id, SATURDAY)
    assert await days_off.around(session, town.organisation.id, NOW) == others


async def test_a_day_off_of_the_whole_country_can_be_worked(session: AsyncSession, town: Town) -> None:
    culture_day, swapped = date(2026, 11, 24), date(2026, 8, 22)
    await _says(session, town, culture_day, is_worked=True)
    await _says(session, town, swapped, is_worked=False)
    own = await days_off.around(session, town.organisation.id, NOW)
    assert (own.is_working(culture_day), own.is_working(swapped)) == (True, False)


async def test_saying_it_again_replaces_what_was_said(session: AsyncSession, town: Town) -> None:
    await _says(session, town, FRIDAY, is_worked=False, source="một")
    await _says(session, town, FRIDAY, is_worked=True, source="hai")
    said = await days_off.swaps(session, town.organisation.id, FRIDAY)
    assert [(one.day, one.is_worked, one.source) for one in said] == [(FRIDAY, True, "hai")]


async def test_how_the_days_would_be_is_asked_without_changing_them(session: AsyncSession, town: Town) -> None:
    await _says(session, town, FRIDAY, is_worked=False)
    changes = {FRIDAY: None, SATURDAY: True}
    would = await days_off.around(session, town.organisation.id, NOW, changes)
    assert (would.is_working(FRIDAY), would.is_working(SATURDAY)) == (True, True)
    are = await days_off.around(session, town.organisation.id, NOW)
    assert (are.is_working(FRIDAY), are.is_working(SATURDAY)) == (False, False)


async def test_a_new_version_of_the_plan_takes_back_what_the_old_one_said_and_nothing_else(
    session: AsyncSession, town: Town
) -> None:
    monday = date(2027, 1, 18)
    await days_off.take_from_plan(session, town.organisation.id, [(FRIDAY, False, "cũ"), (monday, False, "cũ")], NOW)
    await _says(session, town, SATURDAY, is_worked=True)
    await days_off.take_from_plan(session, town.organisation.id, [(monday, False, "mới")], NOW)
    said = await days_off.swaps(session, town.organisation.id, FRIDAY)
    assert [(one.day, one.source, one.actor) for one in said] == [
        (SATURDAY, "quyết định", "operator"),
        (monday, "mới", days_off.PLAN),
    ]
