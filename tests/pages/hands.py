"""Hands for the page tests: a clock to set, a bot told what to say, and a reader with a browser."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page

BOT_TOKEN = "700:local"
BOT = 700
SHOTS = Path(__file__).parent / "shots"

DESK = (1280, 800)
PHONE = (390, 844)
SMALL_PHONE = (360, 740)


@dataclass
class Wall:
    """A clock that stands still until somebody sets it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def picture(width: int = 640, height: int = 360) -> bytes:
    """A plain PNG."""
    made = BytesIO()
    Image.new("RGB", (width, height), "#0f6e66").save(made, "PNG")
    return made.getvalue()


class TinyBot:
    """Speaks the Bot API over HTTP, as any bot would."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/bot{BOT_TOKEN}/"
        self._seen = 0

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def call(self, method: str, **fields: Any) -> Any:
        """The `result` of a method."""
        async with self._http.post(self._url + method, json=fields) as answer:
            said = await answer.json()
        assert said["ok"], said
        return said["result"]

    async def say(self, chat: int, text: str, *buttons: str, **more: Any) -> int:
        """Send a text with a row of buttons, whose data are their labels; returns the message's id."""
        if buttons:
            row = [{"text": label, "callback_data": label} for label in buttons]
            more["reply_markup"] = {"inline_keyboard": [row]}
        sent = await self.call("sendMessage", chat_id=chat, text=text, **more)
        return int(sent["message_id"])

    async def send_file(self, chat: int, kind: Literal["photo", "document"], name: str, data: bytes) -> None:
        """Send a picture or a file."""
        form = aiohttp.FormData({"chat_id": str(chat)})
        form.add_field(kind, data, filename=name)
        await self._post(f"send{kind.title()}", form)

    async def make_photo(self, chat: int, message: int, data: bytes, caption: str) -> None:
        """Edit a message into a photo."""
        media = {"type": "photo", "media": "attach://photo", "caption": caption}
        form = aiohttp.FormData({"chat_id": str(chat), "message_id": str(message), "media": json.dumps(media)})
        form.add_field("photo", data, filename="bieu.png")
        await self._post("editMessageMedia", form)

    async def hear(self, kind: str) -> Any:
        """The next update of this kind; others before it are passed over."""
        while True:
            for update in await self.call("getUpdates", offset=self._seen + 1, timeout=10):
                self._seen = update["update_id"]
                if kind in update:
                    return update[kind]

    async def _post(self, method: str, form: aiohttp.FormData) -> None:
        async with self._http.post(self._url + method, data=form) as answer:
            said = await answer.json()
        assert said["ok"], said


@dataclass
class Reader:
    """A browser window in front of the page; remembers what the page complained of."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    _windows: list[BrowserContext] = field(default_factory=list)

    async def open(
        self,
        place: str = "",
        size: tuple[int, int] = DESK,
        *,
        scheme: Literal["light", "dark"] = "light",
        touch: bool = False,
    ) -> Page:
        """The page in a new window; `place` is what the address says after `#`."""
        window = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=touch,
            is_mobile=touch,
        )
        window.set_default_timeout(10_000)
        self._windows.append(window)
        page = await window.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        await page.goto(f"{self.url}/{place and '#'}{place}")
        await page.locator("#clock:not(:empty)").wait_for()
        return page

    async def leave(self) -> None:
        """Close every window; a complaint of the page is a failed test."""
        for window in self._windows:
            await window.close()
        assert self.complaints == []
