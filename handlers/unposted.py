"""What could not be posted in a group is told to a person: nothing for leaders is lost in silence."""

from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import alarms, channel_names
from locales import Speaker
from storage import groups
from storage.outbox import AT_MOST_ONCE, Kind
from storage.tables import Group, Outbox


class Lost(StrEnum):
    """Why a message will not get into its group any more."""

    REFUSED = "refused"
    LATE = "late"  # its day is over
    IN_DOUBT = "in_doubt"  # it may be there, and twice would be wrong


async def closed(session: AsyncSession, row: Outbox, why: str, now: datetime) -> None:
    """The group takes nothing from us any more: its organisation's administrators hear of it, once."""
    group = await _lost(session, row)
    if group is None or group.left_at is not None:
        return
    key = f"group_closed:{group.id}:{now.isoformat()}"
    await alarms.tell(session, key, now, partial(_closed, group, why), organisation_id=group.organisation_id)


async def lost(session: AsyncSession, row: Outbox, how: Lost, why: str, now: datetime) -> None:
    """This one message did not get into its group, and will not. `why`: the messenger's own words."""
    group = await _lost(session, row)
    if group is not None:
        text = partial(_unposted, group, row.title, how, why)
        await alarms.tell(session, f"unposted:{row.id}", now, text, organisation_id=group.organisation_id)


async def _lost(session: AsyncSession, row: Outbox) -> Group | None:
    """The group, where it is a digest or a warning of a group; alarms themselves go to persons."""
    return await groups.at(session, row.channel, row.chat) if Kind(row.kind) in AT_MOST_ONCE else None


def _closed(group: Group, why: str, say: Speaker) -> str:
    return say("alarm.group_closed", group=group.title, channel=channel_names.name(say, group.channel), why=why)


def _unposted(group: Group, title: str, how: Lost, why: str, say: Speaker) -> str:
    channel = channel_names.name(say, group.channel)
    return say(f"alarm.unposted.{how}", title=title, group=group.title, channel=channel, why=why)
