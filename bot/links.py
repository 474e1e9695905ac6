"""Files for messengers that take none: a signed link that expires, served by our own site."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from mimetypes import guess_type
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from channels.site import Site
from locales import DEFAULT, speak
from storage import given_files
from storage.database import Database
from storage.tables import Outbox

LIFETIME = timedelta(days=7)  # from when the message was written, so that a message sent twice has the same link
PATH = "/tep"
_MARK = re.compile(r"(\d{1,18})-(\d{1,12})-([A-Za-z0-9_-]{43})")
_COOKIE = "dunghan_tep"
_DEVICE = re.compile(r"[A-Za-z0-9_-]{43}")
_OF_PAGES = {"Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'"}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Links:
    """Makes links to the files of outbox rows and knows its own again. `public_url` "": there are none.

    A link is its reader's: it opens while they serve, until it expires, on the device that opens it first.
    A changed row number or date is a wrong link.
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
        """Answer our links on this site: the one file each is about, nothing beside it.

        A picture is fetched by the messenger. A document waits for a tap, so that a messenger's preview does not open
        it; the device that taps first is the only one that gets it from then on.
        """

        async def answer(request: web.Request) -> web.StreamResponse:
            row_id, device = self.row_id(request.match_info["mark"], now()), request.cookies.get(_COOKIE, "")

            async def work(session: AsyncSession) -> web.StreamResponse:
                found = await given_files.row(session, row_id) if row_id is not None else None
                return await self._opened(session, found, device, request.method, now()) if found else _page("gone")

            return await database.transaction(work)

        site.get(f"{PATH}/{{mark}}", answer)
        site.post(f"{PATH}/{{mark}}", answer)

    async def _opened(
        self, session: AsyncSession, row: Outbox, device: str, method: str, now: datetime
    ) -> web.StreamResponse:
        if not await given_files.is_theirs(session, row, now):
            given_files.note(session, row, "refused", now, "the reader serves no more")
            return _page("gone")
        if row.document is None:
            return _file(row.photo or b"", row.file_name or "hinh.png")
        if row.opened_by is None and method != "POST":
            return _ask()
        device = device if _DEVICE.fullmatch(device) else secrets.token_urlsafe(32)
        if not await given_files.take(session, row.id, hashlib.sha256(device.encode()).hexdigest()):
            given_files.note(session, row, "refused", now, "links.elsewhere")
            return _page("elsewhere", status=403)
        given_files.note(session, row, "open_link", now)
        given = _file(row.document, row.file_name)
        is_https = self._public_url.startswith("https:")
        age = int(LIFETIME.total_seconds())
        given.set_cookie(_COOKIE, device, path=PATH, max_age=age, httponly=True, secure=is_https, samesite="Lax")
        return given

    def _signature(self, about: str) -> str:
        signed = hmac.new(self._key, f"dunghan outbox file {about}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")


NO_LINKS = Links("", b"")  # where our site cannot be reached from outside


def _file(content: bytes, name: str) -> web.Response:
    """To be saved, never to be opened by the browser itself."""
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    kind = guess_type(name)[0] or "application/octet-stream"
    return web.Response(body=content, content_type=kind, headers={**_HEADERS, "Content-Disposition": named})


def _ask() -> web.Response:
    """Nothing is opened by looking: a tap of a person does."""
    said = speak(DEFAULT)
    form = f'<form method="post"><p>{escape(said("links.tap"))}</p><button>{escape(said("links.open"))}</button></form>'
    return _html(form, 200)


def _page(key: str, status: int = 404) -> web.Response:
    """The same for a link that has expired and for one that never was: nothing can be learnt from it."""
    return _html(f"<p>{escape(speak(DEFAULT)(f'links.{key}'))}</p>", status)


def _html(body: str, status: int) -> web.Response:
    page = (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Đúng Hạn</title>{body}</html>"
    )
    return web.Response(status=status, text=page, content_type="text/html", headers=_HEADERS | _OF_PAGES)
