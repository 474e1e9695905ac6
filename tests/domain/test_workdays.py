"""Working days: weekends, holidays and swapped days, counted and stepped over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import WorkingDays
from tests.domain.regimes import DAYS

PLAIN = WorkingDays()
SPAN = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-11-16", True),
        ("2026-11-14", False),  # Saturday
        ("2026-11-15", False),  # Sunday
        ("2026-01-02", False),  # swapped off
        ("2026-01-10", True),  # the Saturday worked for it
        ("2026-02-16", False),
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-30", False),
        ("2026-05-01", False),
        ("2026-05-04", True),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-09-02", False),
        ("2026-09-03", True),
        ("2026-11-24", False),
    ],
)
def test_whether_offices_work(day: str, worked: bool) -> None:
    assert DAYS.is_working(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("day", "days", "reached"),
    [
        ("2026-11-13", 1, "2026-11-16"),
        ("2026-11-13", 6, "2026-11-23"),
        ("2026-11-16", -1, "2026-11-13"),
        ("2026-11-14", -1, "2026-11-13"),
        ("2026-11-14", 0, "2026-11-16"),
        ("2026-11-16", 0, "2026-11-16"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2026-11-25", -1, "2026-11-23"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-02-23", -1, "2026-02-13"),
        ("2026-02-17", 0, "2026-02-23"),
        ("2026-01-09", 1, "2026-01-10"),
        ("2025-12-31", 1, "2026-01-05"),
        ("2026-04-29", 1, "2026-05-04"),
        ("2026-08-28", 1, "2026-09-03"),
    ],
)
def test_stepping_over_days_off(day: str, days: int, reached: str) -> None:
    assert DAYS.shift(date.fromisoformat(day), days) == date.fromisoformat(reached)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        ("2026-11-16", "2026-11-16", 0),
        ("2026-11-16", "2026-11-17", 1),
        ("2026-11-13", "2026-11-15", 0),
        ("2026-11-16", "2026-11-23", 5),
        ("2026-11-16", "2026-11-25", 6),
        ("2026-02-13", "2026-02-23", 1),
        ("2026-01-09", "2026-01-12", 2),
        ("2026-11-17", "2026-11-16", 0),  # not due yet: no day late
    ],
)
def test_counting_working_days(after: str, until: str, count: int) -> None:
    assert DAYS.count(date.fromisoformat(after), date.fromisoformat(until)) == count


def test_a_day_worked_wins_over_a_day_off() -> None:
    both = WorkingDays(days_off=frozenset({date(2026, 11, 16)}), days_worked=frozenset({date(2026, 11, 16)}))
    assert both.is_working(date(2026, 11, 16))


@given(SPAN, st.integers(1, 60))
def test_stepping_forward_counts_what_it_steps(day: date, days: int) -> None:
    reached = DAYS.shift(day, days)
    assert DAYS.is_working(reached)
    assert DAYS.count(day, reached) == days


@given(SPAN, st.integers(1, 60))
def test_stepping_back_and_forth_returns_to_a_working_day(day: date, days: int) -> None:
    worked = DAYS.shift(day, 0)
    assert DAYS.shift(DAYS.shift(worked, days), -days) == worked


@given(SPAN, SPAN, SPAN)
def test_counts_of_neighbouring_spans_add_up(one: date, two: date, three: date) -> None:
    start, middle, end = sorted((one, two, three))
    assert DAYS.count(start, middle) + DAYS.count(middle, end) == DAYS.count(start, end)


@given(SPAN)
def test_without_holidays_any_week_has_five_working_days(day: date) -> None:
    assert PLAIN.count(day, day + timedelta(days=7)) == 5
