"""Updates kept before they are confirmed, and handed out one by one, in order within each chat."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.chat import Updates
from storage import once
from storage.tables import Inbox

MAX_ATTEMPTS = 5
_EARLIER = aliased(Inbox)  # made once: making one costs more than the question it is in


async def keep(session: AsyncSession, channel: str, updates: Updates, now: datetime) -> int:
    """Store what is not there yet; a second delivery of an update changes nothing. How many were new."""
    new = 0
    for one in updates:
        row = await once.insert(
            session,
            Inbox,
            channel=channel,
            event_key=one.event_key,
            chat=one.chat,
            raw=one.raw,
            received_at=now,
            next_attempt_at=now,
            state="new",
            attempts=0,
        )
        new += row is not None
    return new


async def oldest(
    session: AsyncSession, now: datetime, channels: Collection[str], but: Collection[int] = ()
) -> Inbox | None:
    """The next update of these channels to handle: the first of its chat, so that nobody's messages overtake.

    `but` are being handled. Those behind them in their chats wait for them.
    """
    found = _to_handle(now).where(Inbox.channel.in_(channels), Inbox.id.not_in(but)).order_by(Inbox.id)
    return (await session.execute(found.limit(1))).scalar_one_or_none()


async def done(session: AsyncSession, row_id: int, now: datetime) -> bool:
    """Close an update. False: it was closed already, and what its handling wrote must not stand."""
    closed = (
        update(Inbox)
        .where(Inbox.id == row_id, Inbox.state == "new")
        .values(state="done", handled_at=now, error=None)
        .returning(Inbox.id)
    )
    return (await session.execute(closed)).scalar_one_or_none() is not None


async def forget(session: AsyncSession, row_id: int) -> None:
    """Take away what a handled update said: it must not stay stored."""
    await session.execute(update(Inbox).where(Inbox.id == row_id).values(raw=""))


async def step_aside(session: AsyncSession, row_id: int, error: str, now: datetime) -> bool:
    """Put off an update that could not be handled. True: it is given up for good and kept as `dead`."""
    row = await session.get_one(Inbox, row_id)
    row.attempts += 1
    row.error = error
    row.next_attempt_at = now + timedelta(seconds=2**row.attempts)
    row.state = "dead" if row.attempts >= MAX_ATTEMPTS else "new"
    return row.state == "dead"


async def waiting(session: AsyncSession, now: datetime) -> int:
    """How many chats have an update that can be handled now."""
    return (await session.execute(select(func.count()).select_from(_to_handle(now).subquery()))).scalar_one()


def _to_handle(now: datetime) -> Select[Inbox]:
    same_chat_waits = exists().where(
        _EARLIER.state == "new",
        _EARLIER.channel == Inbox.channel,
        _EARLIER.chat == Inbox.chat,
        _EARLIER.id < Inbox.id,
    )
    return select(Inbox).where(Inbox.state == "new", Inbox.next_attempt_at <= now, ~same_chat_waits)
