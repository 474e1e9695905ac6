"""Calls the Zalo Bot API: POST, JSON, and never the address in an error, since the token is in it."""

import asyncio
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
)
from yarl import URL

from channels.media import whole
from channels.veil import Veil

TOKEN = re.compile(r"[\w.~:-]+", re.ASCII)
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
MAX_ANSWER = 1_000_000  # bytes
NOTHING: Mapping[str, Any] = MappingProxyType({})
NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)


class RefusedError(Exception):
    """Zalo said no: `{"ok": false, "error_code": …, "description": …}`, whatever the HTTP status."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description


class NeverLeftError(Exception):
    """There was no connection: Zalo does not know of this call."""


class LostError(Exception):
    """The call left, and no answer came back that can be read."""


class Api:
    """One bot's calls. Raises ValueError on what is no token or no address."""

    def __init__(self, token: str, base_url: str) -> None:
        if not TOKEN.fullmatch(token):
            raise ValueError("no Zalo bot token")
        base = URL(base_url)
        if base.scheme not in {"https", "http"} or not base.host:
            raise ValueError("the address of the Zalo Bot API is an https one")
        self.veil = Veil(token, token.partition(":")[2])
        self._address = f"{base_url.rstrip('/')}/bot{token}/"
        self._session: ClientSession | None = None
        self.is_closed = False

    async def call(self, method: str, fields: Mapping[str, Any] = NOTHING, seconds: float = ANSWER_SECONDS) -> Any:
        """What stands under `result`. Raises RefusedError, NeverLeftError, LostError; their texts can be logged."""
        if self.is_closed:
            raise NeverLeftError("closed")
        try:
            async with asyncio.timeout(seconds):
                status, body = await self._post(method, fields)
        except NEVER_LEFT as error:
            raise NeverLeftError(self.veil.over(error)) from None
        except Exception as error:
            raise LostError(self.veil.over(error)) from None
        return self._result(status, body)

    async def close(self) -> None:
        """Let go of connections; later calls never leave."""
        self.is_closed = True
        if self._session:
            await self._session.close()

    async def _post(self, method: str, fields: Mapping[str, Any]) -> tuple[int, bytes]:
        if self._session is None:
            patience = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
            self._session = ClientSession(timeout=patience, cookie_jar=DummyCookieJar())
        async with self._session.post(self._address + method, json=dict(fields), allow_redirects=False) as answer:
            return answer.status, await whole(answer.content, MAX_ANSWER)

    def _result(self, status: int, body: bytes) -> Any:
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("ok"), bool):
            if status == 401:  # a gateway of theirs that words its answers in its own way
                raise RefusedError(status, "Unauthorized")
            raise LostError(f"an answer that is none of the Zalo Bot API: HTTP {status}")
        if said["ok"]:
            return said.get("result")
        code = said.get("error_code")
        described = self.veil.in_text(str(said.get("description", "")))
        raise RefusedError(code if isinstance(code, int) else status, described)
