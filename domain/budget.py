"""How many messages a day one person gets unasked, and which of the day's messages those are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo


class Urgency(IntEnum):
    """How much a message presses; of several things in one message the most urgent counts."""

    OPENING = 0
    DUE_SOON = 1
    DUE_TODAY = 2
    OVERDUE = 3


@dataclass(frozen=True, slots=True)
class Coming:
    """A message that is to come later on the same day."""

    at: datetime
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Waits:
    """Not now. `until` None: the day is full, and it goes with the next day's first message."""

    until: datetime | None


def fits(urgency: Urgency, left: int, later: Sequence[Coming], *, held_over: bool) -> Waits | None:
    """Whether a message may go now (None), with `left` more today and these still to come.

    A place is kept for each later message that is more urgent; what gives way goes together with the first of them.
    What was held over from an earlier day is not held over again.
    """
    if left <= 0:
        return None if held_over else Waits(None)
    pressing = sorted(one.at for one in later if one.urgency > urgency)
    return Waits(pressing[0]) if len(pressing) >= left else None


def urgency_of(due_at: datetime, at: datetime, zone: ZoneInfo, *, is_opening: bool = False) -> Urgency:
    """How urgent a report that is due at one moment is at another."""
    if is_opening:
        return Urgency.OPENING
    if at > due_at:
        return Urgency.OVERDUE
    is_today = due_at.astimezone(zone).date() == at.astimezone(zone).date()
    return Urgency.DUE_TODAY if is_today else Urgency.DUE_SOON
