"""What somebody may ask of their own data, and by when: law 91/2025/QH15 with decree 356/2025/NĐ-CP.

The days are those known from the press and law offices (reliability.md 2.3), not checked in the official text: whether
they are days or working days, and which goes with which request, must be confirmed by counsel.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.workdays import ONE_DAY, WorkingDays


class Kind(StrEnum):
    """What is asked."""

    VIEW = "view"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class State(StrEnum):
    """What became of it."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


REPLY_WITHIN = 2  # working days
CARRIED_OUT_WITHIN: Mapping[Kind, int] = MappingProxyType(
    {Kind.VIEW: 10, Kind.CORRECT: 10, Kind.WITHDRAW: 15, Kind.ERASE: 20}
)
"""Days from the day it is asked."""

MORNING, EVENING = time(8), time(17)


def reply_due_at(asked_at: datetime, zone: ZoneInfo, working: WorkingDays) -> datetime:
    """The end of the second working day after."""
    return _at(working.shift(_day(asked_at, zone), REPLY_WITHIN), EVENING, zone)


def due_at(kind: Kind, asked_at: datetime, zone: ZoneInfo, working: WorkingDays) -> datetime:
    """The end of the last day; where nobody works on it, of the last working day before."""
    last = _day(asked_at, zone) + CARRIED_OUT_WITHIN[kind] * ONE_DAY
    return _at(last if working.is_working(last) else working.shift(last, -1), EVENING, zone)


def next_reminder(
    now: datetime, reply_due_at: datetime, due_at: datetime, zone: ZoneInfo, working: WorkingDays
) -> datetime:
    """The next morning on which who decides is reminded: the reply's day, the day before the end, then every day."""
    days = _days(_day(now, zone), _day(reply_due_at, zone), _day(due_at, zone), working)
    return next(moment for day in days if (moment := _at(day, MORNING, zone)) > now)


def _days(today: date, reply: date, end: date, working: WorkingDays) -> Iterator[date]:
    yield from sorted({reply, working.shift(end, -1), end})
    day = max(today, end)
    while True:
        day = working.shift(day, 1)
        yield day


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
