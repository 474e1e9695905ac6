"""Which moments of a play the lives end at, chosen by a rule from what a play without deaths went through."""

from collections.abc import Collection, Sequence
from enum import Enum

from tests.faults.killed.seams import SEAMS

Fates = list[tuple[str, int]]


class Which(Enum):
    """Of all the times that a play comes to a seam."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"

    def of(self, count: int) -> int:
        """The number of the one meant."""
        return {Which.FIRST: 1, Which.MIDDLE: (count + 1) // 2, Which.LAST: count}[self]


def in_one_play(passed: Sequence[str], which: Which, seams: Collection[str] = SEAMS) -> Fates:
    """A death at each of these seams, one life after the other, in the order in which the play comes to them.

    A life counts from its own beginning. What a death undid comes once more, so that few wait for a moment in vain.
    """
    ends = sorted((_place(passed, seam, which.of(passed.count(seam))), seam) for seam in seams if seam in passed)
    fates, begin = [], 0
    for end, seam in ends:
        fates.append((seam, passed[begin : end + 1].count(seam)))
        begin = end + 1
    return fates


def _place(passed: Sequence[str], seam: str, nth: int) -> int:
    return [at for at, one in enumerate(passed) if one == seam][nth - 1]
