"""The one place that reads the clock; a demo may move its hands, a rehearsal holds them."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """What the bot asks of time. `monotonic` only ever runs forward, in seconds; `now` is UTC."""

    def now(self) -> datetime:
        """The moment."""

    def monotonic(self) -> float:
        """Seconds since some beginning."""

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass."""


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class ShiftedClock(RealClock):
    """Real time, moved by the seconds that stand in a file: how the demo and its bot share one clock."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """The moment, moved."""
        return super().now() + self._shift()

    def move_to(self, moment: datetime) -> None:
        """Set the hands; everybody who reads the same file follows."""
        shift = (moment - super().now()).total_seconds()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(shift))
        fresh.replace(self._file)

    def _shift(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except FileNotFoundError:
            return timedelta(0)


class HeldClock:
    """A clock that stands still until it is moved, or until somebody sleeps on it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._start = start

    def now(self) -> datetime:
        """Where the hands stand."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the start."""
        return (self._now - self._start).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Move the hands on: nothing else does."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def move_to(self, moment: datetime) -> None:
        """Set the hands; never back."""
        self._now = max(self._now, moment)
