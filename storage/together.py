"""Pieces of work that come while a commit runs go together into the next transaction: a commit waits for the disk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage import recall
from storage.database import Database, is_trouble

MOST = 50  # pieces in one transaction

Work = Callable[[AsyncSession], Awaitable[None]]


@dataclass(slots=True)
class _Waiting:
    """A piece of work, and what became of it."""

    work: Work
    is_over: bool = False
    error: Exception | None = None


class Together:
    """Does small pieces of work that have nothing to do with each other, many in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: list[_Waiting] = []
        self._writing = asyncio.Lock()

    async def transaction(self, work: Work) -> None:
        """As Database.transaction: committed when it returns. Raises what this very work raises, or the database."""
        mine = _Waiting(work)
        self._queue.append(mine)
        async with self._writing:
            while not mine.is_over:  # else whoever had the turn before has done it, too
                await self._do_next()
        if mine.error is not None:
            raise mine.error

    async def _do_next(self) -> None:
        batch = self._queue[:MOST]
        await self._do(batch)
        del self._queue[: len(batch)]  # not sooner: whoever is stopped in the middle leaves it to the next

    async def _do(self, batch: Sequence[_Waiting]) -> None:
        """All in one transaction; where it fails one by one, so that each fails by its own fault only."""

        async def work(session: AsyncSession) -> None:
            for one in batch:
                await one.work(session)
                await session.flush()
                session.expunge_all()  # each finds the rows as if it were alone
                recall.forget(session)

        error = None
        try:
            await self._database.transaction(work)
        except Exception as failed:
            if len(batch) > 1 and not is_trouble(failed):
                for one in batch:
                    await self._do([one])
                return
            error = failed
        for one in batch:
            one.is_over, one.error = True, error
