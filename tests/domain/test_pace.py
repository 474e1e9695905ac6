"""Pace: every kind, nature and comparator against figures worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast import Untold
from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.pace import Aim, Basis, Light, Told, Why, pace
from domain.readings import Special, Value

# 2026 is cut into twelve calendar months; by 30/06 181 of its 365 days have passed: 49,59 %.
FIRST, LAST, MIDDLE = date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30)
GREEN, AMBER, RED, UNKNOWN = Light.GREEN, Light.AMBER, Light.RED, Light.UNKNOWN
COUNT, AMOUNT, PERCENT, RATIO = Kind.COUNT, Kind.AMOUNT, Kind.PERCENT, Kind.RATIO
CUMULATIVE, IN_PERIOD, AS_OF = Nature.CUMULATIVE, Nature.IN_PERIOD, Nature.AS_OF
KPS, NOT_YET, NOT_FOR_US = Special.NOTHING_AROSE, Special.NO_FIGURE_YET, Special.NOT_APPLICABLE
ENDS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def aim(
    kind: Kind, nature: Nature, comparator: str, target: object, starts_on: date = FIRST, due_on: date = LAST
) -> Aim:
    unit = "%" if kind is PERCENT else "lớp"
    number = None if target is None else Decimal(str(target))
    return Aim(Indicator(kind, unit, Comparator(comparator), number, nature), starts_on, due_on)


def months(*answers: object, until: int = 6) -> list[Told]:
    """The answers of the last months up to June; None for a month in silence."""
    first = until - len(answers) + 1
    return [
        Told(date(2026, month, 1), date(2026, month, ENDS[month - 1]), _answer(answer))
        for month, answer in enumerate(answers, first)
    ]


def _answer(answer: object) -> Value | Special | None:
    return answer if answer is None or isinstance(answer, Special) else Value(Decimal(str(answer)))


# (kind, nature, comparator, target, answers up to June) -> light, expected by 30/06 (two digits), reached
TABLE = [
    # Lũy kế: of 120 classes 59,51 are expected by the end of June; 90 % of that is 53,56, 70 % is 41,65.
    (COUNT, CUMULATIVE, ">=", 120, [60], GREEN, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [54], GREEN, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [53], AMBER, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [42], AMBER, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [41], RED, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [0], RED, "59.51", False),
    (COUNT, CUMULATIVE, ">=", 120, [120], GREEN, "59.51", True),
    (COUNT, CUMULATIVE, ">", 120, [120], GREEN, "59.51", False),
    (COUNT, CUMULATIVE, ">", 120, [121], GREEN, "59.51", True),
    # Exactly so many: above the whole target the same distance counts as below it.
    (COUNT, CUMULATIVE, "=", 46, [23], GREEN, "22.81", False),
    (COUNT, CUMULATIVE, "=", 46, [46], GREEN, "22.81", True),
    (COUNT, CUMULATIVE, "=", 46, [52], AMBER, "22.81", False),
    (COUNT, CUMULATIVE, "=", 46, [70], RED, "22.81", False),
    # A limit: of at most 12 incidents 5,95 may have happened; 5,95/7 is 85 %, 5,95/9 is 66 %.
    (COUNT, CUMULATIVE, "<=", 12, [5], GREEN, "5.95", False),
    (COUNT, CUMULATIVE, "<=", 12, [7], AMBER, "5.95", False),
    (COUNT, CUMULATIVE, "<=", 12, [9], RED, "5.95", False),
    (COUNT, CUMULATIVE, "<", 12, [0], GREEN, "5.95", False),
    (AMOUNT, CUMULATIVE, ">=", "1000000", ["400000"], AMBER, "495890.41", False),
    (PERCENT, CUMULATIVE, ">=", 100, [50], GREEN, "49.59", False),
    # Trong kỳ, added up: January to June, 181 days.
    (COUNT, IN_PERIOD, ">=", 120, [10, 10, 10, 10, 10, 10], GREEN, "59.51", False),
    (COUNT, IN_PERIOD, ">=", 120, [10, KPS, 10, KPS, 10, 12], AMBER, "59.51", False),
    (COUNT, IN_PERIOD, ">=", 120, [KPS] * 6, RED, "59.51", False),
    (COUNT, IN_PERIOD, "<=", 12, [1, 1, 1, 1, 1, 1], GREEN, "5.95", False),
    (AMOUNT, IN_PERIOD, ">", 12, [3, 3, 3, 3, 3, 3], GREEN, "5.95", True),
    (COUNT, IN_PERIOD, "=", 12, [1, 1, 1, 1, 1, 1], GREEN, "5.95", False),
    # A month in silence is no zero: only the days told of count, here May and June (61 of 365).
    (COUNT, IN_PERIOD, ">=", 120, [10, 10], GREEN, "20.05", False),
    (COUNT, IN_PERIOD, ">=", 120, [None, None, None, None, 10, 10], GREEN, "20.05", False),
    (COUNT, IN_PERIOD, ">=", 120, [NOT_YET, NOT_YET, None, None, 10, 8], AMBER, "20.05", False),
    # Tại thời điểm, and every percentage of a period: the newest against the target itself.
    (PERCENT, AS_OF, ">=", 90, [90], GREEN, "90.00", True),
    (PERCENT, AS_OF, ">=", 90, [81], GREEN, "90.00", False),
    (PERCENT, AS_OF, ">=", 90, ["80.9"], AMBER, "90.00", False),
    (PERCENT, AS_OF, ">=", 90, ["62.9"], RED, "90.00", False),
    (PERCENT, AS_OF, ">", 95, [95], GREEN, "95.00", False),
    (PERCENT, AS_OF, "=", 100, [100], GREEN, "100.00", True),
    (PERCENT, AS_OF, "=", 100, [85], AMBER, "100.00", False),
    (PERCENT, AS_OF, "<=", 5, [5], GREEN, "5.00", True),
    (PERCENT, AS_OF, "<=", 5, [6], AMBER, "5.00", False),
    (PERCENT, AS_OF, "<=", 5, [8], RED, "5.00", False),
    (PERCENT, AS_OF, "<", 5, [5], GREEN, "5.00", False),
    (PERCENT, AS_OF, "<=", 0, [0], GREEN, "0.00", True),
    (PERCENT, AS_OF, "<=", 0, [1], RED, "0.00", False),
    (COUNT, AS_OF, "=", 46, [46], GREEN, "46.00", True),
    (COUNT, AS_OF, ">=", 46, [40], AMBER, "46.00", False),
    (RATIO, AS_OF, ">=", 2, [1], RED, "2.00", False),
    (RATIO, IN_PERIOD, ">=", 2, [2], GREEN, "2.00", True),
    (PERCENT, IN_PERIOD, ">=", 90, [20, 95], GREEN, "90.00", True),
    (PERCENT, IN_PERIOD, ">=", 90, [95, 20], RED, "90.00", False),
    (PERCENT, IN_PERIOD, ">=", 90, [95, KPS], GREEN, "90.00", True),
    (PERCENT, IN_PERIOD, ">=", 90, [95, None], GREEN, "90.00", True),
    (COUNT, AS_OF, ">=", 0, [0], GREEN, "0.00", True),
]


@pytest.mark.parametrize(("kind", "nature", "comparator", "target", "answers", "light", "expected", "reached"), TABLE)
def test_by_hand(
    kind: Kind, nature: Nature, comparator: str, target: object, answers: list[object], light: Light, expected: str,
    reached: bool,
) -> None:  # fmt: skip
    found = pace(aim(kind, nature, comparator, target), months(*answers), MIDDLE)
    assert (found.light, f"{found.expected:.2f}", found.reached) == (light, expected, reached)


@pytest.mark.parametrize(
    ("kind", "nature", "comparator", "target", "answers", "why"),
    [
        (PERCENT, AS_OF, "pending", None, [90], Why.PENDING),
        (Kind.MILESTONE, AS_OF, "pending", None, [1], Why.PENDING),
        (PERCENT, AS_OF, "none", None, [90], Why.NO_TARGET),
        (COUNT, CUMULATIVE, "none", 5, [90], Why.NO_TARGET),
        (COUNT, CUMULATIVE, ">=", 120, [], Why.NO_FIGURE),
        (COUNT, CUMULATIVE, ">=", 120, [None, NOT_YET], Why.NO_FIGURE),
        (PERCENT, IN_PERIOD, ">=", 90, [KPS, KPS], Why.NO_FIGURE),
        (Kind.MILESTONE, AS_OF, "none", None, [None], Why.NO_FIGURE),
        (Kind.YES_NO, AS_OF, "none", None, [KPS], Why.NO_FIGURE),
        (PERCENT, AS_OF, ">=", 90, [50, NOT_FOR_US], Why.NOT_APPLICABLE),
    ],
)
def test_what_nobody_can_know_is_never_red(
    kind: Kind, nature: Nature, comparator: str, target: object, answers: list[object], why: Why
) -> None:
    found = pace(aim(kind, nature, comparator, target), months(*answers), MIDDLE)
    assert (found.light, found.why) == (UNKNOWN, why)


@pytest.mark.parametrize("kind", [Kind.MILESTONE, Kind.YES_NO])
@pytest.mark.parametrize("nature", list(Nature))
@pytest.mark.parametrize(
    ("done", "due_on", "light"),
    [
        (1, MIDDLE, GREEN),
        (1, date(2026, 6, 29), GREEN),
        (0, MIDDLE, GREEN),  # on its last day it is not late
        (0, date(2026, 6, 29), RED),
        (0, LAST, GREEN),
    ],
)
def test_done_or_not_goes_by_the_day_it_is_due(
    kind: Kind, nature: Nature, done: int, due_on: date, light: Light
) -> None:
    found = pace(aim(kind, nature, "none", None, due_on=due_on, starts_on=FIRST), months(done), MIDDLE)
    assert (found.light, found.basis, found.forecast.untold) == (light, Basis.STEP, Untold.NOT_A_NUMBER)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (MIDDLE, "120.00"),  # all of it by the day it is due
        (date(2026, 3, 31), "120.00"),
        (date(2027, 12, 31), "29.75"),  # 181 of 730 days
    ],
)
def test_what_is_expected_grows_to_the_targets_own_day(due_on: date, expected: str) -> None:
    found = pace(aim(COUNT, CUMULATIVE, ">=", 120, due_on=due_on), months(30), MIDDLE)
    assert f"{found.expected:.2f}" == expected


@pytest.mark.parametrize(
    ("first", "last", "on", "expected"),
    [
        # 2028 has 366 days: on 29/02 60 of them have passed.
        (date(2028, 1, 1), date(2028, 12, 31), date(2028, 2, 29), "60.00"),
        # The year of Nghị định 09, 15/12 to 14/12: 366 days in 2028, and 365 in 2027.
        (date(2027, 12, 15), date(2028, 12, 14), date(2028, 12, 14), "366.00"),
        (date(2026, 12, 15), date(2027, 12, 14), date(2027, 1, 14), "31.08"),
    ],
)
def test_leap_years(first: date, last: date, on: date, expected: str) -> None:
    one = aim(COUNT, CUMULATIVE, ">=", 366, starts_on=first, due_on=last)
    found = pace(one, [Told(first, on, Value(Decimal(1)))], on)
    assert f"{found.expected:.2f}" == expected


def test_a_plans_own_thresholds() -> None:
    strict = replace(aim(PERCENT, AS_OF, ">=", 100), green_from=Decimal(100), amber_from=Decimal(95))
    lights = [pace(strict, months(actual), MIDDLE).light for actual in (100, 99, 95, 94)]
    assert lights == [GREEN, AMBER, AMBER, RED]


@pytest.mark.parametrize(
    ("kind", "nature", "answers", "forecast"),
    [
        (COUNT, CUMULATIVE, [60], "120.99"),  # 60 : 181 × 365
        (COUNT, CUMULATIVE, [0], "0.00"),
        (COUNT, IN_PERIOD, [10, 10], "119.67"),  # 20 : 61 × 365
        (PERCENT, AS_OF, [80, 81, 82], "88.03"),  # 2 points in the 61 days from 30/04, 184 days to go: 6,03 more
        (PERCENT, AS_OF, [80, 90, 95], "100.00"),  # a percentage ends at 100
        (PERCENT, AS_OF, [90, 50, 10], "0.00"),
        (COUNT, AS_OF, [10, 12], None),
    ],
)
def test_forecast(kind: Kind, nature: Nature, answers: list[object], forecast: str | None) -> None:
    found = pace(aim(kind, nature, ">=", 120), months(*answers), MIDDLE).forecast
    if forecast is None:
        assert found.untold is Untold.TOO_FEW
    else:
        assert found.number is not None
        assert f"{found.number:.2f}" == forecast


def test_of_a_tenth_of_the_time_nothing_is_foretold() -> None:
    january = [Told(FIRST, date(2026, 1, 31), Value(Decimal(10)))]
    found = pace(aim(COUNT, CUMULATIVE, ">=", 120), january, date(2026, 1, 31))
    assert (found.forecast.number, found.forecast.untold) == (None, Untold.TOO_EARLY)


def test_last_years_figures_are_left_out() -> None:
    december = Told(date(2025, 12, 1), date(2025, 12, 31), Value(Decimal(120)))
    assert pace(aim(COUNT, CUMULATIVE, ">=", 120), [december], MIDDLE).why is Why.NO_FIGURE


NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)
DAYS = st.integers(min_value=0, max_value=1500).map(lambda days: date.fromordinal(FIRST.toordinal() + days))
MEASURED = st.sampled_from([COUNT, AMOUNT, PERCENT, RATIO])
ORDER = [RED, AMBER, GREEN]


@given(MEASURED, st.sampled_from(Nature), st.sampled_from([">", ">=", "<", "<="]), NUMBERS, NUMBERS, NUMBERS, DAYS)
def test_more_is_never_worse_and_under_a_limit_never_better(
    kind: Kind, nature: Nature, comparator: str, target: Decimal, one: Decimal, other: Decimal, due_on: date
) -> None:
    of = aim(kind, nature, comparator, target, due_on=due_on)
    lights = [ORDER.index(pace(of, months(actual), MIDDLE).light) for actual in sorted((one, other))]
    assert lights == sorted(lights, reverse=comparator in ("<", "<="))


@given(
    MEASURED, st.sampled_from(Nature), st.sampled_from([">", ">=", "=", "<", "<="]), NUMBERS, NUMBERS,
    st.integers(min_value=1, max_value=10**6), DAYS,
)  # fmt: skip
def test_counted_in_thousands_it_stands_as_it_stood(
    kind: Kind, nature: Nature, comparator: str, target: Decimal, actual: Decimal, times: int, due_on: date
) -> None:
    small = pace(aim(kind, nature, comparator, target, due_on=due_on), months(actual), MIDDLE)
    large = pace(aim(kind, nature, comparator, target * times, due_on=due_on), months(actual * times), MIDDLE)
    assert (small.light, small.reached) == (large.light, large.reached)


@given(
    st.sampled_from([one for one in Kind if one is not Kind.PROGRESS]),
    st.sampled_from(Nature),
    st.sampled_from(Comparator),
    st.none() | NUMBERS,
    st.lists(st.none() | NUMBERS | st.sampled_from(Special), max_size=6),
    DAYS,
    DAYS,
)
def test_whatever_is_told_there_is_one_light_and_no_division_by_zero(
    kind: Kind,
    nature: Nature,
    comparator: Comparator,
    target: Decimal | None,
    answers: list[object],
    first: date,
    last: date,
) -> None:
    found = pace(aim(kind, nature, comparator, target, starts_on=first, due_on=last), months(*answers), MIDDLE)
    assert (found.why is None) == (found.light is not UNKNOWN)
    assert (found.forecast.number is None) == (found.forecast.untold is not None)
