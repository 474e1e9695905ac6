"""Where reports stand: exactly one status each, shares that add up to 100, lateness in working days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lateness import Standing, State, Status, days_late, is_locked, on_time_rate, shares, status_of
from tests.domain.regimes import DAYS, VIETNAM, at

DUE = at("2026-11-16 17:00")
BEFORE, EARLIER, LATER = DUE - timedelta(hours=1), DUE - timedelta(days=2), DUE + timedelta(days=3)
NOTHING = Standing(State.OPEN, DUE, None, asked=6, answered=0, missing=0)

# state, first handed in, answered, missing, now: status
STANDINGS = [
    (State.OPEN, None, 0, 0, BEFORE, Status.NOT_STARTED),
    (State.OPEN, None, 2, 0, BEFORE, Status.IN_PROGRESS),
    (State.OPEN, None, 6, 0, BEFORE, Status.IN_PROGRESS),  # all answered, not handed in
    (State.OPEN, None, 2, 1, BEFORE, Status.IN_PROGRESS),
    (State.OPEN, None, 0, 0, DUE, Status.NOT_STARTED),  # the deadline itself is in time
    (State.OPEN, None, 0, 0, DUE + timedelta(microseconds=1), Status.OVERDUE),
    (State.OPEN, None, 6, 0, LATER, Status.OVERDUE),
    (State.SUBMITTED, BEFORE, 6, 0, BEFORE, Status.ON_TIME),
    (State.SUBMITTED, BEFORE, 6, 0, LATER, Status.ON_TIME),
    (State.SUBMITTED, DUE, 6, 0, LATER, Status.ON_TIME),
    (State.SUBMITTED, DUE + timedelta(seconds=1), 6, 0, LATER, Status.LATE),
    (State.SUBMITTED, BEFORE, 6, 1, LATER, Status.INCOMPLETE),
    (State.SUBMITTED, LATER, 6, 1, LATER, Status.INCOMPLETE),
    (State.ACCEPTED, BEFORE, 6, 0, LATER, Status.ON_TIME),
    (State.ACCEPTED, LATER, 6, 0, LATER, Status.LATE),
    (State.RETURNED, EARLIER, 6, 0, BEFORE, Status.RETURNED),
    (State.RETURNED, EARLIER, 6, 0, LATER, Status.OVERDUE),
    (State.EXCUSED, None, 0, 0, LATER, Status.EXCUSED),
    (State.EXCUSED, BEFORE, 6, 1, BEFORE, Status.EXCUSED),
]


@pytest.mark.parametrize(("state", "first", "answered", "missing", "now", "status"), STANDINGS)
def test_the_status_of_a_report(
    state: State, first: datetime | None, answered: int, missing: int, now: datetime, status: Status
) -> None:
    report = replace(NOTHING, state=state, first_submitted_at=first, answered=answered, missing=missing)
    assert status_of(report, now) is status


def test_a_report_corrected_after_its_return_is_as_timely_as_it_first_was() -> None:
    handed_in = replace(NOTHING, state=State.SUBMITTED, first_submitted_at=EARLIER, answered=6)
    returned = replace(handed_in, state=State.RETURNED)
    assert [status_of(one, LATER) for one in (handed_in, returned, handed_in)] == [
        Status.ON_TIME,
        Status.OVERDUE,
        Status.ON_TIME,
    ]


def test_a_returned_report_has_until_its_new_due_time() -> None:
    returned = replace(
        NOTHING, state=State.RETURNED, first_submitted_at=EARLIER, answered=5, return_due_at=LATER + timedelta(days=1)
    )
    assert status_of(returned, LATER) is Status.RETURNED
    assert status_of(returned, LATER + timedelta(days=1)) is Status.RETURNED
    assert status_of(returned, LATER + timedelta(days=1, seconds=1)) is Status.OVERDUE


@pytest.mark.parametrize("state", State)
def test_what_is_opened_takes_answers_until_its_moment_whatever_its_state(state: State) -> None:
    opened_until_at = LATER + timedelta(days=1)
    assert not is_locked(state, DUE, LATER, opened_until_at)
    assert not is_locked(state, DUE, opened_until_at, opened_until_at)
    assert is_locked(state, DUE, opened_until_at + timedelta(seconds=1), opened_until_at)


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2026-11-16 16:00", 0),
        ("2026-11-16 23:59", 0),  # late, but by no working day
        ("2026-11-17 00:00", 1),
        ("2026-11-20 12:00", 4),
        ("2026-11-22 12:00", 4),  # a weekend makes nobody later
        ("2026-11-24 12:00", 5),  # nor does a holiday
        ("2026-11-25 12:00", 6),
        ("2026-11-13 12:00", 0),
    ],
)
def test_lateness_is_counted_in_working_days(now: str, late: int) -> None:
    assert days_late(DUE, at(now), DAYS, VIETNAM) == late


def test_lateness_turns_at_midnight_where_the_unit_is() -> None:
    midnight = datetime(2026, 11, 16, 17, tzinfo=UTC)
    assert days_late(DUE, midnight - timedelta(seconds=1), DAYS, VIETNAM) == 0
    assert days_late(DUE, midnight, DAYS, VIETNAM) == 1


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("seconds", "past"), [(-1, False), (0, False), (1, True)])
def test_a_report_locks_after_its_grace_or_when_accepted(state: State, seconds: int, past: bool) -> None:
    now = DUE + timedelta(seconds=seconds)
    assert is_locked(state, DUE, now) is (past or state is State.ACCEPTED)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({}, {}),
        ({Status.ON_TIME: 7}, {Status.ON_TIME: 100}),
        ({Status.ON_TIME: 1, Status.LATE: 1}, {Status.ON_TIME: 50, Status.LATE: 50}),
        # 33.3 each: the first in the order of telling gets the odd one
        (
            {Status.ON_TIME: 1, Status.LATE: 1, Status.OVERDUE: 1},
            {Status.OVERDUE: 34, Status.LATE: 33, Status.ON_TIME: 33},
        ),
        # 16.7, 83.3: the larger remainder gets it
        ({Status.OVERDUE: 1, Status.ON_TIME: 5}, {Status.OVERDUE: 17, Status.ON_TIME: 83}),
        # 0.5, 99.5: nobody overdue disappears by rounding
        ({Status.OVERDUE: 1, Status.ON_TIME: 199}, {Status.OVERDUE: 1, Status.ON_TIME: 99}),
        (
            {Status.OVERDUE: 1, Status.INCOMPLETE: 1, Status.ON_TIME: 4, Status.EXCUSED: 1},
            {Status.OVERDUE: 15, Status.INCOMPLETE: 14, Status.ON_TIME: 57, Status.EXCUSED: 14},
        ),
    ],
)
def test_shares_by_largest_remainder(statuses: dict[Status, int], expected: dict[Status, int]) -> None:
    assert shares([status for status, number in statuses.items() for _ in range(number)]) == expected


@pytest.mark.parametrize(
    ("on_time", "late", "excused", "rate"),
    [
        (0, 0, 0, None),
        (0, 0, 3, None),
        (3, 0, 0, "100.0"),
        (0, 4, 0, "0.0"),
        (2, 1, 0, "66.7"),
        (9, 1, 5, "90.0"),
        (5, 1, 0, "83.3"),
    ],
)
def test_the_on_time_rate_is_of_what_was_expected(on_time: int, late: int, excused: int, rate: str | None) -> None:
    statuses = [Status.ON_TIME] * on_time + [Status.LATE] * late + [Status.EXCUSED] * excused
    assert on_time_rate(statuses) == (None if rate is None else Decimal(rate))


def test_only_complete_and_punctual_reports_are_on_time() -> None:
    assert on_time_rate(list(Status)) == Decimal("14.3"), "one of seven expected"


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=400))
def test_shares_always_add_up_to_a_hundred(statuses: list[Status]) -> None:
    told = shares(statuses)
    assert sum(told.values()) == 100
    assert set(told) == set(statuses)
    for status, share in told.items():
        assert abs(share - 100 * statuses.count(status) / len(statuses)) < 1


handed_in = st.none() | st.timedeltas(timedelta(days=-20), timedelta(days=20)).map(lambda passed: DUE + passed)


@st.composite
def any_report(draw: st.DrawFn) -> Standing:
    state, asked = draw(st.sampled_from(State)), draw(st.integers(1, 30))
    answered = draw(st.integers(0, asked))
    first = draw(handed_in)
    if state in (State.SUBMITTED, State.RETURNED, State.ACCEPTED):
        first = first or DUE
    return Standing(state, DUE, first, asked, answered, draw(st.integers(0, answered)))


@given(any_report(), st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_a_report_in_time_and_complete_is_never_late_and_an_unsent_one_is_never_on_time(
    report: Standing, passed: timedelta
) -> None:
    status = status_of(report, DUE + passed)
    if status in (Status.ON_TIME, Status.LATE):
        assert report.first_submitted_at is not None
        assert not report.missing
        assert (report.first_submitted_at <= DUE) is (status is Status.ON_TIME)
    if status is Status.OVERDUE:
        assert passed > timedelta(0)
    assert (status is Status.EXCUSED) is (report.state is State.EXCUSED)


@given(st.lists(any_report(), max_size=60), st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_every_report_is_counted_once(reports: list[Standing], passed: timedelta) -> None:
    statuses = [status_of(report, DUE + passed) for report in reports]
    assert sum(statuses.count(status) for status in Status) == len(reports)
    assert sum(shares(statuses).values()) == (100 if reports else 0)
