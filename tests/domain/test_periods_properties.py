"""What holds of every regime and every period, whatever the year and the days off."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import Frequency, Period, Regime, Rule, next_openings, out_of_quiet, period, timetable
from domain.workdays import WorkingDays
from tests.domain.regimes import LADDER, regime

HOW_MANY = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.HALF_YEAR: 2, Frequency.YEAR: 1}
SPAN = st.dates(date(2025, 6, 1), date(2028, 6, 30))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda passed: BEGIN + passed)

some_days = st.builds(
    WorkingDays,
    days_off=st.frozensets(SPAN, max_size=60),
    days_worked=st.frozensets(SPAN, max_size=6),
)
some_regime = st.builds(
    regime,
    rule=st.sampled_from(Rule),
    frequencies=st.lists(st.sampled_from(Frequency), min_size=1, unique=True).map(tuple),
    opening_days_before_due=st.integers(0, 30),
    due_days_after_cut_off=st.integers(1, 15),
    due_time=st.times(time(6), time(22)),
    grace_days=st.integers(0, 20),
    ladder=st.permutations(LADDER).map(tuple),
)


@st.composite
def some_period(draw: st.DrawFn) -> Period:
    rule, frequency = draw(st.sampled_from(Rule)), draw(st.sampled_from(Frequency))
    number = draw(st.integers(1, HOW_MANY.get(frequency, 1)))
    return period(rule, frequency, draw(st.integers(2026, 2027)), number)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("frequency", HOW_MANY)
def test_periods_of_one_frequency_cover_the_calendar_without_gap_or_overlap(rule: Rule, frequency: Frequency) -> None:
    numbers = range(1, HOW_MANY[frequency] + 1)
    made = [period(rule, frequency, year, number) for year in range(2020, 2036) for number in numbers]
    assert all(one.first_day <= one.cut_off for one in made)
    assert all(after.first_day == before.cut_off + timedelta(days=1) for before, after in pairwise(made))


@pytest.mark.parametrize("rule", Rule)
def test_nine_months_are_three_quarters(rule: Rule) -> None:
    for year in range(2020, 2036):
        nine = period(rule, Frequency.NINE_MONTHS, year, 1)
        assert nine.first_day == period(rule, Frequency.QUARTER, year, 1).first_day
        assert nine.cut_off == period(rule, Frequency.QUARTER, year, 3).cut_off


@given(some_regime, some_period(), some_days)
def test_a_report_is_due_on_a_working_day_after_the_cut_off(of: Regime, one: Period, days: WorkingDays) -> None:
    due_day = timetable(of, one, days).due_at.astimezone(of.zone).date()
    assert due_day > one.cut_off
    assert days.is_working(due_day)


@given(some_regime, some_period(), some_days)
def test_a_period_opens_is_due_and_locks_in_this_order(of: Regime, one: Period, days: WorkingDays) -> None:
    table = timetable(of, one, days)
    assert table.opens_at.astimezone(of.zone).date() <= table.due_at.astimezone(of.zone).date()
    assert table.due_at <= table.locks_at
    assert table.due_at < table.closing_at


@given(some_regime, some_period(), some_days)
def test_the_ladder_is_in_the_order_of_time_whatever_the_order_it_was_written_in(
    of: Regime, one: Period, days: WorkingDays
) -> None:
    rungs = timetable(of, one, days).stages
    moments = [moment for _, moment in rungs]
    assert moments == sorted(moments)
    assert {stage for stage, _ in rungs} == set(LADDER)
    assert all(days.is_working(moment.astimezone(of.zone).date()) for moment in moments)


@settings(max_examples=50)
@given(some_regime, MOMENTS, some_days)
def test_what_opens_next_is_strictly_later_and_nothing_is_left_out(
    of: Regime, now: datetime, days: WorkingDays
) -> None:
    first = next_openings(of, days, now)
    opens_at = first[0][1].opens_at
    assert opens_at > now
    assert {table.opens_at for _, table in first} == {opens_at}
    second = next_openings(of, days, opens_at)
    assert second[0][1].opens_at > opens_at
    between = opens_at + (second[0][1].opens_at - opens_at) / 2
    assert next_openings(of, days, between) == second


@given(st.times(), st.times(), MOMENTS)
def test_a_message_is_never_held_a_whole_day_and_never_sent_in_quiet_hours(
    start: time, end: time, moment: datetime
) -> None:
    of = regime(quiet_from_time=start, quiet_to_time=end)
    allowed = out_of_quiet(of, moment)
    assert timedelta(0) <= allowed - moment < timedelta(days=1)
    assert out_of_quiet(of, allowed) == allowed
