"""What the units lead in the plan in force and are asked for, with all they have reported on it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.progress import TaskState
from domain.readings import Special, Value
from storage import tables
from storage.decisions import Subject
from storage.tables import Assignment, Evidence, Figure, Period, Report, Target, Task, Unit
from storage.types import UtcDateTime
from storage.worded import Worded


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
    told = defaultdict[_Key, list[Telling]](list)
    for unit_id, indicator_id, task_id, frequency, *one in await _TOLD.rows(
        session, {"units": sorted(unit_ids), "now": now}
    ):
        told[unit_id, indicator_id, task_id, frequency].append(_telling(*one))
    return told


def _telling(
    first_day: date,
    cut_off: date,
    is_told: bool,
    has_file: bool,
    document: str | None,
    progress: str | None,
    special: str | None,
    *number: Decimal | None,
) -> Telling:
    answer: Value | Special | None = None
    if is_told and number[0] is not None and progress is None:
        answer = Value(number[0], *number[1:])
    elif is_told and special:
        answer = Special(special)
    state = TaskState(progress) if is_told and progress else None
    return Telling(first_day, cut_off, answer, state, has_file or bool(document))


# A year of everybody's answers: columns, for whole rows would take three times as long.
_HAS_FILE = select(Evidence.id).where(Evidence.figure_id == Figure.id).correlate(Figure).exists()
_IS_TOLD = and_(Report.first_submitted_at.is_not(None), Figure.answered_at.is_not(None), Figure.return_reason.is_(None))
_TOLD = Worded(
    select(
        Report.unit_id,
        Figure.indicator_id,
        Figure.task_id,
        Period.frequency,
        Period.first_day,
        Period.cut_off,
        _IS_TOLD,
        _HAS_FILE,
        Figure.document,
        Figure.progress,
        Figure.special,
        Figure.number,
        Figure.numerator,
        Figure.denominator,
    )
    .select_from(Figure)
    .join(Report, Report.id == Figure.report_id)
    .join(Period, Period.id == Report.period_id)
    .where(Report.unit_id.in_(bindparam("units", expanding=True)), Report.is_upward.is_(False))
    .where(Figure.free_question_id.is_(None))
    .where(or_(Report.first_submitted_at.is_not(None), Period.due_at < bindparam("now", type_=UtcDateTime())))
    .order_by(Period.cut_off, Period.id)
)
