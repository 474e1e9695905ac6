"""Which support visits add up into a question of the plan, and whether they answer it or only stand beside it."""

from dataclasses import dataclass
from enum import StrEnum


class Counts(StrEnum):
    """What of the visits is counted. People, visits and classes are never added together."""

    PEOPLE = "people"
    VISITS = "visits"
    CLASSES = "classes"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a plan says of one of its questions.

    `activities`: codes; none where only classes count. `counts`: one for a figure, the first of them; a task's progress
    tells all of them. `beside`: the teams only help with it, so that their sum is shown, and is no answer.
    """

    activities: tuple[str, ...]
    counts: tuple[Counts, ...]
    beside: bool = False

    @property
    def of_activities(self) -> bool:
        """Whether anything but classes is counted."""
        return any(one is not Counts.CLASSES for one in self.counts)
