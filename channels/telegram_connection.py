"""The way of python-telegram-bot to its server, over aiohttp: its own extension point, at a quarter of the cost."""

import logging
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from channels.channel import TooLargeError
from channels.media import whole
from channels.telegram_limits import Limiter
from channels.telegram_phrases import too_many

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0  # of silence, once all is said
WHOLE_SECONDS = 60.0
WHOLE_WITH_FILE_SECONDS = 120.0
KEPT_SECONDS = 5.0  # a connection that lay idle for longer may be closed over there, and a message on it is in doubt
MAX_ANSWER = 1_000_000  # bytes


class Connection(BaseRequest):
    """See https://docs.python-telegram-bot.org/en/stable/telegram.request.baserequest.html.

    Its errors have their cause with them, by which telegram_phrases.py tells what never left.
    """

    def __init__(self, limiter: Limiter) -> None:
        _quiet_library()
        self._limiter = limiter
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The library adds it to the time that a long poll takes; we have none."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """It opens with the first request."""

    async def shutdown(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_args: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        """What names a chat waits for its turn. Raises RetryAfter, TimedOut, and NetworkError for what else goes wrong
        on the way.
        """
        chat = request_data.parameters.get("chat_id") if request_data else None
        if chat is None:
            return await self._answer(url, method, request_data)
        async with self._limiter.turn(str(chat)):
            return await self._answer(url, method, request_data)

    async def _answer(self, url: str, method: str, about: RequestData | None) -> tuple[int, bytes]:
        try:
            status, body = await self._asked(url, method, about)
        except TimeoutError as error:
            raise TimedOut from error
        except (ClientError, OSError, TooLargeError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error
        if status == 429:
            raise too_many(body)
        return status, body

    async def _asked(self, url: str, method: str, about: RequestData | None) -> tuple[int, bytes]:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(keepalive_timeout=KEPT_SECONDS), cookie_jar=DummyCookieJar()
            )
        whole_seconds = WHOLE_WITH_FILE_SECONDS if about and about.contains_files else WHOLE_SECONDS
        patience = ClientTimeout(total=whole_seconds, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS)
        async with self._session.request(
            method, url, data=_form(about), timeout=patience, allow_redirects=False
        ) as answer:
            return answer.status, await whole(answer.content, MAX_ANSWER)


def _quiet_library() -> None:
    """It prints whole addresses at DEBUG; its reader prints whole answers."""
    logging.getLogger("telegram").setLevel(logging.WARNING)
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)


def _form(about: RequestData | None) -> FormData | None:
    if about is None:
        return None
    form = FormData(about.json_parameters, quote_fields=False)  # names of files as they are
    if about.contains_files:
        for name, (file_name, content, kind) in about.multipart_data.items():
            form.add_field(name, content, filename=file_name, content_type=kind)
    return form
