"""Who is to hear of many reports at once, as `people.answerers` says of one: found and noted by the database itself."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    column,
    exists,
    literal,
    not_,
    or_,
    select,
    true,
    values,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.roles import Role
from storage import absences, once
from storage.mentions import Part
from storage.serving import is_in_force
from storage.tables import Account, Membership, Mention, Person, Reminder, Report
from storage.types import UtcDateTime


async def note(
    session: AsyncSession, reports: ColumnElement[bool], stage: str, now: datetime, due_at: datetime
) -> bool:
    """Note a rung as said for these reports, and have those who answer for them hear of it from `due_at` on.

    Each once for ever. Whether there are units without an officer that can be asked; their heads are, then.
    """
    said = select(
        Report.organisation_id,
        Report.id.label("report_id"),
        literal(stage, String()).label("stage"),
        literal(now, UtcDateTime()).label("said_at"),
    )
    await once.insert_selected(session, Reminder, said.where(reports))
    away = await absences.standing_in(session, now)
    first = _first_asked(reports, away, now)
    await once.insert_selected(session, Mention, _mentions(Part.OWN, first.subquery(), stage, due_at))
    lacking = Report.id.not_in(first.with_only_columns(Report.id))
    if not (await session.execute(select(exists().where(reports, lacking)))).scalar_one():
        return False
    heads = _hearing(Membership.role == Role.HEAD, and_(reports, lacking), true(), away, now).subquery()
    await once.insert_selected(session, Mention, _mentions(Part.OWN, heads, stage, due_at))
    return True


async def note_instead(
    session: AsyncSession,
    reports: ColumnElement[bool],
    stage: str,
    person_ids: Collection[int],
    now: datetime,
    due_at: datetime,
) -> None:
    """Have these people hear of those of the reports whose units have no officer that can be asked.

    Not of the second stage where anybody can: it is the aggregators' as much as the officers'.
    """
    first = _first_asked(reports, await absences.standing_in(session, now), now)
    told = exists().where(Mention.report_id == Report.id, Mention.stage == stage, Mention.part == Part.OWN)
    others = (
        select(Report.organisation_id, Report.id.label("report_id"), Person.id.label("person_id"))
        .join(Person, Person.id.in_(person_ids))
        .where(reports, Report.id.not_in(first.with_only_columns(Report.id)), not_(and_(Report.is_upward, told)))
    )
    await once.insert_selected(session, Mention, _mentions(Part.NOBODY, others.subquery(), stage, due_at))


def _first_asked(reports: ColumnElement[bool], away: Mapping[int, int], now: datetime) -> Select[*tuple[Any, ...]]:
    """The officers; of the second stage the aggregators, too."""
    asked = or_(Membership.role == Role.OFFICER, and_(Report.is_upward, Membership.role == Role.AGGREGATOR))
    return _hearing(asked, reports, not_(Report.is_upward), away, now)


def _mentions(part: Part, hearing: Any, stage: str, due_at: datetime) -> Select[*tuple[Any, ...]]:
    return select(
        hearing.c.organisation_id,
        hearing.c.person_id,
        hearing.c.report_id,
        literal(stage, String()).label("stage"),
        literal(str(part), String()).label("part"),
        literal(due_at, UtcDateTime()).label("since_at"),
        literal(due_at, UtcDateTime()).label("due_at"),
    ).order_by(hearing.c.report_id, hearing.c.person_id)


def _hearing(
    role: ColumnElement[bool],
    reports: ColumnElement[bool],
    handed_on: ColumnElement[bool],
    away: Mapping[int, int],
    now: datetime,
) -> Select[*tuple[Any, ...]]:
    """Each report with everybody of its unit who has such a role and can be reached.

    In the place of somebody who is away stands the substitute, where such work is handed on.
    """
    of_report = Report.organisation_id, Report.id.label("report_id")
    held = select(*of_report).join(Membership, Membership.unit_id == Report.unit_id).where(reports, role)
    held = held.where(is_in_force(Membership, now))
    if not away:
        return held.add_columns(Membership.person_id.label("person_id")).where(_is_reachable(Membership.person_id))
    stands_in = values(column("person_id", BigInteger()), column("substitute_id", BigInteger()), name="away")
    absent = stands_in.data(list(away.items())).cte("away")
    there = aliased(Membership)
    serves = exists().where(
        there.unit_id == Membership.unit_id, there.person_id == absent.c.substitute_id, is_in_force(there, now)
    )
    takes_over = and_(handed_on, serves, _is_reachable(absent.c.substitute_id))
    hears = case((takes_over, absent.c.substitute_id), else_=Membership.person_id)
    found = held.outerjoin(absent, absent.c.person_id == Membership.person_id)
    return found.add_columns(hears.label("person_id")).where(_is_reachable(hears))


def _is_reachable(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return exists().where(Account.person_id == person_id, Account.unreachable_at.is_(None))
