"""Visits add up to what an independent count says, people, households and classes apart."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.visit_sums import (
    Row,
    Sum,
    by_activity,
    month_before,
    month_of,
    not_visited,
    silent_since,
    streak,
    summed,
    summed_by,
    week_of,
)
from domain.visits import Counted
from tests.drawn import drawn

LIGHT = settings(max_examples=drawn(200), deadline=None, derandomize=True)
TODAY = date(2026, 11, 22)  # a Sunday
PEOPLE, HOUSEHOLDS = Counted.PEOPLE, Counted.HOUSEHOLDS

ROWS = st.lists(
    st.builds(
        Row,
        team=st.integers(1, 4),
        member=st.integers(1, 6),
        activity=st.sampled_from(["vneid", "app_install", "other"]),
        number=st.integers(1, 30),
        of=st.sampled_from(Counted),
        place=st.none() | st.integers(1, 5),
        on=st.integers(0, 90).map(lambda ago: TODAY - timedelta(days=ago)),
        is_class=st.booleans(),
    ),
    max_size=40,
)


def row(on: date, number: int = 5, team: int = 1, place: int | None = 1, of: Counted = PEOPLE) -> Row:
    return Row(team, 1, "vneid", number, of, place, on)


@LIGHT
@given(rows=ROWS)
def test_sums_by_any_key_are_those_of_a_naive_count(rows: list[Row]) -> None:
    for key in (lambda r: r.team, lambda r: r.member, lambda r: r.place, week_of, month_of, lambda r: (r.team, r.on)):
        sums = summed_by(rows, key)
        for one in {key(r) for r in rows}:
            mine = [r for r in rows if key(r) == one]
            helped = [r for r in mine if not r.is_class]
            assert sums[one].people == sum(r.number for r in helped if r.of == "people")
            assert sums[one].households == sum(r.number for r in helped if r.of == "households")
            assert sums[one].visits == len(helped)
            assert sums[one].classes == len(mine) - len(helped)
            assert sums[one].participants == sum(r.number for r in mine if r.is_class)
        assert sum(sums.values(), Sum()) == summed(rows)
        assert len(sums) == len({key(r) for r in rows})


@LIGHT
@given(rows=ROWS)
def test_activities_leave_classes_out(rows: list[Row]) -> None:
    sums = by_activity(rows)
    assert all(one.classes == one.participants == 0 < one.visits for one in sums.values())
    assert sum(one.visits for one in sums.values()) == sum(not r.is_class for r in rows)


def last_days(rows: list[Row]) -> dict[int, date]:
    """The last day of each team."""
    return {team: max(one.on for one in rows if one.team == team) for team in {one.team for one in rows}}


@LIGHT
@given(rows=ROWS)
def test_coverage_and_silence_are_those_of_a_naive_look(rows: list[Row]) -> None:
    for place in range(1, 7):
        visited = any(r.place == place and (r.on.year, r.on.month) == (2026, 11) for r in rows)
        assert (place in not_visited(rows, range(1, 7), TODAY)) is not visited
    started = {team: TODAY - timedelta(days=100) for team in range(1, 5)}
    silent = silent_since(last_days(rows), started, TODAY)
    for team in started:
        recent = any(r.team == team and (TODAY - r.on).days < 14 for r in rows)
        assert (team in silent) is not recent


@LIGHT
@given(rows=ROWS)
def test_a_streak_is_the_longest_run_of_weeks_ending_now(rows: list[Row]) -> None:
    weeks = streak(rows, TODAY)
    hit = {(TODAY - timedelta(days=TODAY.weekday()) - week_of(r)).days // 7 for r in rows}
    first = 0 if 0 in hit else 1
    assert set(range(first, first + weeks)) <= hit
    assert first + weeks not in hit


def test_a_week_only_begun_does_not_break_a_streak() -> None:
    monday = date(2026, 11, 16)
    rows = [row(monday - timedelta(days=n)) for n in (1, 8, 15, 29)]
    assert streak(rows, monday) == 3
    assert streak([*rows, row(monday)], monday) == 4
    assert streak(rows, monday + timedelta(days=7)) == 0
    assert streak([], monday) == 0


def test_a_team_is_silent_on_the_fourteenth_day_and_a_new_one_not_before() -> None:
    started = {1: date(2026, 9, 1), 2: TODAY - timedelta(days=13), 3: date(2026, 9, 1)}
    rows = [row(TODAY - timedelta(days=14)), row(TODAY - timedelta(days=13), team=3), row(TODAY, team=9)]
    assert silent_since(last_days(rows), started, TODAY) == {1: TODAY - timedelta(days=14)}
    assert silent_since({}, {1: date(2026, 9, 1)}, TODAY) == {1: date(2026, 9, 1)}


def test_the_month_before_january_is_december() -> None:
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)


def test_places_not_visited_keep_their_order_and_count_only_this_month() -> None:
    rows = [row(TODAY, place=3), row(date(2026, 10, 31), place=1), row(TODAY, place=None)]
    assert not_visited(rows, [5, 3, 1], TODAY) == [5, 1]
