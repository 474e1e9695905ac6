"""The second stage: the aggregating unit's own report on a period, asked once the units' time is over."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.lateness import State
from storage import picking
from storage.tables import FreeQuestion, Period, Reminder, Report

ASKED = "opening"  # the stage under which its asking is noted
_Other = aliased(Report)


def is_asked() -> ColumnElement[bool]:
    """Whether a report is one to answer by now: a unit's own always, one of the second stage once it was asked."""
    asked = exists().where(Reminder.report_id == Report.id, Reminder.stage == ASKED).correlate(Report)
    return or_(not_(Report.is_upward), asked)


async def next_to_ask(session: AsyncSession, now: datetime) -> int | None:
    """A second-stage report whose time has come: the units' deadline has passed, or all of them are in."""
    found = select(Report.id).join(Period, Period.id == Report.period_id).where(_waits(), _asked_at() <= now)
    first = found.order_by(Report.due_at, Report.id).limit(1)
    return (await session.execute(picking.free(first, Report))).scalar_one_or_none()


def next_at() -> Select[datetime | None]:
    """When the next second-stage report is asked; already past where all units are in."""
    found = select(func.min(_asked_at())).select_from(Report).join(Period, Period.id == Report.period_id)
    return found.where(_waits())


async def question(session: AsyncSession, report: Report, text: str, kind: str) -> int:
    """The one question of a second-stage report; its id."""
    row = FreeQuestion(
        organisation_id=report.organisation_id,
        period_id=report.period_id,
        position=1,
        text=text,
        kind=kind,
        unit_of_measure="",
    )
    session.add(row)
    await session.flush()
    return row.id


def _waits() -> ColumnElement[bool]:
    return and_(Report.is_upward, Report.state == State.OPEN, not_(is_asked()))


def _asked_at() -> ColumnElement[datetime]:
    """The units' deadline; once all of them are in, any moment since the period opened."""
    there = and_(_Other.period_id == Report.period_id, not_(_Other.is_upward))
    waited_for = and_(there, _Other.state.in_((State.OPEN, State.RETURNED)))
    all_in = and_(exists().where(there).correlate(Report), not_(exists().where(waited_for).correlate(Report)))
    return case((all_in, Period.opened_at), else_=Period.due_at)
