"""What comes while a commit runs goes together into the next transaction: a commit costs the same for one and for many.

Whoever waits is let go by the commit that holds their own. Decisions 0024 and 0026.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from storage import recall
from storage.database import Database, is_trouble

MOST_WORK = 50  # pieces in one transaction

Work = Callable[[AsyncSession], Awaitable[None]]
_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[_Given, _Got]):
    """What somebody gave; once it is over, what they get for it, or why it failed."""

    given: _Given
    is_over: bool = False
    got: _Got | None = None
    error: Exception | None = None


class Together(Generic[_Given, _Got]):
    """Does in one go what several ask for at the same time: `do` commits all of it, or nothing; at most so many."""

    def __init__(self, do: Callable[[Sequence[_Given]], Awaitable[Sequence[_Got]]], most: int) -> None:
        self._do = do
        self._most = most
        self._queue: list[_Waiting[_Given, _Got]] = []
        self._is_doing = False
        self._done = asyncio.Event()  # another one after each commit

    async def give(self, given: _Given) -> _Got:
        """Committed when it returns. Raises what this very thing raises, or the database."""
        mine = _Waiting[_Given, _Got](given)
        self._queue.append(mine)
        while not mine.is_over:
            if self._is_doing:
                await self._done.wait()  # all whom that commit holds go on at once; of the others the first is next
            else:
                await self._do_next()
        if mine.error is not None:
            raise mine.error
        return mine.got  # type: ignore[return-value]  # what `do` gave for it

    async def _do_next(self) -> None:
        """Whoever is stopped in the middle of it leaves everything to the next."""
        self._is_doing = True
        try:
            await asyncio.sleep(0)  # who is about to ask comes along
            batch = self._queue[: self._most]
            await self._commit(batch)
            del self._queue[: len(batch)]
        finally:
            self._is_doing = False
            self._done.set()
            self._done = asyncio.Event()

    async def _commit(self, batch: Sequence[_Waiting[_Given, _Got]]) -> None:
        """All at once; where that fails one by one, so that each fails by its own fault only."""
        try:
            got = await self._do([one.given for one in batch])
        except Exception as error:
            if len(batch) > 1 and not is_trouble(error):
                for one in batch:
                    await self._commit([one])
                return
            for one in batch:
                one.error, one.is_over = error, True
            return
        for one, result in zip(batch, got, strict=True):
            one.got, one.is_over = result, True


async def one_by_one(session: AsyncSession, works: Iterable[Work]) -> None:
    """Do several pieces of work in one transaction: each finds the rows as if it were alone."""
    for work in works:
        await work(session)
        await session.flush()
        session.expunge_all()
        recall.begin_anew(session)


class Works:
    """Small pieces of work that have nothing to do with each other, many in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together = Together[Work, None](self._do, MOST_WORK)

    async def transaction(self, work: Work) -> None:
        """As Database.transaction."""
        await self._together.give(work)

    async def _do(self, works: Sequence[Work]) -> Sequence[None]:
        await self._database.transaction(lambda session: one_by_one(session, works))
        return [None] * len(works)
