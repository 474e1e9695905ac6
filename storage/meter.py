"""How much each bot has sent this month and has on its lists: counted from the rows, so that it cannot drift."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import quota
from domain.quota import Allowance, Meter
from storage.outbox import HELD_BY_QUOTA
from storage.tables import DUE, Account, Group, Outbox

# What the messenger may have counted: what is in doubt, too.
_COUNTED = ("sent", "ambiguous")


async def sent(session: AsyncSession, channel: str, now: datetime) -> int:
    """How many messages of this calendar month count."""
    return (await _sent(session, channel, now))[0]


async def read(session: AsyncSession, channel: str, allowance: Allowance, now: datetime) -> Meter:
    """Everything that is counted of a bot."""
    counted, billed = await _sent(session, channel, now)
    held = select(func.count()).where(Outbox.channel == channel, Outbox.state == DUE)
    users = select(func.count()).where(Account.channel == channel)
    groups = select(func.count()).where(Group.channel == channel, Group.left_at.is_(None))
    return Meter(
        channel,
        allowance,
        sent=counted,
        billed=billed,
        held=(await session.execute(held.where(Outbox.held_by == HELD_BY_QUOTA))).scalar_one(),
        users=(await session.execute(users)).scalar_one(),
        groups=(await session.execute(groups)).scalar_one(),
    )


async def held(session: AsyncSession, organisation_id: int) -> list[tuple[str, int]]:
    """How many messages of an organisation wait because a bot has used up its month, by channel."""
    found = select(Outbox.channel, func.count()).where(
        Outbox.state == DUE, Outbox.held_by == HELD_BY_QUOTA, Outbox.organisation_id == organisation_id
    )
    rows = await session.execute(found.group_by(Outbox.channel).order_by(Outbox.channel))
    return [(channel, number) for channel, number in rows]


async def _sent(session: AsyncSession, channel: str, now: datetime) -> tuple[int, int]:
    start, end = quota.month(now)
    billed = func.count().filter(Outbox.is_billed)
    found = select(func.count(), billed).where(
        Outbox.channel == channel, Outbox.sent_at >= start, Outbox.sent_at < end, Outbox.state.in_(_COUNTED)
    )
    row = (await session.execute(found)).one()
    return row[0], row[1]
