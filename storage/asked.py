"""What a period asks of the units that lead something, written by the database itself: no row of it comes through here.

A period that opens goes through its units in the order of their numbers, a stretch of them at a time
(`Period.opened_to_unit_id`), so that a transaction is short however many they are. Decision 0025.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    words = _words(period, frequencies) | {"after_unit": after, "most": questions}
    last, number = (await session.execute(_NEXT, words)).one()
    return Stretch(period, frequencies, after, last, number) if number else None


async def make(session: AsyncSession, of: Stretch, ended: Ended, next_remind_at: datetime | None) -> None:
    """Their reports with the questions of each. What is there already stays as it is."""
    await warnings.look_after(session, of.period.organisation_id, of.period.due_at)
    words = _words(of.period, of.frequencies) | {
        "after_unit": of.after,
        "up_to_unit": of.up_to,
        "ended_indicators": list(ended.indicators),
        "ended_tasks": list(ended.tasks),
    }
    moments = {"is_due_at": of.period.due_at, "remind_at": next_remind_at}
    await once.insert_selected(session, Report, _REPORTS, words | moments)
    await once.insert_selected(session, Figure, _FIGURES, words)


def is_opening() -> ColumnElement[bool]:
    """Whether units of a period are still to be asked."""
    return Period.opened_to_unit_id.is_not(None)


def _words(period: Period, frequencies: Sequence[str]) -> dict[str, Any]:
    return {
        "of_organisation": period.organisation_id,
        "of_period": period.id,
        "of_plan": period.plan_id,
        "of_regime": period.regime_id,
        "frequencies": list(frequencies),
    }


# A large period is asked for in hundreds of stretches: putting these together costs as much as some of their rows.
_ORGANISATION, _PERIOD, _AFTER, _UP_TO = (
    bindparam(name, type_=BigInteger()) for name in ("of_organisation", "of_period", "after_unit", "up_to_unit")
)
_IS_ASKED = and_(
    Assignment.plan_id == bindparam("of_plan"),
    Assignment.leads,
    Assignment.regime_id == bindparam("of_regime"),
    Assignment.frequency.in_(bindparam("frequencies", expanding=True)),
    Assignment.unit_id > _AFTER,
)
_SOME = (
    select(Assignment.unit_id)
    .where(_IS_ASKED)
    .order_by(Assignment.unit_id)
    .limit(bindparam("most", type_=Integer()))
    .subquery()
)
_NEXT = select(func.max(_SOME.c.unit_id), func.count()).select_from(_SOME)
_LINE = finished.lineages(and_(Unit.id > _AFTER, Unit.id <= _UP_TO, Unit.organisation_id == _ORGANISATION))
# Without what was ended, or what a unit has reached or done; that is looked up only where anything can be.
_STILL_ASKED = and_(
    _IS_ASKED,
    Assignment.unit_id <= _UP_TO,
    or_(
        Assignment.indicator_id.is_(None),
        and_(
            Assignment.indicator_id.not_in(bindparam("ended_indicators", expanding=True)),
            or_(
                Assignment.indicator_id.not_in(finished.milestones(_ORGANISATION)),
                tuple_(Assignment.unit_id, Assignment.indicator_id).not_in(
                    finished.milestones_reached(_LINE, _ORGANISATION)
                ),
            ),
        ),
    ),
    or_(
        Assignment.task_id.is_(None),
        and_(
            Assignment.task_id.not_in(bindparam("ended_tasks", expanding=True)),
            tuple_(Assignment.unit_id, Assignment.task_id).not_in(finished.tasks_done(_LINE, _ORGANISATION)),
        ),
    ),
)
_REPORTS = (
    select(
        Unit.organisation_id,
        _PERIOD.label("period_id"),
        Unit.id.label("unit_id"),
        Unit.name.label("unit_name"),
        false().label("is_upward"),
        literal(str(State.OPEN), String()).label("state"),
        bindparam("is_due_at", type_=UtcDateTime()).label("due_at"),
        literal(0, Integer()).label("submissions"),
        bindparam("remind_at", type_=UtcDateTime()).label("next_remind_at"),
    )
    .where(Unit.retired_at.is_(None), Unit.id.in_(select(Assignment.unit_id).where(_STILL_ASKED)))
    .order_by(Unit.id)
)
_FIGURES = (
    select(
        Report.organisation_id,
        Report.id.label("report_id"),
        func.row_number().over(partition_by=Report.id, order_by=(Assignment.position, Assignment.id)).label("position"),
        literal(0, Integer()).label("version"),
        Assignment.indicator_id,
        Assignment.task_id,
    )
    .join(Report, Report.unit_id == Assignment.unit_id)
    .where(Report.period_id == _PERIOD, Report.is_upward.is_(False), _STILL_ASKED)
)
