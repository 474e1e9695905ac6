"""The operator's database for one command: ours, up to date, waited for while its server is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import typer

from bot.clock import Clock, RealClock
from bot.options import say
from bot.settings import Settings
from storage.database import Database
from storage.opening import CannotOpenError, Trouble
from storage.opening import opened as opened_once

PATIENCE_SECONDS = 60.0
GOODBYE_SECONDS = 3.0
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 10.0


@asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Database]:
    """The database of these settings, closed afterwards. Raises CannotOpenError."""
    database = await ready(settings.database(), clock or RealClock())
    try:
        yield database
    finally:
        with suppress(TimeoutError):  # who does not answer need not be told goodbye
            async with asyncio.timeout(GOODBYE_SECONDS):
                await database.close()


async def ready(url: str, clock: Clock) -> Database:
    """The database at an address, waited for up to a minute while nobody answers there. Raises CannotOpenError."""
    until, wait = clock.monotonic() + PATIENCE_SECONDS, FIRST_WAIT_SECONDS
    while True:
        try:
            return await opened_once(url)
        except CannotOpenError as error:
            left = until - clock.monotonic()
            if error.trouble is not Trouble.AWAY or left <= 0:
                raise
        typer.echo(say("cli.database_waiting", seconds=round(left)), err=True)
        await clock.sleep(min(wait, left))
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)
