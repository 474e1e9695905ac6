"""The Zalo Official Account: a web hook receives (zalo_oa_webhook), the OA API delivers (zalo_oa_delivery)."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from channels.channel import LISTENING_SECONDS, Accept, UnauthorizedError
from channels.media import Media, Resolve, lookup
from channels.veil import named
from channels.zalo_oa_client import API, OAUTH, Client
from channels.zalo_oa_delivery import FILES, MAX_TEXT, Delivery, Template
from channels.zalo_oa_errors import LostAnswerError, NeverLeftError, RefusedError
from channels.zalo_oa_reading import Reader, cleaned
from channels.zalo_oa_tokens import Alarm, OaApp, TokenLaterError, TokenLostError, Tokens, TokenStore
from channels.zalo_oa_webhook import Hook, Webhook
from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Photos

__all__ = ["OaApp", "Template", "Webhook", "ZaloOa"]

ABOUT_US = "/v2.0/oa/getoa"
A_MINUTE = 4_000  # requests of one app; packages allow an OA less
LOOK_SECONDS = 600.0  # between two looks at the tokens, which are renewed five hours before their end
MEDIA_HOSTS = ("zdn.vn", "zadn.vn", "zalo.me", "dlfl.vn")  # where Zalo keeps photos and files, as others saw it
NO_TEMPLATE = Template()

log = logging.getLogger(__name__)


class ZaloOa:
    """A Channel; see there. `monotonic` and `sleep` drive the sending pace and the waits for a token."""

    can = Capabilities(
        buttons=True,
        edit=False,
        delete=False,
        files=True,
        photos=Photos.BYTES,
        max_text=MAX_TEXT,
        groups=True,
        mention_only=False,
        deep_link=False,
        can_start=False,
        window=timedelta(days=7),
        free_window=timedelta(hours=48),
        file_kinds=frozenset(FILES),
    )

    def __init__(
        self,
        app: OaApp,
        oa_id: str,
        *,
        store: TokenStore,
        alarm: Alarm,
        webhook: Webhook,
        template: Template = NO_TEMPLATE,
        api_url: str = API,
        oauth_url: str = OAUTH,
        a_minute: int = A_MINUTE,
        media_hosts: Sequence[str] = MEDIA_HOSTS,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        resolve: Resolve = lookup,
        name: str = "zalo_oa",
    ) -> None:
        self.name = name
        self.polls = False
        self._oa_id = oa_id
        self._now = now
        self._client = Client(api_url, oauth_url)
        self._tokens = Tokens(self._client, app, store, alarm, now, sleep)
        self._delivery = Delivery(self._client, self._tokens, alarm, template, a_minute, now, monotonic)
        self._media = Media(media_hosts, api_url, resolve)
        self._hook = Hook(webhook, oa_id, now)
        self._called = ""

    async def start(self) -> None:
        """Learn by what name groups call us. Without it, and without a token, messages still come in."""
        if self._called:
            return
        try:
            about = await self._client.ask(ABOUT_US, await self._tokens.access())
        except (RefusedError, NeverLeftError, LostAnswerError, TokenLaterError, TokenLostError) as error:
            log.warning("the Zalo OA's name is not known yet: %s", named(error))
        else:
            self._called = cleaned(about.get("name"))

    async def receive(self, accept: Accept) -> None:
        """See Channel.receive. The site is served by whoever made it.

        Raises UnauthorizedError when only a new login helps; who may not speak listens on all the same, for Zalo
        switches a web hook off that does not answer. Looks after the tokens also while nothing is sent.
        """
        await self.start()
        self._hook.accept = accept
        try:
            while True:
                await self._keep_token()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._listen(accept)
        except asyncio.CancelledError:
            self._hook.accept = None
            raise

    async def _listen(self, accept: Accept) -> None:
        """Until the tokens are lost."""
        while not self._tokens.lost.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LISTENING_SECONDS):
                    await self._tokens.lost.wait()
            await accept(())

    async def _keep_token(self) -> None:
        try:
            await self._tokens.access()
        except TokenLostError as error:
            raise UnauthorizedError(str(error)) from None
        except TokenLaterError as error:
            log.warning("there is no token for the Zalo OA now: %s", named(error))

    def read(self, raw: str) -> Inbound:
        """See Channel.read."""
        return Reader(self.name, self._oa_id, self._called, self._now()).read(raw)

    def wait_for(self, chat: str, after: int = 0) -> float:
        """See Channel.wait_for."""
        return self._delivery.wait_for(chat, after)

    def recall(self, chat: str, seconds_ago: float) -> None:
        """See Channel.recall."""
        self._delivery.recall(chat, seconds_ago)

    async def deliver(self, message: Outgoing) -> Outcome:
        """See Channel.deliver."""
        return await self._delivery.deliver(message)

    async def download(self, file: str, limit: int) -> bytes:
        """See Channel.download: a file is known by the address that its event told."""
        return await self._media.fetch(file, limit)

    def deep_link(self, code: str) -> str:
        """See Channel.deep_link: Zalo takes no start code."""
        return ""

    async def close(self) -> None:
        """See Channel.close."""
        self._delivery.is_closed = True
        await self._client.close()
        await self._media.close()
