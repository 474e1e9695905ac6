"""What an indicator or a task was in the version of the plan that a report was asked under."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_

from domain.indicators import Indicator, Kind, Nature
from storage.tables import Figure, Period, Wording


def of_figure() -> ColumnElement[bool]:
    """Whether a wording is the one a figure of a period was asked in."""
    return and_(
        Wording.plan_id == Period.plan_id,
        or_(Wording.indicator_id == Figure.indicator_id, Wording.task_id == Figure.task_id),
    )


def as_it_was(indicator: Indicator, wording: Wording) -> Indicator:
    """What an answer was read and written by, then."""
    kind, nature = Kind(wording.kind), Nature(wording.nature)
    return replace(indicator, kind=kind, nature=nature, unit_of_measure=wording.unit_of_measure)
