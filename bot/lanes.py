"""Several jobs at once: one that hangs holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

_Job = TypeVar("_Job")


class Lanes(Generic[_Job]):
    """So many lanes; which jobs are next is decided only when some are free.

    `pick` is told how many there may be at the most, `failed` what a job raised.
    """

    def __init__(
        self,
        number: int,
        pick: Callable[[int], Awaitable[Sequence[_Job]]],
        do: Callable[[_Job], Awaitable[None]],
        failed: Callable[[Exception], None],
    ) -> None:
        self._free = number
        self._freed = asyncio.Event()
        self._pick = pick
        self._do = do
        self._failed = failed

    async def start_all(self, group: asyncio.TaskGroup) -> None:
        """Start on every job there is; returns when the last is under way."""
        while True:
            while not self._free:
                self._freed.clear()
                await self._freed.wait()
            jobs = await self._pick(self._free)
            if not jobs:
                return
            self._free -= len(jobs)
            for job in jobs:
                group.create_task(self._run(job))

    async def _run(self, job: _Job) -> None:
        try:
            await self._do(job)
        except Exception as error:
            self._failed(error)
        finally:
            self._free += 1
            self._freed.set()
