"""Fetches Zalo's events, by web hook or, for developers, by asking again and again."""

import logging
from collections.abc import Awaitable, Callable

from channels.backoff import growing, persist
from channels.channel import Accept, UnauthorizedError, listen_on
from channels.veil import Veil, in_brief
from channels.zalo_bot_api import Api, RefusedError
from channels.zalo_bot_reading import stored
from channels.zalo_bot_webhook import Hook
from domain.chat import Update

POLL_SECONDS = 30  # how long Zalo keeps an empty request open
LATE_SECONDS = 10  # after which an empty request that is still open has lost its connection in silence
SHORTEST_TURN = 1.0  # some saw polls come back at once, a dozen a second
TOO_MANY_WAIT, LONGEST_TOO_MANY_WAIT = 60.0, 3600.0
NOTHING_NEW, NO_WEBHOOK, TOKEN_REFUSED, TOO_MANY = 408, 404, 401, 429

log = logging.getLogger(__name__)

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Receiving:
    """The receiving half of the Zalo Bot channel."""

    def __init__(self, api: Api, monotonic: Clock, sleep: Sleep) -> None:
        self._api = api
        self._monotonic = monotonic
        self._sleep = sleep

    @property
    def veil(self) -> Veil:
        return self._api.veil

    async def poll(self, accept: Accept) -> None:
        """For ever. Zalo wants no word that an event was kept, so what we got is held on to until it is."""

        async def turn() -> None:
            began = self._monotonic()
            event = await self._next_event()
            await self.persist(lambda: accept([event] if event is not None else ()))
            if (left := SHORTEST_TURN - (self._monotonic() - began)) > 0:
                await self._sleep(left)

        await self.persist(self._forget_webhook)
        while True:
            await self.persist(turn)

    async def listen(self, hook: Hook, accept: Accept) -> None:
        """For ever. Zalo keeps the address after a stop."""

        async def take(body: object) -> None:
            await accept([stored(body)])

        hook.take = take
        try:
            await self.persist(lambda: self._announce(hook))
            await listen_on(accept)
        finally:
            hook.take = None

    async def persist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until it succeeds, waiting longer each time. Raises UnauthorizedError."""
        await persist("Zalo", call, self._wait_after, self._sleep)

    def _wait_after(self, error: Exception, failures: int) -> float:
        if isinstance(error, UnauthorizedError):
            raise error
        if isinstance(error, RefusedError) and error.code == TOKEN_REFUSED:
            raise UnauthorizedError(self.veil.over(error)) from None
        return wait_after(error, failures)

    async def _next_event(self) -> Update | None:
        """None when nothing new came, or something that is no event: there is nobody to give that back to."""
        try:
            body = await self._api.call("getUpdates", {"timeout": POLL_SECONDS}, POLL_SECONDS + LATE_SECONDS)
        except RefusedError as error:
            if error.code == NOTHING_NEW:
                return None
            raise
        try:
            return stored(body)
        except ValueError:
            log.warning("what Zalo gave us is no event")
            return None

    async def _announce(self, hook: Hook) -> None:
        """Zalo counts these calls by the day: when it takes no more, the address it has will do, if it is ours."""
        try:
            ours = {"url": hook.webhook.url, "secret_token": hook.webhook.secret}
            said = await self._api.call("setWebhook", ours)
        except RefusedError as error:
            if error.code != TOO_MANY or await self.webhook() != hook.webhook.url:
                raise
            log.warning("Zalo takes no more webhooks today; the one it has is ours")
            return
        verified = said.get("verification") if isinstance(said, dict) else None
        if isinstance(verified, dict) and verified.get("ok") is False:
            log.warning("Zalo could not reach our webhook: %s", in_brief(str(verified.get("outcome"))))

    async def _forget_webhook(self) -> None:
        """One left from before forbids asking."""
        if await self.webhook():
            await self._api.call("deleteWebhook")

    async def webhook(self) -> str:
        """The address Zalo calls, "" when there is none."""
        try:
            said = await self._api.call("getWebhookInfo")
        except RefusedError as error:
            if error.code == NO_WEBHOOK:
                return ""
            raise
        return str(said.get("url", "")) if isinstance(said, dict) else ""


def wait_after(error: Exception, failures: int) -> float:
    """Seconds to wait after this error, when so many came before it in a row."""
    if isinstance(error, RefusedError) and error.code == TOO_MANY:
        return growing(failures, TOO_MANY_WAIT, LONGEST_TOO_MANY_WAIT)
    return growing(failures)
