"""`dunghan unreachable`: who gets no messages, organisation by organisation."""

from datetime import datetime

from sqlalchemy import select

from bot.opened import opened
from bot.settings import Settings
from handlers import unreached
from locales import Speaker
from storage.tables import Organisation


async def report(settings: Settings, say: Speaker, now: datetime) -> str:
    """The lists of all organisations, or one sentence when everybody is reached."""
    told: list[str] = []
    async with opened(settings) as database, database.sessions() as session:
        for one in (await session.execute(select(Organisation).order_by(Organisation.id))).scalars():
            found = await unreached.lines(session, say, one, now)
            told += [one.name, *found, ""] if found else []
    return "\n".join(told).strip() or say("unreached.nobody")
