"""The daily budget: the most urgent first, never more than fits, nothing kept back for more than a day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import Coming, Urgency, Waits, fits, urgency_of
from tests.domain.regimes import VIETNAM, at

EIGHT, TWO = at("2026-11-16 08:00"), at("2026-11-16 14:00")


@pytest.mark.parametrize(
    ("urgency", "left", "later", "held_over", "waits"),
    [
        (Urgency.OPENING, 3, [], False, None),
        (Urgency.OPENING, 1, [], False, None),
        (Urgency.OVERDUE, 0, [], False, Waits(None)),  # the day is full: tomorrow
        (Urgency.OVERDUE, 0, [], True, None),  # but not a second time
        (Urgency.DUE_SOON, 1, [Coming(TWO, Urgency.DUE_TODAY)], False, Waits(TWO)),  # goes with what presses more
        (Urgency.DUE_SOON, 1, [Coming(TWO, Urgency.DUE_TODAY)], True, Waits(TWO)),
        (Urgency.DUE_SOON, 2, [Coming(TWO, Urgency.DUE_TODAY)], False, None),
        (Urgency.DUE_TODAY, 1, [Coming(TWO, Urgency.DUE_TODAY)], False, None),  # as urgent: the first goes first
        (Urgency.OVERDUE, 1, [Coming(TWO, Urgency.DUE_TODAY)], False, None),
    ],
)
def test_what_goes_and_what_waits(
    urgency: Urgency, left: int, later: list[Coming], held_over: bool, waits: Waits | None
) -> None:
    assert fits(urgency, left, later, held_over=held_over) == waits


@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        ("2026-11-13 08:00", Urgency.DUE_SOON),
        ("2026-11-15 23:59", Urgency.DUE_SOON),
        ("2026-11-16 00:00", Urgency.DUE_TODAY),
        ("2026-11-16 17:00", Urgency.DUE_TODAY),
        ("2026-11-16 17:01", Urgency.OVERDUE),
        ("2026-11-19 08:00", Urgency.OVERDUE),
    ],
)
def test_how_urgent_a_report_is(now: str, urgency: Urgency) -> None:
    due_at = at("2026-11-16 17:00")
    assert urgency_of(due_at, at(now), VIETNAM) == urgency
    assert urgency_of(due_at, at(now), VIETNAM, is_opening=True) == Urgency.OPENING


# What comes up: on which day, at which hour, how urgent it is then.
Thing = tuple[int, int, Urgency]
# Of each day, its messages in order, each with the things it says.
Played = dict[int, list[list[Thing]]]
Day = dict[int, Urgency]
DAYS = st.lists(st.dictionaries(st.integers(7, 19), st.sampled_from(Urgency), max_size=8), min_size=1, max_size=6)
BUDGETS = st.integers(1, 4)
MORNING = 7


def _play(days: list[Day], budget: int) -> Played:
    """One message at an hour, with all that waits then, as `handlers/letters.py` does."""
    played: Played = {}
    over: list[Thing] = []
    for number, day in enumerate([*days, {}, {}]):
        waiting: dict[int, list[Thing]] = {hour: [(number, hour, urgency)] for hour, urgency in day.items()}
        waiting[MORNING] = over + waiting.get(MORNING, [])
        over, said = [], played.setdefault(number, [])
        for hour in range(MORNING, 24):
            now = waiting.pop(hour, [])
            if not now:
                continue
            later = [Coming(_moment(number, other), urgency) for other, urgency in day.items() if other > hour]
            held_over = any(one[0] < number for one in now)
            waits = fits(_urgency(now), budget - len(said), later, held_over=held_over)
            if waits is None:
                said.append(now)
            elif waits.until is None:
                over += now
            else:
                waiting.setdefault((waits.until - _moment(number, 0)) // timedelta(hours=1), []).extend(now)
    return played


def _moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)


def _urgency(things: list[Thing]) -> Urgency:
    return max(urgency for _, _, urgency in things)


@given(DAYS, BUDGETS)
def test_nobody_gets_more_than_the_budget_on_any_day(days: list[Day], budget: int) -> None:
    assert all(len(said) <= budget for said in _play(days, budget).values())


@given(DAYS, BUDGETS)
def test_everything_is_said_once_and_at_the_latest_on_the_next_day(days: list[Day], budget: int) -> None:
    told = [(day, thing) for day, said in _play(days, budget).items() for things in said for thing in things]
    wanted = [(number, hour, urgency) for number, day in enumerate(days) for hour, urgency in day.items()]
    assert sorted(thing for _, thing in told) == sorted(wanted)
    assert all(day - number in (0, 1) for day, (number, _, _) in told)


@given(DAYS, BUDGETS)
def test_nothing_gives_way_to_a_message_that_is_less_urgent(days: list[Day], budget: int) -> None:
    for number, said in _play(days, budget).items():
        today = [(number, hour, urgency) for hour, urgency in dict(enumerate(days)).get(number, {}).items()]
        left_out = [thing for thing in today if not any(thing in things for things in said)]
        if left_out and not any(day < number for things in said for day, _, _ in things):
            assert _urgency(left_out) <= min(_urgency(things) for things in said)


@given(DAYS, BUDGETS)
def test_with_place_enough_everything_is_said_at_its_hour(days: list[Day], budget: int) -> None:
    roomy = [dict(list(day.items())[:budget]) for day in days]
    for number, said in _play(roomy, budget).items():
        assert [len(things) for things in said] == [1] * len(roomy[number] if number < len(roomy) else {})
