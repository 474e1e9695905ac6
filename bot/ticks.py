"""Everything the bot does unasked: one table, each step one piece of work in one transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import digest, opening, remind
from storage.database import Database

log = structlog.get_logger()

Step = Callable[[AsyncSession, datetime], Awaitable[bool]]

TICKS: tuple[tuple[str, Step], ...] = (
    ("open", opening.open_next),
    ("remind", remind.remind_next),
    ("close", digest.closing_next),
    ("digest", digest.daily_next),
)


async def tick(database: Database, now: datetime) -> bool:
    """Do all that is due, each step until it has nothing left. Whether there was any work.

    A step that fails is logged and left for the next tick; the steps behind it still run.
    """
    worked = False
    for name, step in TICKS:
        try:
            while await _once(database, step, now):
                worked = True
        except Exception:
            log.exception("tick step failed, will be tried again", step=name)
    return worked


async def _once(database: Database, step: Step, now: datetime) -> bool:
    async with database.sessions.begin() as session:
        return await step(session, now)
