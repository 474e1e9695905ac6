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
        self._is_writing = False
        self._written = asyncio.Event()  # another one after each commit

    async def keep(self, channel: str, updates: Updates, now: datetime) -> int:
        """Committed when it returns. How many were new. Raises what the database raises for these very updates."""
        mine = _Waiting(Arrived(channel, updates, now))
        self._queue.append(mine)
        while mine.outcome is None:
            if self._is_writing:
                await self._written.wait()  # all whom that commit holds go on at once; of the others the first writes
            else:
                await self._write_next()
        if isinstance(mine.outcome, Exception):
            raise mine.outcome
        return mine.outcome

    async def _write_next(self) -> None:
        """Whoever is stopped in the middle of it leaves everything to the next."""
        self._is_writing = True
        try:
            await asyncio.sleep(0)  # what has come to the sockets by now comes along
            batch = self._queue[:MOST]
            await self._commit(batch)
            del self._queue[: len(batch)]
        finally:
            self._is_writing = False
            self._written.set()
            self._written = asyncio.Event()

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
