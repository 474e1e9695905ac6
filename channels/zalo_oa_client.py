"""Calls the OA API: one header with the token, one envelope, errors with HTTP 200."""

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import aiohttp

from channels.zalo_oa_errors import LostAnswerError, NeverLeftError, RefusedError

API = "https://openapi.zalo.me"
OAUTH = "https://oauth.zaloapp.com"

ANSWER_SECONDS = 30
CONNECT_SECONDS = 10
UPLOAD_SECONDS = 90
MOST_BYTES = 1_000_000  # of an answer that are read
SHOWN = 200  # characters of Zalo's words that are kept

UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/]')  # what in a file's name could end the field it is written in

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Client:
    """A connection to Zalo's servers. Takes no proxy and no address from anywhere but its settings."""

    def __init__(self, api_url: str = API, oauth_url: str = OAUTH) -> None:
        self._api = api_url.rstrip("/")
        self._oauth = oauth_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, path: str, token: str) -> dict[str, Any]:
        """GET from the API. Returns and raises as `call`."""
        return data_of(await self._request("GET", f"{self._api}{path}", {"access_token": token}))

    async def call(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """POST JSON to the API. Returns `data`. Raises RefusedError, NeverLeftError, LostAnswerError."""
        return data_of(await self._request("POST", f"{self._api}{path}", {"access_token": token}, json=body))

    async def upload(self, path: str, token: str, content: bytes, file_name: str) -> dict[str, Any]:
        """POST one file to the API. Returns and raises as `call`."""
        form = aiohttp.FormData(quote_fields=False)  # people read the name: it goes as it is, not as %C3%A1…
        form.add_field("file", BytesIO(content), filename=UNFIT.sub("_", file_name))
        answer = await self._request(
            "POST", f"{self._api}{path}", {"access_token": token}, data=form, timeout=timeout(UPLOAD_SECONDS)
        )
        return data_of(answer)

    async def authorise(self, form: Mapping[str, str], app_secret: str) -> dict[str, Any]:
        """POST a form to the token endpoint. Returns the answer as it is; raises as `call`, but RefusedError."""
        return await self._request("POST", f"{self._oauth}/v4/oa/access_token", {"secret_key": app_secret}, data=form)

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def _request(self, method: str, address: str, headers: Mapping[str, str], **what: Any) -> dict[str, Any]:
        """No error quotes the request: its headers are secrets and its body is somebody's."""
        try:
            async with self._open().request(method, address, headers=headers, allow_redirects=False, **what) as answer:
                return envelope(answer.status, await beginning(answer.content))
        except NEVER_LEFT as error:
            raise NeverLeftError(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LostAnswerError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=timeout(ANSWER_SECONDS), trust_env=False)
        return self._session


async def beginning(content: aiohttp.StreamReader) -> bytes:
    """All of an answer, or as much of it as anybody sane would send."""
    read = bytearray()
    while chunk := await content.read(MOST_BYTES - len(read)):
        read += chunk
    return bytes(read)


def timeout(seconds: float) -> aiohttp.ClientTimeout:
    """Patience for a whole answer, and less for a connection that does not come about."""
    return aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)


def envelope(status: int, raw: bytes) -> dict[str, Any]:
    """An answer's JSON object. Raises RefusedError for a 429, LostAnswerError for what is none."""
    if status == 429:
        raise RefusedError(-32, "HTTP 429")  # a gateway says in its own way what -32 says
    if status == 503:
        raise NeverLeftError("HTTP 503")  # a gateway says that it passed nothing on
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or status >= 500:
        raise LostAnswerError(f"HTTP {status}")
    return answer


def data_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope's content. Raises RefusedError where its `error` is not 0, LostAnswerError where it has none."""
    code = answer.get("error")
    if not isinstance(code, int) or isinstance(code, bool):
        raise LostAnswerError("an answer without an error number")
    if code != 0:
        raise RefusedError(code, " ".join(str(answer.get("message", "")).split())[:SHOWN])
    data = answer.get("data")
    return data if isinstance(data, dict) else {}
