"""Times in which the database cannot be worked with: told when they begin and when they are over, not at every try."""

from collections.abc import Callable

import structlog

log = structlog.get_logger()

QUIET_SECONDS = 30.0  # without a failure: then it is over. Some work may go well while other work still fails


class Outage:
    """Whoever meets a failure says so with `met`, whoever got work done with `worked`."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._began: float | None = None
        self._last = 0.0

    @property
    def lasts(self) -> bool:
        """Whether the database failed lately."""
        return self._began is not None

    def met(self, error: BaseException) -> None:
        """The database failed once more."""
        self._last = self._monotonic()
        if self._began is None:
            self._began = self._last
            log.error("the database cannot be worked with, everything waits for it", error=type(error).__name__)

    def worked(self) -> None:
        """The database did what it was asked to."""
        if self._began is not None and self._monotonic() - self._last > QUIET_SECONDS:
            log.warning("the database works again", seconds=round(self._last - self._began))
            self._began = None
