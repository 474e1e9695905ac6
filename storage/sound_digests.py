"""Whether each digest is written once and adds up to what was stored at its moment: the rows that say otherwise."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import Standing, State, Status, status_of
from domain.rounds import ROUND
from domain.values import Special
from storage import evidence
from storage.outbox import Kind
from storage.tables import Figure, Outbox, Period, Report, Revision, Succession

FEW = 3  # with more periods in one digest not all of their counts may have room
_TWICE = (
    select(Outbox.channel, Outbox.chat, func.min(Outbox.id).label("first"))
    .where(Outbox.kind == Kind.DIGEST)
    .group_by(Outbox.channel, Outbox.chat, Outbox.text)
    .having(func.count() > 1)
)
_DIGESTS = (
    select(Outbox.id, Outbox.key, Outbox.text, Outbox.created_at, Outbox.organisation_id)
    .where(Outbox.kind == Kind.DIGEST, or_(Outbox.key.startswith("closing:"), Outbox.key.startswith("digest:")))
    .order_by(Outbox.id)
)
# What was as it stands at any moment before: nothing was sent back, given more time, or asks for more than figures.
_MOVED = exists().where(
    Report.period_id == Period.id,
    or_(
        Report.returned_at.is_not(None),
        Report.submissions > 1,
        Report.state == State.EXCUSED,
        Report.due_at != Period.due_at,
        evidence.is_asked_for(),
        exists().where(or_(Succession.old_unit_id == Report.unit_id, Succession.new_unit_id == Report.unit_id)),
    ),
    not_(Report.is_upward),
)
_STEADY = select(Period).where(Period.frequency != ROUND, not_(_MOVED)).order_by(Period.id)
_REPORTS = select(Report).where(not_(Report.is_upward)).order_by(Report.id)
_ANSWERS = (
    select(Figure.report_id, Figure.id, Revision.version, Revision.at, Revision.new)
    .join(Report, Report.id == Figure.report_id)
    .outerjoin(Revision, Revision.figure_id == Figure.id)
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A figure with one of the answers it has had; one without any has Nones."""

    figure_id: int
    version: int | None
    at: datetime | None
    new: Mapping[str, str] | None


_Reported = tuple[Report, Sequence[_Answer]]


async def digests_written_twice(session: AsyncSession, now: datetime) -> list[str]:
    """The same text, which names its day, stands once in a group's list."""
    return [f"message {row.first} again in {row.chat}" for row in await session.execute(_TWICE)]


async def digests_that_do_not_add_up(session: AsyncSession, now: datetime) -> list[str]:
    """What a digest counted is what the answers stored by then come to, where that can still be seen."""
    digests = (await session.execute(_DIGESTS)).all()
    if not digests:
        return []
    periods = (await session.execute(_STEADY)).scalars().all()
    stored = await _stored(session, [one.id for one in periods])
    wrong = []
    for row in digests:
        told_of = [one for one in periods if _tells_of(row.key, row.created_at, row.organisation_id, one)]
        for period in told_of if len(told_of) <= FEW else ():
            count = _count(period, stored[period.id], row.created_at)
            if count and not re.search(rf"(?<![\d/]){count}(?![\d/])", row.text):
                wrong.append(f"message {row.id}: period {period.key} came to {count}")
    return wrong


async def _stored(session: AsyncSession, periods: Sequence[int]) -> Mapping[int, Sequence[_Reported]]:
    """The reports of these periods with every answer their figures have had, by the period's id."""
    answers = defaultdict[int, list[_Answer]](list)
    for report_id, *answer in await session.execute(_ANSWERS.where(Report.period_id.in_(periods))):
        answers[report_id].append(_Answer(*answer))
    found = defaultdict[int, list[_Reported]](list)
    for report in (await session.execute(_REPORTS.where(Report.period_id.in_(periods)))).scalars():
        found[report.period_id].append((report, answers[report.id]))
    return found


def _tells_of(key: str, at: datetime, organisation_id: int | None, period: Period) -> bool:
    kind, _, which = key.split("/")[0].split(":", 2)
    if kind == "closing":
        return str(period.id) in which.split("+")
    return period.organisation_id == organisation_id and period.opened_at < at <= period.due_at


def _count(period: Period, reported: Sequence[_Reported], at: datetime) -> str:
    """ "3/5" as of a moment: on time after the deadline, handed in before it; "" where that moment is in doubt."""
    if any(report.first_submitted_at == at or any(one.at == at for one in answers) for report, answers in reported):
        return ""  # of what happens at the same moment nobody knows which came first
    statuses = [status_of(_standing(report, answers, at), at) for report, answers in reported]
    counted = [Status.ON_TIME] if at > period.due_at else [Status.ON_TIME, Status.LATE]
    return f"{sum(one in counted for one in statuses)}/{len(statuses)}" if statuses else ""


def _standing(report: Report, answers: Sequence[_Answer], at: datetime) -> Standing:
    newest: dict[int, Mapping[str, str]] = {}
    for one in sorted(answers, key=lambda one: one.version or 0):
        if one.at is not None and one.at < at:
            newest[one.figure_id] = one.new or {}
    handed_in = report.first_submitted_at if report.first_submitted_at and report.first_submitted_at < at else None
    return Standing(
        state=State.SUBMITTED if handed_in else State.OPEN,
        due_at=report.due_at,
        first_submitted_at=handed_in,
        asked=len({one.figure_id for one in answers}),
        answered=len(newest),
        missing=sum(new.get("special") == Special.NO_FIGURE_YET for new in newest.values()),
    )
