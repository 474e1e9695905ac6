"""What units, also under their earlier names, have handed in as done: it is not asked for again."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, SQLColumnExpression, exists, literal_column, select
from sqlalchemy.orm import aliased

from domain.indicators import Kind
from domain.progress import TaskState
from storage.tables import Figure, Indicator, Report, Succession, Unit


def lineages(units: ColumnElement[bool]) -> CTE:
    """Each of these units with itself and the units it was before: `successions.lineage` of all of them."""
    other, old = aliased(Succession), aliased(Unit)
    split = exists().where(other.old_unit_id == Succession.old_unit_id, other.id != Succession.id)
    merged = exists().where(other.new_unit_id == Succession.new_unit_id, other.id != Succession.id)
    was = (
        select(Succession.new_unit_id, Succession.old_unit_id)
        .join(old, old.id == Succession.old_unit_id)
        .where(old.retired_at.is_not(None), ~split, ~merged)
        .subquery("was")
    )
    line = select(Unit.id.label("unit_id"), Unit.id.label("before_id")).where(units).cte("line", recursive=True)
    earlier = select(line.c.unit_id, was.c.old_unit_id).join(was, was.c.new_unit_id == line.c.before_id)
    return line.union(earlier)


def milestones(organisation_id: ColumnElement[int]) -> Select[int]:
    """The indicators of an organisation that are asked until they are reached."""
    return select(Indicator.id).where(Indicator.organisation_id == organisation_id, Indicator.kind == Kind.MILESTONE)


def milestones_reached(line: CTE, organisation_id: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Those that a unit has reported as reached: the unit and the indicator of each."""
    found = _handed_in(line, Figure.indicator_id)
    return found.where(Figure.indicator_id.in_(milestones(organisation_id)), Figure.number == Decimal(1))


def tasks_done(line: CTE, organisation_id: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Tasks of an organisation that a unit has handed in as done: the unit and the task of each."""
    is_done = Figure.progress == literal_column(f"'{TaskState.DONE}'")  # in the words of the index
    found = _handed_in(line, Figure.task_id)
    return found.where(Figure.organisation_id == organisation_id, is_done, Figure.task_id.is_not(None))


def _handed_in(line: CTE, what: SQLColumnExpression[int | None]) -> Select[*tuple[Any, ...]]:
    return (
        select(line.c.unit_id, what)
        .select_from(line)
        .join(Report, Report.unit_id == line.c.before_id)
        .join(Figure, Figure.report_id == Report.id)
        .where(Report.first_submitted_at.is_not(None))
    )
