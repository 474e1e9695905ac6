"""Opening and chasing whatever the regime, the days off, the spacing of the ticks and the stops between them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import ladder
from domain.periods import how_many, period, periods_of
from domain.regimes import Regime
from domain.timetables import first_opening, next_openings, openings, timetable
from domain.workdays import WorkingDays
from tests.domain.test_periods_properties import some_days, some_regime

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
END = BEGIN + timedelta(days=75)
Said = tuple[str, str]  # a period, and "opens" or a rung of its ladder

# How long the bot waits between two looks: the clock's beat, some hours, or a stop of days.
spacings = st.lists(
    st.one_of(
        st.timedeltas(timedelta(minutes=10), timedelta(hours=1)),
        st.timedeltas(timedelta(hours=1), timedelta(hours=12)),
        st.timedeltas(timedelta(days=1), timedelta(days=25)),
    ),
    min_size=1,
    max_size=12,
)
short = st.lists(st.timedeltas(timedelta(hours=1), timedelta(hours=5)), min_size=1, max_size=8)


def _ticks(spans: list[timedelta]) -> list[datetime]:
    """Moments from the beginning to the end, the spans over and over, the last one at the very end."""
    now, moments = BEGIN, []
    while now < END:
        moments.append(now)
        now += spans[len(moments) % len(spans)]
    return [*moments, END]


def _play(of: Regime, days: WorkingDays, moments: list[datetime]) -> dict[Said, datetime]:
    """What a bot that looks at these moments says, and when; nobody ever answers."""
    said: dict[Said, datetime] = {}
    planned_at = first_opening(of, days, BEGIN)
    opened: dict[str, ladder.Rungs] = {}
    look_at: dict[str, datetime] = {}
    for now in moments:
        while planned_at <= now:
            for one, table in openings(of, days, planned_at, now):
                if one.key not in opened:
                    opened[one.key], look_at[one.key] = table.stages, now
                    said[one.key, "opens"] = now
            planned_at = next_openings(of, days, planned_at)[0][1].opens_at
        for key in [key for key, at in look_at.items() if at <= now]:
            stage = ladder.due_stage(opened[key], {name for of_key, name in said if of_key == key}, now)
            look_at[key] = ladder.next_stage_at(opened[key], now) or END + timedelta(days=1)
            if stage is not None:
                assert (key, stage.name) not in said, "never twice"
                said[key, stage.name] = now
    return said


def _written(of: Regime, days: WorkingDays) -> dict[Said, datetime]:
    """Every message's own time, of the periods that are not yet due at the beginning."""
    times: dict[Said, datetime] = {}
    for one in (one for year in (2026, 2027) for one in periods_of(of, year, days)):
        table = timetable(of, one, days)
        if table.due_at > BEGIN:
            times[one.key, "opens"] = table.opens_at
            times |= {(one.key, stage.name): at for stage, at in table.stages}
    return times


@settings(max_examples=20, deadline=None)
@given(some_regime, some_days, spacings)
def test_nothing_is_said_before_its_time_and_every_period_is_opened_whatever_the_spacing(
    of: Regime, days: WorkingDays, spans: list[timedelta]
) -> None:
    said, times = _play(of, days, _ticks(spans)), _written(of, days)
    assert all(at >= times[what] for what, at in said.items())
    due = {what for what, at in times.items() if what[1] == "opens" and at <= END}
    assert due == {what for what in said if what[1] == "opens"}


@settings(max_examples=12, deadline=None)
@given(some_regime, some_days, short, short)
def test_the_same_messages_are_sent_whatever_the_spacing(
    of: Regime, days: WorkingDays, spans: list[timedelta], others: list[timedelta]
) -> None:
    """As long as two looks are not farther apart than two rungs: 08:00 and 14:00 of the due day."""
    one, other = _play(of, days, _ticks(spans)), _play(of, days, _ticks(others))
    late = max([*spans, *others])
    settled = {what for what, at in _written(of, days).items() if BEGIN < at <= END - late}
    assert {what for what in one if what in settled} == {what for what in other if what in settled}


@settings(max_examples=20, deadline=None)
@given(some_regime, some_days, some_days, st.timedeltas(timedelta(0), timedelta(days=90)), spacings)
def test_when_days_are_swapped_each_period_still_opens_once_and_not_before_its_time(
    of: Regime, before: WorkingDays, after: WorkingDays, passed: timedelta, spans: list[timedelta]
) -> None:
    swapped_at, days = BEGIN + passed, before
    planned_at, opened = first_opening(of, before, BEGIN), set[str]()
    for now in sorted({*_ticks(spans), swapped_at}):
        while planned_at <= now:
            for one, table in openings(of, days, planned_at, now):
                assert table.opens_at <= now
                opened.add(one.key)
            planned_at = next_openings(of, days, planned_at)[0][1].opens_at
        if now == swapped_at:
            days = after
            planned_at = first_opening(of, days, now, opened)
    every = [(one, timetable(of, one, after)) for year in (2025, 2026, 2027) for one in periods_of(of, year, after)]
    wanted = {one.key for one, table in every if table.due_at > swapped_at and table.opens_at <= END}
    assert wanted <= opened


@settings(max_examples=10, deadline=None)
@given(some_regime, some_days)
def test_a_year_and_a_half_of_openings_are_each_period_once(of: Regime, days: WorkingDays) -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)
    now, opened = start, []
    while (first := next_openings(of, days, now))[0][1].opens_at <= end:
        now = first[0][1].opens_at
        opened += [one.key for one, _ in first]
    every = [one for year in range(2025, 2030) for one in periods_of(of, year, days)]
    assert sorted(opened) == sorted(one.key for one in every if start < timetable(of, one, days).opens_at <= end)


@settings(max_examples=60, deadline=None)
@given(some_regime, some_days)
def test_the_next_deadline_is_strictly_later(of: Regime, days: WorkingDays) -> None:
    """Unless nobody works between two cut-offs: two weekly reports are due together after a week of Tết."""
    for frequency in of.frequencies:
        every = [one for year in (2026, 2027) for one in periods_of(of, year, days) if one.frequency == frequency]
        for one, following in pairwise(every):
            due_at, next_at = timetable(of, one, days).due_at, timetable(of, following, days).due_at
            assert due_at <= next_at
            if days.count(one.cut_off, following.cut_off):
                assert due_at < next_at


@given(some_regime, some_days, st.integers(2024, 2060))
def test_month_thirteen_never_happens_and_december_does(of: Regime, days: WorkingDays, year: int) -> None:
    counted = Counter(one.frequency for one in periods_of(of, year, days))
    assert counted == {frequency: how_many(frequency, year) for frequency in of.frequencies}
    for frequency in of.frequencies:
        last = period(of, frequency, year, how_many(frequency, year), days)
        assert date(year, 1, 1) < last.cut_off < date(year + 1, 3, 31)
        for number in (0, how_many(frequency, year) + 1):
            with pytest.raises(ValueError, match=str(number)):
                period(of, frequency, year, number, days)
