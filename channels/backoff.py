"""How long to wait after failures in a row: twice as long each time, up to an end."""

import logging
from collections.abc import Awaitable, Callable

from channels.veil import named

FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0  # seconds, for receiving

log = logging.getLogger(__name__)


def growing(failures: int, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> float:
    """Seconds to wait when so many failures came before this one."""
    return min(first * 2.0 ** min(failures, 20), longest)


async def persist(
    messenger: str,
    call: Callable[[], Awaitable[object]],
    wait_after: Callable[[Exception, int], float],
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    """Call until it succeeds.

    `wait_after` an error, when so many came before it in a row, says how many seconds; what it raises ends it.
    """
    failures = 0
    while True:
        try:
            await call()
            return
        except Exception as error:
            wait = wait_after(error, failures)
            failures += 1
            log.warning("receiving from %s: next try in %.1f s after %s", messenger, wait, named(error))
            await sleep(wait)
