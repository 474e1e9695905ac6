"""What the units lead in the plan in force and are asked for, with all they have reported on it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, or_, select
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
    found = (
        select(Figure, Report, Period, has_file)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(Report.unit_id.in_(unit_ids), Report.is_upward.is_(False), Figure.free_question_id.is_(None))
        .where(or_(Report.first_submitted_at.is_not(None), Period.due_at < now))
        .order_by(Period.cut_off, Period.id)
    )
    told = defaultdict[_Key, list[Telling]](list)
    for figure, report, period, has_product in await session.execute(found):
        key = report.unit_id, figure.indicator_id, figure.task_id, period.frequency
        told[key].append(_one(figure, report, period, has_product=has_product))
    return told


def _one(figure: Figure, report: Report, period: Period, *, has_product: bool) -> Telling:
    answer: Value | Special | None = None
    progress = None
    if report.first_submitted_at is not None and figure.answered_at is not None and figure.return_reason is None:
        if figure.number is not None and figure.progress is None:
            answer = Value(figure.number, figure.numerator, figure.denominator)
        elif figure.special:
            answer = Special(figure.special)
        progress = TaskState(figure.progress) if figure.progress else None
    return Telling(period.first_day, period.cut_off, answer, progress, has_product or bool(figure.document))
