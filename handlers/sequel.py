"""Which report comes after which: the shortest first, and a longer one once those it is made of are in."""

from collections.abc import Collection, Iterable

from domain.rounds import ROUND
from storage.reports import Owed


def in_turn(owed: Iterable[Owed]) -> list[Owed]:
    """Shortest first, for what is longer is derived from it; then unit by unit."""

    return sorted(owed, key=lambda one: (-one.period.first_day.toordinal(), one.unit.id, one.report.id))


def is_part(one: Owed, of: Owed) -> bool:
    """Whether a report's period lies in another, longer one of the same unit and regime; a round is part of none."""
    if ROUND in (one.period.frequency, of.period.frequency) or one.report.is_upward != of.report.is_upward:
        return False
    if (one.unit.id, one.period.regime_id) != (of.unit.id, of.period.regime_id) or one.period.key == of.period.key:
        return False
    return of.period.first_day <= one.period.first_day and one.period.cut_off <= of.period.cut_off


def after(sent: Owed, owed: Collection[Owed]) -> Owed | None:
    """What the conversation goes on to by itself: a report made of the one just sent, or opened at once with it.

    `owed`: what the person still owes. Not while another report that it is made of is still owed.
    """
    for one in in_turn(owed):
        goes_together = is_part(sent, one) or one.period.opened_at == sent.period.opened_at
        if goes_together and not _waits(one, owed):
            return one
    return None


def _waits(one: Owed, owed: Collection[Owed]) -> bool:
    return any(is_part(other, one) for other in owed)
