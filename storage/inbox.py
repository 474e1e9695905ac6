"""Updates kept before they are confirmed, and handed out one by one, in order within each chat."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Integer, Update, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.chat import Updates
from storage import once, picking, wakes
from storage.tables import NEW, Inbox, rows_of
from storage.types import UtcDateTime
from storage.worded import Worded

MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=30)  # to handle what was claimed
FILE_LEASE = timedelta(minutes=3)  # to fetch a file, look through it and handle what it came with
NO_FAULT = timedelta(seconds=5)  # after a failure of the database
_EARLIER = aliased(Inbox)  # made once: making one costs more than the question it is in


@dataclass(frozen=True, slots=True)
class Arrived:
    """Updates that came together."""

    channel: str
    updates: Updates
    at: datetime

    def rows(self) -> Iterator[dict[str, Any]]:
        """As they are stored."""
        for one in self.updates:
            yield {
                "channel": self.channel,
                "event_key": one.event_key,
                "chat": one.chat,
                "raw": one.raw,
                "received_at": self.at,
                "next_attempt_at": self.at,
                "state": "new",
                "attempts": 0,
            }


async def keep(session: AsyncSession, channel: str, updates: Updates, now: datetime) -> int:
    """Store what is not there yet; a second delivery of an update changes nothing. How many were new."""
    [new] = await keep_all(session, [Arrived(channel, updates, now)])
    return new


async def keep_all(session: AsyncSession, deliveries: Sequence[Arrived]) -> list[int]:
    """As `keep`, several at once: how many were new of each."""
    rows = [row for one in deliveries for row in one.rows()]
    new = await once.insert_all(session, Inbox, rows)
    if new:
        await wakes.call(session, wakes.INBOX)
    counts = []
    for one in deliveries:
        keys = {(one.channel, update.event_key) for update in one.updates} & new
        counts.append(len(keys))
        new -= keys  # whoever delivers the same again in this transaction brings nothing new
    return counts


@dataclass(frozen=True, slots=True)
class InHand:
    """An update that was claimed. The lease is the token: whoever takes it over has another."""

    id: int
    channel: str
    event_key: str
    chat: str
    raw: str
    received_at: datetime
    attempts: int
    lease_until_at: datetime


async def claim(
    session: AsyncSession, now: datetime, channels: Collection[str], limit: int, *, with_file: bool = False
) -> list[InHand]:
    """Take in hand the next updates of these channels: of each chat the first, so that nobody's messages overtake.

    What others have in hand is passed over. `with_file`: those that want one, all others otherwise.
    """
    until = now + (FILE_LEASE if with_file else LEASE)
    words = {"now": now, "channels": list(channels), "most": limit, "until": until}
    claimed = await (_WITH_FILE if with_file else _WITHOUT_FILE).rows(session, words)
    return sorted((InHand(*row) for row in claimed), key=attrgetter("id"))


async def done(session: AsyncSession, rows: Iterable[InHand], now: datetime) -> set[int]:
    """Close updates that are in hand; the ids of those that still were.

    The others are in other hands by now, or closed: of them nothing more may be written.
    """
    closed = set[int]()
    for lease, of_one in groupby(rows, attrgetter("lease_until_at")):
        words = {"rows": [row.id for row in of_one], "lease": lease, "now": now}
        closed.update(row_id for (row_id,) in await _DONE.rows(session, words))
    return closed


async def set_aside(session: AsyncSession, row: InHand) -> None:
    """Give an update back: it is handled with its file, or with what has to be made for it, beside the others."""
    await session.execute(_in_hand(row).values(wants_file=True, lease_until_at=None))


async def release(session: AsyncSession, row: InHand) -> None:
    """Give an update back as it was."""
    await session.execute(_in_hand(row).values(lease_until_at=None))


async def release_all(session: AsyncSession) -> None:
    """Give back what a process that died had in hand; only for who holds the one-process lock."""
    await session.execute(update(Inbox).where(Inbox.lease_until_at.is_not(None)).values(lease_until_at=None))


async def forget(session: AsyncSession, row_id: int) -> None:
    """Take away what a handled update said: it must not stay stored."""
    await session.execute(update(Inbox).where(Inbox.id == row_id).values(raw=""))


async def step_aside(
    session: AsyncSession,
    row_id: int,
    error: str,
    now: datetime,
    *,
    lease: datetime | None = None,
    counts: bool = True,
) -> bool:
    """Put off an update that could not be handled. True: it is given up for good and kept as `dead`.

    What was no fault of its own does not count as a try. `lease`: under which it was in hand. When it is closed, or in
    other hands, nothing changes: a commit may stand though the word of it was lost on the way.
    """
    row = await session.get_one(Inbox, row_id, populate_existing=True)
    if row.state != "new" or row.lease_until_at != lease:
        return False
    row.attempts += counts
    row.error = error
    row.lease_until_at = None
    row.next_attempt_at = now + (timedelta(seconds=2**row.attempts) if counts else NO_FAULT)
    row.state = "dead" if row.attempts >= MAX_ATTEMPTS else "new"
    return row.state == "dead"


async def waiting(session: AsyncSession, now: datetime) -> int:
    """How many chats have an update that can be handled now, or is in somebody's hands."""
    return (await session.execute(_COUNT, {"now": now})).scalar_one()


def _in_hand(row: InHand) -> Update:
    return update(Inbox).where(Inbox.id == row.id, Inbox.state == NEW, Inbox.lease_until_at == row.lease_until_at)


# Asked all the time: making a question costs more than its answer.
_NOW = bindparam("now", type_=UtcDateTime())
_DONE = Worded(
    update(rows_of(Inbox))
    .where(Inbox.id.in_(bindparam("rows", expanding=True)), Inbox.state == NEW)
    .where(Inbox.lease_until_at == bindparam("lease", type_=UtcDateTime()))
    .values(state="done", handled_at=_NOW, error=None, lease_until_at=None)
    .returning(Inbox.id)
)
_SAME_CHAT_WAITS = exists().where(
    _EARLIER.state == NEW,
    _EARLIER.channel == Inbox.channel,
    _EARLIER.chat == Inbox.chat,
    _EARLIER.id < Inbox.id,
)
_TO_HANDLE = select(Inbox.id).where(Inbox.state == NEW, Inbox.next_attempt_at <= _NOW, ~_SAME_CHAT_WAITS)
_COUNT = select(func.count()).select_from(_TO_HANDLE.subquery())
_CLAIMED = (
    _TO_HANDLE.where(
        # Not the bare column: SQLite would go through all updates that a channel ever had, by another index.
        Inbox.channel.concat("").in_(bindparam("channels", expanding=True)),
        or_(Inbox.lease_until_at.is_(None), Inbox.lease_until_at <= _NOW),
    )
    .order_by(Inbox.id)
    .limit(bindparam("most", type_=Integer()))
)


def _claiming(wants: ColumnElement[bool]) -> Worded:
    picked = picking.free(_CLAIMED.where(wants), Inbox).cte("picked")
    columns = (getattr(Inbox, one.name) for one in fields(InHand))
    leased = update(rows_of(Inbox)).values(lease_until_at=bindparam("until", type_=UtcDateTime()))
    return Worded(leased.where(Inbox.id.in_(select(picked.c.id))).returning(*columns))


_WITH_FILE, _WITHOUT_FILE = _claiming(Inbox.wants_file.is_(True)), _claiming(Inbox.wants_file.is_(False))
