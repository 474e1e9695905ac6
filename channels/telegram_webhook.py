"""Receives Telegram's updates over a web hook of our own; a stranger's request is not even read."""

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

MAX_BODY = 1_000_000  # bytes
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

log = logging.getLogger(__name__)

Take = Callable[[list[Any]], Awaitable[object]]
"""Stores raw updates. Raises ValueError when none of them is one, anything else when it cannot store."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates (`url`) and where we listen. Raises ValueError on a bad secret."""

    url: str
    secret: str = field(repr=False)
    host: str
    port: int
    path: str

    def __post_init__(self) -> None:
        if not SECRET.fullmatch(self.secret):
            raise ValueError("a webhook needs a secret of 1 to 256 letters, digits, _ or -")


def application(webhook: Webhook, take: Take) -> web.Application:
    """A server that answers 200 only after `take` has returned; Telegram repeats what got another answer."""

    async def post(request: web.Request) -> web.Response:
        if not is_from_telegram(request, webhook.secret):
            return web.Response(status=401)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            await take([json.loads(await request.read())])
        except web.HTTPException:
            raise  # the body is too large
        except ValueError:
            return web.Response(status=400)
        except Exception:
            log.exception("an update could not be stored; Telegram will send it again")
            return web.Response(status=503)
        return web.Response()

    server = web.Application(client_max_size=MAX_BODY)
    server.router.add_post(webhook.path, post)
    return server


def is_from_telegram(request: web.Request, secret: str) -> bool:
    """Compares bytes: comparing text of other letters than ASCII would raise."""
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, secret.encode())
