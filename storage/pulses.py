"""When each channel was last heard, and the gaps in between: what came in a gap may be lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once, picking
from storage.pulse_tables import Gap, Pulse
from storage.tables import NEW, Account, Inbox, Outbox

# A tap waits 150 s at Telegram: after a shorter silence none can be lost. A long poll takes 30 s at the most.
SILENCE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a process has heard of a channel: from when on without a break, until when, and since when not before.

    `silent_from_at`: when it was last heard before that, by this process; None where it has just started.
    `caught_up`: the messenger has nothing more from before.
    """

    first_at: datetime
    last_at: datetime
    silent_from_at: datetime | None = None
    caught_up: bool = False


async def note(session: AsyncSession, channel: str, heard: Heard, now: datetime) -> None:
    """Write down what was heard; the silence before it is a gap unless another process heard the channel meanwhile."""
    await once.insert(session, Pulse, channel=channel, heard_at=heard.first_at)
    row = (await session.execute(select(Pulse).where(Pulse.channel == channel).with_for_update())).scalar_one()
    from_at = max(row.heard_at, heard.silent_from_at or row.heard_at)
    if heard.first_at - from_at > SILENCE:
        await _note_gap(session, channel, from_at, heard.first_at)
    row.heard_at = max(row.heard_at, heard.last_at)
    if heard.caught_up:
        await session.execute(update(Gap).where(_comes_in(channel)).values(next_at=now))


async def was_there(session: AsyncSession, channels: Collection[str], now: datetime) -> None:
    """These were heard all along, also if nothing is written down yet: for a clock that is moved on purpose."""
    for channel in channels:
        await once.insert(session, Pulse, channel=channel, heard_at=now)
    await session.execute(update(Pulse).values(heard_at=now))


async def note_gaps(session: AsyncSession, now: datetime) -> None:
    """Nothing was heard since the rows were written: the database is an older copy. Nothing more is waited for."""
    for row in (await session.execute(select(Pulse).where(Pulse.heard_at < now - SILENCE))).scalars().all():
        await _note_gap(session, row.channel, row.heard_at, now)
        await session.execute(update(Gap).where(_comes_in(row.channel)).values(next_at=now))
        row.heard_at = now


async def gap_due(session: AsyncSession, now: datetime) -> Gap | None:
    """A gap whose people have to be seen to now, once all that waits of its channel has been handled."""
    found = select(Gap).where(waits(now)).order_by(Gap.id).limit(1)
    return (await session.execute(picking.free(found, Gap))).scalar_one_or_none()


def waits(now: ColumnElement[datetime] | datetime) -> ColumnElement[bool]:
    """Of a gap: whether it is to be looked at."""
    return and_(Gap.next_at <= now, _is_handled())


def next_at() -> Select[datetime | None]:
    """When the next gap is to be looked at, of those whose channels have nothing left to handle."""
    return select(func.min(Gap.next_at)).where(_is_handled())


def settle(gap: Gap, look_again_at: datetime | None, now: datetime) -> None:
    """Its people have been seen to; or there are some who are seen to later."""
    gap.next_at = look_again_at
    if look_again_at is None:
        gap.settled_at = now


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Move the gap that would be looked at next. None: there is none."""
    gap = await gap_due(session, now)
    if gap is None:
        return None
    gap.next_at = until
    return f"gap:{gap.channel}:{gap.from_at.isoformat()}"


async def _note_gap(session: AsyncSession, channel: str, from_at: datetime, until_at: datetime) -> None:
    """A bot that dies again before it has caught up has been away all the time."""
    longer = update(Gap).where(_comes_in(channel)).values(until_at=until_at).returning(Gap.id)
    if not (await session.execute(longer)).all():
        await once.insert(session, Gap, channel=channel, from_at=from_at, until_at=until_at)


def _is_handled() -> ColumnElement[bool]:
    return ~exists().where(Inbox.state == NEW, Inbox.channel == Gap.channel)


def _comes_in(channel: str) -> ColumnElement[bool]:
    return and_(Gap.channel == channel, Gap.next_at.is_(None), Gap.settled_at.is_(None))


async def left_open(session: AsyncSession, gap: Gap, heard_since_at: datetime) -> list[tuple[Account, Outbox]]:
    """Who wrote on its channel shortly before a gap and not after it, and the newest message they have, from before it.

    Nobody who was told anything since, and nobody who blocked us. Whether the message asks for anything is for the
    caller to say.
    """
    newest = select(func.max(Outbox.id)).where(
        Outbox.channel == Account.channel, Outbox.chat == Account.address, Outbox.state.in_(("sent", "due"))
    )
    wrote_since = select(Inbox.chat).where(Inbox.channel == gap.channel, Inbox.received_at >= gap.until_at)
    found = (
        select(Account, Outbox)
        .join(Outbox, Outbox.id == newest.correlate(Account).scalar_subquery())
        .where(
            Account.channel == gap.channel,
            Account.unreachable_at.is_(None),
            Account.heard_at >= heard_since_at,
            Outbox.state == "sent",
            Outbox.created_at < gap.until_at,
            Outbox.sent_at < gap.until_at,
            Account.address.not_in(wrote_since),
        )
        .order_by(Account.id)
    )
    return [(account, row) for account, row in await session.execute(found)]
