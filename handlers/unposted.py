"""What could not be posted in a group is told to a person: nothing for leaders is lost in silence."""

from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import alarms, channel_names
from locales import Speaker
from storage import groups, plans, unposted
from storage.outbox import AT_MOST_ONCE, MISSED, Kind
from storage.tables import Group, Outbox


class Lost(StrEnum):
    """Why a message will not get into its group any more."""

    REFUSED = "refused"
    LATE = "late"  # its day is over
    IN_DOUBT = "in_doubt"  # it may be there, and twice would be wrong


_LATE = "unposted_yet:{}"
MINUTES = int(unposted.LATE.total_seconds() // 60)


async def closed(session: AsyncSession, row: Outbox, why: str, now: datetime) -> None:
    """The group takes nothing from us any more: its organisation's administrators hear of it, once."""
    group = await _group(session, row) if Kind(row.kind) in AT_MOST_ONCE else None
    if group is None or group.left_at is not None:
        return
    key = f"group_closed:{group.id}:{now.isoformat()}"
    await alarms.tell(session, key, now, partial(_closed, group, why), organisation_id=group.organisation_id)


async def lost(session: AsyncSession, row: Outbox, how: Lost, why: str, now: datetime) -> None:
    """This one message did not get into its group, and will not. `why`: the messenger's own words."""
    group = await _group(session, row) if Kind(row.kind) in MISSED else None
    if group is not None:
        text = partial(_unposted, group, row.title, how, why)
        await alarms.tell(session, f"unposted:{row.id}", now, text, organisation_id=group.organisation_id)


async def late_next(session: AsyncSession, now: datetime) -> bool:
    """A digest is not in its group though its moment has passed: told once, while it is tried on. False: no news.

    By another messenger where there is one: its own may be what is wrong. Who cannot be told soon is not told at all:
    by then the digest is there, or is lost, and that is told.
    """
    for row in await unposted.late(session, now):
        group = await groups.at(session, row.channel, row.chat)
        if group is None:
            continue
        text = partial(_missing, group, row.title)
        whose, until = group.organisation_id, now + unposted.LATE
        key, but = _LATE.format(row.id), {row.channel}
        if await alarms.tell(session, key, now, text, but, organisation_id=whose, at_last=True, valid_until_at=until):
            return True
    return False


async def posted(session: AsyncSession, row: Outbox, now: datetime) -> None:
    """It is in its group, however late: who was not told yet that it is missing need not be."""
    if Kind(row.kind) is Kind.DIGEST and now - row.due_at >= unposted.LATE:
        await unposted.forget(session, f"{_LATE.format(row.id)}:", now)


async def put_off_digest(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """A group's daily digest cannot be written: it is tried later, and that is too late to say nothing."""
    group = await groups.due_for_digest(session, now)
    if group is not None:
        key, text = f"unwritten:{group.id}:{now:%Y-%m-%d}", partial(_unwritten, group.title)
        await alarms.tell(session, key, now, text, organisation_id=group.organisation_id)
    return await groups.put_off_digest(session, now, until)


async def put_off_closing(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """As `put_off_digest`, for a closing digest of all leadership groups."""
    for period in (await plans.due_to_close(session, now))[:1]:
        key = f"unwritten_closing:{period.id}:{now:%Y-%m-%d}"
        for group in (await groups.leadership(session, period.organisation_id))[:1]:
            text = partial(_unwritten, group.title)
            await alarms.tell(session, key, now, text, organisation_id=period.organisation_id)
    return await plans.put_off_closing(session, now, until)


async def _group(session: AsyncSession, row: Outbox) -> Group | None:
    """None: it goes to a person, as alarms do."""
    return await groups.at(session, row.channel, row.chat)


def _closed(group: Group, why: str, say: Speaker) -> str:
    return say("alarm.group_closed", group=group.title, channel=channel_names.name(say, group.channel), why=why)


def _unposted(group: Group, title: str, how: Lost, why: str, say: Speaker) -> str:
    channel = channel_names.name(say, group.channel)
    return say(f"alarm.unposted.{how}", title=title, group=group.title, channel=channel, why=why)


def _missing(group: Group, title: str, say: Speaker) -> str:
    channel = channel_names.name(say, group.channel)
    return say("alarm.late_digest", title=title, group=group.title, channel=channel, minutes=MINUTES)


def _unwritten(group: str, say: Speaker) -> str:
    return say("alarm.unwritten_digest", group=group)
