"""Receives Zalo's events over a web hook of our own; a stranger's request is not even read."""

import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from channels.site import Site, carries

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")

log = logging.getLogger(__name__)

Take = Callable[[object], Awaitable[None]]
"""Stores one body. Raises ValueError when it is no event, anything else when it cannot store."""


@dataclass(frozen=True, slots=True)
class ZaloBotWebhook:
    """Where Zalo sends events (`url`), and where on our site they come in. Raises ValueError on a bad secret."""

    url: str
    secret: str = field(repr=False)
    site: Site
    path: str

    def __post_init__(self) -> None:
        if not SECRET.fullmatch(self.secret):
            raise ValueError("a webhook of Zalo needs a secret of 8 to 256 letters, digits, _ or -")


class Hook:
    """Answers 200 only after `take` has returned: whether Zalo repeats what got another answer, it does not say."""

    def __init__(self, webhook: ZaloBotWebhook) -> None:
        self.webhook = webhook
        self.take: Take | None = None  # nobody receives yet, or any more
        webhook.site.post(webhook.path, self._post)

    async def _post(self, request: web.Request) -> web.Response:
        if not request.body_exists:
            return web.Response()  # how Zalo was seen to try an address; there is nothing in it to believe
        if not carries(request, SECRET_HEADER, self.webhook.secret):
            return web.Response(status=401)
        if self.take is None:
            return web.Response(status=503)
        body = await self.webhook.site.body(request)
        if not body:
            return web.Response()
        return web.Response(status=await self._taken(self.take, body))

    async def _taken(self, take: Take, body: bytes) -> int:
        try:
            await take(json.loads(body))
        except (ValueError, RecursionError):
            return 400
        except Exception as error:
            log.error("an event of Zalo could not be stored: %s", type(error).__name__)
            return 503
        return 200
