"""`dunghan quota`: what each messenger's plan has left."""

from datetime import datetime

from bot import wiring
from bot.opened import opened
from bot.settings import Settings
from handlers import metering
from locales import Speaker
from storage import meter


async def table(settings: Settings, say: Speaker, now: datetime) -> str:
    """Every messenger that is set up, with a bar for each thing that its plan limits."""
    lines: list[str] = []
    allowances = wiring.allowances(settings)
    async with opened(settings) as database, database.sessions.begin() as session:
        for name in wiring.configured(settings):
            lines += [*metering.table(say, await meter.read(session, name, allowances[name], now)), ""]
    return "\n".join(lines).strip() or say("meter.none")
