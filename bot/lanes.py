"""Several jobs at once: one that hangs holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

_Job = TypeVar("_Job")


class Lanes(Generic[_Job]):
    """So many lanes; which job is next is decided only when one of them is free. `failed` is told what a job raised."""

    def __init__(
        self,
        number: int,
        pick: Callable[[], Awaitable[_Job | None]],
        do: Callable[[_Job], Awaitable[None]],
        failed: Callable[[Exception], None],
    ) -> None:
        self._free = asyncio.Semaphore(number)
        self._pick = pick
        self._do = do
        self._failed = failed

    async def start_all(self, group: asyncio.TaskGroup) -> None:
        """Start on every job there is; returns when the last is under way."""
        while True:
            await self._free.acquire()
            job = None
            try:
                job = await self._pick()
            finally:
                if job is None:
                    self._free.release()
            if job is None:
                return
            group.create_task(self._run(job))

    async def _run(self, job: _Job) -> None:
        try:
            await self._do(job)
        except Exception as error:
            self._failed(error)
        finally:
            self._free.release()
