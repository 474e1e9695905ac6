"""The same measure in several organisations: whether each reaches its own threshold, and what they give together."""

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from domain.deriving import ratio_of_sums, sum_of
from domain.indicators import Comparator, Indicator, Kind
from domain.values import Value

_HOLDS: dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.MORE: operator.gt,
    Comparator.AT_LEAST: operator.ge,
    Comparator.EQUAL: operator.ge,  # "đạt 100%": more than asked for is no less
    Comparator.LESS: operator.lt,
    Comparator.AT_MOST: operator.le,
}


def reaches(indicator: Indicator, number: Decimal) -> bool | None:
    """Whether a figure reaches its target; None where there is none to reach."""
    if indicator.target is None or indicator.comparator not in _HOLDS:
        return None
    return _HOLDS[indicator.comparator](number, indicator.target)


def together(figures: Sequence[tuple[Indicator, Value]]) -> Value | None:
    """Counts and amounts added up, percents and ratios as the ratio of the sums.

    None for fewer than two, for what is measured differently, and for a ratio one of which came without its parts.
    """
    ways = {(one.kind, one.unit_of_measure, one.nature) for one, _ in figures}
    if len(figures) < 2 or len(ways) != 1:
        return None
    indicator, values = figures[0][0], [value for _, value in figures]
    if indicator.kind in (Kind.YES_NO, Kind.MILESTONE, Kind.PROGRESS):
        return None
    is_ratio = indicator.kind in (Kind.PERCENT, Kind.RATIO) or indicator.unit_of_measure == "%"
    return ratio_of_sums(indicator, values) if is_ratio else sum_of(values)
