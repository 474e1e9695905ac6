"""Whether an indicator is on the way to its target: what is expected by now against what was reported, and a light."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.forecast import NONE, Forecast, growing, level
from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.readings import Special, Value

# What a plan goes by that sets no thresholds of its own: docs/plan-format.md.
GREEN_FROM, AMBER_FROM = Decimal(90), Decimal(70)
CAPS = frozenset({Comparator.LESS, Comparator.AT_MOST})
_RATIOS = frozenset({Kind.PERCENT, Kind.RATIO})


class Light(StrEnum):
    """How an indicator stands, worst first; what nobody can know is no light."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What is compared with what."""

    CUMULATIVE = "cumulative"  # the newest total, with the part of the target that belongs to the time passed
    SUMMED = "summed"  # the sum of the periods reported, with the part of the target that belongs to those periods
    LEVEL = "level"  # the newest figure, with the target itself
    STEP = "step"  # done or not, with the day it is due


class Why(StrEnum):
    """Why there is no light."""

    PENDING = "pending"
    NO_TARGET = "no_target"
    NO_FIGURE = "no_figure"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator with its target and the days, both included, in which it is to be reached."""

    indicator: Indicator
    starts_on: date
    due_on: date
    green_from: Decimal = GREEN_FROM
    amber_from: Decimal = AMBER_FROM


@dataclass(frozen=True, slots=True)
class Told:
    """What was reported for one period; None when nothing was."""

    first_day: date
    cut_off: date
    answer: Value | Special | None


@dataclass(frozen=True, slots=True)
class Pace:
    """`expected` by the day `on`, `forecast` for the day it is due. Of a STEP `actual` is 1 when done, else 0."""

    light: Light
    basis: Basis
    on: date
    why: Why | None = None
    actual: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    reached: bool = False
    forecast: Forecast = NONE


def pace(aim: Aim, told: Sequence[Told], on: date) -> Pace:
    """How an indicator stands on a day. `told` in order of time; what lies outside the aim's days is left out."""
    basis = basis_of(aim.indicator)
    inside = [one for one in told if aim.starts_on <= one.cut_off <= on]
    given = [one for one in inside if one.answer is not None and one.answer is not Special.NO_FIGURE_YET]
    why = _no_target(aim.indicator, basis) or _nothing_to_compare(given, basis)
    if why is not None:
        return Pace(Light.UNKNOWN, basis, on, why)
    match basis:
        case Basis.STEP:
            return _step(aim, given, on)
        case Basis.LEVEL:
            return _level(aim, given, on)
        case Basis.CUMULATIVE:
            return _growing(aim, basis, _newest(given), share_passed(aim, on), on)
        case Basis.SUMMED:
            total = sum((one.answer.number for one in given if isinstance(one.answer, Value)), Decimal(0))
            return _growing(aim, basis, total, _share_covered(aim, given), on)


def basis_of(indicator: Indicator) -> Basis:
    """What an indicator's figures are compared with, by its kind and nature."""
    if indicator.kind in (Kind.YES_NO, Kind.MILESTONE, Kind.PROGRESS):
        return Basis.STEP
    if indicator.nature is Nature.CUMULATIVE:
        return Basis.CUMULATIVE
    as_ratio = indicator.kind in _RATIOS or indicator.unit_of_measure == "%"
    return Basis.LEVEL if as_ratio or indicator.nature is Nature.AS_OF else Basis.SUMMED


def share_passed(aim: Aim, on: date) -> Fraction:
    """The part of the aim's days that has passed by the evening of a day, 0 to 1."""
    total = (aim.due_on - aim.starts_on).days + 1
    if total <= 0:
        return Fraction(1)
    return Fraction(min(max((on - aim.starts_on).days + 1, 0), total), total)


def _no_target(indicator: Indicator, basis: Basis) -> Why | None:
    if indicator.comparator is Comparator.PENDING:
        return Why.PENDING
    if basis is Basis.STEP:
        return None
    return Why.NO_TARGET if indicator.target is None or indicator.comparator is Comparator.NONE else None


def _nothing_to_compare(given: Sequence[Told], basis: Basis) -> Why | None:
    if not given:
        return Why.NO_FIGURE
    if given[-1].answer is Special.NOT_APPLICABLE:
        return Why.NOT_APPLICABLE
    # "Nothing arose" adds nothing to a total; of a share or a state it says nothing.
    needs_value = basis in (Basis.LEVEL, Basis.STEP)
    told = [one for one in given if isinstance(one.answer, Value) or not needs_value]
    return None if told else Why.NO_FIGURE


def _step(aim: Aim, given: Sequence[Told], on: date) -> Pace:
    is_done = _newest(given) >= 1
    light = Light.GREEN if is_done or on <= aim.due_on else Light.RED
    return Pace(light, Basis.STEP, on, None, Decimal(is_done), Decimal(on > aim.due_on), is_done)


def _level(aim: Aim, given: Sequence[Told], on: date) -> Pace:
    actual, target = _newest(given), _target(aim)
    points = [(one.cut_off, one.answer.number) for one in given if isinstance(one.answer, Value)]
    ahead = level(points, aim.due_on, at_most=Decimal(100) if aim.indicator.unit_of_measure == "%" else None)
    reached = _holds(aim.indicator.comparator, actual, target)
    light = _light(aim, _attained(aim.indicator.comparator, actual, Fraction(target), Fraction(target)))
    return Pace(Light.GREEN if reached else light, Basis.LEVEL, on, None, actual, target, reached, ahead)


def _growing(aim: Aim, basis: Basis, actual: Decimal, share: Fraction, on: date) -> Pace:
    target, comparator = _target(aim), aim.indicator.comparator
    expected = Fraction(target) * share
    light = _light(aim, _attained(comparator, actual, expected, Fraction(target)))
    # A limit is kept only when its time is over.
    reached = _holds(comparator, actual, target) and (comparator not in CAPS or on >= aim.due_on)
    light = Light.GREEN if reached else light
    return Pace(light, basis, on, None, actual, decimal(expected), reached, growing(actual, share))


def _attained(comparator: Comparator, actual: Decimal, expected: Fraction, target: Fraction) -> Fraction:
    """How much of what is expected is there: 1 is all of it. Of a limit: 1 or more while it is kept.

    Exactly so much ("="): too much is as far off as too little, once the whole target is passed.
    """
    has = Fraction(actual)
    if comparator in CAPS:
        return Fraction(1) if has <= 0 else expected / has
    if comparator is Comparator.EQUAL and has > target:
        return max(target, Fraction(0)) / has if has > 0 else Fraction(1)
    return Fraction(1) if expected <= 0 else has / expected


def _light(aim: Aim, attained: Fraction) -> Light:
    per_cent = attained * 100
    if per_cent >= Fraction(aim.green_from):
        return Light.GREEN
    return Light.AMBER if per_cent >= Fraction(aim.amber_from) else Light.RED


def _holds(comparator: Comparator, actual: Decimal, target: Decimal) -> bool:
    match comparator:
        case Comparator.MORE:
            return actual > target
        case Comparator.LESS:
            return actual < target
        case Comparator.AT_MOST:
            return actual <= target
        case Comparator.EQUAL:
            return actual == target
        case _:
            return actual >= target


def _newest(given: Sequence[Told]) -> Decimal:
    """The newest figure; where nothing ever arose, nothing."""
    return next((one.answer.number for one in reversed(given) if isinstance(one.answer, Value)), Decimal(0))


def _share_covered(aim: Aim, given: Sequence[Told]) -> Fraction:
    """The part of the aim's days that the periods reported cover: a period nobody told of is not a zero."""
    total = (aim.due_on - aim.starts_on).days + 1
    inside = [(max(one.first_day, aim.starts_on), min(one.cut_off, aim.due_on)) for one in given]
    covered = sum(max((last - first).days + 1, 0) for first, last in inside)
    return Fraction(min(covered, total), total) if total > 0 else Fraction(1)


def _target(aim: Aim) -> Decimal:
    if aim.indicator.target is None:
        raise ValueError("an indicator without a target has no pace")
    return aim.indicator.target


def decimal(number: Fraction) -> Decimal:
    """A fraction as a Decimal, as exact as those are."""
    return Decimal(number.numerator) / Decimal(number.denominator)
