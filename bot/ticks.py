"""Everything the bot does unasked: one table, each step one piece of work in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import digest, opening, remind
from storage import groups, plans, reports
from storage.database import Database

log = structlog.get_logger()

ASIDE_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A row. `step` does the next piece of work and returns whether there was any.

    `put_off` moves the piece that `step` would do next to a later moment and names it; None: there is none.
    """

    name: str
    step: Callable[[AsyncSession, datetime], Awaitable[bool]]
    put_off: Callable[[AsyncSession, datetime, datetime], Awaitable[str | None]]


TICKS = (
    Tick("open", opening.open_next, plans.put_off_opening),
    Tick("remind", remind.remind_next, reports.put_off_reminders),
    Tick("close", digest.closing_next, plans.put_off_closing),
    Tick("digest", digest.daily_next, groups.put_off_digest),
)


async def tick(database: Database, now: datetime, ticks: Sequence[Tick] = TICKS) -> bool:
    """Do all that is due, each step until it has nothing left. Whether there was any work.

    A piece of work that fails steps aside for an hour; those behind it, and the other steps, go on.
    """
    worked = False
    for one in ticks:
        while await _do_next(database, one, now):
            worked = True
    return worked


async def _do_next(database: Database, one: Tick, now: datetime) -> bool:
    """One piece of work, done or put off. False: there is none, or the database cannot be asked."""
    try:
        async with database.sessions.begin() as session:
            return await one.step(session, now)
    except (InterfaceError, OperationalError):
        log.exception("the database failed, the next tick tries again", step=one.name)
        return False
    except Exception:
        log.exception("tick step failed, its work steps aside", step=one.name)
    try:
        async with database.sessions.begin() as session:
            put_off = await one.put_off(session, now, now + ASIDE_FOR)
    except Exception:
        log.exception("work could not step aside, the next tick tries again", step=one.name)
        return False
    log.warning("work put off", step=one.name, work=put_off, seconds=ASIDE_FOR.total_seconds())
    return put_off is not None
