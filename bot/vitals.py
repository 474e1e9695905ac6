"""When a process last did what it is there for: by a clock that only runs forward, in memory."""

from collections.abc import Callable


class Vitals:
    """`worked` and `polled` are told by who does it; the ages are seconds, None before the first time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ticked: float | None = None
        self._polled: dict[str, float] = {}

    def worked(self) -> None:
        """A tick, or a piece of one, is done: a long one is not a stuck one."""
        self._ticked = self._monotonic()

    def polled(self, channel: str) -> None:
        """A messenger has answered our question for updates, and they are stored."""
        self._polled[channel] = self._monotonic()

    @property
    def tick_age(self) -> float | None:
        """Since the last piece of a tick."""
        return None if self._ticked is None else self._monotonic() - self._ticked

    def poll_age(self, channel: str) -> float | None:
        """Since the last answer of this messenger."""
        at = self._polled.get(channel)
        return None if at is None else self._monotonic() - at
