"""What the units lead in the plan in force and are asked for, with all they have reported on it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.progress import TaskState
from domain.readings import Special, Value
from storage import tables
from storage.decisions import Subject
from storage.tables import Assignment, Evidence, Figure, Period, Report, Target, Task, Unit


@dataclass(frozen=True, slots=True)
class Telling:
    """What was reported on a duty for one period; nothing, when its deadline passed in silence."""

    first_day: date
    cut_off: date
    answer: Value | Special | None
    progress: TaskState | None
    has_product: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """An indicator or a task that a unit leads and is asked for; exactly one of both. `told` in order of time."""

    unit: Unit
    assignment: Assignment
    indicator: tables.Indicator | None
    target: Target | None
    task: Task | None
    told: tuple[Telling, ...] = ()

    @property
    def subject(self) -> Subject:
        """What a decision would be about."""
        if self.task is not None:
            return Subject("task", self.task.id)
        if self.indicator is None:
            raise ValueError(f"assignment {self.assignment.id} is for nothing")
        return Subject("indicator", self.indicator.id)

    @property
    def name(self) -> str:
        """Its short name."""
        row = self.task or self.indicator
        return row.name if row is not None else ""


async def led(
    session: AsyncSession, plan_id: int, now: datetime, unit_ids: Collection[int] | None = None
) -> list[Duty]:
    """The duties of a plan's units (or of some), unit by unit. A period counts when handed in, or when it is due."""
    duties = await _assigned(session, plan_id, unit_ids)
    told = await _told(session, {one.unit.id for one in duties}, now)
    return [replace(one, told=tuple(told[_key(one.unit, one.assignment)])) for one in duties]


async def names(session: AsyncSession, plan_id: int, unit_ids: Collection[int]) -> dict[Subject, str]:
    """The names of all that these units lead."""
    return {one.subject: one.name for one in await _assigned(session, plan_id, unit_ids)}


async def _assigned(session: AsyncSession, plan_id: int, unit_ids: Collection[int] | None) -> list[Duty]:
    found = (
        select(Unit, Assignment, tables.Indicator, Target, Task)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .outerjoin(tables.Indicator, tables.Indicator.id == Assignment.indicator_id)
        .outerjoin(Target, and_(Target.indicator_id == Assignment.indicator_id, Target.plan_id == Assignment.plan_id))
        .outerjoin(Task, Task.id == Assignment.task_id)
        .where(Assignment.plan_id == plan_id, Assignment.leads, Assignment.regime_id.is_not(None))
        .where(Unit.retired_at.is_(None))
        .order_by(Unit.id, Assignment.position)
    )
    if unit_ids is not None:
        found = found.where(Unit.id.in_(unit_ids))
    return [Duty(*row) for row in await session.execute(found)]


_Key = tuple[int, int | None, int | None, str | None]


def _key(unit: Unit, of: Assignment) -> _Key:
    return unit.id, of.indicator_id, of.task_id, of.frequency


async def _told(session: AsyncSession, unit_ids: Collection[int], now: datetime) -> defaultdict[_Key, list[Telling]]:
    has_file = select(Evidence.id).where(Evidence.figure_id == Figure.id).correlate(Figure).exists()
    # A year of everybody's answers: columns, for whole rows would take three times as long.
    found = (
        select(
            Report.unit_id,
            Report.first_submitted_at,
            Period.first_day,
            Period.cut_off,
            Period.frequency,
            Figure.indicator_id,
            Figure.task_id,
            Figure.answered_at,
            Figure.return_reason,
            Figure.number,
            Figure.numerator,
            Figure.denominator,
            Figure.special,
            Figure.progress,
            Figure.document,
            has_file.label("has_file"),
        )
        .select_from(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(Report.unit_id.in_(unit_ids), Report.is_upward.is_(False), Figure.free_question_id.is_(None))
        .where(or_(Report.first_submitted_at.is_not(None), Period.due_at < now))
        .order_by(Period.cut_off, Period.id)
    )
    told = defaultdict[_Key, list[Telling]](list)
    for one in await session.execute(found):
        told[one.unit_id, one.indicator_id, one.task_id, one.frequency].append(_telling(one))
    return told


def _telling(one: Row[*tuple[Any, ...]]) -> Telling:
    answer: Value | Special | None = None
    progress = None
    if one.first_submitted_at is not None and one.answered_at is not None and one.return_reason is None:
        if one.number is not None and one.progress is None:
            answer = Value(one.number, one.numerator, one.denominator)
        elif one.special:
            answer = Special(one.special)
        progress = TaskState(one.progress) if one.progress else None
    return Telling(one.first_day, one.cut_off, answer, progress, one.has_file or bool(one.document))
