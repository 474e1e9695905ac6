"""Chat groups bound to an organisation, and when each hears its next digest."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import picking
from storage.tables import Group

LEADERSHIP = "leadership"
TEAM = "team"


async def at(session: AsyncSession, channel: str, address: str) -> Group | None:
    """The bound group at this address."""
    found = select(Group).where(Group.channel == channel, Group.address == address)
    return (await session.execute(found)).scalar_one_or_none()


async def leadership(session: AsyncSession, organisation_id: int) -> list[Group]:
    """The leadership groups of an organisation that the bot is still in."""
    found = select(Group).where(
        Group.organisation_id == organisation_id, Group.purpose == LEADERSHIP, Group.left_at.is_(None)
    )
    return list((await session.execute(found.order_by(Group.id))).scalars())


async def of_team(session: AsyncSession, organisation_id: int, unit_id: int) -> list[Group]:
    """The groups of a team that the bot is still in."""
    found = select(Group).where(
        Group.organisation_id == organisation_id, Group.unit_id == unit_id, Group.left_at.is_(None)
    )
    return list((await session.execute(found.order_by(Group.id))).scalars())


async def due_for_digest(session: AsyncSession, now: datetime) -> Group | None:
    """A group whose daily digest is due."""
    found = select(Group).where(Group.next_digest_at <= now, Group.left_at.is_(None))
    first = found.order_by(Group.next_digest_at, Group.id).limit(1)
    return (await session.execute(picking.free(first, Group))).scalar_one_or_none()


async def put_off_digest(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the group whose daily digest failed tried again later. None: none is due."""
    row = await due_for_digest(session, now)
    if row is None:
        return None
    row.next_digest_at = until
    return f"group {row.id}"


async def move(session: AsyncSession, channel: str, old: str, new: str) -> bool:
    """A group goes on under another address. False: it was none of ours, or has moved already."""
    moved = update(Group).where(Group.channel == channel, Group.address == old).values(address=new)
    return (await session.execute(moved.returning(Group.id))).scalar_one_or_none() is not None


async def mark_heard(session: AsyncSession, channel: str, address: str) -> None:
    """Somebody speaks to the bot there: it is in the group, whatever it was told before."""
    back = update(Group).where(Group.channel == channel, Group.address == address, Group.left_at.is_not(None))
    await session.execute(back.values(left_at=None))


async def mark_left(session: AsyncSession, channel: str, address: str, left_at: datetime | None) -> None:
    """The bot was removed from a group, or is back."""
    marked = update(Group).where(Group.channel == channel, Group.address == address)
    await session.execute(marked.values(left_at=left_at))
