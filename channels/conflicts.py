"""Tells two processes that pass each other at a restart from a stranger who receives with our token for good."""

from collections.abc import Callable

from channels.channel import SharedTokenError

PATIENCE_SECONDS = 120.0
QUIET_SECONDS = 90.0
"""Two bots that step back for half a minute each take turns: a quiet minute in between says nothing."""


class Conflicts:
    """Every conflict the messenger tells of is noted here. `monotonic` as of the clock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._first_at = self._last_at = float("-inf")

    def met(self) -> None:
        """One more. Raises SharedTokenError when they have gone on for two minutes."""
        now = self._monotonic()
        if now - self._last_at > QUIET_SECONDS:
            self._first_at = now
        self._last_at = now
        if now - self._first_at >= PATIENCE_SECONDS:
            self._last_at = float("-inf")  # whoever tries again begins anew
            raise SharedTokenError
