"""One question of a report as a duty (nhiệm vụ, chỉ tiêu to be kept up to date): whether it is, and if not, why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum


class Gap(StrEnum):
    """Why a duty is not up to date."""

    NOT_UPDATED = "not_updated"  # no answer yet, or the answer was sent back
    NO_FIGURE = "no_figure"  # "chưa có số liệu"
    NO_EVIDENCE = "no_evidence"  # answered, without the product or evidence that the plan asks for


@dataclass(frozen=True, slots=True)
class Duty:
    """One question. `indicator_id` or `task_id` says of what; neither: a free question of a round.

    `is_answered`: it has an answer that was not sent back.
    """

    indicator_id: int | None
    task_id: int | None
    is_answered: bool
    has_figure: bool = True
    has_evidence: bool = True
    answered_at: datetime | None = None

    @property
    def gap(self) -> Gap | None:
        """Why it is not up to date; None: it is."""
        if not self.is_answered:
            return Gap.NOT_UPDATED
        if not self.has_figure:
            return Gap.NO_FIGURE
        return None if self.has_evidence else Gap.NO_EVIDENCE

    @property
    def is_of_plan(self) -> bool:
        """Whether it is an indicator or a task of the plan."""
        return self.indicator_id is not None or self.task_id is not None


@dataclass(frozen=True, slots=True)
class Share:
    """How many duties are up to date of those asked for."""

    updated: int
    asked: int

    @property
    def rate(self) -> Decimal | None:
        """Per cent, cut off after one decimal so that 1999 of 2000 is never 100; None where nothing is asked."""
        if not self.asked:
            return None
        return (Decimal(100 * self.updated) / self.asked).quantize(Decimal("0.1"), ROUND_DOWN)


NOTHING = Share(0, 0)


def share(duties: Iterable[Duty]) -> Share:
    """The share of the plan's indicators and tasks that are up to date."""
    of_plan = [one for one in duties if one.is_of_plan]
    return Share(sum(one.gap is None for one in of_plan), len(of_plan))


def together(shares: Iterable[Share]) -> Share:
    """Several shares as one: of all reports of a period."""
    updated = asked = 0
    for one in shares:
        updated += one.updated
        asked += one.asked
    return Share(updated, asked)
