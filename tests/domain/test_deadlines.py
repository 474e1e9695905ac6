"""Deadlines: the working day after cut-off, around Tết, the other holidays, swapped days and the year's end."""

from datetime import time, timedelta

import pytest

from domain.periods import Frequency, Rule, Timetable, period, timetable
from tests.domain.regimes import DAYS, at, local, regime

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
    of = period(Rule(rule), Frequency.MONTH, int(month[:4]), int(month[5:]))
    return timetable(regime(rule=Rule(rule)), of, DAYS)


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
    january = timetable(regime(), period(Rule.ND09, Frequency.MONTH, 2026, 1), DAYS)
    assert local(january.opens_at) == "2026-01-09 08:00", "14, 13, 12, Saturday 10, Friday 9"
    december = timetable(regime(rule=Rule.CALENDAR), period(Rule.CALENDAR, Frequency.MONTH, 2025, 12), DAYS)
    rungs = {stage.name: local(moment)[:10] for stage, moment in december.stages}
    assert rungs["T-1"] == "2025-12-31"
    assert rungs["+5"] == "2026-01-10"


def test_more_days_after_cut_off_are_working_days() -> None:
    february = period(Rule.ND09, Frequency.MONTH, 2026, 2)
    assert local(timetable(regime(due_days_after_cut_off=3), february, DAYS).due_at) == "2026-02-25 17:00"


def test_without_grace_a_period_locks_when_it_is_due() -> None:
    table = timetable(regime(grace_days=0), period(Rule.ND09, Frequency.MONTH, 2026, 11), DAYS)
    assert table.locks_at == table.due_at


def test_times_of_day_are_those_of_the_regime() -> None:
    early = regime(opening_time=time(7), due_time=time(11, 30), closing_delay=timedelta(hours=2))
    table = timetable(early, period(Rule.ND09, Frequency.MONTH, 2026, 11), DAYS)
    assert (table.opens_at, table.due_at) == (at("2026-11-09 07:00"), at("2026-11-16 11:30"))
    assert table.closing_at == at("2026-11-16 13:30")
