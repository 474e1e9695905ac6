"""How many messages each person gets: in all, on how many days, on the fullest day, on a usual one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from bot.rehearsal.record import Recipient, Rehearsed


@dataclass(frozen=True, slots=True)
class Count:
    """One person or group: messages the bot began, the days with any, the most in a day, the median of those days."""

    to: Recipient
    unasked: int
    days: int
    most: int
    most_on: date | None
    median: Decimal
    replies: int


def counts(rehearsed: Rehearsed) -> list[Count]:
    """Everybody, in the order in which they were enrolled; who heard nothing counts, too."""
    by_day: dict[Recipient, Counter[date]] = {to: Counter() for to in rehearsed.recipients}
    replies = Counter[Recipient]()
    for one in rehearsed.messages:
        if one.is_unasked:
            by_day[one.to][rehearsed.bodies[one.to.organisation].day(one.at)] += 1
        else:
            replies[one.to] += 1
    return [_count(to, days, replies[to]) for to, days in by_day.items()]


def _count(to: Recipient, days: Counter[date], replies: int) -> Count:
    fullest = min(days, key=lambda day: (-days[day], day), default=None)
    most = days[fullest] if fullest else 0
    usual = Decimal(str(median(days.values()))) if days else Decimal(0)
    return Count(to, days.total(), len(days), most, fullest, usual, replies)
