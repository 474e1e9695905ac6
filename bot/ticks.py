"""Everything the bot does unasked: one table, each step one piece of work in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import (
    coming_back,
    data_requests,
    digest,
    letters,
    next_year,
    opening,
    remind,
    unposted,
    upward,
    visit_monthly,
    visit_weekly,
    watching,
)
from storage import (
    mentions,
    next_years,
    plans,
    pulses,
    reminders,
    retention,
    seals,
    timetable,
    visit_timetable,
    warnings,
)
from storage.database import Database, is_trouble

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


async def _cannot_wait(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """What fails is tried again at the next tick: a chain has no piece that could be left out, and an alarm must go."""
    return None


TICKS = (
    Tick("open", opening.open_next, plans.put_off_opening),
    Tick("upward", upward.ask_next, upward.put_off),
    Tick("remind", remind.remind_next, reminders.put_off),
    Tick("tell", letters.tell_next, mentions.put_off),
    Tick("warn", watching.look_next, warnings.put_off),
    Tick("close", digest.closing_next, unposted.put_off_closing),
    Tick("digest", digest.daily_next, unposted.put_off_digest),
    Tick("visits_week", visit_weekly.tell_next, visit_timetable.put_off_group),
    Tick("visits_month", visit_monthly.tell_next, visit_timetable.put_off_organisation),
    Tick("next_year", next_year.ask_next, next_years.put_off),
    Tick("back", coming_back.see_to_next, pulses.put_off),  # last: who is told something new needs no old card
    Tick("data_requests", data_requests.remind_next, data_requests.put_off),
    Tick("retention", retention.clear_next, retention.put_off),
    Tick("seal", seals.seal_next, _cannot_wait),
    Tick("unposted", unposted.late_next, _cannot_wait),
)


async def tick(
    database: Database, now: datetime, ticks: Sequence[Tick] = TICKS, done: Callable[[], None] = lambda: None
) -> bool:
    """Do all that is due, each step until it has nothing left. Whether there was any work; `done` hears of each piece.

    A piece of work that fails steps aside for an hour; those behind it, and the other steps, go on.
    """
    worked, left = False, list(ticks)
    while left:
        async with database.claims() as session:  # looking at everything, it must be in nobody's way
            idle = await timetable.idle_rows(session, now)
        is_changed = False
        while left and not is_changed:  # until something is done, who was idle is
            one = left.pop(0)
            while one.name not in idle and await _do_next(database, one, now):
                worked = is_changed = True
                done()
    return worked


async def _do_next(database: Database, one: Tick, now: datetime) -> bool:
    """The next piece of work of a row, done or put off, in one transaction. False: the row has none left.

    False as well when the database cannot be asked: the next tick tries again.
    """
    try:
        return await database.transaction(lambda session: one.step(session, now))
    except Exception as error:
        if is_trouble(error):
            log.warning("the database failed, the next tick tries again", step=one.name, error=type(error).__name__)
            return False
        log.exception("tick step failed, its work steps aside", step=one.name)
    return await _put_off(database, one, now)


async def _put_off(database: Database, one: Tick, now: datetime) -> bool:
    """Have the piece of work that failed wait. False: it cannot, or is gone; the next tick tries again."""
    try:
        put_off = await database.transaction(lambda session: one.put_off(session, now, now + ASIDE_FOR))
    except Exception:
        log.exception("work could not step aside, the next tick tries again", step=one.name)
        return False
    log.warning("work put off", step=one.name, work=put_off, seconds=ASIDE_FOR.total_seconds())
    return put_off is not None
