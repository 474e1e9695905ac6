"""What is asked about once more: the same twice, far more people than usual, and visits in the night."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.visit_doubts import ENOUGH_DAYS, TIMES_USUAL, TWICE_WITHIN, is_night, logged_twice, more_than_usual
from domain.visit_sums import Row
from domain.visits import Counted

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ROW = Row(1, 7, "vneid", 5, Counted.PEOPLE, 12, TODAY)
MONTH = [replace(ROW, number=number, on=TODAY - timedelta(days=ago)) for ago, number in enumerate((8, 10, 12, 9), 1)]


@pytest.mark.parametrize(
    ("earlier", "seconds", "is_twice"),
    [
        (ROW, 0, True),
        (ROW, 599, True),
        (ROW, 600, False),
        (ROW, -1, False),
        (replace(ROW, member=8), 60, True),  # a colleague at the same door
        (replace(ROW, team=2), 60, False),
        (replace(ROW, place=14), 60, False),
        (replace(ROW, activity="app_install"), 60, False),
        (replace(ROW, number=6), 60, False),
        (replace(ROW, of=Counted.HOUSEHOLDS), 60, False),
        (replace(ROW, on=TODAY - timedelta(days=1)), 60, False),
        (replace(ROW, is_class=True), 60, False),
    ],
)
def test_the_same_within_ten_minutes_is_asked_about(earlier: Row, seconds: int, is_twice: bool) -> None:
    found = logged_twice(ROW, NOW, [(earlier, NOW - timedelta(seconds=seconds))])
    assert found == (earlier if is_twice else None)
    assert timedelta(minutes=10) == TWICE_WITHIN


@pytest.mark.parametrize(
    ("number", "usual"),
    [(47, None), (48, 10), (4_000, 10)],  # median 9,5, five times 47,5
)
def test_far_more_people_than_on_the_median_day_are_asked_about(number: int, usual: int | None) -> None:
    assert TIMES_USUAL == 5
    assert more_than_usual(MONTH, [replace(ROW, number=number)]) == usual


def test_a_days_visits_count_together_and_are_asked_about_once() -> None:
    so_far = [*MONTH, replace(ROW, number=40)]
    assert more_than_usual(so_far, [replace(ROW, number=7)]) is None
    assert more_than_usual(so_far, [replace(ROW, number=5), replace(ROW, number=5)]) == 10
    assert more_than_usual([*so_far, replace(ROW, number=10)], [replace(ROW, number=10)]) is None


def test_a_few_days_say_nothing_of_what_is_usual() -> None:
    assert more_than_usual(MONTH[: ENOUGH_DAYS - 1], [replace(ROW, number=5_000)]) is None


def test_twenty_people_are_odd_nowhere() -> None:
    ones = [replace(one, number=1) for one in MONTH]
    assert more_than_usual(ones, [replace(ROW, number=20)]) is None
    assert more_than_usual(ones, [replace(ROW, number=21)]) == 1


def test_households_and_classes_are_not_people_in_a_day() -> None:
    assert more_than_usual(MONTH, [replace(ROW, number=500, is_class=True)]) is None
    assert more_than_usual(MONTH, [replace(ROW, number=500, of=Counted.HOUSEHOLDS)]) is None


@pytest.mark.parametrize(
    ("clock", "night"),
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("04:59", True), ("05:00", False)],
)
def test_the_night_is_from_ten_to_five(clock: str, night: bool) -> None:
    assert is_night(datetime.fromisoformat(f"2026-11-22T{clock}:00+07:00")) is night
