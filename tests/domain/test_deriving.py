"""Quarters, half-years and years out of their months: what is computed, how, and what must be asked."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.deriving import Derived, How, NeedsAsking, NotDerivable, Part, derive, parts_of
from domain.indicators import Indicator, Kind, Nature
from domain.periods import period
from domain.progress import Progress, TaskState
from domain.regimes import MONTHS, Frequency
from domain.values import Special, Value, read_value
from tests.domain.regimes import DAYS, LAYOUTS, regime
from tests.drawn import drawn

COUNT = Indicator(Kind.COUNT, "hồ sơ")
MONEY = Indicator(Kind.AMOUNT, "triệu đồng")
PERCENT = Indicator(Kind.PERCENT, "%")
RATIO = Indicator(Kind.RATIO)
COUNT_IN_PERCENT = Indicator(Kind.COUNT, "%")
STOCK = Indicator(Kind.COUNT, "máy", nature=Nature.AS_OF)
SHARE = Indicator(Kind.PERCENT, "%", nature=Nature.AS_OF)
TOTAL = Indicator(Kind.COUNT, "người", nature=Nature.CUMULATIVE)
YES_NO = Indicator(Kind.YES_NO)
MILESTONE = Indicator(Kind.MILESTONE)
PROGRESS = Indicator(Kind.PROGRESS)

SPECIALS = {"kps": Special.NOTHING_AROSE, "later": Special.NO_FIGURE_YET, "n/a": Special.NOT_APPLICABLE, "-": None}
NO_PAIRS, NO_ANSWERS = NeedsAsking.NO_PAIRS, NeedsAsking.NO_ANSWERS


def answer(text: str) -> Value | Special | None:
    if text in SPECIALS:
        return SPECIALS[text]
    if "/" not in text:
        return Value(Decimal(text))
    part, whole = map(Decimal, text.split("/"))
    return Value((part * 100 / whole).quantize(Decimal("0.01")).normalize(), part, whole)


def months(answers: str) -> list[Part]:
    return [Part(f"2026-{at:02}", answer(text)) for at, text in enumerate(answers.split(), start=1)]


# name, indicator, months: derived, how, keys used, keys missing
DERIVED = [
    ("counts are summed", COUNT, "34 28 31", "93", How.SUM, "1 2 3", ""),
    ("money is summed to the last decimal", MONEY, "0.1 0.2 1000000.7", "1000001", How.SUM, "1 2 3", ""),
    ("nothing arose adds nothing", COUNT, "34 kps 31", "65", How.SUM, "1 2 3", ""),
    ("nothing ever arose", COUNT, "kps kps kps", "kps", How.SUM, "1 2 3", ""),
    ("zeros are a figure", COUNT, "0 0 0", "0", How.SUM, "1 2 3", ""),
    ("a month was not answered", COUNT, "34 - 31", "65", How.SUM, "1 3", "2"),
    ("a month has no figure yet", COUNT, "34 28 later", "62", How.SUM, "1 2", "3"),
    ("a month is not applicable", COUNT, "n/a 28 31", "59", How.SUM, "2 3", ""),
    ("never applicable", COUNT, "n/a n/a n/a", "n/a", How.SUM, "", ""),
    (
        "pairs are summed before they are divided",
        PERCENT,
        "187/200 10/100 50/50",
        "247/350",
        How.RATIO_OF_SUMS,
        "1 2 3",
        "",
    ),
    ("an empty month changes no ratio", PERCENT, "187/200 kps 50/50", "237/250", How.RATIO_OF_SUMS, "1 2 3", ""),
    ("a ratio lacks a month", PERCENT, "187/200 - 50/50", "237/250", How.RATIO_OF_SUMS, "1 3", "2"),
    ("no survey all quarter", PERCENT, "kps kps kps", "kps", How.RATIO_OF_SUMS, "1 2 3", ""),
    ("a stock is its latest", STOCK, "12 15 14", "14", How.LATEST, "3", ""),
    ("a stock without its last month", STOCK, "12 15 -", "15", How.LATEST, "2", "3"),
    ("a stock without its last months", STOCK, "12 later -", "12", How.LATEST, "1", "2 3"),
    ("a stock needs no earlier month", STOCK, "- later 14", "14", How.LATEST, "3", ""),
    ("a stock that is gone", STOCK, "12 15 kps", "kps", How.LATEST, "3", ""),
    ("a share as of a day is its latest", SHARE, "80 85 90.5", "90.5", How.LATEST, "3", ""),
    ("a share keeps its pair", SHARE, "80 85 9/10", "9/10", How.LATEST, "3", ""),
    ("a total is its latest", TOTAL, "10 25 40", "40", How.LATEST, "3", ""),
    ("a total stands where nothing arose", TOTAL, "10 25 kps", "25", How.LATEST, "2", ""),
    ("a total stands, with a month missing", TOTAL, "10 - kps", "10", How.LATEST, "1", "2"),
    ("a total of nothing", TOTAL, "kps kps kps", "kps", How.LATEST, "3", ""),
    ("yes after no", YES_NO, "0 0 1", "1", How.LATEST, "3", ""),
    ("a milestone is its latest", MILESTONE, "0 1 -", "1", How.LATEST, "2", "3"),
]

ASKED = [
    ("percentages without pairs", PERCENT, "93.5 88 91", NO_PAIRS),
    ("one percentage without its pair", PERCENT, "187/200 88 50/50", NO_PAIRS),
    ("even a lone percentage", PERCENT, "93.5 - -", NO_PAIRS),
    ("ratios without pairs", RATIO, "1.5 2 3", NO_PAIRS),
    ("percents called a count", COUNT_IN_PERCENT, "93.5 88 91", NO_PAIRS),
    ("nothing answered", COUNT, "- later -", NO_ANSWERS),
    ("no stock ever told", STOCK, "later - -", NO_ANSWERS),
    ("no parts", COUNT, "", NO_ANSWERS),
    ("a task nobody told of", PROGRESS, "- - -", NO_ANSWERS),
]


def keys(numbers: str) -> tuple[str, ...]:
    return tuple(f"2026-{int(number):02}" for number in numbers.split())


@pytest.mark.parametrize("case", DERIVED, ids=[case[0] for case in DERIVED])
def test_a_longer_period_is_derived(case: tuple[str, Indicator, str, str, How, str, str]) -> None:
    _, indicator, told, expected, how, used, missing = case
    found = derive(indicator, months(told))
    assert isinstance(found, Derived)
    assert (found.answer, found.how) == (answer(expected), how)
    assert tuple(part.period_key for part in found.used) == keys(used)
    assert found.missing == keys(missing)


@pytest.mark.parametrize("case", ASKED, ids=[case[0] for case in ASKED])
def test_what_cannot_be_derived_exactly_is_asked(case: tuple[str, Indicator, str, NeedsAsking]) -> None:
    _, indicator, told, reason = case
    assert derive(indicator, months(told)) == NotDerivable(reason)


def test_how_far_a_task_has_come_is_what_was_told_last() -> None:
    october, november = Progress(TaskState.IN_PROGRESS, Decimal(40)), Progress(TaskState.BLOCKED, words="thiếu vốn")
    told = [Part("2026-10", october), Part("2026-11", november), Part("2026-12", None)]
    assert derive(PROGRESS, told) == Derived(november, How.LATEST, (told[1],), ("2026-12",))


def test_a_ratio_without_per_cent_has_four_decimals() -> None:
    told = [
        Part("2026-01", Value(Decimal(1), Decimal(1), Decimal(1))),
        Part("2026-02", Value(Decimal(2), Decimal(4), Decimal(2))),
    ]
    found = derive(RATIO, told)
    assert isinstance(found, Derived)
    assert found.answer == Value(Decimal("1.6667"), Decimal(5), Decimal(3))


# longer period, frequency of its parts: their keys, the same under both rules
TILES = [
    (Frequency.QUARTER, 1, Frequency.MONTH, "2026-01 2026-02 2026-03"),
    (Frequency.QUARTER, 4, Frequency.MONTH, "2026-10 2026-11 2026-12"),
    (Frequency.HALF_YEAR, 2, Frequency.MONTH, "2026-07 2026-08 2026-09 2026-10 2026-11 2026-12"),
    (Frequency.HALF_YEAR, 1, Frequency.QUARTER, "2026-Q1 2026-Q2"),
    (Frequency.NINE_MONTHS, 1, Frequency.QUARTER, "2026-Q1 2026-Q2 2026-Q3"),
    (Frequency.NINE_MONTHS, 1, Frequency.HALF_YEAR, ""),
    (Frequency.YEAR, 1, Frequency.QUARTER, "2026-Q1 2026-Q2 2026-Q3 2026-Q4"),
    (Frequency.YEAR, 1, Frequency.HALF_YEAR, "2026-H1 2026-H2"),
    (Frequency.YEAR, 1, Frequency.NINE_MONTHS, ""),
    (Frequency.MONTH, 1, Frequency.MONTH, ""),
    (Frequency.MONTH, 1, Frequency.YEAR, ""),
]


@pytest.mark.parametrize("rule", LAYOUTS)
@pytest.mark.parametrize(("longer", "number", "shorter", "expected"), TILES)
def test_a_longer_period_has_these_parts(
    rule: str, longer: Frequency, number: int, shorter: Frequency, expected: str
) -> None:
    of = regime(cut_off=LAYOUTS[rule])
    parts = parts_of(of, shorter, period(of, longer, 2026, number, DAYS), DAYS)
    assert " ".join(one.key for one in parts) == expected


LIGHT = settings(max_examples=drawn(200), deadline=None, derandomize=True)
PER_YEAR = {Frequency.QUARTER: 4, Frequency.HALF_YEAR: 2, Frequency.NINE_MONTHS: 1, Frequency.YEAR: 1}


@LIGHT
@given(
    rule=st.sampled_from(sorted(LAYOUTS)),
    longer=st.sampled_from(sorted(PER_YEAR)),
    shorter=st.sampled_from(sorted(MONTHS)),
    year=st.integers(2001, 2090),
    data=st.data(),
)
def test_parts_fill_the_longer_period_day_by_day(
    rule: str, longer: Frequency, shorter: Frequency, year: int, data: st.DataObject
) -> None:
    of = regime(cut_off=LAYOUTS[rule])
    whole = period(of, longer, year, data.draw(st.integers(1, PER_YEAR[longer])), DAYS)
    parts = parts_of(of, shorter, whole, DAYS)
    if shorter is Frequency.MONTH:
        assert parts
    if parts:
        assert parts[0].first_day == whole.first_day
        assert parts[-1].cut_off == whole.cut_off
        for before, after in pairwise(parts):
            assert after.first_day == before.cut_off + timedelta(days=1)


COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)
PAIRS = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@LIGHT
@given(numbers=COUNTS)
def test_months_summed_by_quarters_give_the_same_year(numbers: list[int]) -> None:
    told = [Part(str(at), Value(Decimal(number))) for at, number in enumerate(numbers)]
    quarters = []
    for at in range(0, len(told), 3):
        quarter = derive(COUNT, told[at : at + 3])
        assert isinstance(quarter, Derived)
        quarters.append(Part(f"Q{at}", quarter.answer))
    by_quarters, by_months = derive(COUNT, quarters), derive(COUNT, told)
    assert isinstance(by_quarters, Derived)
    assert isinstance(by_months, Derived)
    assert by_quarters.answer == by_months.answer == Value(Decimal(sum(numbers)))


@LIGHT
@given(pair=PAIRS)
def test_a_single_month_derives_itself_as_it_was_read(pair: tuple[int, int]) -> None:
    value = read_value(f"{pair[0]}/{pair[1]}", PERCENT)
    assert isinstance(value, Value)
    found = derive(PERCENT, [Part("2026-01", value), Part("2026-02", Special.NOTHING_AROSE)])
    assert isinstance(found, Derived)
    assert found.answer == value


ANSWERS = (
    st.none()
    | st.sampled_from(Special)
    | PAIRS.map(lambda pair: Value(Decimal(100 * pair[0]) / pair[1], Decimal(pair[0]), Decimal(pair[1])))
)


@LIGHT
@given(kind=st.sampled_from(Kind), nature=st.sampled_from(Nature), answers=st.lists(ANSWERS, max_size=12))
def test_every_part_is_used_missing_or_not_needed(
    kind: Kind, nature: Nature, answers: list[Value | Special | None]
) -> None:
    told = [Part(str(at), one) for at, one in enumerate(answers)]
    found = derive(Indicator(kind, nature=nature), told)
    if isinstance(found, Derived):
        assert found.answer is not Special.NO_FIGURE_YET
        assert not {part.period_key for part in found.used} & set(found.missing)
        if found.how is not How.LATEST:
            lacking = {part.period_key for part in told if part.answer in (None, Special.NO_FIGURE_YET)}
            assert set(found.missing) == lacking
