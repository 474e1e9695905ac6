"""When teams' groups hear of their week next, and organisations of their teams' month."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage import groups, picking
from storage.tables import TEAMS, Group, Organisation, Unit


def week_waits(now: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    """Whether a group is a team's, and its week is to be told or has not been planned yet."""
    return (Group.purpose == groups.TEAM) & Group.left_at.is_(None) & _has_come(Group.next_visits_at, now)


def month_waits(now: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    """Whether an organisation has teams, and their month is to be told or has not been planned yet."""
    with_teams = select(Unit.organisation_id).where(text(TEAMS))
    return Organisation.id.in_(with_teams) & _has_come(Organisation.next_visits_at, now)


async def due_group(session: AsyncSession, now: datetime) -> Group | None:
    """A team's group whose week is to be told, or planned."""
    found = select(Group).where(week_waits(now)).order_by(Group.next_visits_at, Group.id)
    return (await session.execute(picking.free(found.limit(1), Group))).scalar_one_or_none()


async def put_off_group(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the group that could not be told tried again later. None: there is none."""
    row = await due_group(session, now)
    if row is None:
        return None
    row.next_visits_at = until
    return f"group {row.id}"


async def due_organisation(session: AsyncSession, now: datetime) -> Organisation | None:
    """An organisation whose teams' month is to be told, or planned."""
    found = select(Organisation).where(month_waits(now)).order_by(Organisation.next_visits_at, Organisation.id)
    return (await session.execute(picking.free(found.limit(1), Organisation))).scalar_one_or_none()


async def put_off_organisation(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation that could not be told tried again later. None: there is none."""
    row = await due_organisation(session, now)
    if row is None:
        return None
    row.next_visits_at = until
    return f"organisation {row.id}"


def _has_come(
    moment: InstrumentedAttribute[datetime | None], now: ColumnElement[datetime] | datetime
) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment <= now)
