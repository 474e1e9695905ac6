"""Takes in updates: those that come while a commit runs go together into the next one. Decision 0024.

A commit costs the same for one update and for hundreds; whoever waits is let go by the commit that holds their own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.chat import Updates
from storage import inbox
from storage.database import Database, is_trouble
from storage.inbox import Arrived

MOST = 500  # deliveries in one transaction


@dataclass(slots=True)
class _Waiting:
    """A delivery, and what became of it: how many of its updates were new, or why it is not stored."""

    arrived: Arrived
    outcome: int | Exception | None = None


class Intake:
    """How a running bot keeps what its messengers deliver."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: list[_Waiting] = []
        self._writing = asyncio.Lock()

    async def keep(self, channel: str, updates: Updates, now: datetime) -> int:
        """Committed when it returns. How many were new. Raises what the database raises for these very updates."""
        mine = _Waiting(Arrived(channel, updates, now))
        self._queue.append(mine)
        async with self._writing:
            while mine.outcome is None:  # else whoever had the turn before has stored it, too
                await self._write_next()
        if isinstance(mine.outcome, Exception):
            raise mine.outcome
        return mine.outcome

    async def _write_next(self) -> None:
        batch = self._queue[:MOST]
        await self._commit(batch)
        del self._queue[: len(batch)]  # not sooner: whoever is stopped in the middle leaves it to the next

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        """All in one transaction; where it fails one by one, so that each fails by its own fault only."""
        outcomes: Sequence[int | Exception]
        try:
            outcomes = await self._database.transaction(
                partial(inbox.keep_all, deliveries=[one.arrived for one in batch])
            )
        except Exception as error:
            if len(batch) > 1 and not is_trouble(error):
                for one in batch:
                    await self._commit([one])
                return
            outcomes = [error] * len(batch)
        for one, outcome in zip(batch, outcomes, strict=True):
            one.outcome = outcome
