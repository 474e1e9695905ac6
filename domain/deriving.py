"""The answer of a longer period out of the shorter ones, by what is asked for; entered once, used often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from domain.indicators import NOT_MEASURED, Indicator, Kind, Nature
from domain.likelihood import HUNDRED, tidy
from domain.periods import Period, how_many, period
from domain.progress import Progress
from domain.readings import Special, Value
from domain.regimes import MONTHS, Frequency, Regime
from domain.workdays import WorkingDays

Given = Value | Special | Progress


class How(StrEnum):
    """The way a derived figure was computed, to be shown with it."""

    SUM = "sum"
    LATEST = "latest"
    RATIO_OF_SUMS = "ratio_of_sums"


class NeedsAsking(StrEnum):
    """Why a figure cannot be derived exactly and must be asked."""

    NO_PAIRS = "no_pairs"  # percentages of months say nothing exact of a quarter without what they were of
    NO_ANSWERS = "no_answers"  # none of the shorter periods has anything


@dataclass(frozen=True, slots=True)
class Part:
    """One shorter period's answer; None when it was not given."""

    period_key: str
    answer: Given | None


@dataclass(frozen=True, slots=True)
class Derived:
    """`used`: the parts it was computed from. `missing`: keys of periods it lacks; incomplete unless empty."""

    answer: Given
    how: How
    used: tuple[Part, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDerivable:
    """The figure must be asked."""

    reason: NeedsAsking


_STEPS = {Kind.PERCENT: Decimal("0.01"), Kind.RATIO: Decimal("0.0001")}  # as a pair is read


def parts_of(regime: Regime, frequency: Frequency, of: Period, days: WorkingDays) -> tuple[Period, ...]:
    """The periods of a frequency that make up a longer one, in order; none unless they fill it day by day."""
    longest = MONTHS.get(of.frequency, 0)
    if MONTHS.get(frequency, longest) >= longest:
        return ()
    every = [period(regime, frequency, of.year, number, days) for number in range(1, how_many(frequency, of.year) + 1)]
    inside = tuple(one for one in every if of.first_day <= one.first_day and one.cut_off <= of.cut_off)
    covered = sum((one.cut_off - one.first_day + timedelta(days=1) for one in inside), timedelta())
    return inside if covered == of.cut_off - of.first_day + timedelta(days=1) else ()


def derive(indicator: Indicator, parts: Sequence[Part]) -> Derived | NotDerivable:
    """The figure of the whole; `parts` in order of time, one for every shorter period, answered or not.

    In-period counts are summed, percentages and ratios are the ratio of the sums of their pairs, everything else
    is the latest. "Không phát sinh" adds nothing, "không áp dụng" is left out, "chưa có số liệu" is missing.
    """
    if all(_is_missing(part) for part in parts):
        return NotDerivable(NeedsAsking.NO_ANSWERS)
    if indicator.nature is not Nature.IN_PERIOD or indicator.kind in NOT_MEASURED:
        return _latest(indicator, parts)
    return _added(indicator, parts)


def _is_missing(part: Part) -> bool:
    return part.answer is None or part.answer is Special.NO_FIGURE_YET


def _latest(indicator: Indicator, parts: Sequence[Part]) -> Derived:
    """What comes after the part used is missing; what came before it is not needed."""
    given = [at for at, part in enumerate(parts) if not _is_missing(part)]
    at = given[-1]
    if indicator.nature is Nature.CUMULATIVE:
        # nothing arose: the total stands where it stood
        told = [one for one in given if parts[one].answer is not Special.NOTHING_AROSE]
        at = told[-1] if told else at
    answer = parts[at].answer
    if answer is None:
        raise AssertionError("a missing part is never the latest")
    missing = tuple(part.period_key for part in parts[at + 1 :] if _is_missing(part))
    return Derived(answer, How.LATEST, (parts[at],), missing)


def _added(indicator: Indicator, parts: Sequence[Part]) -> Derived | NotDerivable:
    used = tuple(part for part in parts if not _is_missing(part) and part.answer is not Special.NOT_APPLICABLE)
    missing = tuple(part.period_key for part in parts if _is_missing(part))
    figures = [part.answer for part in used if isinstance(part.answer, Value)]
    as_ratio = indicator.kind in _STEPS or indicator.unit_of_measure == "%"
    how = How.RATIO_OF_SUMS if as_ratio else How.SUM
    if not used:
        return Derived(Special.NOT_APPLICABLE, how, (), missing)
    if not figures:
        return Derived(Special.NOTHING_AROSE, how, used, missing)
    whole = ratio_of_sums(indicator, figures) if as_ratio else sum_of(figures)
    return Derived(whole, how, used, missing) if whole else NotDerivable(NeedsAsking.NO_PAIRS)


def sum_of(figures: Sequence[Value]) -> Value:
    """Figures added up."""
    return Value(tidy(sum((one.number for one in figures), Decimal(0))))


def ratio_of_sums(indicator: Indicator, figures: Sequence[Value]) -> Value | None:
    """All numerators over all denominators; None where one has none, for ratios are never averaged."""
    part, whole = Decimal(0), Decimal(0)
    for one in figures:
        if one.numerator is None or one.denominator is None:
            return None
        part, whole = part + one.numerator, whole + one.denominator
    if not whole:
        return None
    in_percent = indicator.kind is Kind.PERCENT or indicator.unit_of_measure == "%"
    step = _STEPS[Kind.PERCENT if in_percent else Kind.RATIO]
    ratio = part * (HUNDRED if in_percent else 1) / whole
    return Value(tidy(ratio.quantize(step, ROUND_HALF_UP)), tidy(part), tidy(whole))
