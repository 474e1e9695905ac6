"""Rounds asked for out of turn: what can be asked of whom, and which are under way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rounds import ROUND
from storage import tables
from storage.tables import Assignment, FreeQuestion, Period, Regime, Unit, UnitGroup, UnitGroupMember

MOST_SHOWN = 9


async def units(session: AsyncSession, organisation_id: int) -> list[Unit]:
    """The organisation's units that are not retired, in the plan's order."""
    found = select(Unit).where(Unit.organisation_id == organisation_id, Unit.retired_at.is_(None))
    return list((await session.execute(found.order_by(Unit.id))).scalars())


async def groups(session: AsyncSession, organisation_id: int) -> list[tuple[UnitGroup, tuple[int, ...]]]:
    """The unit groups that have members, with their units' ids."""
    members = select(UnitGroupMember).where(UnitGroupMember.organisation_id == organisation_id)
    of: dict[int, list[int]] = {}
    for member in (await session.execute(members.order_by(UnitGroupMember.id))).scalars():
        of.setdefault(member.unit_group_id, []).append(member.unit_id)
    found = select(UnitGroup).where(UnitGroup.organisation_id == organisation_id).order_by(UnitGroup.id)
    return [(one, tuple(of[one.id])) for one in (await session.execute(found)).scalars() if one.id in of]


async def assigned(session: AsyncSession, plan_id: int) -> list[tuple[Assignment, Unit]]:
    """Who leads or coordinates what in a version of the plan, unit by unit."""
    found = (
        select(Assignment, Unit)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.plan_id == plan_id, Unit.retired_at.is_(None))
        .order_by(Unit.id, Assignment.position, Assignment.id)
    )
    return list(await session.execute(found))


async def indicators(session: AsyncSession, plan_id: int) -> list[tables.Indicator]:
    """The indicators of a version of the plan that somebody leads, in its order."""
    led = select(Assignment.indicator_id).where(Assignment.plan_id == plan_id, Assignment.leads)
    found = select(tables.Indicator).where(tables.Indicator.id.in_(led)).order_by(tables.Indicator.id)
    return list((await session.execute(found)).scalars())


async def regime(session: AsyncSession, organisation_id: int) -> Regime | None:
    """The regime whose rules rounds go by: the organisation's first."""
    found = select(Regime).where(Regime.organisation_id == organisation_id).order_by(Regime.id).limit(1)
    return (await session.execute(found)).scalar_one_or_none()


async def how_many(session: AsyncSession, regime_id: int) -> int:
    """How many rounds a regime has had."""
    found = select(func.count()).where(Period.regime_id == regime_id, Period.frequency == ROUND)
    return (await session.execute(found)).scalar_one()


async def add_questions(session: AsyncSession, period: Period, asked: Sequence[tuple[str, str, str]]) -> list[int]:
    """A round's free questions (text, kind, unit of measure); their ids."""
    rows = [
        FreeQuestion(
            organisation_id=period.organisation_id,
            period_id=period.id,
            position=position,
            text=text,
            kind=kind,
            unit_of_measure=unit_of_measure,
        )
        for position, (text, kind, unit_of_measure) in enumerate(asked, start=1)
    ]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows]


async def running(session: AsyncSession, organisation_id: int, now: datetime) -> list[Period]:
    """The rounds that still take answers, nearest deadline first."""
    found = select(Period).where(
        Period.organisation_id == organisation_id, Period.frequency == ROUND, Period.locks_at >= now
    )
    return list((await session.execute(found.order_by(Period.due_at, Period.id).limit(MOST_SHOWN))).scalars())
