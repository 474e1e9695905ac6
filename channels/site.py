"""One small HTTP server of our own, shared by everything that must be called from outside."""

import asyncio
import hmac
import logging
import socket
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

log = logging.getLogger(__name__)

MAX_BODY = 1_000_000  # bytes
BODY_SECONDS = 10.0  # in which a body must have come; who is slower has hung up or means harm
LAST_SECONDS = 5.0  # in which calls that are under way may end when we stop

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def carries(request: web.Request, header: str, secret: str) -> bool:
    """Whether a header holds a secret, in constant time. Of bytes: text of other letters than ASCII would raise."""
    given = request.headers.get(header, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, secret.encode())


class Site:
    """Routes are registered first, then `async with site:` serves them; without any, nothing is opened.

    Where nobody needs what is there to be reached, an address that is taken stops nobody: it is logged.

    Port 0: any free one, which is ours from when `address` is first asked for. Who calls is written into no log.
    Bodies are read with `body`, which says 413 and 408 by itself.
    """

    def __init__(self, host: str, port: int, *, body_seconds: float = BODY_SECONDS) -> None:
        self._host = host
        self._port = port
        self._taken: socket.socket | None = None
        self._body_seconds = body_seconds
        self._application = web.Application(client_max_size=MAX_BODY)
        self._runner: web.AppRunner | None = None
        self._is_needed = False

    @property
    def address(self) -> str:
        """Such as `http://127.0.0.1:8080`."""
        if not self._port:
            self._taken = socket.create_server((self._host, 0))
            self._port = self._taken.getsockname()[1]
        return f"http://{self._host}:{self._port}"

    def get(self, path: str, handler: Handler, *, is_needed: bool = True) -> None:
        """Answer GET (and HEAD) at this path. Raises RuntimeError when somebody else does already.

        `is_needed`: without it the bot could not do its work.
        """
        self._is_needed |= is_needed
        self._application.router.add_get(path, handler)

    def post(self, path: str, handler: Handler) -> None:
        """Answer POST at this path. Raises RuntimeError when somebody else does already."""
        self._is_needed = True
        self._application.router.add_post(path, handler)

    async def body(self, request: web.Request) -> bytes:
        """What came with the request. Raises web.HTTPException when it is too large or takes too long."""
        if request.content.is_eof():  # it came with the head, as nearly all do
            return await request.read()
        try:
            async with asyncio.timeout(self._body_seconds):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None

    async def __aenter__(self) -> Self:
        """Serve. Raises OSError when the address cannot be had and is needed."""
        if self._application.router.resources():
            self._runner = web.AppRunner(self._application, access_log=None, shutdown_timeout=LAST_SECONDS)
            await self._runner.setup()
            try:
                await self._site(self._runner).start()
            except OSError as error:
                await self._runner.cleanup()
                self._runner = None
                if self._is_needed:
                    raise
                log.warning("port %d of %s cannot be had, so nobody can watch this bot: %s", *self._where, error.errno)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take no more calls."""
        if self._runner:
            await self._runner.cleanup()
        if self._taken:
            self._taken.close()

    @property
    def _where(self) -> tuple[int, str]:
        return self._port, self._host

    def _site(self, runner: web.AppRunner) -> web.BaseSite:
        return web.SockSite(runner, self._taken) if self._taken else web.TCPSite(runner, self._host, self._port)
