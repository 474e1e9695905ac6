"""The second stage: the aggregating unit's own report on a period, asked once the units' time is over."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, case, exists, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.lateness import State
from storage import picking
from storage.tables import FreeQuestion, Period, Report, rows_of
from storage.types import UtcDateTime

ASKED = "opening"  # the stage under which its asking is noted
_Other = aliased(Report)


def is_asked() -> ColumnElement[bool]:
    """Whether a report is one to answer by now: a unit's own always, one of the second stage once it was asked."""
    return Report.ask_at.is_(None)


async def next_to_ask(session: AsyncSession, now: datetime) -> int | None:
    """A second-stage report whose time has come: the units' deadline has passed, or all of them are in."""
    await session.execute(_PLANNED_BY_NOW, {"now": now})  # a unit's report may have been returned meanwhile
    first = select(Report.id).where(Report.ask_at <= now).order_by(Report.due_at, Report.id).limit(1)
    return (await session.execute(picking.free(first, Report))).scalar_one_or_none()


async def plan(session: AsyncSession, period_id: int) -> None:
    """The units of a period have handed in, or have another deadline: its second stage is asked when that says."""
    await session.execute(_PLANNED_OF_PERIOD, {"period": period_id})


def next_at() -> Select[datetime | None]:
    """When the next second-stage report is asked; already past where all units are in."""
    return select(func.min(Report.ask_at)).where(Report.ask_at.is_not(None))


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


def _asked_at() -> ScalarSelect[datetime]:
    """The units' deadline; once all of them are in, any moment since the period opened."""
    there = and_(_Other.period_id == Report.period_id, not_(_Other.is_upward))
    waited_for = and_(there, _Other.state.in_((State.OPEN, State.RETURNED)))
    all_in = and_(exists().where(there).correlate(Report), not_(exists().where(waited_for).correlate(Report)))
    found = select(case((all_in, Period.opened_at), else_=Period.due_at)).where(Period.id == Report.period_id)
    return found.correlate(Report).scalar_subquery()


# Put together once: asked at every tick and every handing in.
_PLANNED = (
    update(rows_of(Report)).where(Report.ask_at.is_not(None), Report.ask_at != _asked_at()).values(ask_at=_asked_at())
)
_PLANNED_BY_NOW = _PLANNED.where(Report.ask_at <= bindparam("now", type_=UtcDateTime()))
_PLANNED_OF_PERIOD = _PLANNED.where(Report.period_id == bindparam("period"))
