"""Support visits added up by the database: per team, member, activity, place, week and month, in any combination."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, distinct, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.visit_readings import Counted
from domain.visit_sums import Sum, monday
from storage.visit_tables import Visit, VisitMonth
from storage.visits import CLASS, VISIT

_WEEK = timedelta(days=7)


class By(StrEnum):
    """What sums are told apart by."""

    TEAM = "team"  # the unit's id
    MEMBER = "member"  # the person's id
    ACTIVITY = "activity"  # its code; "" for classes
    PLACE = "place"  # its id; None where a team has no places
    WEEK = "week"  # its Monday
    MONTH = "month"  # "2026-11"


@dataclass(frozen=True, slots=True)
class Span:
    """Which visits of an organisation are added up: by the local day they were done, both days included.

    `unit_ids`: of these teams only. `activities`: of these only; classes have none and stay.
    """

    organisation_id: int
    first: date
    last: date
    unit_ids: Collection[int] | None = None
    activities: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Fed:
    """What a span comes to for a report: what counts, of how many teams, and what was logged too late to count."""

    sum: Sum
    teams: int
    late: int


async def total(session: AsyncSession, span: Span) -> Sum:
    """All of a span."""
    return (await by(session, span)).get((), Sum())


async def by(session: AsyncSession, span: Span, *keys: By) -> dict[tuple[Any, ...], Sum]:
    """A span told apart by some keys, in their order. What has no visits is absent, not zero.

    `visits` counts messages: several activities logged at once are one visit, which stands under each of them; so
    visits by activity do not add up to those of a team. Everything else does. Set aside and deleted ones are left out.
    """
    named = [_KEYS[key](span).label(f"by_{key}") for key in keys]
    found = select(*named, *_sums()).where(*_within(span), *_COUNTS).group_by(*(f"by_{key}" for key in keys))
    rows = (await session.execute(found)).all()
    return {
        tuple(_read(key, one) for key, one in zip(keys, row, strict=False)): _sum(row[len(keys) :])
        for row in rows
        if row[-1]
    }


async def fed(session: AsyncSession, span: Span, cut_off_at: datetime) -> Fed:
    """A span as it stood at a report's cut-off, and as the teams' heads confirmed it.

    What was logged from `cut_off_at` on, or into a month after its confirmation, is not added: it is counted in `late`.
    """
    is_late = or_(Visit.at >= cut_off_at, _after_confirmation())
    counted = select(func.count(distinct(Visit.unit_id)), *_sums()).where(*_within(span), *_COUNTS, ~is_late)
    late = select(func.count(distinct(Visit.entry))).where(*_within(span), *_COUNTS, is_late)
    teams, *sums = (await session.execute(counted)).one()
    return Fed(_sum(sums), teams, (await session.execute(late)).scalar_one())


async def places_seen(session: AsyncSession, span: Span) -> dict[int, int]:
    """How many of its places each team was at, by the team's id."""
    found = select(Visit.unit_id, func.count(distinct(Visit.place_id))).where(*_within(span), *_COUNTS)
    return dict((await session.execute(found.group_by(Visit.unit_id))).all())


async def last_days(session: AsyncSession, organisation_id: int, until: date) -> dict[int, date]:
    """The last day on which each team did anything, up to a day; teams that never did are absent."""
    found = select(Visit.unit_id, func.max(Visit.on)).where(
        Visit.organisation_id == organisation_id, Visit.on <= until, *_COUNTS
    )
    return dict((await session.execute(found.group_by(Visit.unit_id))).all())


async def confirmed_teams(session: AsyncSession, organisation_id: int, month: str) -> int:
    """How many teams' heads have confirmed a month ("2026-11")."""
    found = select(func.count()).where(VisitMonth.organisation_id == organisation_id, VisitMonth.month == month)
    return (await session.execute(found)).scalar_one()


_COUNTS = (Visit.deleted_at.is_(None), Visit.set_aside_at.is_(None))
_MONTH = func.substr(cast(Visit.on, String), 1, 7)  # a date is written 2026-11-09 by every database here


def _week(span: Span) -> ColumnElement[Any]:
    """The Monday: no two databases compute it alike, so each week of the span is named."""
    mondays = [monday(span.first)]
    while mondays[-1] + _WEEK <= span.last:
        mondays.append(mondays[-1] + _WEEK)
    return case(*((Visit.on < first + _WEEK, first.isoformat()) for first in mondays))


_KEYS: dict[By, Callable[[Span], InstrumentedAttribute[Any] | ColumnElement[Any]]] = {
    By.TEAM: lambda _: Visit.unit_id,
    By.MEMBER: lambda _: Visit.person_id,
    By.ACTIVITY: lambda _: Visit.activity,
    By.PLACE: lambda _: Visit.place_id,
    By.WEEK: _week,
    By.MONTH: lambda _: _MONTH,
}


def _read(key: By, value: Any) -> Any:
    return date.fromisoformat(value) if key is By.WEEK else value


def _within(span: Span) -> list[ColumnElement[bool]]:
    within = [Visit.organisation_id == span.organisation_id, Visit.on >= span.first, Visit.on <= span.last]
    if span.unit_ids is not None:
        within.append(Visit.unit_id.in_(span.unit_ids))
    if span.activities is not None:
        within.append(or_(Visit.kind == CLASS, Visit.activity.in_(span.activities)))
    return within


def _sums() -> tuple[ColumnElement[Any], ...]:
    """In the order of `Sum`, and how many rows there were."""
    helped = [and_(Visit.kind == VISIT, Visit.counted == who) for who in (Counted.PEOPLE, Counted.HOUSEHOLDS)]
    of_class = Visit.kind == CLASS
    return (
        func.count(distinct(case((Visit.kind == VISIT, Visit.entry)))),
        *(func.coalesce(func.sum(case((one, Visit.number), else_=0)), 0) for one in helped),
        func.coalesce(func.sum(case((of_class, 1), else_=0)), 0),
        func.coalesce(func.sum(case((of_class, Visit.number), else_=0)), 0),
        func.count(),
    )


def _sum(columns: Any) -> Sum:
    return Sum(*map(int, columns[:-1]))


def _after_confirmation() -> ColumnElement[bool]:
    return exists().where(
        VisitMonth.organisation_id == Visit.organisation_id,
        VisitMonth.unit_id == Visit.unit_id,
        VisitMonth.month == _MONTH,
        VisitMonth.confirmed_at < Visit.at,
    )
