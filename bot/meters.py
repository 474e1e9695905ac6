"""`dunghan quota`: what each messenger's plan has left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import wiring
from bot.settings import Settings
from handlers import metering
from locales import Speaker
from storage import meter
from storage.database import migrate, open_database


async def table(settings: Settings, say: Speaker, now: datetime) -> str:
    """Every messenger that is set up, with a bar for each thing that its plan limits."""
    lines: list[str] = []
    allowances = wiring.allowances(settings)
    async with opened(settings) as session:
        for name in wiring.configured(settings):
            lines += [*metering.table(say, await meter.read(session, name, allowances[name], now)), ""]
    return "\n".join(lines).strip() or say("meter.none")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[AsyncSession]:
    """One transaction on the operator's database, brought up to date first."""
    database = open_database(settings.database())
    try:
        await migrate(database)
        async with database.sessions.begin() as session:
            yield session
    finally:
        await database.close()
