"""Digests whose moment has passed and that are not in their groups yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import HELD_BY_QUOTA, HELD_BY_RESTORE, Kind
from storage.tables import DUE, PRESSING, Outbox

LATE = timedelta(minutes=14)
"""After its moment a digest is missed: of the one of 07:30 people are told by 07:45, a round of the tick included."""


async def late(session: AsyncSession, now: datetime) -> Sequence[Outbox]:
    """The digests that should stand in their groups since LATE, the oldest first."""
    ends = Outbox.valid_until_at  # after that it is lost, and the sender says so
    found = select(Outbox).where(_is_late(now - LATE), or_(ends.is_(None), ends >= now))
    found = found.order_by(Outbox.due_at, Outbox.id)
    return (await session.execute(found)).scalars().all()


async def forget(session: AsyncSession, beginning: str, now: datetime) -> None:
    """What is queued under keys that begin so is not sent any more, unless it is just being sent."""
    lease = Outbox.lease_until_at
    free = or_(lease.is_(None), lease <= now)
    old = update(Outbox).where(Outbox.key.startswith(beginning, autoescape=True), Outbox.state == DUE, free)
    await session.execute(old.values(state="expired", sent_at=now))


async def number(session: AsyncSession, now: datetime) -> int:
    """How many there are."""
    return (await session.execute(select(func.count()).where(_is_late(now - LATE)))).scalar_one()


def waits(by: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that there is one; `by`: the moment LATE ago."""
    return exists().where(_is_late(by))


def _is_late(by: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    """What the bot's month has no room for was given a later moment; what an operator holds back is held on purpose."""
    held = and_(Outbox.held_by == HELD_BY_QUOTA, Outbox.created_at <= by)
    return and_(
        text(f"state = 'due' AND {PRESSING}"),  # in the words of the index
        Outbox.kind == Kind.DIGEST,
        Outbox.held_by.is_distinct_from(HELD_BY_RESTORE),
        or_(Outbox.due_at <= by, held),
    )
