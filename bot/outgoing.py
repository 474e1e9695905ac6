"""`dunghan outbox`: what is to be sent, what is held since a restore, and what an operator decides on it."""

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import older_copy
from bot.opened import opened
from bot.settings import Settings
from handlers import channel_names
from locales import Speaker
from storage import groups, held, lives, people
from storage.tables import Organisation, Outbox

HOME = "Asia/Ho_Chi_Minh"  # of who belongs to no organisation
SHOWN = 60  # signs of each message
MOST = 200  # messages


async def listed(settings: Settings, say: Speaker) -> str:
    """What is held, then what waits: number, when, by which channel to whom, and how it begins."""
    async with opened(settings) as database, database.sessions.begin() as session:
        stopped, waiting = await held.listed(session), await held.waiting(session)
        lines = [say.count("outbox.held", len(stopped)), *await _lines(session, say, stopped)]
        lines += [say.count("outbox.waiting", len(waiting)), *await _lines(session, say, waiting)]
        is_doubted = await lives.is_doubted(session)
    return "\n".join([*lines, *([say("outbox.how")] if stopped or is_doubted else [])])


async def hold(settings: Settings, say: Speaker, now: datetime) -> str:
    """Hold everything that is not sent, and what would be said unasked."""
    async with opened(settings) as database, database.sessions.begin() as session:
        return say.count("outbox.now_held", await older_copy.hold(session, now))


async def number_held(settings: Settings, ids: held.Ids) -> int:
    """How many of these are held: what is asked about before it is done."""
    async with opened(settings) as database, database.sessions.begin() as session:
        return len([row for row in await held.listed(session) if ids is None or row.id in ids])


async def release(settings: Settings, say: Speaker, ids: held.Ids) -> str:
    """Let these go."""
    async with opened(settings) as database, database.sessions.begin() as session:
        number = await held.release(session, ids)
        await _decided(session)
    return say.count("outbox.released", number)


async def drop(settings: Settings, say: Speaker, now: datetime, ids: held.Ids) -> str:
    """Give these up."""
    async with opened(settings) as database, database.sessions.begin() as session:
        number = await held.drop(session, now, ids)
        await _decided(session)
    return say.count("outbox.dropped", number)


async def resend(settings: Settings, say: Speaker, now: datetime, row_id: int) -> tuple[str, bool]:
    """Queue one message once more. The sentence, and whether it was possible."""
    async with opened(settings) as database, database.sessions.begin() as session:
        done = await held.send_again(session, row_id, now)
    return (say("outbox.resent", number=row_id), True) if done else (say("outbox.no_such", number=row_id), False)


async def _decided(session: AsyncSession) -> None:
    """Once nothing is held any more, the bot does again what it does unasked."""
    if not await held.count(session):
        await lives.trust(session)


async def _lines(session: AsyncSession, say: Speaker, rows: Sequence[Outbox]) -> list[str]:
    lines = []
    for row in rows[:MOST]:
        words = {"number": row.id, "to": await _to(session, row), "channel": channel_names.name(say, row.channel)}
        when = say.moment(row.due_at, await _zone(session, row))
        lines.append(say("outbox.line", when=when, text=shorten(row.text, SHOWN, placeholder=" …"), **words))
    return lines + ([say.count("outbox.more", len(rows) - MOST)] if len(rows) > MOST else [])


async def _to(session: AsyncSession, row: Outbox) -> str:
    """A person's name or a group's title; the address where neither is known."""
    if account := await people.account_at(session, row.channel, row.chat):
        return (await people.person(session, account.person_id)).name
    group = await groups.at(session, row.channel, row.chat)
    return group.title if group and group.title else row.chat


async def _zone(session: AsyncSession, row: Outbox) -> ZoneInfo:
    found = select(Organisation.zone).where(Organisation.id == row.organisation_id)
    return ZoneInfo((await session.execute(found)).scalar_one_or_none() or HOME)
