"""When something is due next: the earliest of the columns that the ticks and the sender read."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.tables import Group, Period, Regime, Report


async def next_action_at(session: AsyncSession) -> datetime | None:
    """The next moment at which the bot does something unasked; None when nothing is planned."""
    held, opens_at = Regime.held_until_at, Regime.next_opens_at
    columns = (
        select(func.min(case((held > opens_at, held), else_=opens_at))),
        select(func.min(Report.next_remind_at)),
        select(func.min(Period.closing_at)),
        select(func.min(Group.next_digest_at)).where(Group.left_at.is_(None)),
    )
    moments = [(await session.execute(column)).scalar_one_or_none() for column in columns]
    moments.append(await outbox.next_due_at(session))
    return min((moment for moment in moments if moment is not None), default=None)


async def next_opening_at(session: AsyncSession) -> datetime | None:
    """When the next period opens."""
    return (await session.execute(select(func.min(Regime.next_opens_at)))).scalar_one_or_none()
