"""What an indicator or a task was in the version of the plan that a report was asked under."""

from sqlalchemy import ColumnElement, and_, or_

from storage.tables import Figure, Period, Wording


def of_figure() -> ColumnElement[bool]:
    """Whether a wording is the one a figure of a period was asked in."""
    return and_(
        Wording.plan_id == Period.plan_id,
        or_(Wording.indicator_id == Figure.indicator_id, Wording.task_id == Figure.task_id),
    )
