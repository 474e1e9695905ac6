"""The teams' visits as plain rows to be written into a table: read in one go, without an object for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Person, Unit
from storage.visit_sums import Span
from storage.visit_tables import Place, Visit, VisitFile


@dataclass(frozen=True, slots=True)
class Line:
    """A visit as it stands, with its names; set aside or not, but never a deleted one. `photos`: of its message."""

    id: int
    on: date
    at: datetime
    team: str
    member: str
    kind: str
    activity: str
    words: str
    number: int
    counted: str
    place: str
    is_night: bool
    set_aside_reason: str | None
    photos: int


async def lines(session: AsyncSession, span: Span) -> list[Line]:
    """The visits of a span of an organisation, by day and team. Where somebody stood is left out: it may be a home."""
    photos = (
        select(func.count())
        .where(VisitFile.organisation_id == Visit.organisation_id, VisitFile.entry == Visit.entry)
        .correlate(Visit)
        .scalar_subquery()
    )
    found = (
        select(
            Visit.id,
            Visit.on,
            Visit.at,
            Unit.name,
            Person.name,
            Visit.kind,
            Visit.activity,
            Visit.words,
            Visit.number,
            Visit.counted,
            func.coalesce(Place.name, ""),
            Visit.is_night,
            Visit.set_aside_reason,
            photos,
        )
        .join(Unit, Unit.id == Visit.unit_id)
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Place, Place.id == Visit.place_id)
        .where(
            Visit.organisation_id == span.organisation_id,
            Visit.on >= span.first,
            Visit.on <= span.last,
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.on, Visit.unit_id, Visit.id)
    )
    rows: Iterable[Any] = await session.execute(found)
    return [Line(*row) for row in rows]


async def place_names(session: AsyncSession, organisation_id: int) -> dict[int, tuple[int, str]]:
    """Every place there is, retired or not: its team and its name, by its id."""
    found = select(Place.id, Place.unit_id, Place.name).where(Place.organisation_id == organisation_id)
    return {place_id: (unit_id, name) for place_id, unit_id, name in await session.execute(found)}


async def member_names(session: AsyncSession, span: Span) -> dict[int, str]:
    """The names of who logged anything in a span, by the person's id."""
    logged = select(Visit.person_id).where(
        Visit.organisation_id == span.organisation_id, Visit.on >= span.first, Visit.on <= span.last
    )
    return dict((await session.execute(select(Person.id, Person.name).where(Person.id.in_(logged)))).all())
