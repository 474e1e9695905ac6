"""Vietnam's days off as the library and our own table have them, against the list written by hand."""

from datetime import date, timedelta

import pytest

from storage import days_off
from tests.domain.regimes import DAYS
from tests.rows import NOW


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_day_of_the_year(year: int) -> None:
    known = days_off.working_days(year - 1, year + 1)
    day, differs = date(year, 1, 1), []
    while day.year == year:
        if known.is_working(day) is not DAYS.is_working(day):
            differs.append(day.isoformat())
        day += timedelta(days=1)
    assert differs == []


def test_days_around_a_moment_reach_over_the_deadlines_it_can_touch() -> None:
    around = days_off.around(NOW)
    assert not around.is_working(date(2025, 9, 2))
    assert not around.is_working(date(2028, 9, 4)), "2 September 2028 is a Saturday"
