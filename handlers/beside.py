"""What takes long to make (a workbook, a picture) is made while no transaction is open: nobody else waits for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Make = Callable[..., bytes]
"""Works in a thread: it touches neither the session nor a row."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of `make(*of)`."""

    make: Make
    of: tuple[Any, ...]
    content: bytes


class NotMadeError(Exception):
    """Something is to be made first; then the event is handled again, from its beginning, with it."""

    def __init__(self, make: Make, of: tuple[Any, ...]) -> None:
        super().__init__(make.__qualname__)
        self._make, self._of = make, of

    async def made(self) -> Made:
        """Make it now, in a thread. Raises what making it raises."""
        return Made(self._make, self._of, await asyncio.to_thread(self._make, *self._of))
