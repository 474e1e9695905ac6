"""Diện cảnh báo: which units and which of their indicators and tasks stand in it, why, since when, and how gravely.

Kế hoạch 32-KH/TU, mục II.2.2 (4): "chậm cập nhật/không đủ dữ liệu bị đưa vào diện cảnh báo". Whoever is late or
insufficient once a deadline has passed is in; only a complete update, handed in, takes them out again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from zoneinfo import ZoneInfo

from domain.duties import Duty, Gap
from domain.lateness import HANDED_IN, State, days_late
from domain.regimes import Audience, Stage
from domain.workdays import WorkingDays

# The level rises with the ladder: a regime that tells its leaders earlier finds it graver earlier. 1 from the
# deadline on, 2 from the rung that the leadership group hears (+3), 3 from the one the leader hears (+5), or when the
# same chain was late or insufficient in the period before as well.
HEARD_AT_LEVEL = {2: Audience.LEADERSHIP_GROUP, 3: Audience.LEADER}
FIRST, HIGHEST = 1, 3


class Lack(StrEnum):
    """Why a unit stands in it."""

    LATE = "late"  # not handed in, or not handed in again, in time
    INSUFFICIENT = "insufficient"  # handed in, but a figure, a product or evidence is missing


class Calm(Enum):
    """No reason to enter: `WAITS` keeps who is in, `SETTLED` lets them leave."""

    WAITS = "waits"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what stands in it: a unit, or one indicator or task of it."""

    unit_id: int
    indicator_id: int | None = None
    task_id: int | None = None

    @property
    def key(self) -> str:
        """ "unit:3", "indicator:12:unit:3": of each at most one entry stands."""
        unit = f"unit:{self.unit_id}"
        if self.indicator_id is not None:
            return f"indicator:{self.indicator_id}:{unit}"
        return f"task:{self.task_id}:{unit}" if self.task_id is not None else unit


@dataclass(frozen=True, slots=True)
class Filed:
    """The facts of one report. A report that was sent back has until `return_due_at`."""

    report_id: int
    state: State
    due_at: datetime
    return_due_at: datetime | None
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    duties: tuple[Duty, ...]

    @property
    def awaited_until_at(self) -> datetime:
        """The deadline that counts: a return gives more time, and never less."""
        return max(self.due_at, self.return_due_at or self.due_at)


@dataclass(frozen=True, slots=True)
class Chain:
    """A unit's reports of one kind, oldest first: the newest speaks for all. `is_upward`: of the second stage."""

    unit_id: int
    ladder: tuple[Stage, ...]
    zone: ZoneInfo
    reports: Sequence[Filed]
    is_upward: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """What is late or insufficient now."""

    report_id: int
    reason: str
    since_at: datetime
    level: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that stands."""

    report_id: int
    reason: str
    entered_at: datetime
    level: int


Verdict = Missed | Calm


def step(entry: Entry | None, verdict: Verdict) -> Entry | None:
    """The entry after a look: it enters when something is missed, and leaves when all is settled."""
    if isinstance(verdict, Missed):
        if entry is None:
            return Entry(verdict.report_id, verdict.reason, verdict.since_at, verdict.level)
        return replace(entry, report_id=verdict.report_id, reason=verdict.reason, level=max(entry.level, verdict.level))
    return entry if verdict is Calm.WAITS else None


def judge(chains: Iterable[Chain], days: WorkingDays, now: datetime) -> Mapping[Subject, Verdict]:
    """One verdict for each unit and for each indicator and task it is asked for. What is not named is not asked."""
    verdicts: dict[Subject, list[Verdict]] = {}
    for chain in chains:
        for subject, verdict in _of_chain(chain, days, now):
            verdicts.setdefault(subject, []).append(verdict)
    return {subject: _worst(found) for subject, found in verdicts.items()}


def level(ladder: Iterable[Stage], late: int, *, again: bool) -> int:
    """From the working days since the deadline; `again`: the period before was missed as well."""
    if again:
        return HIGHEST
    reached = [
        number
        for number, audience in HEARD_AT_LEVEL.items()
        if any(audience in stage.audience and 0 < stage.working_days <= late for stage in ladder)
    ]
    return max(reached, default=FIRST)


def of_report(report: Filed, now: datetime) -> tuple[Lack, datetime] | Calm:
    """Whether a report is missed, why and since when."""
    gaps = [duty for duty in report.duties if duty.gap]
    if report.state is State.EXCUSED or (report.state in HANDED_IN and not gaps):
        return Calm.SETTLED
    if now <= report.awaited_until_at:
        return Calm.WAITS
    if report.state not in HANDED_IN:
        return Lack.LATE, report.awaited_until_at
    changes = [at for at in (report.submitted_at, *(duty.answered_at for duty in gaps)) if at]
    return Lack.INSUFFICIENT, max([report.awaited_until_at, *changes])


def of_duty(report: Filed, duty: Duty, now: datetime) -> tuple[Gap, datetime] | Calm:
    """Whether one question of a report is missed, why and since when. An answer counts once it is handed in."""
    if report.state is State.EXCUSED:
        return Calm.SETTLED
    if duty.gap is None:
        return Calm.SETTLED if report.state in HANDED_IN else Calm.WAITS
    if now <= report.awaited_until_at:
        return Calm.WAITS
    return duty.gap, max(report.awaited_until_at, duty.answered_at or report.awaited_until_at)


def _of_chain(chain: Chain, days: WorkingDays, now: datetime) -> Iterable[tuple[Subject, Verdict]]:
    """The newest report whose deadline has passed speaks, unless a newer one is complete already."""
    unit = Subject(chain.unit_id)
    due = [one for one in chain.reports if one.due_at < now]
    if not due:
        yield unit, Calm.SETTLED
        return
    report, before = due[-1], due[-2] if len(due) > 1 else None
    newer = [one for one in chain.reports[len(due) :] if one.state in HANDED_IN]

    def verdict(found: tuple[StrEnum, datetime] | Calm, *, again: bool) -> Verdict:
        if isinstance(found, Calm):
            return found
        late = days_late(report.awaited_until_at, now, days, chain.zone)
        return Missed(report.report_id, found[0], found[1], level(chain.ladder, late, again=again))

    if any(of_report(one, now) is Calm.SETTLED for one in newer):
        yield unit, Calm.SETTLED
    else:
        yield unit, verdict(of_report(report, now), again=before is not None and _was_missed(before, now))
    if chain.is_upward:  # what it gathers are duties of the units that were asked first
        return
    for duty in report.duties:
        if not duty.is_of_plan:
            continue
        subject = Subject(chain.unit_id, duty.indicator_id, duty.task_id)
        if any(same.gap is None for one in newer if (same := _same(one, duty))):
            yield subject, Calm.SETTLED
        else:
            earlier = _same(before, duty) if before else None
            again = before is not None and earlier is not None and _is_missed(of_duty(before, earlier, now))
            yield subject, verdict(of_duty(report, duty, now), again=again)


def _was_missed(report: Filed, now: datetime) -> bool:
    """Whether the period before was missed: it still is, or it came late."""
    if report.state is State.EXCUSED:
        return False
    came_late = report.first_submitted_at is not None and report.first_submitted_at > report.due_at
    return came_late or _is_missed(of_report(report, now))


def _is_missed(found: tuple[StrEnum, datetime] | Calm) -> bool:
    return not isinstance(found, Calm)


def _same(report: Filed, duty: Duty) -> Duty | None:
    asked = (duty.indicator_id, duty.task_id)
    return next((one for one in report.duties if (one.indicator_id, one.task_id) == asked), None)


def _worst(found: Sequence[Verdict]) -> Verdict:
    """Late before insufficient, then the longest; the level is the highest of all."""
    missed = [one for one in found if isinstance(one, Missed)]
    if missed:
        late = (Lack.LATE, Gap.NOT_UPDATED)
        told = min(missed, key=lambda one: (one.reason not in late, one.since_at, one.report_id))
        return replace(told, level=max(one.level for one in missed))
    return Calm.WAITS if Calm.WAITS in found else Calm.SETTLED
