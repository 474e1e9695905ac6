"""Reports, the figures in them, and every answer a figure ever had."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, ScalarSelect, Select, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.lateness import HANDED_IN, Standing, State, is_locked
from domain.progress import TaskState
from domain.values import Special, Value
from storage import duties, evidence, once, tables, upward, warnings, wordings
from storage.tables import (
    Assignment,
    Figure,
    LockException,
    Period,
    Report,
    Target,
    Task,
    Unit,
    Wording,
)
from storage.types import UtcDateTime

# The columns of a figure that are its answer.
HOLDING = ("number", "numerator", "denominator", "special", "words", "expected_on", "progress", "document")


@dataclass(frozen=True, slots=True)
class Owed:
    """One report with its period and unit, and how far it has come.

    `missing` counts the answers that are not enough: "chưa có số liệu", or without the evidence the plan asks for.
    """

    report: Report
    period: Period
    unit: Unit
    asked: int
    answered: int
    missing: int
    excepted_until_at: datetime | None
    carries_on: bool  # the unit carries on another's work
    derives: bool  # something may come from shorter periods, or from visits

    @property
    def unit_name(self) -> str:
        """What the unit was called when it was asked."""
        return self.report.unit_name or self.unit.name

    @property
    def due_at(self) -> datetime:
        """Until when it is waited for: of a returned report, the new due time."""
        returned = self.report.return_due_at if self.report.state == State.RETURNED else None
        return returned or self.report.due_at

    @property
    def locks_at(self) -> datetime:
        """When it locks: with its period; of the second stage as long after its own deadline."""
        own_due_at = self.report.due_at if self.report.is_upward else self.period.due_at
        return self.period.locks_at + (own_due_at - self.period.due_at)

    def is_locked(self, now: datetime) -> bool:
        """Whether answers are no longer taken; a lock exception and a return open it until their moment."""
        returned = self.report.return_due_at if self.report.state == State.RETURNED else None
        opened = max((at for at in (self.excepted_until_at, returned) if at), default=None)
        return is_locked(State(self.report.state), self.locks_at, now, opened)

    @property
    def is_handed_in(self) -> bool:
        """Whether what the unit changes now is a correction."""
        return self.report.state in HANDED_IN

    @property
    def standing(self) -> Standing:
        """The facts that say where it stands."""
        return Standing(
            state=State(self.report.state),
            due_at=self.report.due_at,
            first_submitted_at=self.report.first_submitted_at,
            asked=self.asked,
            answered=self.answered,
            missing=self.missing,
            return_due_at=self.report.return_due_at,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A figure with what is asked for in it. A task has no indicator; its progress is told.

    `evidence`: what is asked for beside the answer (photo, file, document_number); `kept`: the kinds of what has come.
    """

    figure: Figure
    name: str
    text: str
    indicator: Indicator
    evidence: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a figure holds: a number, one of the three special answers, or a task's progress.

    Of a progress `value` is the per cent done, `document` the product's number, `words` the rest.
    """

    value: Value | None = None
    special: Special | None = None
    words: str | None = None
    expected_on: date | None = None
    progress: TaskState | None = None
    document: str | None = None


async def open_period(session: AsyncSession, **values: Any) -> int | None:
    """A new period's id. None: it was opened before."""
    return await once.insert(session, Period, **values)


async def open_report(session: AsyncSession, **values: Any) -> int | None:
    """A new report's id. None: the unit has its report for this period already."""
    await warnings.look_after(session, values["organisation_id"], values["due_at"])
    return await once.insert(session, Report, state=State.OPEN, submissions=0, **values)


async def get(session: AsyncSession, report_id: int) -> Owed | None:
    """One report with its counts."""
    return next(iter(await _owed(session, _ONE, {"report": report_id})), None)


async def holding(session: AsyncSession, figure_id: int) -> Owed | None:
    """The report a figure is in."""
    return next(iter(await _owed(session, _HOLDING, {"figure": figure_id})), None)


async def of_period(session: AsyncSession, period_id: int) -> list[Owed]:
    """Every report of a period, in the order of the units."""
    return await of_periods(session, [period_id])


async def of_periods(session: AsyncSession, period_ids: Collection[int]) -> list[Owed]:
    """As `of_period`, of several periods at once."""
    return await _owed(session, _OWED.where(Report.period_id.in_(period_ids)).order_by(Unit.id))


async def of_units(session: AsyncSession, unit_ids: list[int], now: datetime) -> list[Owed]:
    """What these units still owe and may still answer, nearest deadline first; the second stage once it was asked."""
    if not unit_ids:
        return []
    found = await _owed(session, _OPEN_OF_UNITS, {"units": unit_ids, "now": now})
    return [one for one in found if not one.is_locked(now)]


async def handed_in(session: AsyncSession, organisation_id: int, unit_ids: Collection[int] | None = None) -> list[Owed]:
    """The reports of an organisation (or of some of its units) that lie with who checks them, oldest first.

    What was sent on to somebody else is checked by nobody here.
    """
    found = _OWED.where(
        Report.organisation_id == organisation_id, Report.state == State.SUBMITTED, not_(Report.is_upward)
    )
    if unit_ids is not None:
        found = found.where(Report.unit_id.in_(unit_ids))
    return await _owed(session, found.order_by(Report.submitted_at, Report.id))


async def unfinished(session: AsyncSession, organisation_id: int, told_before: datetime) -> list[Owed]:
    """The reports of an organisation that people knew of before a moment and that are not handed in, locked or not."""
    told = exists().where(tables.Reminder.report_id == Report.id, tables.Reminder.said_at < told_before)
    found = _OWED.where(Report.organisation_id == organisation_id, Report.state.in_((State.OPEN, State.RETURNED)), told)
    return await _owed(session, found.order_by(Unit.id, Report.due_at, Report.id))


async def recent_of_units(session: AsyncSession, unit_ids: list[int], limit: int | None = 1) -> list[Owed]:
    """The newest reports of these units, whatever their state; without a limit every one."""
    if not unit_ids:
        return []
    recent = _RECENT_OF_UNITS if limit is None else _RECENT_OF_UNITS.limit(limit)
    return await _owed(session, recent, {"units": unit_ids})


async def to_remind(session: AsyncSession, organisation_id: int, now: datetime) -> list[Owed]:
    """All reports of an organisation whose ladder must be looked at."""
    due = _OWED.where(Report.organisation_id == organisation_id, Report.next_remind_at <= now)
    return await _owed(session, due.order_by(Report.due_at, Report.id))


async def questions(session: AsyncSession, report_id: int) -> list[Question]:
    """The questions of a report, in order, each in the words and against the target of then."""
    found = (await session.execute(_QUESTIONS, {"report": report_id})).all()
    kept = await evidence.kept(session, report_id) if any(has_come for *_, has_come in found) else {}
    return [
        Question(
            figure,
            name,
            text,
            Indicator(Kind(kind), unit_of_measure, Comparator(comparator), target, Nature(nature)),
            evidence=tuple(wanted or ()),
            kept=kept.get(figure.id, ()),
        )
        for figure, name, text, kind, unit_of_measure, nature, comparator, target, wanted, _ in found
    ]


async def submit(session: AsyncSession, report: Report, now: datetime) -> None:
    """Hand a report in. The first time of handing in is kept for ever."""
    report.state = State.SUBMITTED
    report.submitted_at = now
    report.first_submitted_at = report.first_submitted_at or now
    report.submissions += 1
    report.next_remind_at = None
    await session.flush()
    await upward.plan(session, report.period_id)


def answer_of(figure: Figure) -> Answer:
    """What a figure holds now."""
    return answer_held(*(getattr(figure, column) for column in HOLDING))


def answer_held(
    number: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    special: str | None,
    words: str | None,
    expected_on: date | None,
    progress: str | None,
    document: str | None,
) -> Answer:
    """The answer behind the columns named by HOLDING."""
    value = None if number is None else Value(number, numerator, denominator)
    special_one = Special(special) if special else None
    return Answer(value, special_one, words, expected_on, TaskState(progress) if progress else None, document)


def answer_from_json(held: dict[str, Any]) -> Answer:
    """The answer behind its plain data."""
    value = None
    if "number" in held:
        parts = [Decimal(held[name]) if name in held else None for name in ("numerator", "denominator")]
        value = Value(Decimal(held["number"]), *parts)
    expected_on = date.fromisoformat(held["expected_on"]) if "expected_on" in held else None
    special = Special(held["special"]) if "special" in held else None
    progress = TaskState(held["progress"]) if "progress" in held else None
    return Answer(value, special, held.get("words"), expected_on, progress, held.get("document"))


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain data, for its revision."""
    return {name: str(held) for name, held in columns(answer).items() if held is not None}


def columns(answer: Answer) -> dict[str, Any]:
    """An answer as the columns of its figure."""
    return {
        "number": answer.value.number if answer.value else None,
        "numerator": answer.value.numerator if answer.value else None,
        "denominator": answer.value.denominator if answer.value else None,
        "special": answer.special,
        "words": answer.words,
        "expected_on": answer.expected_on,
        "progress": answer.progress,
        "document": answer.document,
    }


def _excepted_until() -> ScalarSelect[datetime | None]:
    granted = select(func.max(LockException.expires_at)).where(
        LockException.report_id == Report.id, LockException.granted.is_(True)
    )
    return granted.correlate(Report).scalar_subquery()


def _count(*conditions: Any) -> ScalarSelect[int]:
    return select(func.count()).where(Figure.report_id == Report.id, *conditions).correlate(Report).scalar_subquery()


_ANSWERED = and_(Figure.answered_at.is_not(None), Figure.return_reason.is_(None))
_CARRIES_ON = exists().where(tables.Succession.new_unit_id == Report.unit_id).correlate(Report)
_DERIVES = (
    exists()
    .where(
        Assignment.plan_id == Period.plan_id,
        Assignment.unit_id == Report.unit_id,
        Assignment.leads,
        or_(Assignment.frequency != Period.frequency, Assignment.visits.is_not(None)),
    )
    .correlate(Period, Report)
)
# Asked at almost every message, and therefore put together once.
_OWED = (
    select(
        Report,
        Period,
        Unit,
        _count(),
        _count(_ANSWERED),
        _count(Figure.special == Special.NO_FIGURE_YET),
        _excepted_until(),
        _CARRIES_ON,
        _DERIVES,
        evidence.is_asked_for(),
    )
    .join(Period, Period.id == Report.period_id)
    .join(Unit, Unit.id == Report.unit_id)
)
_UNITS = bindparam("units", type_=Integer(), expanding=True)
_NOW = bindparam("now", type_=UtcDateTime())
_OPEN_OF_UNITS = _OWED.where(
    Report.unit_id.in_(_UNITS),
    upward.is_asked(),
    Report.state.in_((State.OPEN, State.RETURNED)),
    or_(
        Period.locks_at >= _NOW,
        Report.is_upward,  # has a lock of its own
        _excepted_until() >= _NOW,
        and_(Report.state == State.RETURNED, Report.return_due_at >= _NOW),
    ),
).order_by(Report.due_at, Report.id)
_RECENT_OF_UNITS = _OWED.where(Report.unit_id.in_(_UNITS), upward.is_asked()).order_by(
    Report.due_at.desc(), Report.id.desc()
)
_ONE = _OWED.where(Report.id == bindparam("report"))
_OF_FIGURE = select(Figure.report_id).where(Figure.id == bindparam("figure")).scalar_subquery()
_HOLDING = _OWED.where(Report.id == _OF_FIGURE)
# A figure asks for an indicator or a task, in the words of its version of the plan, or for a round's own question.
_QUESTIONS = (
    select(
        Figure,
        func.coalesce(Wording.name, tables.Indicator.name, Task.name, tables.FreeQuestion.text),
        func.coalesce(Wording.text, tables.Indicator.text, Task.text, ""),
        func.coalesce(Wording.kind, tables.Indicator.kind, tables.FreeQuestion.kind, Kind.PROGRESS),
        func.coalesce(
            Wording.unit_of_measure, tables.Indicator.unit_of_measure, tables.FreeQuestion.unit_of_measure, ""
        ),
        func.coalesce(Wording.nature, tables.Indicator.nature, Nature.IN_PERIOD),
        func.coalesce(Target.comparator, Comparator.NONE),
        Target.number,
        evidence.asked_for(),
        evidence.has_come(),
    )
    .join(Report, Report.id == Figure.report_id)
    .join(Period, Period.id == Report.period_id)
    .outerjoin(tables.Indicator, tables.Indicator.id == Figure.indicator_id)
    .outerjoin(Target, and_(Target.indicator_id == Figure.indicator_id, Target.plan_id == Period.plan_id))
    .outerjoin(Task, Task.id == Figure.task_id)
    .outerjoin(tables.FreeQuestion, tables.FreeQuestion.id == Figure.free_question_id)
    .outerjoin(Wording, wordings.of_figure())
    .where(Figure.report_id == bindparam("report"))
    .order_by(Figure.position)
)
_Found = Select[Report, Period, Unit, int, int, int, datetime | None, bool, bool, bool]


async def _owed(session: AsyncSession, found: _Found, words: dict[str, Any] | None = None) -> list[Owed]:
    rows = (await session.execute(found, words)).all()
    doubted = [row[0].id for row in rows if row[-1] and (row[4] or row[0].state == State.RETURNED)]
    of_reports = await duties.of_reports(session, doubted)
    return [
        replace(one, missing=one.missing + sum(not duty.has_evidence for duty in of_reports.get(one.report.id, ())))
        for one in (Owed(*row[:-1]) for row in rows)
    ]
