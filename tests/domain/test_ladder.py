"""The ladder: each rung once, only the newest after a stop, and when to look again."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ladder import due_stage, next_stage_at
from domain.periods import period
from domain.regimes import Frequency
from domain.timetables import stages, timetable
from tests.domain.regimes import DAYS, LADDER, at, regime

RUNGS = timetable(regime(), period(regime(), Frequency.MONTH, 2026, 11, DAYS), DAYS).stages
NAMES = [stage.name for stage in LADDER]
MOMENTS = [moment for _, moment in RUNGS]
AFTER_ALL = MOMENTS[-1] + timedelta(days=30)


@pytest.mark.parametrize(
    ("now", "said", "due"),
    [
        ("2026-11-09 07:59", [], None),
        ("2026-11-09 08:00", [], "opening"),
        ("2026-11-09 08:00", ["opening"], None),
        ("2026-11-10 12:00", ["opening"], None),
        ("2026-11-11 08:00", ["opening"], "T-3"),
        ("2026-11-16 08:00", ["opening", "T-3", "T-1"], "due_morning"),
        ("2026-11-16 14:00", ["opening", "T-3", "T-1", "due_morning"], "due_afternoon"),
        ("2026-11-17 09:00", ["opening"], "+1"),  # down since the opening: four rungs are not said any more
        ("2026-11-17 09:00", ["opening", "+1"], None),
        ("2027-03-01 08:00", [], "+5"),
        ("2027-03-01 08:00", ["+5"], None),
        ("2026-11-13 09:00", ["opening", "+1"], None),  # the deadline was moved: no way back behind what was said
    ],
)
def test_the_rung_that_is_due(now: str, said: list[str], due: str | None) -> None:
    stage = due_stage(RUNGS, said, at(now))
    assert (stage.name if stage else None) == due


@pytest.mark.parametrize(
    ("now", "look"),
    [
        ("2026-11-01 00:00", "2026-11-09 08:00"),
        ("2026-11-09 08:00", "2026-11-11 08:00"),
        ("2026-11-16 08:00", "2026-11-16 14:00"),
        ("2026-11-20 00:00", "2026-11-23 08:00"),
        ("2026-11-23 08:00", None),
    ],
)
def test_when_the_ladder_is_looked_at_again(now: str, look: str | None) -> None:
    assert next_stage_at(RUNGS, at(now)) == (at(look) if look else None)


def test_a_regime_without_a_ladder_reminds_nobody() -> None:
    none = stages(regime(ladder=()), at("2026-11-16 17:00"), DAYS)
    assert due_stage(none, [], AFTER_ALL) is None
    assert next_stage_at(none, at("2026-11-01 00:00")) is None


ticks = st.lists(st.timedeltas(timedelta(0), timedelta(days=6)), max_size=60)


def _say_at(moments: list[datetime]) -> list[tuple[str, datetime]]:
    said: list[tuple[str, datetime]] = []
    for now in moments:
        stage = due_stage(RUNGS, {name for name, _ in said}, now)
        if stage is not None:
            said.append((stage.name, now))
    return said


def _moments(spans: list[timedelta]) -> list[datetime]:
    now, moments = MOMENTS[0] - timedelta(days=1), []
    for span in spans:
        now += span
        moments.append(now)
    return moments


@given(ticks)
def test_each_rung_is_said_at_most_once_in_order_whatever_the_spacing_of_the_ticks(spans: list[timedelta]) -> None:
    names = [name for name, _ in _say_at(_moments(spans))]
    assert names == sorted(set(names), key=NAMES.index)


@given(ticks)
def test_after_every_tick_the_newest_rung_has_been_said(spans: list[timedelta]) -> None:
    moments = _moments(spans)
    said = dict(_say_at(moments))
    for now in moments:
        come = [stage.name for stage, moment in RUNGS if moment <= now]
        if come:
            assert said[come[-1]] <= now


@given(st.integers(1, 100), st.integers(0, 6))
def test_after_a_stop_only_the_newest_missed_rung_is_said(hours: int, before: int) -> None:
    up = MOMENTS[:before]
    back = AFTER_ALL if before else MOMENTS[0] + timedelta(hours=hours)
    missed = [stage.name for stage, moment in RUNGS[before:] if moment <= back]
    assert [name for name, _ in _say_at([*up, back])] == [*NAMES[:before], *missed[-1:]]


@given(ticks)
def test_looking_only_when_told_to_says_the_same_as_looking_all_the_time(spans: list[timedelta]) -> None:
    looked: list[datetime] = []
    look_at: datetime | None = MOMENTS[0]
    for now in _moments(spans):
        if look_at is not None and look_at <= now:
            looked.append(now)
            look_at = next_stage_at(RUNGS, now)
    assert _say_at(looked) == _say_at(_moments(spans))
