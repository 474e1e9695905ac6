"""Which exactly read figures are confirmed once more, and what they may have been meant to be."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.plausibility import Oddity, Unusual, doubts_about
from domain.values import Value
from tests.drawn import drawn

PERCENT = Indicator(Kind.PERCENT, "%")
PERCENT_95 = Indicator(Kind.PERCENT, "%", Comparator.AT_LEAST, Decimal(95))
COUNT = Indicator(Kind.COUNT, "hồ sơ")
COUNT_12 = Indicator(Kind.COUNT, "sáng kiến", Comparator.AT_LEAST, Decimal(12))
TOTAL = Indicator(Kind.COUNT, "người", nature=Nature.CUMULATIVE)
TOTAL_PERCENT = Indicator(Kind.PERCENT, "%", nature=Nature.CUMULATIVE)
AMOUNT = Indicator(Kind.AMOUNT, "triệu đồng")
ROAD = Indicator(Kind.COUNT, "km")

JUMP, FALL, ABOVE, RANGE = (
    Oddity.PERCENT_JUMP,
    Oddity.FALLING_CUMULATIVE,
    Oddity.FAR_ABOVE_TARGET,
    Oddity.OUTSIDE_USUAL_RANGE,
)
YEAR = "118 97 105 120 99 110"

# what is said, of which indicator, its history: what is odd, what it may have been
ODD = [
    ("a comma put into 91", "9.1", PERCENT, "92.4 88", JUMP, "91"),
    ("a digit lost of 94", "9.4", PERCENT_95, "92.4", JUMP, "94"),
    ("a comma forgotten in 9,1", "91", PERCENT, "8.8", JUMP, "9.1"),
    ("a real jump", "60", PERCENT, "88", JUMP, None),
    ("a jump up", "95", PERCENT, "40", JUMP, None),
    ("one hundred after fifty", "100", PERCENT, "50", JUMP, None),
    ("small percentages", "12", PERCENT, "1 1.5 2 1.2", RANGE, "1.2"),
    ("a slow slide", "70", PERCENT, "95 95 95 95 95 90", RANGE, None),
    ("a count of percents", "9.1", Indicator(Kind.RATIO, "%"), "88", JUMP, "91"),
    ("a total that falls", "35", TOTAL, "10 20 40", FALL, None),
    ("a total short of a digit", "41", TOTAL, "100 250 400", FALL, "410"),
    ("a total that falls to nothing", "0", TOTAL, "40", FALL, None),
    ("a total percentage that falls", "40", TOTAL_PERCENT, "55", FALL, None),
    ("a total that leaps", "400", TOTAL, "100 110 120 130 140 150", RANGE, None),
    ("a total with a digit too many", "1600", TOTAL, "100 110 120 130 140 150", RANGE, "160"),
    ("ten times the target, no history", "120", COUNT_12, "", ABOVE, "12"),
    ("sixty times the target", "700", COUNT_12, "10", ABOVE, "7"),
    ("far above, no comma explains it", "75", COUNT_12, "2 3", ABOVE, None),
    ("a digit too many", "1150", COUNT, YEAR, RANGE, "115"),
    ("a digit too few", "11", COUNT, YEAR, RANGE, "110"),
    ("three digits too many", "105000", COUNT, YEAR, RANGE, "105"),
    ("twice the usual", "230", COUNT, YEAR, RANGE, None),
    ("none where there always were", "0", COUNT, YEAR, RANGE, None),
    ("ten times the only one before", "1150", COUNT, "118", RANGE, "115"),
    ("a tenth of the only one before", "11", COUNT, "118", RANGE, "110"),
    ("đồng where triệu đồng are asked", "15000", AMOUNT, "14.5 16", RANGE, "15"),
    ("a road with its comma lost", "125", ROAD, "12.1", RANGE, "12.5"),
    ("a hair over twenty points", "68.01", PERCENT, "48", JUMP, None),
    ("a hair over twenty points down", "67.99", PERCENT, "88", JUMP, None),
    (
        "a hair over five times the target",
        "60.01",
        Indicator(Kind.RATIO, "", Comparator.AT_LEAST, Decimal(12)),
        "",
        ABOVE,
        None,
    ),
    ("one over five times the target", "61", COUNT_12, "", ABOVE, None),
    ("a total one short", "39", TOTAL, "10 20 40", FALL, None),
    ("over half as much again of even months", "151", COUNT, "100 100 100 100", RANGE, None),
    ("under half of even months", "49", COUNT, "100 100 100 100", RANGE, None),
    ("just over three spreads", "166", COUNT, "80 80 120 120 80 120", RANGE, None),
    ("over five times the largest of a few", "591", COUNT, "118 100 90", RANGE, None),
    ("under a fifth of the smallest of a few", "17", COUNT, "118 100 90", RANGE, None),
    (
        "a spread looks back a year only",
        "300",
        COUNT,
        "300 100 100 100 100 100 100 100 100 100 100 100 100",
        RANGE,
        None,
    ),
    ("a comma slipped in money", "1.52", AMOUNT, "14.5 16", RANGE, "15.2"),
]

USUAL = [
    ("no history, no target", "9.1", PERCENT, ""),
    ("exactly twenty points", "68", PERCENT, "88"),
    ("exactly twenty points up", "68", PERCENT, "48"),
    ("exactly five times the target", "60", COUNT_12, ""),
    ("exactly half as much again of even months", "150", COUNT, "100 100 100 100 100"),
    ("exactly half of even months", "50", COUNT, "100 100 100 100"),
    ("just within three spreads", "165", COUNT, "80 80 120 120 80 120"),
    ("exactly five times the largest of a few", "590", COUNT, "118 100 90"),
    ("exactly a fifth of the smallest of a few", "18", COUNT, "118 100 90"),
    ("a pending target bounds nothing", "9000", Indicator(Kind.COUNT, "hồ sơ", Comparator.PENDING), ""),
    ("a little less", "91", PERCENT_95, "92.4 88"),
    ("no history, near the target", "15", COUNT_12, ""),
    ("four times the target", "48", COUNT_12, ""),
    ("far above the target as before", "75", COUNT_12, "61 70"),
    ("a total that grows", "45", TOTAL, "10 20 40"),
    ("a total that stands still", "40", TOTAL, "10 20 40"),
    ("a total that begins again with its history", "5", TOTAL, ""),
    ("a total that grows as always", "161", TOTAL, "100 110 120 130 140 150"),
    ("a total that hardly ever grew", "6", TOTAL, "5 5 5 5 5 5"),
    ("within the spread", "130", COUNT, YEAR),
    ("even months, then half as much again", "150", COUNT, "100 100 100 100"),
    ("few things", "3", COUNT, "1"),
    ("none after a few", "0", COUNT, "2 1"),
    ("none as now and then", "0", COUNT, "118 0 105 120 99 110"),
    ("some after none", "7", COUNT, "0 0 0 0 0"),
    ("as large as once before", "300", COUNT, "300 100 101 99 100 100 100"),
    ("yes after no", "1", Indicator(Kind.YES_NO), "0 0 0 0"),
    ("done after not done", "1", Indicator(Kind.MILESTONE), "0"),
]


def values(history: str) -> list[Value]:
    return [Value(Decimal(number)) for number in history.split()]


@pytest.mark.parametrize("case", ODD, ids=[case[0] for case in ODD])
def test_an_odd_figure_is_named_with_what_it_may_have_been(
    case: tuple[str, str, Indicator, str, Oddity, str | None],
) -> None:
    _, said, indicator, history, oddity, likelier = case
    before = values(history)
    meant = Value(Decimal(likelier)) if likelier else None
    expected = Unusual(oddity, before[-1] if before else None, meant)
    assert doubts_about(Value(Decimal(said)), indicator, before) == expected


@pytest.mark.parametrize("case", USUAL, ids=[case[0] for case in USUAL])
def test_a_usual_figure_is_left_alone(case: tuple[str, str, Indicator, str]) -> None:
    _, said, indicator, history = case
    assert doubts_about(Value(Decimal(said)), indicator, values(history)) is None


def test_a_pair_has_no_comma_to_slip() -> None:
    odd = doubts_about(Value(Decimal("9.1"), Decimal(91), Decimal(1000)), PERCENT, values("88"))
    assert odd == Unusual(JUMP, Value(Decimal(88)), None)


def test_of_a_total_kept_as_a_pair_only_what_was_counted_cannot_fall() -> None:
    before = [Value(Decimal(60), Decimal(60), Decimal(100))]
    assert doubts_about(Value(Decimal(50), Decimal(70), Decimal(140)), TOTAL_PERCENT, before) is None
    fallen = doubts_about(Value(Decimal(50), Decimal(50), Decimal(100)), TOTAL_PERCENT, before)
    assert fallen is not None
    assert fallen.oddity is FALL


LIGHT = settings(max_examples=drawn(300), deadline=None, derandomize=True)
ANY_INDICATOR = st.builds(
    Indicator,
    kind=st.sampled_from(Kind),
    unit_of_measure=st.sampled_from(["", "%", "hồ sơ", "triệu đồng"]),
    comparator=st.sampled_from(Comparator),
    target=st.none() | st.decimals(0, 10**12, places=2),
    nature=st.sampled_from(Nature),
)
NUMBERS = st.integers(0, 10**6).map(Decimal) | st.decimals(0, 10**12, places=6)
HISTORY = st.lists(NUMBERS.map(Value), max_size=15)
WHOLE = st.integers(0, 10**5).map(Decimal)


@LIGHT
@given(indicator=ANY_INDICATOR, history=HISTORY, number=NUMBERS)
def test_the_last_value_again_is_never_odd(indicator: Indicator, history: list[Value], number: Decimal) -> None:
    assert doubts_about(Value(number), indicator, [*history, Value(number)]) is None


@LIGHT
@given(indicator=ANY_INDICATOR, history=HISTORY, number=NUMBERS)
def test_nothing_raises_and_what_is_likelier_is_itself_usual(
    indicator: Indicator, history: list[Value], number: Decimal
) -> None:
    found = doubts_about(Value(number), indicator, history)
    if found:
        assert found.last == (history[-1] if history else None)
        if found.likelier:
            assert doubts_about(found.likelier, indicator, history) is None
            assert str(found.likelier.number).strip("0.").replace(".", "") == str(number).strip("0.").replace(".", "")


@LIGHT
@given(
    nature=st.sampled_from(Nature), history=st.lists(WHOLE, max_size=8), number=WHOLE, times=st.sampled_from([10, 1000])
)
def test_counting_in_smaller_units_changes_no_verdict(
    nature: Nature, history: list[Decimal], number: Decimal, times: int
) -> None:
    indicator = Indicator(Kind.COUNT, "hồ sơ", nature=nature)
    verdicts = [
        doubts_about(Value(number * size), indicator, [Value(one * size) for one in history]) for size in (1, times)
    ]
    assert [found and found.oddity for found in verdicts] == [verdicts[0] and verdicts[0].oddity] * 2


@LIGHT
@given(history=st.lists(WHOLE, min_size=1, max_size=8), rise=WHOLE)
def test_a_total_is_called_falling_exactly_when_it_falls(history: list[Decimal], rise: Decimal) -> None:
    grown = doubts_about(Value(history[-1] + rise), TOTAL, [Value(one) for one in history])
    assert grown is None or grown.oddity is not FALL
    if rise and rise <= history[-1]:
        fallen = doubts_about(Value(history[-1] - rise), TOTAL, [Value(one) for one in history])
        assert fallen is not None
        assert fallen.oddity is FALL
