"""What simulated people do and when: each report that opens is taken up on the day its unit's conduct says."""

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot.rehearsal.behaviour import Answers, Conduct
from bot.rehearsal.cast import Crew
from bot.rehearsal.record import Body
from storage.reports import Owed
from storage.tables import Account

SOON = timedelta(hours=1)  # after a report opened, or something to look at came


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something done at a moment; `number` keeps the order of those at the same. A report, a button, or blocking."""

    at: datetime
    number: int
    who: Account = field(compare=False)
    report_id: int | None = field(default=None, compare=False)
    answers: Answers = field(default=Answers.ON_TIME, compare=False)
    payload: str = field(default="", compare=False)


@dataclass(slots=True)
class Acts:
    """The acts to come, soonest first."""

    _heap: list[Act] = field(default_factory=list)
    _numbers: int = 0

    @property
    def next_at(self) -> datetime | None:
        """When somebody does something next."""
        return self._heap[0].at if self._heap else None

    def take(self, now: datetime) -> Act | None:
        """The next act whose time has come."""
        return heapq.heappop(self._heap) if self._heap and self._heap[0].at <= now else None

    def plan(
        self,
        at: datetime,
        who: Account,
        *,
        report_id: int | None = None,
        answers: Answers = Answers.ON_TIME,
        payload: str = "",
    ) -> None:
        """Somebody will do something."""
        self._numbers += 1
        heapq.heappush(self._heap, Act(at, self._numbers, who, report_id, answers, payload))


def when_answered(conduct: Conduct, owed: Owed, body: Body, at_time: time, now: datetime) -> datetime | None:
    """When a unit takes up a report that is open now; None: never."""
    if conduct.answers in (Answers.NEVER, Answers.NOBODY):
        return None
    days = conduct.by if conduct.answers is Answers.LATE else -conduct.before
    due_day = body.day(owed.report.due_at)
    day = body.days.shift(due_day, days) if days else due_day
    at = datetime.combine(day, at_time, body.zone).astimezone(UTC)
    return max(at, now + SOON)


def who_answers(crew: Crew, body: Body, at: datetime) -> Account | None:
    """The officer, the head while the officer is away; None where the officer has blocked the bot."""
    day = body.day(at)
    if crew.officer is None or any(absent.covers(day) for absent in crew.conduct.absent):
        return crew.head if crew.officer else None
    blocked = crew.conduct.blocked_from
    return None if blocked and blocked <= day else crew.officer
