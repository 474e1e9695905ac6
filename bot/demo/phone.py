"""Somebody's phone at the local messenger: types, taps and reads over HTTP, as the chat page does."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Phone:
    """One person's phone. `bot` is the chat with the bot; groups have ids of their own.

    `calls`: the bot's name, put before what is a command in a group, where the bot hears nothing else.
    """

    http: aiohttp.ClientSession
    person: int
    name: str
    bot: int
    calls: str = ""
    has_links: bool = True  # a link can start the bot with a code

    async def send(self, text: str, *, chat: int | None = None, reply_to: int | None = None) -> Json:
        """Type a message."""
        is_called = self.calls and chat not in (None, self.bot) and text.startswith("/") and "@" not in text
        called = f"{self.calls} {text}" if is_called else text
        body: Json = {"text": called} | ({"reply_to": reply_to} if reply_to else {})
        return await self._post("send", chat, body)

    async def join(self, code: str) -> Json:
        """Join with a one-time code: open the link that carries it, or type it where links carry none."""
        return await (self.start(code) if self.has_links else self.send(f"LK {code}"))

    async def start(self, payload: str) -> Json:
        """Open a link that starts the bot with a code."""
        return await self._call("/phone/start", {"person": self.person, "bot": self.bot, "payload": payload})

    async def tap(self, label: str, *, chat: int | None = None) -> Json:
        """Tap the newest button with this label. Raises LookupError when no message has it."""
        for message in reversed(await self.messages(chat=chat)):
            for button in (button for row in message["buttons"] for button in row):
                if button["text"] == label:
                    body = {"message_id": message["id"], "data": button["data"]}
                    return await self._post("tap", chat, body)
        raise LookupError(label)

    async def edit(self, message_id: int, text: str) -> Json:
        """Change one's own message."""
        return await self._post("edit", None, {"message_id": message_id, "text": text})

    async def post(self, what: str, body: Json | None = None) -> Json:
        """Send something else: `sticker`, `voice`, `contact`, `location`, `block`, `unblock`."""
        return await self._post(what, None, {"bot": self.bot, **(body or {})})

    async def upload(
        self, kind: str, name: str, content: bytes, caption: str = "", album: str = "", reply_to: int | None = None
    ) -> Json:
        """Send a photo or a document."""
        words = {"kind": kind, "caption": caption, "album": album, "reply_to": str(reply_to or "")}
        form = aiohttp.FormData({"person": str(self.person), "chat": str(self.bot), **words}, quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        async with self.http.post("/phone/upload", data=form) as answer:
            return await _json(answer)

    async def messages(self, *, chat: int | None = None) -> list[Json]:
        """Everything in a chat, oldest first."""
        query = {"person": str(self.person), "chat": str(chat or self.bot)}
        async with self.http.get("/phone/messages", params=query) as answer:
            answer.raise_for_status()
            found: list[Json] = await answer.json()
            return found

    async def new_group(self, title: str, people: list[int], kind: str = "supergroup") -> int:
        """Make a group and add the bot to it; the group's id."""
        made = await self._call("/phone/groups", {"title": title, "kind": kind, "people": people, "by": self.person})
        group: int = made["id"]
        await self._call("/phone/members", {"chat": group, "by": self.person, "add": self.bot})
        return group

    async def _post(self, what: str, chat: int | None, body: Json) -> Json:
        return await self._call(f"/phone/{what}", {"person": self.person, "chat": chat or self.bot, **body})

    async def _call(self, path: str, body: Json) -> Json:
        async with self.http.post(path, json=body) as answer:
            return await _json(answer)


async def _json(answer: aiohttp.ClientResponse) -> Json:
    said: Json = await answer.json()
    if answer.status >= 400:
        raise ValueError(said.get("error", answer.reason))
    return said
