"""Where an indicator will stand when it is due, if it goes on as before; and when that cannot be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

PERIODS_OF_A_TREND = 3
TOLD_FROM = Fraction(1, 10)  # of the time: one good day in January is no trend


class Untold(StrEnum):
    """Why there is no forecast."""

    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    NOT_A_NUMBER = "not_a_number"  # done or not: nothing to draw a line through


@dataclass(frozen=True, slots=True)
class Forecast:
    """Exactly one of both is there."""

    number: Decimal | None = None
    untold: Untold | None = None


# Of what is done or not there is no forecast.
NONE = Forecast(untold=Untold.NOT_A_NUMBER)


def growing(actual: Decimal, share: Fraction) -> Forecast:
    """A total that grows as fast as in the `share` of the time seen so far."""
    if share < TOLD_FROM:
        return Forecast(untold=Untold.TOO_EARLY)
    whole = Fraction(actual) / share
    return Forecast(Decimal(whole.numerator) / Decimal(whole.denominator))


def level(points: Sequence[tuple[date, Decimal]], due_on: date, at_most: Decimal | None = None) -> Forecast:
    """The last of the figures, moved on by the trend from the first to it. `points` in order of time."""
    if len(points) < PERIODS_OF_A_TREND:
        return Forecast(untold=Untold.TOO_FEW)
    (first_day, first), (last_day, last) = points[0], points[-1]
    days = (last_day - first_day).days
    ahead = max((due_on - last_day).days, 0)
    moved = last + (last - first) * ahead / days if days > 0 else last
    moved = max(moved, Decimal(0))
    return Forecast(moved if at_most is None else min(moved, max(at_most, last)))
