"""Holds our clock against itself, the messengers' and the database's: while it is in doubt nothing is done unasked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock

log = structlog.get_logger()

FORWARD, BACKWARD = timedelta(hours=6), timedelta(hours=1)  # a jump beyond these is looked into at once
OFF = timedelta(hours=6)  # from others' clocks: more is wrong
AGREES = timedelta(hours=1)  # after a jump, so near others' clocks is right
ASK_EVERY_SECONDS = 3600.0

Witness = Callable[[], Awaitable[datetime | None]]
"""Another clock: the time there; None where it cannot be asked now."""
Tell = Callable[[timedelta], Awaitable[None]]
"""Tells people by how much our clock is ahead of the others (less than nothing: behind)."""


class WrongClockError(Exception):
    """Our clock is off by more than six hours. `offset`: ahead of the others; less than nothing: behind."""

    def __init__(self, offset: timedelta) -> None:
        super().__init__(f"the clock is off by {offset}")
        self.offset = offset


class ClockGuard:
    """The wall clock must go on as the monotonic one does, and stand where others' clocks stand.

    A machine that was suspended has a wall clock that jumped, too: then the others decide. Without any of them a jump
    stays in doubt.
    """

    def __init__(self, clock: Clock, witnesses: Sequence[Witness], tell: Tell) -> None:
        self._clock = clock
        self._witnesses = witnesses
        self._tell = tell
        self._wall, self._monotonic = clock.now(), clock.monotonic()
        self._asked_at: float | None = None
        self._is_doubted = False
        self._is_told = False

    async def at_start(self) -> None:
        """Before anything is done. Raises WrongClockError."""
        offset = await self._offset()
        if offset is not None and abs(offset) > OFF:
            raise WrongClockError(offset)

    def holds(self) -> bool:
        """Whether the clock is in doubt now; a jump since the last time is noticed."""
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        jump = (wall - self._wall) - timedelta(seconds=monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        if jump > FORWARD or jump < -BACKWARD:
            log.warning("the clock jumped", seconds=jump.total_seconds())
            self._is_doubted = True
        return self._is_doubted

    async def look(self) -> bool:
        """Whether the clock can be trusted: others are asked once an hour, and again and again while it is in doubt."""
        is_doubted = self.holds()
        now = self._clock.monotonic()
        if not is_doubted and self._asked_at is not None and now - self._asked_at < ASK_EVERY_SECONDS:
            return True
        self._asked_at = now
        offset = await self._offset()
        if offset is None:
            return not is_doubted
        if abs(offset) > (AGREES if is_doubted else OFF):
            await self._found_wrong(offset)
        else:
            self._found_right()
        return not self._is_doubted

    async def _offset(self) -> timedelta | None:
        """By how much we are ahead of whoever differs most; None where nobody can be asked."""
        offsets = [self._clock.now() - told for ask in self._witnesses if (told := await ask()) is not None]
        return max(offsets, key=abs, default=None)

    async def _found_wrong(self, offset: timedelta) -> None:
        self._is_doubted = True
        if not self._is_told:
            log.error("the clock is wrong, nothing is done unasked", seconds=offset.total_seconds())
            await self._tell(offset)
            self._is_told = True

    def _found_right(self) -> None:
        if self._is_doubted:
            log.info("the clocks agree again")
        self._is_doubted = self._is_told = False
