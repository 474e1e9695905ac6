"""Diện cảnh báo: who stands in it after a deadline, why, since when, how gravely; and that only completeness leaves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties import Duty, Gap
from domain.lateness import State
from domain.regimes import Audience, Stage
from domain.warnings import Calm, Chain, Entry, Filed, Lack, Missed, Subject, Verdict, judge, level, step
from tests.domain.regimes import DAYS, LADDER, VIETNAM, at

DUE, NOW = at("2026-11-16 17:00"), at("2026-11-17 08:00")
IN_TIME, AFTER = at("2026-11-16 10:00"), at("2026-11-18 09:00")
UNIT, FIRST, SECOND = Subject(7), Subject(7, indicator_id=1), Subject(7, task_id=2)

GIVEN = Duty(1, None, is_answered=True, answered_at=IN_TIME)
DONE = Duty(None, 2, is_answered=True, answered_at=IN_TIME)
OPEN = Duty(1, None, is_answered=False)
NO_FIGURE = replace(GIVEN, has_figure=False)
NO_EVIDENCE = replace(GIVEN, has_evidence=False)

ASKED = Filed(1, State.OPEN, DUE, None, None, None, (OPEN, replace(DONE, is_answered=False)))
HANDED_IN = replace(ASKED, state=State.SUBMITTED, first_submitted_at=IN_TIME, submitted_at=IN_TIME)
COMPLETE = replace(HANDED_IN, duties=(GIVEN, DONE))


def chain(*reports: Filed, unit_id: int = 7, is_upward: bool = False) -> Chain:
    return Chain(unit_id, LADDER, VIETNAM, reports, is_upward)


def verdicts(*reports: Filed, now: datetime = NOW) -> dict[Subject, object]:
    """Of each subject its reason; or that it waits, or is settled."""
    found = judge([chain(*reports)], DAYS, now)
    return {subject: one.reason if isinstance(one, Missed) else one for subject, one in found.items()}


# the report: what is said of the unit, of its indicator, of its task
CASES = [
    ("nothing came", ASKED, Lack.LATE, Gap.NOT_UPDATED, Gap.NOT_UPDATED),
    (
        "all is answered, but not handed in",
        replace(ASKED, duties=(GIVEN, DONE)),
        Lack.LATE,
        Calm.WAITS,
        Calm.WAITS,
    ),
    ("handed in and complete", COMPLETE, Calm.SETTLED, Calm.SETTLED, Calm.SETTLED),
    ("accepted", replace(COMPLETE, state=State.ACCEPTED), Calm.SETTLED, Calm.SETTLED, Calm.SETTLED),
    ("no figure yet", replace(COMPLETE, duties=(NO_FIGURE, DONE)), Lack.INSUFFICIENT, Gap.NO_FIGURE, Calm.SETTLED),
    (
        "a product is missing",
        replace(COMPLETE, duties=(NO_EVIDENCE, DONE)),
        Lack.INSUFFICIENT,
        Gap.NO_EVIDENCE,
        Calm.SETTLED,
    ),
    (
        "accepted without a figure",
        replace(COMPLETE, state=State.ACCEPTED, duties=(NO_FIGURE, DONE)),
        Lack.INSUFFICIENT,
        Gap.NO_FIGURE,
        Calm.SETTLED,
    ),
    (
        "returned, with time left",
        replace(COMPLETE, state=State.RETURNED, return_due_at=AFTER, duties=(OPEN, DONE)),
        Calm.WAITS,
        Calm.WAITS,
        Calm.WAITS,
    ),
    (
        "returned, and its new time is over",
        replace(COMPLETE, state=State.RETURNED, return_due_at=NOW - timedelta(hours=1), duties=(OPEN, DONE)),
        Lack.LATE,
        Gap.NOT_UPDATED,
        Calm.WAITS,
    ),
    ("excused", replace(ASKED, state=State.EXCUSED), Calm.SETTLED, Calm.SETTLED, Calm.SETTLED),
]


@pytest.mark.parametrize(("report", "unit", "first", "second"), [row[1:] for row in CASES], ids=[r[0] for r in CASES])
def test_what_is_said_after_the_deadline(report: Filed, unit: object, first: object, second: object) -> None:
    assert verdicts(report) == {UNIT: unit, FIRST: first, SECOND: second}


@pytest.mark.parametrize("report", [row[1] for row in CASES], ids=[row[0] for row in CASES])
def test_the_deadline_itself_is_in_time(report: Filed) -> None:
    assert not any(isinstance(one, Missed) for one in judge([chain(report)], DAYS, DUE).values())


# working days since the deadline, missed the period before: the level
LEVELS = [(0, False, 1), (2, False, 1), (3, False, 2), (4, False, 2), (5, False, 3), (40, False, 3), (0, True, 3)]


@pytest.mark.parametrize(("late", "again", "expected"), LEVELS)
def test_the_level_rises_when_the_ladder_reaches_the_leaders(late: int, again: bool, expected: int) -> None:
    assert level(LADDER, late, again=again) == expected


def test_a_regime_that_tells_its_leaders_sooner_finds_it_graver_sooner() -> None:
    sooner = [Stage("+1", 1, LADDER[0].at_time, (Audience.LEADERSHIP_GROUP, Audience.LEADER))]
    assert [level(sooner, late, again=False) for late in (0, 1)] == [1, 3]
    assert level([], 99, again=False) == 1


NEXT = timedelta(days=30)
LATER = replace(ASKED, report_id=2, due_at=DUE + NEXT)


def test_missed_twice_running_is_the_highest_level() -> None:
    late_before = replace(COMPLETE, first_submitted_at=AFTER, submitted_at=AFTER)
    for before, expected in ((ASKED, 3), (late_before, 3), (COMPLETE, 1), (replace(ASKED, state=State.EXCUSED), 1)):
        found = judge([chain(before, LATER)], DAYS, NOW + NEXT)[UNIT]
        assert isinstance(found, Missed)
        assert (found.level, found.report_id) == (expected, 2)


def test_the_next_report_speaks_for_all_once_it_is_complete_or_due() -> None:
    on_hand = replace(LATER, state=State.SUBMITTED, submitted_at=AFTER, duties=(GIVEN, DONE))
    assert verdicts(ASKED, LATER)[UNIT] is Lack.LATE, "not due yet: the missed one speaks"
    assert set(verdicts(ASKED, on_hand).values()) == {Calm.SETTLED}
    assert set(verdicts(ASKED, replace(on_hand, state=State.SUBMITTED), now=NOW + NEXT).values()) == {Calm.SETTLED}
    excused = replace(LATER, state=State.EXCUSED)
    assert verdicts(ASKED, excused)[UNIT] is Lack.LATE, "being excused from the next one completes nothing"


def test_what_is_not_asked_any_more_is_not_named() -> None:
    without = replace(LATER, duties=(OPEN,))
    assert set(verdicts(ASKED, without, now=NOW + NEXT)) == {UNIT, FIRST}


def test_a_unit_with_two_reports_has_one_verdict_and_the_late_one_is_told() -> None:
    of_quarter = replace(ASKED, report_id=9, state=State.SUBMITTED, submitted_at=IN_TIME, duties=(NO_FIGURE, DONE))
    found = judge([chain(of_quarter), chain(ASKED)], DAYS, NOW)
    assert found[UNIT] == Missed(1, Lack.LATE, DUE, 1)
    assert found[FIRST] == Missed(1, Gap.NOT_UPDATED, DUE, 1)
    settled = judge([chain(COMPLETE), chain(LATER)], DAYS, NOW)
    assert settled[UNIT] is Calm.SETTLED, "a report that is not due yet keeps nobody in"


def test_the_second_stage_counts_for_the_unit_alone() -> None:
    assert set(judge([chain(ASKED, is_upward=True)], DAYS, NOW)) == {UNIT}


def test_since_when_is_the_deadline_or_what_came_after_it() -> None:
    corrected = replace(COMPLETE, duties=(replace(NO_FIGURE, answered_at=AFTER), DONE))
    found = judge([chain(corrected)], DAYS, AFTER + timedelta(hours=1))
    missed = [one for one in found.values() if isinstance(one, Missed)]
    assert [one.since_at for one in missed] == [AFTER, AFTER], "the unit and its indicator"


def test_each_subject_has_a_name_of_its_own() -> None:
    subjects = [Subject(u, i, t) for u in (1, 11) for i, t in ((None, None), (1, None), (11, None), (None, 1))]
    assert len({one.key for one in subjects}) == len(subjects)


duties = st.builds(
    Duty,
    indicator_id=st.just(1),
    task_id=st.none(),
    is_answered=st.booleans(),
    has_figure=st.booleans(),
    has_evidence=st.booleans(),
    answered_at=st.just(IN_TIME),
)
states = st.builds(
    Filed,
    report_id=st.just(1),
    state=st.sampled_from(State),
    due_at=st.just(DUE),
    return_due_at=st.none() | st.integers(1, 200).map(lambda hours: DUE + timedelta(hours=hours)),
    first_submitted_at=st.none() | st.just(IN_TIME),
    submitted_at=st.none() | st.just(IN_TIME),
    duties=st.tuples(duties),
)
histories = st.lists(st.tuples(states, st.integers(0, 40)), min_size=1, max_size=12)


def _played(
    history: Iterable[tuple[Filed, int]],
) -> Iterable[tuple[Filed, datetime, Subject, Entry | None, Entry | None]]:
    """One report lives through these states, so many hours apart: before and after each look."""
    standing: dict[Subject, Entry | None] = {}
    now = DUE - timedelta(hours=20)
    for report, hours in history:
        now += timedelta(hours=hours)
        for subject, verdict in judge([chain(report)], DAYS, now).items():
            before = standing.get(subject)
            standing[subject] = step(before, verdict)
            yield report, now, subject, before, standing[subject]


@given(histories)
def test_an_entry_leaves_on_a_complete_update_only(history: list[tuple[Filed, int]]) -> None:
    for report, _, subject, before, after in _played(history):
        if before is not None and after is None:
            gaps = [one for one in report.duties if one.gap]
            assert report.state is State.EXCUSED or (report.state in (State.SUBMITTED, State.ACCEPTED) and not gaps), (
                subject
            )


@given(histories)
def test_while_it_stands_the_level_never_falls_and_it_stays_the_same_entry(history: list[tuple[Filed, int]]) -> None:
    for _, now, _, before, after in _played(history):
        if after is not None:
            assert after.entered_at <= now
            assert 1 <= after.level <= 3
        if before is not None and after is not None:
            assert after.level >= before.level
            assert after.entered_at == before.entered_at


@given(histories)
def test_nobody_enters_before_the_deadline_nor_when_complete(history: list[tuple[Filed, int]]) -> None:
    for report, now, _, before, after in _played(history):
        if before is None and after is not None:
            assert now > report.awaited_until_at
            assert report.state not in (State.SUBMITTED, State.ACCEPTED) or any(one.gap for one in report.duties)


@given(states, st.integers(1, 300))
def test_looking_twice_changes_nothing(report: Filed, hours: int) -> None:
    now = DUE + timedelta(hours=hours)
    for verdict in judge([chain(report)], DAYS, now).values():
        once = step(None, verdict)
        assert step(once, verdict) == once


verdict_lists = st.lists(
    st.sampled_from([Calm.WAITS, Calm.SETTLED])
    | st.builds(
        Missed,
        report_id=st.integers(1, 3),
        reason=st.sampled_from([*Lack]),
        since_at=st.just(DUE),
        level=st.integers(1, 3),
    )
)


@given(verdict_lists)
def test_waiting_never_moves_anybody(history: list[Verdict]) -> None:
    entry = None
    for verdict in history:
        entry = step(entry, verdict)
        assert step(entry, Calm.WAITS) == entry
        assert step(entry, Calm.SETTLED) is None
