"""What is not sent until an operator says so: messages from before a restore, seen, let go, or given up."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once, wakes
from storage.outbox import HELD_BY_RESTORE
from storage.tables import DUE, Outbox

_COPIED = ("organisation_id", "kind", "channel", "chat", "text", "title", "buttons", "photo", "document", "file_name")
_CLOSED = ("sent", "ambiguous", "refused", "unreachable", "expired", "dropped")
Ids = Collection[int] | None
"""Which messages; None: all."""


async def hold_all(session: AsyncSession) -> int:
    """Hold everything that is not sent. How many messages were not held before; the restore of a backup calls it."""
    taken = update(Outbox).where(Outbox.state == DUE, Outbox.held_by.is_distinct_from(HELD_BY_RESTORE))
    values = {"held_by": HELD_BY_RESTORE, "lease_until_at": None}
    return len((await session.execute(taken.values(**values).returning(Outbox.id))).all())


async def count(session: AsyncSession) -> int:
    """How many messages are held."""
    return (await session.execute(select(func.count()).where(_is_held(None)))).scalar_one()


async def listed(session: AsyncSession) -> list[Outbox]:
    """The messages that are held, in the order in which they would go."""
    found = select(Outbox).where(_is_held(None)).order_by(Outbox.due_at, Outbox.id)
    return list((await session.execute(found)).scalars())


async def waiting(session: AsyncSession) -> list[Outbox]:
    """The messages that are not held and not sent yet."""
    free = Outbox.held_by.is_distinct_from(HELD_BY_RESTORE)
    found = select(Outbox).where(Outbox.state == DUE, free).order_by(Outbox.due_at, Outbox.id)
    return list((await session.execute(found)).scalars())


async def release(session: AsyncSession, ids: Ids = None) -> int:
    """Let these go; what is no longer true by now expires instead. How many there were."""
    freed = update(Outbox).where(_is_held(ids)).values(held_by=None).returning(Outbox.id)
    number = len((await session.execute(freed)).all())
    await wakes.call(session, wakes.OUTBOX)
    return number


async def drop(session: AsyncSession, now: datetime, ids: Ids = None) -> int:
    """Give these up for good; they stay to be seen. How many there were."""
    dropped = update(Outbox).where(_is_held(ids)).values(state="dropped", sent_at=now).returning(Outbox.id)
    return len((await session.execute(dropped)).all())


async def send_again(session: AsyncSession, row_id: int, now: datetime) -> bool:
    """Queue a message that is done with once more. False: there is none with this number, or it still waits."""
    row = await session.get(Outbox, row_id)
    if row is None or row.state not in _CLOSED:
        return False
    again = {name: getattr(row, name) for name in (*_COPIED, "figure_id")}
    key = f"resent:{row.id}:{now.isoformat()}"
    await once.insert(session, Outbox, **again, key=key, created_at=now, due_at=now, state="due", attempts=0)
    await wakes.call(session, wakes.OUTBOX)
    return True


def _is_held(ids: Ids) -> ColumnElement[bool]:
    chosen = true() if ids is None else Outbox.id.in_(ids)
    return and_(Outbox.state == DUE, Outbox.held_by == HELD_BY_RESTORE, chosen)
