"""Deadlines: the working day after cut-off, around Tết, the other holidays, swapped days and the year's end."""

from datetime import time, timedelta

import pytest

from domain.periods import period
from domain.regimes import (
    CutOffBeforeDue,
    CutOffOn,
    DueAfterCutOff,
    DueBefore,
    DueOn,
    Frequency,
    Regime,
    Shift,
    Upward,
)
from domain.timetables import Timetable, timetable
from storage import days_off
from tests.domain.regimes import DAYS, LAYOUTS, at, local, regime

# month: due day one working day after cut-off. nd09: cut-off on the 14th; calendar: on the last of the month
DUE = """
nd09 2026-01  2026-01-15
nd09 2026-02  2026-02-23   Tết: from Saturday the 14th nothing is worked until Monday the 23rd
nd09 2026-03  2026-03-16
nd09 2026-04  2026-04-15
nd09 2026-05  2026-05-15
nd09 2026-06  2026-06-15
nd09 2026-07  2026-07-15
nd09 2026-08  2026-08-17
nd09 2026-09  2026-09-15
nd09 2026-10  2026-10-15
nd09 2026-11  2026-11-16
nd09 2026-12  2026-12-15
nd09 2027-01  2027-01-15
nd09 2027-02  2027-02-15
nd09 2027-03  2027-03-15
nd09 2027-04  2027-04-15
nd09 2027-05  2027-05-17
nd09 2027-06  2027-06-15
nd09 2027-07  2027-07-15
nd09 2027-08  2027-08-16
nd09 2027-09  2027-09-15
nd09 2027-10  2027-10-15
nd09 2027-11  2027-11-15
nd09 2027-12  2027-12-15
calendar 2025-12  2026-01-05   1 January, its swapped Friday and a weekend
calendar 2026-01  2026-02-02
calendar 2026-02  2026-03-02
calendar 2026-03  2026-04-01
calendar 2026-04  2026-05-04   30 April, 1 May and a weekend
calendar 2026-05  2026-06-01
calendar 2026-06  2026-07-01
calendar 2026-07  2026-08-03
calendar 2026-08  2026-09-03   31 August is swapped, 1 and 2 September are the National Day
calendar 2026-09  2026-10-01
calendar 2026-10  2026-11-02
calendar 2026-11  2026-12-01
calendar 2026-12  2027-01-04
calendar 2027-01  2027-02-01
calendar 2027-04  2027-05-04   30 April, the weekend, and Monday for Saturday 1 May
calendar 2027-08  2027-09-01
calendar 2027-12  2028-01-04
"""


def _table(rule: str, month: str) -> Timetable:
    return _of(regime(cut_off=LAYOUTS[rule]), int(month[:4]), int(month[5:]))


def _of(one: Regime, year: int, month: int) -> Timetable:
    return timetable(one, period(one, Frequency.MONTH, year, month, DAYS), DAYS)


@pytest.mark.parametrize("row", [row.split()[:3] for row in DUE.strip().splitlines()], ids="-".join)
def test_a_report_is_due_one_working_day_after_cut_off(row: list[str]) -> None:
    rule, month, due = row
    assert local(_table(rule, month).due_at) == f"{due} 17:00"


def test_every_moment_of_november_2026() -> None:
    table = _table("nd09", "2026-11")
    assert local(table.opens_at) == "2026-11-09 08:00"
    assert local(table.due_at) == "2026-11-16 17:00"
    assert local(table.closing_at) == "2026-11-16 17:30"
    assert local(table.locks_at) == "2026-12-01 17:00", "ten working days on, Tuesday the 24th is off"
    assert [(stage.name, local(moment)) for stage, moment in table.stages] == [
        ("opening", "2026-11-09 08:00"),
        ("T-3", "2026-11-11 08:00"),
        ("T-1", "2026-11-13 08:00"),
        ("due_morning", "2026-11-16 08:00"),
        ("due_afternoon", "2026-11-16 14:00"),
        ("+1", "2026-11-17 08:00"),
        ("+3", "2026-11-19 08:00"),
        ("+5", "2026-11-23 08:00"),
    ]


def test_the_ladder_steps_over_tet() -> None:
    table = _table("nd09", "2026-02")
    assert local(table.opens_at) == "2026-02-09 08:00"
    assert {stage.name: local(moment)[5:10] for stage, moment in table.stages} == {
        "opening": "02-09",
        "T-3": "02-11",
        "T-1": "02-13",
        "due_morning": "02-23",
        "due_afternoon": "02-23",
        "+1": "02-24",
        "+3": "02-26",
        "+5": "03-02",
    }


def test_a_swapped_saturday_counts_and_its_friday_does_not() -> None:
    january = _of(regime(), 2026, 1)
    assert local(january.opens_at) == "2026-01-09 08:00", "14, 13, 12, Saturday 10, Friday 9"
    december = _of(regime(cut_off=LAYOUTS["calendar"]), 2025, 12)
    rungs = {stage.name: local(moment)[:10] for stage, moment in december.stages}
    assert rungs["T-1"] == "2025-12-31"
    assert rungs["+5"] == "2026-01-10"


def test_more_days_after_cut_off_are_working_days() -> None:
    assert local(_of(regime(due=DueAfterCutOff(3)), 2026, 2).due_at) == "2026-02-25 17:00"


def test_without_grace_a_period_locks_when_it_is_due() -> None:
    table = _of(regime(grace_days=0), 2026, 11)
    assert table.locks_at == table.due_at


def test_times_of_day_are_those_of_the_regime() -> None:
    early = regime(opening_time=time(7), due_time=time(11, 30), closing_delay=timedelta(hours=2))
    table = _of(early, 2026, 11)
    assert (table.opens_at, table.due_at) == (at("2026-11-09 07:00"), at("2026-11-16 11:30"))
    assert table.closing_at == at("2026-11-16 13:30")


def test_a_date_that_moves_earlier_never_meets_its_cut_off() -> None:
    """ "Before 3 February", in the year when Tết begins on the 2nd: no working day is left after 31 January."""
    days = days_off.public(2029, 2031)
    of = regime(cut_off=LAYOUTS["calendar"], due=DueBefore(3, 1, inclusive=False, shift=Shift.EARLIER))
    january = period(of, Frequency.MONTH, 2030, 1, days)
    assert local(timetable(of, january, days).due_at) == "2030-02-07 17:00", "the first working day after Tết"


# Deadlines that are dates: rule, month, due. "Trước ngày 14" is the 13th, or earlier where that is a day off.
BEFORE_THE_14TH = """
strict     earlier  2026-01  2026-01-13
strict     earlier  2026-06  2026-06-12   the 13th is a Saturday
strict     earlier  2026-12  2026-12-11   the 13th is a Sunday
strict     later    2026-06  2026-06-15
strict     none     2026-06  2026-06-13
inclusive  earlier  2026-06  2026-06-12   the 14th is a Sunday
inclusive  earlier  2026-07  2026-07-14
inclusive  later    2026-06  2026-06-15
inclusive  later    2026-02  2026-02-23   the 14th is a Saturday, then comes Tết
strict     earlier  2027-02  2027-02-12   the 13th is a Saturday
"""


@pytest.mark.parametrize("row", [row.split()[:4] for row in BEFORE_THE_14TH.strip().splitlines()], ids="-".join)
def test_before_a_day(row: list[str]) -> None:
    how, shift, month, due = row
    rule = DueBefore(14, 0, inclusive=how == "inclusive", shift=Shift(shift))
    one = _of(regime(cut_off=CutOffBeforeDue(1), due=rule), int(month[:4]), int(month[5:]))
    assert local(one.due_at) == f"{due} 17:00"


# Fixed dates of the quarters, the last in the next year: quarter, due.
QUARTERS = ((4, 5), (7, 5), (10, 5), (1, 10))


@pytest.mark.parametrize(
    ("shift", "quarter", "due"),
    [
        (Shift.LATER, 1, "2026-04-06"),  # 5 April is a Sunday
        (Shift.EARLIER, 1, "2026-04-03"),
        (Shift.NONE, 1, "2026-04-05"),
        (Shift.LATER, 2, "2026-07-06"),
        (Shift.LATER, 3, "2026-10-05"),
        (Shift.LATER, 4, "2027-01-11"),  # in January, and 10 January 2027 is a Sunday
        (Shift.EARLIER, 4, "2027-01-08"),
    ],
)
def test_fixed_dates_of_the_quarters(shift: Shift, quarter: int, due: str) -> None:
    rule = DueOn({Frequency.QUARTER: QUARTERS}, shift)
    of = regime(cut_off=LAYOUTS["calendar"], frequencies=(Frequency.QUARTER,), due=rule)
    made = timetable(of, period(of, Frequency.QUARTER, 2026, quarter, DAYS), DAYS)
    assert local(made.due_at) == f"{due} 17:00"


def test_the_second_stage_has_its_own_deadline_by_its_own_rule() -> None:
    rule = DueBefore(14, 0, inclusive=False, shift=Shift.EARLIER)
    onward = Upward("HCQT", "Sở", DueBefore(15, 0, inclusive=False, shift=Shift.EARLIER), time(11))
    one = _of(regime(cut_off=CutOffBeforeDue(1), due=rule, upward=onward), 2026, 7)
    assert one.upward_due_at is not None
    assert (local(one.due_at), local(one.upward_due_at)) == ("2026-07-13 17:00", "2026-07-14 11:00")
    assert _of(regime(), 2026, 7).upward_due_at is None


def test_weeks_end_on_their_weekday_and_the_53rd_reaches_into_january() -> None:
    weekly = regime(cut_off=CutOffOn(weekday=5), frequencies=(Frequency.WEEK,), due=DueAfterCutOff(1))
    last = period(weekly, Frequency.WEEK, 2026, 53, DAYS)
    assert (last.key, last.first_day.isoformat(), last.cut_off.isoformat()) == ("2026-W53", "2026-12-26", "2027-01-01")
    assert local(timetable(weekly, last, DAYS).due_at) == "2027-01-04 17:00"
    first = period(weekly, Frequency.WEEK, 2027, 1, DAYS)
    assert (first.key, first.first_day.isoformat(), first.cut_off.isoformat()) == (
        "2027-W01",
        "2027-01-02",
        "2027-01-08",
    )
    with pytest.raises(ValueError, match="53"):
        period(weekly, Frequency.WEEK, 2027, 53, DAYS)


def test_a_calendar_february_ends_on_its_29th_in_a_leap_year() -> None:
    days = days_off.public(2027, 2029)
    of = regime(cut_off=LAYOUTS["calendar"])
    february = period(of, Frequency.MONTH, 2028, 2, days)
    assert february.cut_off.isoformat() == "2028-02-29"
    assert local(timetable(of, february, days).due_at) == "2028-03-01 17:00"
