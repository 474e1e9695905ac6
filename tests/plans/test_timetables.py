"""The five plans' dates in 2026 and 2027 against timetables.txt, which was written by hand from the documents."""

import re
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import plans
from domain.periods import Period, periods_of
from domain.regimes import Regime
from domain.timetables import Timetable, timetable
from plans.reading import read_plan
from storage import days_off

BY_HAND = Path(__file__).with_name("timetables.txt").read_text(encoding="utf-8")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = days_off.public(2025, 2029)
YEARS = (2026, 2027)
_ROW = re.compile(r"\d{4}(?:-\w+)? +\|")


@cache
def _written() -> dict[str, dict[str, list[str]]]:
    """The rows of each plan by their period: first day, cut-off, due, opening, T-3, T-1, +1, +3, +5, lock, note."""
    written: dict[str, dict[str, list[str]]] = {}
    for part in BY_HAND.split("\n== ")[1:]:
        heading, *lines = part.splitlines()
        rows = [[cell.strip() for cell in line.split("|")] for line in lines if _ROW.match(line)]
        by_key = {key: cells for key, *cells in rows}
        for key, cells in by_key.items():
            if cells[1].startswith("như "):
                by_key[key] = [cells[0], *by_key[cells[1].removeprefix("như ")][1:]]
        written |= dict.fromkeys(heading.partition(":")[0].split(), by_key)
    return written


@cache
def _made(plan: str) -> dict[str, tuple[Regime, Period, Timetable]]:
    """What the plan file's regime makes of the two years."""
    (regime,) = read_plan(plans.shipped()[plan]).regimes
    rules = regime.rules(VIETNAM)
    every = (of for year in YEARS for of in periods_of(rules, year, DAYS))
    return {of.key: (rules, of, timetable(rules, of, DAYS)) for of in every}


def _day(day: date, year: int) -> str:
    return f"{day:%d/%m}" if day.year == year else f"{day:%d/%m/%Y}"


def _local(moment: datetime) -> tuple[date, time]:
    local = moment.astimezone(VIETNAM)
    return local.date(), local.time()


CASES = [(plan, key) for plan, rows in _written().items() for key in rows]


def test_the_tables_name_the_five_plans_and_all_their_periods() -> None:
    assert set(_written()) == set(plans.shipped())
    assert {plan: sorted(rows) for plan, rows in _written().items()} == {
        plan: sorted(_made(plan)) for plan in _written()
    }
    counted = {plan: len(rows) for plan, rows in _written().items()}
    assert counted == {
        "an_phu": 24,
        "hong_bang": 24,
        "tan_phong": 40,
        "tinh_uy_lai_chau": 40,
        "vpubnd_lai_chau": 38,
    }


@pytest.mark.parametrize(("plan", "key"), CASES, ids="-".join)
def test_a_period_has_the_dates_written_by_hand(plan: str, key: str) -> None:
    _, of, table = _made(plan)[key]
    year, rungs = int(key[:4]), {stage.name: _local(at)[0] for stage, at in table.stages}
    made = [of.first_day, of.cut_off, _local(table.due_at)[0], _local(table.opens_at)[0]]
    made += [rungs[name] for name in ("T-3", "T-1", "+1", "+3", "+5")]
    made.append(_local(table.locks_at)[0])
    assert [_day(day, year) for day in made] == _written()[plan][key][:10]
    assert rungs["opening"] == _local(table.opens_at)[0]
    assert rungs["due_morning"] == rungs["due_afternoon"] == _local(table.due_at)[0]


@pytest.mark.parametrize(("plan", "key"), CASES, ids="-".join)
def test_a_second_stage_is_where_the_document_has_one(plan: str, key: str) -> None:
    rules, _, table = _made(plan)[key]
    note = (*_written()[plan][key], "")[10]
    said = re.match(r"cấp hai (\d\d/\d\d)", note)
    if plan != "vpubnd_lai_chau":
        assert said is None
        assert rules.upward is None
        assert table.upward_due_at is None
        return
    assert said is not None
    assert table.upward_due_at is not None
    assert (_day(_local(table.upward_due_at)[0], int(key[:4])), _local(table.upward_due_at)[1]) == (said[1], time(17))
    assert table.upward_due_at >= table.due_at


@pytest.mark.parametrize("plan", sorted(plans.shipped()))
def test_the_hours_are_those_at_the_head_of_the_tables(plan: str) -> None:
    hours = {
        "opening": time(8),
        "T-3": time(8),
        "T-1": time(8),
        "due_morning": time(8),
        "due_afternoon": time(14),
        "+1": time(8),
        "+3": time(8),
        "+5": time(8),
    }
    for _, _, table in _made(plan).values():
        assert {stage.name: _local(at)[1] for stage, at in table.stages} == hours
        assert (_local(table.opens_at)[1], _local(table.due_at)[1], _local(table.locks_at)[1]) == (
            time(8),
            time(17),
            time(17),
        )
        assert _local(table.closing_at)[1] == time(17, 30)
