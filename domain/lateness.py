"""Where a report stands: every expected report has exactly one status, and lateness is counted in working days."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.workdays import WorkingDays


class State(StrEnum):
    """What has been done with a report. Lateness is not a state: it follows from the time."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EXCUSED = "excused"


# Nobody waits for the unit: what it changes now is a correction.
HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED})


class Status(StrEnum):
    """How leaders see a report, in the order in which a digest tells them."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    INCOMPLETE = "incomplete"  # handed in, but a figure is "chưa có số liệu" or lacks the evidence the plan asks for
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    LATE = "late"
    ON_TIME = "on_time"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts about one report. `asked`, `answered`, `missing` count figures.

    `missing`: "chưa có số liệu", or without the evidence that the plan asks for beside it.

    A returned report has until `return_due_at`; how timely it was first handed in does not change.
    """

    state: State
    due_at: datetime
    first_submitted_at: datetime | None
    asked: int
    answered: int
    missing: int
    return_due_at: datetime | None = None


def status_of(report: Standing, now: datetime) -> Status:
    """The one status of a report at a moment."""
    if report.state is State.EXCUSED:
        return Status.EXCUSED
    if report.state is State.RETURNED:
        return Status.OVERDUE if now > (report.return_due_at or report.due_at) else Status.RETURNED
    if report.first_submitted_at is None:
        return _before_submission(report, now)
    if report.missing:
        return Status.INCOMPLETE
    return Status.ON_TIME if report.first_submitted_at <= report.due_at else Status.LATE


def _before_submission(report: Standing, now: datetime) -> Status:
    if now > report.due_at:
        return Status.OVERDUE
    return Status.IN_PROGRESS if report.answered else Status.NOT_STARTED


def days_late(due_at: datetime, now: datetime, days: WorkingDays, zone: ZoneInfo) -> int:
    """Working days since the due day; 0 on the due day itself."""
    return days.count(due_at.astimezone(zone).date(), now.astimezone(zone).date())


def is_locked(state: State, locks_at: datetime, now: datetime, opened_until_at: datetime | None = None) -> bool:
    """Whether answers are no longer taken: accepted, or the grace after the deadline is over.

    Until `opened_until_at` (a granted exception, a return's new due time) they are taken all the same.
    """
    if opened_until_at is not None and now <= opened_until_at:
        return False
    return state is State.ACCEPTED or now > locks_at


def shares(statuses: Iterable[Status]) -> Mapping[Status, int]:
    """Whole percentages per status that add up to 100 (largest remainder); empty for no reports."""
    counts = Counter(statuses)
    total = counts.total()
    if not total:
        return {}
    floors = {status: 100 * n // total for status, n in counts.items()}
    by_remainder = sorted(counts, key=lambda s: (-(100 * counts[s] % total), list(Status).index(s)))
    for status in by_remainder[: 100 - sum(floors.values())]:
        floors[status] += 1
    return floors


def on_time_rate(statuses: Iterable[Status]) -> Decimal | None:
    """Per cent of the expected reports that came complete and on time; None where nothing is expected."""
    expected = [status for status in statuses if status is not Status.EXCUSED]
    if not expected:
        return None
    on_time = sum(status is Status.ON_TIME for status in expected)
    return (Decimal(100 * on_time) / len(expected)).quantize(Decimal("0.1"))
