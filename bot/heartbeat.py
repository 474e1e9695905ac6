"""Tells somebody outside, after each tick that did its work, that the bot goes on: silence is the alarm."""

import asyncio

import aiohttp
import structlog

from bot.clock import Clock

log = structlog.get_logger()

EVERY_SECONDS = 60.0
MOVED = 300  # and whatever is above: it was not heard where the operator said
PATIENCE = aiohttp.ClientTimeout(total=10)


class Heartbeat:
    """`ticked` never waits; `keep` calls the address, at most once a minute. Whatever comes of it harms nobody.

    `url` "": there is nobody outside. It is a secret: who knows it can keep a dead bot looking alive.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._ticked = asyncio.Event()
        self._fails = False

    def ticked(self) -> None:
        """A tick has done its work."""
        self._ticked.set()

    @property
    def is_due(self) -> bool:
        """Whether a tick is still to be told of."""
        return self._ticked.is_set()

    async def keep(self) -> None:
        """For ever; where there is nobody to tell, not at all."""
        while self._url:
            await self._ticked.wait()
            self._ticked.clear()
            await self._call()
            await self._clock.sleep(EVERY_SECONDS)

    async def _call(self) -> None:
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                session.get(self._url, allow_redirects=False) as answer,
            ):
                self._note("" if answer.status < MOVED else str(answer.status))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._note(type(error).__name__)

    def _note(self, trouble: str) -> None:
        """Once when it begins to fail, and once when it is over."""
        if trouble and not self._fails:
            log.warning("the heartbeat is not heard outside", trouble=trouble)
        elif self._fails and not trouble:
            log.warning("the heartbeat is heard again")
        self._fails = bool(trouble)
