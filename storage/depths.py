"""How much waits in the queues: asked when somebody looks, never on the way of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import seals, unposted
from storage.outbox import HELD_BY_RESTORE
from storage.tables import DUE, NEW, Inbox, Outbox

Counts = Mapping[tuple[str, str], int]
"""By channel and state: `waiting` (could go now), `in_hand`, `later`, `held`; in the inbox `file`: waits for one."""


@dataclass(frozen=True, slots=True)
class Depths:
    """What waits at one moment. `oldest`: for how long the oldest message that may be sent could have gone.

    `unposted`: digests whose moment has passed. `unsealed`: rows of the trails that have no seal yet.
    """

    outbox: Counts
    inbox: Counts
    oldest: timedelta
    unposted: int
    unsealed: int


async def read(session: AsyncSession, now: datetime) -> Depths:
    """Everything. Only what waits is looked at, by its own indexes: what is done may be much."""
    return Depths(
        outbox=await _outbox(session, now),
        inbox=await _inbox(session, now),
        oldest=await _oldest(session, now),
        unposted=await unposted.number(session, now),
        unsealed=await seals.behind(session),
    )


async def _outbox(session: AsyncSession, now: datetime) -> Counts:
    state = case(
        (or_(Outbox.held_by.is_not(None), Outbox.held_until_at > now), "held"),
        (Outbox.lease_until_at > now, "in_hand"),
        (Outbox.due_at > now, "later"),
        else_="waiting",
    )
    found = select(Outbox.channel, state, func.count()).where(Outbox.state == DUE).group_by(Outbox.channel, state)
    return {(channel, of): count for channel, of, count in await session.execute(found)}


async def _inbox(session: AsyncSession, now: datetime) -> Counts:
    state = case(
        (Inbox.lease_until_at > now, "in_hand"),
        (Inbox.next_attempt_at > now, "later"),
        (Inbox.wants_file, "file"),
        else_="waiting",
    )
    found = select(Inbox.channel, state, func.count()).where(Inbox.state == NEW).group_by(Inbox.channel, state)
    return {(channel, of): count for channel, of, count in await session.execute(found)}


async def _oldest(session: AsyncSession, now: datetime) -> timedelta:
    held = Outbox.held_until_at
    could_go_at = case((held > Outbox.due_at, held), else_=Outbox.due_at)
    found = select(func.min(could_go_at)).where(
        Outbox.state == DUE,
        Outbox.due_at <= now,
        or_(held.is_(None), held <= now),
        Outbox.held_by.is_distinct_from(HELD_BY_RESTORE),
    )
    since = (await session.execute(found)).scalar_one()
    return now - since if since is not None else timedelta(0)
