"""Reports, the figures in them, and every answer a figure ever had."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.lateness import Standing, State
from domain.values import Special, Value
from storage import once, tables
from storage.tables import Account, Figure, Period, Person, Report, Revision, Target, Task, Unit


@dataclass(frozen=True, slots=True)
class Owed:
    """One report with its period and unit, and how far it has come."""

    report: Report
    period: Period
    unit: Unit
    asked: int
    answered: int
    missing: int

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
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A figure with what is asked for in it. A task has no indicator and is answered in words."""

    figure: Figure
    name: str
    text: str
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class Answer:
    """What a figure holds: a number, one of the three special answers, or words."""

    value: Value | None = None
    special: Special | None = None
    words: str | None = None
    expected_on: date | None = None


async def open_period(session: AsyncSession, **values: Any) -> int | None:
    """A new period's id. None: it was opened before."""
    return await once.insert(session, Period, **values)


async def open_report(session: AsyncSession, **values: Any) -> int | None:
    """A new report's id. None: the unit has its report for this period already."""
    return await once.insert(session, Report, state=State.OPEN, submissions=0, **values)


async def get(session: AsyncSession, report_id: int) -> Owed | None:
    """One report with its counts."""
    return next(iter(await _owed(session, _with_counts().where(Report.id == report_id))), None)


async def holding(session: AsyncSession, figure_id: int) -> Owed | None:
    """The report a figure is in."""
    of_figure = select(Figure.report_id).where(Figure.id == figure_id).scalar_subquery()
    return next(iter(await _owed(session, _with_counts().where(Report.id == of_figure))), None)


async def of_period(session: AsyncSession, period_id: int) -> list[Owed]:
    """Every report of a period, in the order of the units."""
    return await _owed(session, _with_counts().where(Report.period_id == period_id).order_by(Unit.id))


async def of_units(session: AsyncSession, unit_ids: list[int], now: datetime) -> list[Owed]:
    """What these units still owe and may still answer, nearest deadline first."""
    owed = _with_counts().where(
        Report.unit_id.in_(unit_ids), Report.state.in_((State.OPEN, State.RETURNED)), Period.locks_at >= now
    )
    return await _owed(session, owed.order_by(Report.due_at, Report.id))


async def recent_of_units(session: AsyncSession, unit_ids: list[int], limit: int = 1) -> list[Owed]:
    """The newest reports of these units, whatever their state."""
    recent = _with_counts().where(Report.unit_id.in_(unit_ids)).order_by(Report.due_at.desc(), Report.id.desc())
    return await _owed(session, recent.limit(limit))


async def due_for_reminder(session: AsyncSession, now: datetime) -> int | None:
    """An organisation that has a report whose ladder must be looked at."""
    found = select(Report.organisation_id).where(Report.next_remind_at <= now)
    return (await session.execute(found.order_by(Report.next_remind_at, Report.id).limit(1))).scalar_one_or_none()


async def put_off_reminders(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation whose reminding failed looked at again later, its reports a minute apart.

    Alone, the one that cannot be handled is found out and the others are reminded. None: nothing is due.
    """
    organisation_id = await due_for_reminder(session, now)
    if organisation_id is None:
        return None
    due = select(Report).where(Report.organisation_id == organisation_id, Report.next_remind_at <= now)
    held = list((await session.execute(due.order_by(Report.next_remind_at, Report.id))).scalars())
    for number, report in enumerate(held):
        report.next_remind_at = until + number * timedelta(minutes=1)
    return f"reports {', '.join(str(report.id) for report in held)}"


async def to_remind(session: AsyncSession, organisation_id: int, now: datetime) -> list[Owed]:
    """All reports of an organisation whose ladder must be looked at."""
    due = _with_counts().where(Report.organisation_id == organisation_id, Report.next_remind_at <= now)
    return await _owed(session, due.order_by(Report.due_at, Report.id))


async def said_stages(session: AsyncSession, report_id: int) -> set[str]:
    """The rungs of the ladder that were said for a report."""
    found = select(tables.Reminder.stage).where(tables.Reminder.report_id == report_id)
    return set((await session.execute(found)).scalars())


async def note_stage(session: AsyncSession, report: Report, stage: str, now: datetime) -> bool:
    """Note a rung as said. False: it was said before."""
    row = await once.insert(
        session,
        tables.Reminder,
        organisation_id=report.organisation_id,
        report_id=report.id,
        stage=stage,
        said_at=now,
    )
    return row is not None


async def questions(session: AsyncSession, report_id: int) -> list[Question]:
    """The questions of a report, in order, each held against the target it was asked under."""
    found = (
        select(Figure, tables.Indicator, Target, Task)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .outerjoin(tables.Indicator, tables.Indicator.id == Figure.indicator_id)
        .outerjoin(Target, and_(Target.indicator_id == Figure.indicator_id, Target.plan_id == Period.plan_id))
        .outerjoin(Task, Task.id == Figure.task_id)
        .where(Figure.report_id == report_id)
        .order_by(Figure.position)
    )
    return [_question(*row) for row in (await session.execute(found))]


async def last_answer(session: AsyncSession, owed: Owed, figure: Figure) -> Answer | None:
    """What the same unit gave for the same indicator in the newest earlier period."""
    if figure.indicator_id is None:
        return None
    found = (
        select(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(
            Report.unit_id == owed.unit.id,
            Figure.indicator_id == figure.indicator_id,
            Figure.answered_at.is_not(None),
            Period.cut_off < owed.period.cut_off,
            Period.frequency == owed.period.frequency,
        )
        .order_by(Period.cut_off.desc())
        .limit(1)
    )
    earlier = (await session.execute(found)).scalar_one_or_none()
    return answer_of(earlier) if earlier else None


async def milestones_reached(session: AsyncSession, unit_id: int) -> set[int]:
    """Indicators of kind milestone that this unit has reported as reached: they are not asked again."""
    found = (
        select(Figure.indicator_id)
        .join(Report, Report.id == Figure.report_id)
        .join(tables.Indicator, tables.Indicator.id == Figure.indicator_id)
        .where(
            Report.unit_id == unit_id,
            Report.first_submitted_at.is_not(None),
            tables.Indicator.kind == Kind.MILESTONE,
            Figure.number == Decimal(1),
        )
    )
    return {i for i in (await session.execute(found)).scalars() if i is not None}


async def record(session: AsyncSession, figure: Figure, answer: Answer, said: str, by: Account, now: datetime) -> bool:
    """Store an answer and its revision. False: somebody else has answered since `figure` was read."""
    values = _columns(answer)
    # Read before the update: the session carries an update over to the figure it holds.
    old = as_json(answer_of(figure)) if figure.answered_at else None
    stored = (
        update(Figure)
        .where(Figure.id == figure.id, Figure.version == figure.version)
        .values(version=Figure.version + 1, answered_at=now, answered_by_id=by.person_id, **values)
        .returning(Figure.version)
    )
    version = (await session.execute(stored)).scalar_one_or_none()
    if version is None:
        return False
    session.add(
        Revision(
            organisation_id=figure.organisation_id,
            figure_id=figure.id,
            version=version,
            old=old,
            new=as_json(answer),
            said=said,
            person_id=by.person_id,
            account_id=by.id,
            at=now,
        )
    )
    await session.flush()
    await session.refresh(figure)
    return True


async def submit(session: AsyncSession, report: Report, now: datetime) -> None:
    """Hand a report in. The first time of handing in is kept for ever."""
    report.state = State.SUBMITTED
    report.submitted_at = now
    report.first_submitted_at = report.first_submitted_at or now
    report.submissions += 1
    report.next_remind_at = None
    await session.flush()


def answer_of(figure: Figure) -> Answer:
    """What a figure holds now."""
    value = None
    if figure.number is not None:
        value = Value(figure.number, figure.numerator, figure.denominator)
    special = Special(figure.special) if figure.special else None
    return Answer(value, special, figure.words, figure.expected_on)


async def answered_by(session: AsyncSession, figure: Figure) -> str:
    """The name of the person who gave the present answer."""
    found = select(Person.name).where(Person.id == figure.answered_by_id)
    return (await session.execute(found)).scalar_one()


def answer_from_json(held: dict[str, Any]) -> Answer:
    """The answer behind its plain data."""
    value = None
    if "number" in held:
        parts = [Decimal(held[name]) if name in held else None for name in ("numerator", "denominator")]
        value = Value(Decimal(held["number"]), *parts)
    expected_on = date.fromisoformat(held["expected_on"]) if "expected_on" in held else None
    special = Special(held["special"]) if "special" in held else None
    return Answer(value, special, held.get("words"), expected_on)


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain data, for its revision."""
    columns = _columns(answer)
    return {name: str(held) for name, held in columns.items() if held is not None}


def _columns(answer: Answer) -> dict[str, Any]:
    return {
        "number": answer.value.number if answer.value else None,
        "numerator": answer.value.numerator if answer.value else None,
        "denominator": answer.value.denominator if answer.value else None,
        "special": answer.special,
        "words": answer.words,
        "expected_on": answer.expected_on,
    }


def _with_counts() -> Select[Report, Period, Unit, int, int, int]:
    def count(*conditions: Any) -> Any:
        counted = select(func.count()).where(Figure.report_id == Report.id, *conditions)
        return counted.correlate(Report).scalar_subquery()

    answered = Figure.answered_at.is_not(None)
    missing = Figure.special == Special.NO_FIGURE_YET
    return (
        select(Report, Period, Unit, count(), count(answered), count(missing))
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
    )


async def _owed(session: AsyncSession, found: Select[Report, Period, Unit, int, int, int]) -> list[Owed]:
    return [Owed(*row) for row in (await session.execute(found))]


def _question(figure: Figure, indicator: tables.Indicator | None, target: Target | None, task: Task | None) -> Question:
    if indicator is None:
        if task is None:
            raise ValueError(f"figure {figure.id} asks for nothing")
        return Question(figure, task.name, task.text, Indicator(Kind.PROGRESS))
    asked = Indicator(
        kind=Kind(indicator.kind),
        unit_of_measure=indicator.unit_of_measure,
        comparator=Comparator(target.comparator) if target else Comparator.NONE,
        target=target.number if target else None,
        nature=Nature(indicator.nature),
    )
    return Question(figure, indicator.name, indicator.text, asked)
