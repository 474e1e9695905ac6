"""A unit's score for the year, for thi đua: five shares, each with its weight; docs/diem.md says why these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction


class Part(StrEnum):
    """What is scored. Each part is a share: so many of so many."""

    ON_TIME = "on_time"
    COMPLETE = "complete"
    NOT_RETURNED = "not_returned"
    NOT_CORRECTED = "not_corrected"
    REACHED = "reached"


# The formula as data: 100 in all. docs/diem.md gives the reasons, and a test holds both together.
WEIGHTS: Mapping[Part, int] = {
    Part.ON_TIME: 35,
    Part.COMPLETE: 25,
    Part.NOT_RETURNED: 10,
    Part.NOT_CORRECTED: 5,
    Part.REACHED: 25,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """One report that was due in the year and not excused.

    `is_corrected`: a figure was changed after it was handed in, of the unit's own accord; on time it stays.
    """

    is_handed_in: bool
    is_on_time: bool
    is_complete: bool
    is_returned: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of none there is nothing to score."""

    good: int
    of: int

    @property
    def ratio(self) -> Fraction | None:
        """0 to 1; None for a share of nothing."""
        return Fraction(self.good, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Score:
    """The shares, and what they come to: 0 to 100 with one digit; None where nothing was due."""

    shares: Mapping[Part, Share]
    points: Decimal | None


def score(reports: Iterable[Facts], targets: Share) -> Score:
    """Add a unit's year up. `targets`: how many of those that can be told it has reached.

    On time and complete are shares of all reports due, returned and corrected only of those handed in: what was
    never sent cannot have been sent well.
    """
    due = list(reports)
    sent = [one for one in due if one.is_handed_in]
    shares = {
        Part.ON_TIME: Share(sum(one.is_on_time for one in due), len(due)),
        Part.COMPLETE: Share(sum(one.is_complete for one in due), len(due)),
        Part.NOT_RETURNED: Share(sum(not one.is_returned for one in sent), len(sent)),
        Part.NOT_CORRECTED: Share(sum(not one.is_corrected for one in sent), len(sent)),
        Part.REACHED: targets,
    }
    return Score(shares, points(shares))


def points(shares: Mapping[Part, Share]) -> Decimal | None:
    """Weight times share, summed, over the weights of the parts that can be told; None without a single report."""
    told = {part: share.ratio for part, share in shares.items() if share.ratio is not None}
    if Part.ON_TIME not in told:
        return None
    whole = sum(WEIGHTS[part] for part in told)
    exact = sum((WEIGHTS[part] * ratio for part, ratio in told.items() if ratio is not None), Fraction(0)) * 100 / whole
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
