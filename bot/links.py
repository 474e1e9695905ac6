"""Files for messengers that take none: a signed link that expires, served by our own site."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from mimetypes import guess_type
from urllib.parse import quote

from aiohttp import web

from channels.site import Site
from locales import DEFAULT, speak
from storage import outbox
from storage.database import Database

LIFETIME = timedelta(days=7)  # from when the message was written, so that a message sent twice has the same link
PATH = "/tep"
_MARK = re.compile(r"(\d{1,18})-(\d{1,12})-([A-Za-z0-9_-]{43})")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Links:
    """Makes links to the files of outbox rows and knows its own again. `public_url` "": there are none.

    Whoever has a link has the file until it expires; a changed row number or date is a wrong link.
    """

    def __init__(self, public_url: str, key: bytes) -> None:
        self._public_url = public_url.rstrip("/")
        self._key = key

    @property
    def can_be_made(self) -> bool:
        """Whether our site can be reached from outside."""
        return bool(self._public_url)

    def to(self, row_id: int, expires_at: datetime) -> str:
        """The link to the file of an outbox row."""
        about = f"{row_id}-{int(expires_at.timestamp())}"
        return f"{self._public_url}{PATH}/{about}-{self._signature(about)}"

    def row_id(self, mark: str, now: datetime) -> int | None:
        """Which row a link is about; None for one that is not ours, or has expired."""
        found = _MARK.fullmatch(mark)
        if found is None:
            return None
        row_id, expiry, signature = found.groups()
        if not hmac.compare_digest(self._signature(f"{row_id}-{expiry}"), signature):
            return None
        return int(row_id) if now < datetime.fromtimestamp(int(expiry), UTC) else None

    def serve(self, site: Site, database: Database, now: Callable[[], datetime]) -> None:
        """Answer our links on this site: the one file each is about, nothing beside it."""

        async def answer(request: web.Request) -> web.Response:
            row_id = self.row_id(request.match_info["mark"], now())
            async with database.sessions() as session:
                found = await outbox.file_of(session, row_id) if row_id is not None else None
            return _gone() if found is None else _file(*found)

        site.get(f"{PATH}/{{mark}}", answer)

    def _signature(self, about: str) -> str:
        signed = hmac.new(self._key, f"dunghan outbox file {about}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")


NO_LINKS = Links("", b"")  # where our site cannot be reached from outside


def _file(content: bytes, name: str) -> web.Response:
    """To be saved, never to be opened by the browser itself."""
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    kind = guess_type(name)[0] or "application/octet-stream"
    return web.Response(body=content, content_type=kind, headers={**_HEADERS, "Content-Disposition": named})


def _gone() -> web.Response:
    """The same for a link that has expired and for one that never was: nothing can be learnt from it."""
    said = escape(speak(DEFAULT)("links.gone"))
    page = (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Đúng Hạn</title><p>{said}</p></html>"
    )
    return web.Response(status=404, text=page, content_type="text/html", headers=_HEADERS)
