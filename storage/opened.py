"""The periods that were opened, and what is still waited for in them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from storage.tables import Period, Report


async def keys(session: AsyncSession, regime_id: int) -> set[str]:
    """The keys of a regime's periods that were opened."""
    return set((await session.execute(select(Period.key).where(Period.regime_id == regime_id))).scalars())


async def not_yet_due(session: AsyncSession, organisation_id: int, now: datetime) -> list[Period]:
    """The open periods whose deadline is still ahead."""
    found = select(Period).where(Period.organisation_id == organisation_id, Period.due_at > now)
    return list((await session.execute(found.order_by(Period.due_at, Period.id))).scalars())


async def still_open(session: AsyncSession, period_id: int) -> list[Report]:
    """The reports of a period that were never handed in."""
    found = select(Report).where(Report.period_id == period_id, Report.state == State.OPEN)
    return list((await session.execute(found.order_by(Report.id))).scalars())
