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
    """What somebody gave; once it is over, what they get for it, or why it failed.

    `called`: it is over, or it is up to them to commit what waits.
    """

    given: _Given
    called: asyncio.Future[None]
    is_over: bool = False
    got: _Got | None = None
    error: Exception | None = None

    def call(self) -> None:
        """Who has stopped waiting hears nothing."""
        if not self.called.done():
            self.called.set_result(None)


class Together(Generic[_Given, _Got]):
    """Does in one go what several ask for at the same time: `do` commits all of it, or nothing; at most so many."""

    def __init__(self, do: Callable[[Sequence[_Given]], Awaitable[Sequence[_Got]]], most: int) -> None:
        self._do = do
        self._most = most
        self._queue: list[_Waiting[_Given, _Got]] = []  # nobody has in hand; who is first commits next
        self._is_doing = False

    async def give(self, given: _Given) -> _Got:
        """Committed when it returns. Raises what this very thing raises, or the database."""
        mine: _Waiting[_Given, _Got] = _Waiting(given, asyncio.get_running_loop().create_future())
        self._queue.append(mine)
        try:
            if self._is_doing or self._queue[0] is not mine:
                await mine.called  # once: each wake-up of a hundred who wait costs as much as their rows
            if not mine.is_over:
                await self._do_next()
        finally:
            self._leave(mine)
        if mine.error is not None:
            raise mine.error
        return mine.got  # type: ignore[return-value]  # what `do` gave for it

    def _leave(self, mine: _Waiting[_Given, _Got]) -> None:
        """Whoever stops waiting takes theirs along; the next is called."""
        if not mine.is_over and mine in self._queue:
            self._queue.remove(mine)
        if self._queue and not self._is_doing:
            self._queue[0].call()

    async def _do_next(self) -> None:
        """Whoever is stopped in the middle of it leaves the others' to the next."""
        self._is_doing = True
        batch: list[_Waiting[_Given, _Got]] = []
        try:
            await asyncio.sleep(0)  # who is about to ask comes along
            batch, self._queue = self._queue[: self._most], self._queue[self._most :]
            await self._commit(batch)
        finally:
            for one in batch:
                if one.is_over:
                    one.call()
            self._queue[:0] = [one for one in batch if not one.called.done()]  # who still waits
            self._is_doing = False

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
        await asyncio.sleep(0)  # SQLite never waits: without it nobody else had a turn until all are done


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
