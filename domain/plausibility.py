"""Whether a figure that was read exactly is still odd beside its own history and its target."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import mean, stdev

from domain.indicators import NOT_MEASURED, Indicator, Kind, Nature
from domain.likelihood import HUNDRED, TOO_LARGE, fits_storage, tidy
from domain.readings import Value


class Oddity(StrEnum):
    """Why a figure is confirmed once more, the most telling first."""

    FALLING_CUMULATIVE = "falling_cumulative"
    PERCENT_JUMP = "percent_jump"
    FAR_ABOVE_TARGET = "far_above_target"
    OUTSIDE_USUAL_RANGE = "outside_usual_range"
    UNLIKE_VISITS = "unlike_visits"  # not what the community teams have logged


@dataclass(frozen=True, slots=True)
class Unusual:
    """`likelier`: the same digits with the comma elsewhere, where that would be usual; None where it would not."""

    oddity: Oddity
    last: Value | None
    likelier: Value | None


_JUMP = Decimal(20)  # points between two periods, as the product says
_TARGETS = 5  # doing two or three times the target happens; a slipped comma is ten times
_TIMES = 5  # the same, beside the largest or smallest figure there was
_ENOUGH = 4  # figures before a spread says anything
_RECENT = 12  # figures looked back on: a year of months
_SPREADS = 3  # standard deviations that are still usual
_ALIKE = Decimal("1.5")  # a moved comma explains a figure only if it lands this near to the last one
_COMMA_MOVES = tuple(Decimal(10) ** places for places in (1, -1, 2, -2, 3, -3))


def doubts_about(value: Value, indicator: Indicator, history: Sequence[Value]) -> Unusual | None:
    """What is odd about a figure; None when nothing is.

    `history` holds the same figure of earlier periods, oldest first; for a cumulative one only since its count
    began, because a new year starts again from nothing.
    """
    if indicator.kind in NOT_MEASURED:
        return None
    oddity = _oddity(value, indicator, history)
    if oddity is None:
        return None
    last = history[-1] if history else None
    return Unusual(oddity, last, _with_comma_moved(value, indicator, history))


def _oddity(value: Value, indicator: Indicator, history: Sequence[Value]) -> Oddity | None:
    last = history[-1] if history else None
    if last is not None and value.number == last.number:
        return None
    if last is not None and indicator.nature is Nature.CUMULATIVE and _falls(value, last):
        return Oddity.FALLING_CUMULATIVE
    if last is not None and _in_percent(indicator) and abs(value.number - last.number) > _JUMP:
        return Oddity.PERCENT_JUMP
    before = [one.number for one in history[-_RECENT:]]
    if _is_far_above_target(value.number, indicator, before):
        return Oddity.FAR_ABOVE_TARGET
    return Oddity.OUTSIDE_USUAL_RANGE if _is_outside(value.number, indicator, before) else None


def _in_percent(indicator: Indicator) -> bool:
    return indicator.kind is Kind.PERCENT or indicator.unit_of_measure == "%"


def _falls(value: Value, last: Value) -> bool:
    """Where both keep their pair it is what was counted that cannot fall; the share may."""
    if value.numerator is not None and last.numerator is not None:
        return value.numerator < last.numerator
    return value.number < last.number


def _is_far_above_target(number: Decimal, indicator: Indicator, before: Sequence[Decimal]) -> bool:
    """Once it was confirmed so far above, it is no news."""
    if indicator.target is None or indicator.target <= 0:
        return False
    limit = indicator.target * _TARGETS
    return number > limit and not any(one > limit for one in before)


def _is_outside(number: Decimal, indicator: Indicator, before: Sequence[Decimal]) -> bool:
    """Zeros say nothing of the usual size; a zero is odd itself only where there never was one."""
    sizes = [one for one in before if one > 0]
    if number == 0:
        return len(sizes) == len(before) >= _ENOUGH
    if not sizes or (_in_percent(indicator) and len(sizes) < _ENOUGH):
        return False  # a percentage is held against the last one by its points
    low, high = _range(sizes, indicator)
    return not low <= number <= high


def _range(sizes: Sequence[Decimal], indicator: Indicator) -> tuple[Decimal, Decimal]:
    """What is usual, with everything there ever was in it."""
    smallest, largest = min(sizes), max(sizes)
    low, high = smallest / _TIMES, largest * _TIMES
    if len(sizes) < _ENOUGH:
        return low, high
    centre, away = _expected(sizes, indicator)
    return min(smallest, max(low, centre - away)), max(largest, min(high, centre + away))


def _expected(sizes: Sequence[Decimal], indicator: Indicator) -> tuple[Decimal, Decimal]:
    """The middle of what is usual and how far from it is still usual; never less than half, however even it was."""
    if indicator.nature is Nature.CUMULATIVE:  # it is the growth that has a usual size
        steps = [after - before for before, after in pairwise(sizes)]
        return sizes[-1] + mean(steps), max(_SPREADS * stdev(steps), sizes[-1] / 2)
    middle = mean(sizes)
    floor = min(_JUMP, middle / 2) if _in_percent(indicator) else middle / 2
    return middle, max(_SPREADS * stdev(sizes), floor)


def _with_comma_moved(value: Value, indicator: Indicator, history: Sequence[Value]) -> Value | None:
    """88 % last, 9,1 % now: 91 %. A pair is two whole numbers and has no comma to slip."""
    near = history[-1].number if history else indicator.target
    if value.numerator is not None or value.number <= 0 or near is None or near <= 0:
        return None
    # no half dossiers; but 2,5 km, where there were fractions before
    whole = indicator.kind is Kind.COUNT and all(one.number % 1 == 0 for one in (value, *history))
    moved = [value.number * move for move in _COMMA_MOVES]
    possible = [Value(tidy(one)) for one in moved if _can_be(one, indicator, whole=whole)]
    alike = [one for one in possible if _times_off(one.number, near) <= _ALIKE]
    usual = [one for one in alike if _oddity(one, indicator, history) is None]
    return min(usual, key=lambda one: _times_off(one.number, near), default=None)


def _can_be(number: Decimal, indicator: Indicator, *, whole: bool) -> bool:
    if _in_percent(indicator) and number > HUNDRED:
        return False
    return number < TOO_LARGE and fits_storage(number) and not (whole and number % 1)


def _times_off(number: Decimal, size: Decimal) -> Decimal:
    return max(number / size, size / number)
