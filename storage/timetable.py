"""When something is due next: the earliest of the columns that the ticks and the sender read."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Group, Outbox, Period, Regime, Report


async def next_action_at(session: AsyncSession) -> datetime | None:
    """The next moment at which the bot does something unasked; None when nothing is planned."""
    columns = (
        select(func.min(Regime.next_opens_at)),
        select(func.min(Report.next_remind_at)),
        select(func.min(Period.closing_at)),
        select(func.min(Group.next_digest_at)).where(Group.left_at.is_(None)),
        select(func.min(Outbox.due_at)).where(Outbox.state == "due"),
    )
    moments = [(await session.execute(column)).scalar_one_or_none() for column in columns]
    return min((moment for moment in moments if moment is not None), default=None)
