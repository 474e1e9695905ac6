"""Asks the database how much waits, for whoever watches: seldom, shortly, and never twice at once."""

import asyncio

import structlog

from bot.clock import Clock
from storage import depths
from storage.database import Database
from storage.depths import Depths

log = structlog.get_logger()

ANSWER_SECONDS = 3.0  # a database that takes longer for so little does not answer
FRESH_SECONDS = 5.0  # however often somebody looks, the database is asked no oftener


class Probe:
    """Remembers what it was told last, also that there was no answer."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._asked_at: float | None = None
        self._told: Depths | None = None

    async def depths(self) -> Depths | None:
        """What waits, at most FRESH_SECONDS old; None: the database does not answer."""
        async with self._one_at_a_time:
            now = self._clock.monotonic()
            if self._asked_at is None or now - self._asked_at >= FRESH_SECONDS:
                self._told = await self._ask()
                self._asked_at = now
            return self._told

    async def _ask(self) -> Depths | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._database.claims() as session:
                return await depths.read(session, self._clock.now())
        except Exception as error:
            log.warning("the database does not say how much waits", error=type(error).__name__)
            return None
