"""What all parts of the server share: the messenger they act on, and who may call them."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from simulator.errors import RefusalError
from simulator.messenger import Messenger

MESSENGER = web.AppKey("messenger", Messenger)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guard(host: str) -> Middleware:
    """Refuse pages of other sites: the demo runs beside a browser that has them open.

    Bound to loopback, a foreign name in `Host` is refused too (a foreign site can point its own name here).
    """

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if host in LOOPBACK and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            raise web.HTTPForbidden(text="this address is for this machine only")
        if request.method not in {"GET", "HEAD"} and _from_elsewhere(request):
            raise web.HTTPForbidden(text="calls from other sites are refused")
        return await handler(request)

    return guarded


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal becomes `{"error": …}`; the Bot API side words its own."""
    try:
        return await handler(request)
    except RefusalError as refusal:
        said = refusal.description.removeprefix("Bad Request: ")
        return web.json_response({"error": said}, status=refusal.code)


def _from_elsewhere(request: web.Request) -> bool:
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
