"""Receives Telegram's updates over a web hook of our own; a stranger's request is not even read."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from channels.site import Site, carries

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")

log = logging.getLogger(__name__)

Take = Callable[[bytes], Awaitable[object]]
"""Stores an update. Raises ValueError or RecursionError when it is none, anything else when it cannot store."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates (`url`), and where on our site they come in. Raises ValueError on a bad secret."""

    url: str
    secret: str = field(repr=False)
    site: Site
    path: str

    def __post_init__(self) -> None:
        if not SECRET.fullmatch(self.secret):
            raise ValueError("a webhook needs a secret of 8 to 256 letters, digits, _ or -")


class Hook:
    """Answers 200 only after `take` has returned; Telegram repeats what got another answer."""

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self.take: Take | None = None  # nobody receives yet, or any more
        webhook.site.post(webhook.path, self._post)

    async def _post(self, request: web.Request) -> web.Response:
        if not carries(request, SECRET_HEADER, self.webhook.secret):
            return web.Response(status=401)
        if self.take is None:
            return web.Response(status=503)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            await self.take(await self.webhook.site.body(request))
        except web.HTTPException:
            raise  # the body is too large, or too slow
        except (ValueError, RecursionError):
            return web.Response(status=400)
        except Exception:
            log.exception("an update could not be stored; Telegram will send it again")
            return web.Response(status=503)
        return web.Response()
