"""What holds of every regime and every period, whatever the year and the days off."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import Period, due_day, how_many, period, periods_of
from domain.regimes import (
    CALENDAR,
    MONTHS,
    CutOff,
    CutOffBeforeDue,
    CutOffOn,
    Due,
    DueAfterCutOff,
    DueBefore,
    DueOn,
    Frequency,
    Regime,
    Shift,
    Upward,
)
from domain.timetables import next_openings, out_of_quiet, timetable
from domain.workdays import WorkingDays
from tests.domain.regimes import LADDER, regime

SPAN = st.dates(date(2025, 6, 1), date(2028, 6, 30))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda passed: BEGIN + passed)

some_days = st.builds(
    WorkingDays,
    days_off=st.frozensets(SPAN, max_size=60),
    days_worked=st.frozensets(SPAN, max_size=6),
)
SHIFTS = st.sampled_from(Shift)
# A deadline that is a date always lies behind the cut-off it goes with: see plans/deadlines.py.
CUT_OFF_AND_DUE = st.one_of(
    st.tuples(
        st.one_of(st.just(CALENDAR), st.builds(CutOffOn, st.integers(1, 28), st.integers(1, 7))),
        st.builds(DueAfterCutOff, st.integers(1, 15)),
    ),
    st.tuples(
        st.builds(CutOffOn, st.integers(1, 28)),
        st.builds(DueBefore, st.integers(2, 28), st.integers(1, 2), st.booleans(), SHIFTS),
    ),
    st.tuples(
        st.builds(CutOffBeforeDue, st.integers(1, 10)),
        st.builds(DueBefore, st.integers(1, 28), st.integers(0, 2), st.booleans(), SHIFTS),
    ),
)
LONG = st.lists(st.sampled_from(sorted(MONTHS)), min_size=1, unique=True).map(tuple)


@st.composite
def fixed_dates(draw: st.DrawFn, frequencies: tuple[Frequency, ...]) -> DueOn:
    """A day of the month after each calendar period."""
    day, shift = draw(st.integers(4, 28)), draw(SHIFTS)
    return DueOn(
        {one: tuple((MONTHS[one] * n % 12 + 1, day) for n in range(1, 12 // MONTHS[one] + 1)) for one in frequencies},
        shift,
    )


@st.composite
def some_regimes(draw: st.DrawFn) -> Regime:
    cut_off: CutOff
    due: Due
    cut_off, due = draw(CUT_OFF_AND_DUE)
    frequencies = draw(LONG)
    if draw(st.integers(0, 5)) == 0:
        cut_off, due = CALENDAR, draw(fixed_dates(frequencies))
    weekly = isinstance(due, DueAfterCutOff) and isinstance(cut_off, CutOffOn) and draw(st.integers(0, 4)) == 0
    return regime(
        cut_off=cut_off,
        due=due,
        zone=ZoneInfo(draw(st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Pacific/Kiritimati"]))),
        frequencies=(Frequency.WEEK,) if weekly else frequencies,
        opening_days_before_due=draw(st.integers(1, 30)),
        due_time=draw(st.times(time(6), time(22))),
        grace_days=draw(st.integers(0, 20)),
        ladder=tuple(draw(st.permutations(LADDER))),
        on_days_off=draw(st.booleans()),
        upward=draw(st.none() | st.builds(Upward, st.just("VP"), st.just("Sở"), st.just(due), st.times())),
    )


some_regime = some_regimes()


@st.composite
def some_period(draw: st.DrawFn) -> tuple[Regime, Period, WorkingDays]:
    """A regime, one of its periods in 2026 or 2027, and the working days around."""
    of, days = draw(some_regime), draw(some_days)
    frequency, year = draw(st.sampled_from(of.frequencies)), draw(st.integers(2026, 2027))
    return of, period(of, frequency, year, draw(st.integers(1, how_many(frequency, year))), days), days


@given(some_regime, some_days)
def test_periods_of_one_frequency_cover_the_calendar_without_gap_or_overlap(of: Regime, days: WorkingDays) -> None:
    for frequency in of.frequencies:
        every = [one for year in (2025, 2026, 2027) for one in periods_of(of, year, days) if one.frequency == frequency]
        assert all(one.first_day <= one.cut_off for one in every)
        if frequency is not Frequency.NINE_MONTHS:
            assert all(after.first_day == before.cut_off + timedelta(days=1) for before, after in pairwise(every))


@given(some_regime, some_days)
def test_a_year_has_as_many_periods_as_it_should_and_no_thirteenth_month(of: Regime, days: WorkingDays) -> None:
    wanted = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.HALF_YEAR: 2, Frequency.WEEK: 53}
    every = periods_of(of, 2026, days)
    assert Counter(one.frequency for one in every) == {one: wanted.get(one, 1) for one in of.frequencies}
    assert len({one.key for one in every}) == len(every)
    assert [one.cut_off for one in every] == sorted(one.cut_off for one in every)


@given(some_days, st.integers(2001, 2090))
def test_nine_months_are_three_quarters(days: WorkingDays, year: int) -> None:
    for of in (regime(), regime(cut_off=CALENDAR)):
        nine = period(of, Frequency.NINE_MONTHS, year, 1, days)
        assert nine.first_day == period(of, Frequency.QUARTER, year, 1, days).first_day
        assert nine.cut_off == period(of, Frequency.QUARTER, year, 3, days).cut_off


@given(some_period())
def test_a_report_is_due_strictly_after_the_cut_off(case: tuple[Regime, Period, WorkingDays]) -> None:
    of, one, days = case
    due = timetable(of, one, days).due_at.astimezone(of.zone).date()
    if isinstance(of.due, DueAfterCutOff) or of.due.shift is not Shift.NONE:
        assert days.is_working(due)
    assert due > one.cut_off


@given(some_period())
def test_a_period_opens_is_due_and_locks_in_this_order(case: tuple[Regime, Period, WorkingDays]) -> None:
    of, one, days = case
    table = timetable(of, one, days)
    assert table.opens_at.astimezone(of.zone).date() <= table.due_at.astimezone(of.zone).date()
    assert table.due_at <= table.locks_at
    assert table.due_at < table.closing_at


@given(some_period())
def test_the_ladder_is_in_the_order_of_time_whatever_the_order_it_was_written_in(
    case: tuple[Regime, Period, WorkingDays],
) -> None:
    of, one, days = case
    rungs = timetable(of, one, days).stages
    moments = [moment for _, moment in rungs]
    assert moments == sorted(moments)
    assert {stage for stage, _ in rungs} == set(LADDER)
    due = due_day(of.due, one, days)  # a date that is not shifted may be a day off, and so its own reminders
    assert all(days.is_working(day) or day == due for day in (at.astimezone(of.zone).date() for at in moments))


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
