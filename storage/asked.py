"""What a period asks of the units that lead something, written by the database itself: no row of it comes through here.

A period that opens goes through its units in the order of their numbers, a stretch of them at a time
(`Period.opened_to_unit_id`), so that a transaction is short however many they are. Decision 0025.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from storage import finished, once, warnings
from storage.tables import Assignment, Figure, Period, Regime, Report, Unit
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Ended:
    """The indicators and the tasks that are not asked for any more, whoever leads them."""

    indicators: Collection[int]
    tasks: Collection[int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The units of a period that are asked together: those after one number, up to another."""

    period: Period
    frequencies: Sequence[str]
    after: int
    up_to: int
    questions: int

    @property
    def reports(self) -> ColumnElement[bool]:
        """Their reports, once they are made."""
        within = Report.unit_id > self.after, Report.unit_id <= self.up_to
        return and_(Report.period_id == self.period.id, Report.is_upward.is_(False), *within)


async def opening(session: AsyncSession, regimes: Collection[Regime]) -> Period | None:
    """The period of these regimes whose units are to be asked next, shortest first. None: all have been asked."""
    found = select(Period).where(is_opening(), Period.regime_id.in_([one.id for one in regimes]))
    return (await session.execute(found.order_by(Period.first_day.desc(), Period.id).limit(1))).scalar_one_or_none()


async def next_stretch(
    session: AsyncSession, period: Period, frequencies: Sequence[str], questions: int
) -> Stretch | None:
    """The next units, as many as are asked about so many questions. None: nobody is left."""
    after = period.opened_to_unit_id or 0
    some = (
        select(Assignment.unit_id)
        .where(_is_asked(period, frequencies), Assignment.unit_id > after)
        .order_by(Assignment.unit_id)
        .limit(questions)
        .subquery()
    )
    last, number = (await session.execute(select(func.max(some.c.unit_id), func.count()).select_from(some))).one()
    return Stretch(period, frequencies, after, last, number) if number else None


async def make(session: AsyncSession, of: Stretch, ended: Ended, next_remind_at: datetime | None) -> None:
    """Their reports with the questions of each. What is there already stays as it is."""
    period, asked = of.period, _still_asked(of, ended)
    await warnings.look_after(session, period.organisation_id, period.due_at)
    reports = select(
        Unit.organisation_id,
        literal(period.id, Integer()).label("period_id"),
        Unit.id.label("unit_id"),
        Unit.name.label("unit_name"),
        false().label("is_upward"),
        literal(str(State.OPEN), String()).label("state"),
        literal(period.due_at, UtcDateTime()).label("due_at"),
        literal(0, Integer()).label("submissions"),
        bindparam("next_remind_at", next_remind_at, UtcDateTime()).label("next_remind_at"),
    ).where(Unit.retired_at.is_(None), Unit.id.in_(select(Assignment.unit_id).where(asked)))
    await once.insert_selected(session, Report, reports.order_by(Unit.id))
    position = func.row_number().over(partition_by=Report.id, order_by=(Assignment.position, Assignment.id))
    figures = (
        select(
            Report.organisation_id,
            Report.id.label("report_id"),
            position.label("position"),
            literal(0, Integer()).label("version"),
            Assignment.indicator_id,
            Assignment.task_id,
        )
        .join(Report, Report.unit_id == Assignment.unit_id)
        .where(Report.period_id == period.id, Report.is_upward.is_(False), asked)
    )
    await once.insert_selected(session, Figure, figures)


def is_opening() -> ColumnElement[bool]:
    """Whether units of a period are still to be asked."""
    return Period.opened_to_unit_id.is_not(None)


def _is_asked(period: Period, frequencies: Sequence[str]) -> ColumnElement[bool]:
    return and_(
        Assignment.plan_id == period.plan_id,
        Assignment.leads,
        Assignment.regime_id == period.regime_id,
        Assignment.frequency.in_(frequencies),
    )


def _still_asked(of: Stretch, ended: Ended) -> ColumnElement[bool]:
    """The questions of these units, without what was ended or what a unit has reached or done."""
    line = finished.lineages(
        and_(Unit.id > of.after, Unit.id <= of.up_to, Unit.organisation_id == of.period.organisation_id)
    )
    return and_(
        _is_asked(of.period, of.frequencies),
        Assignment.unit_id > of.after,
        Assignment.unit_id <= of.up_to,
        or_(
            Assignment.indicator_id.is_(None),
            and_(
                Assignment.indicator_id.not_in(ended.indicators),
                tuple_(Assignment.unit_id, Assignment.indicator_id).not_in(finished.milestones_reached(line)),
            ),
        ),
        or_(
            Assignment.task_id.is_(None),
            and_(
                Assignment.task_id.not_in(ended.tasks),
                tuple_(Assignment.unit_id, Assignment.task_id).not_in(finished.tasks_done(line)),
            ),
        ),
    )
