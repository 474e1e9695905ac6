"""Sends messages as a Zalo Official Account: to a person, to a group of its own, or by an approved template.

A text with a file goes as two messages, for Zalo's file message has no text: the text first, the file after it.
Everything is uploaded before the first of them leaves. When only the second fails, both are sent again.
"""

import logging
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from channels.pace import CHATS_KEPT, Pace
from channels.veil import in_brief
from channels.zalo_oa_client import Client
from channels.zalo_oa_errors import (
    LostAnswerError,
    Means,
    NeverLeftError,
    RefusedError,
    failed,
    outcome,
)
from channels.zalo_oa_reading import GROUP, MAX_PAYLOAD, PAYLOAD
from channels.zalo_oa_tokens import Alarm, TokenLaterError, TokenLostError, Tokens, Trouble
from domain.chat import Blocked, Button, Later, Outcome, Outgoing, Refused, Sent

MAX_TEXT = 2000
MAX_BUTTONS = 5
MAX_LABEL = 100
MAX_FIELD = 100  # characters of a template's text parameter
MAX_PHOTO = 1024 * 1024  # bytes
MAX_FILE = 5 * 1024 * 1024  # bytes
FILES = (".pdf", ".doc", ".docx", ".csv")
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # how PNG and JPEG begin
MENTION = re.compile(r"\[@[^\[\]\n]*\]?")

BETWEEN = 1.0  # seconds between two messages of one chat, so that they are read in their order
MINUTE = 60.0

CLOSED_WAIT = timedelta(seconds=5)
TOKEN_WAIT = timedelta(minutes=1)
LOGIN_WAIT = timedelta(minutes=10)

PERSONS, GROUPS, TEMPLATES = "/v3.0/oa/message/cs", "/v3.0/oa/group/message", "/v3.0/oa/message/template"
UPLOAD_IMAGE, UPLOAD_FILE = "/v2.0/oa/upload/image", "/v2.0/oa/upload/file"


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Template:
    """An approved ZBS template with one text parameter, for people outside the window. Empty: there is none."""

    template_id: str = ""
    field: str = ""


class Minute:
    """At most so many messages in any minute. Every moment is in monotonic seconds."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sent: deque[float] = deque(maxlen=most)

    def wait(self, now: float, after: int = 0) -> float:
        """Seconds until a message may leave, when so many others leave before it."""
        first = len(self._sent) + after - self._most
        if first < 0:
            return 0.0
        return max(self._sent[first] + MINUTE - now, 0.0) if first < len(self._sent) else MINUTE

    def spend(self, now: float) -> None:
        """A message leaves."""
        self._sent.append(now)


class Delivery:
    """The sending half of the channel."""

    def __init__(
        self,
        client: Client,
        tokens: Tokens,
        alarm: Alarm,
        template: Template,
        a_minute: int,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._alarm = alarm
        self._template = template
        self._pace = Pace(BETWEEN)
        self._minute = Minute(a_minute)
        self._now = now
        self._monotonic = monotonic
        self._failures: dict[str, int] = {}
        self.is_closed = False

    def wait_for(self, chat: str, after: int) -> float:
        """See Channel.wait_for."""
        now = self._monotonic()
        return max(self._pace.wait(chat, now), self._minute.wait(now, after))

    def recall(self, chat: str, seconds_ago: float) -> None:
        """See Channel.recall."""
        at = self._monotonic() - seconds_ago
        self._pace.spend(chat, at)
        self._minute.spend(at)

    async def deliver(self, message: Outgoing) -> Outcome:
        """Send one message; see Channel.deliver."""
        if self.is_closed:
            return Later(CLOSED_WAIT, "closed", whole_bot=True)
        message = prepared(message)
        if reason := unsendable(message):
            return Refused(reason)
        if message.outside_window and not is_group(message.chat) and not self._template.template_id:
            return Blocked("outside the 7-day window, and no template is set")
        self._minute.spend(self._monotonic())
        result = await self._tried(message)
        self._pace.spend(message.chat, self._monotonic())
        self._count(message.chat, result)
        return result

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call the API with a good token; one that it refuses is renewed once. Raises as Client.call and Tokens."""
        return await self._with_token(lambda token: self._client.call(path, token, body))

    async def _tried(self, message: Outgoing) -> Outcome:
        try:
            return Sent(await self._send(message))
        except RefusedError as error:
            if error.means in (Means.HUMAN, Means.REFRESH):
                await self._raise_alarm(str(error))
            return outcome(error, self._failures.get(message.chat, 0), self._now())
        except (NeverLeftError, LostAnswerError) as error:
            return failed(error)
        except TokenLostError as error:
            return Later(LOGIN_WAIT, f"no token: {error}", whole_bot=True)
        except TokenLaterError as error:
            return Later(TOKEN_WAIT, f"no token now: {error}", whole_bot=True)

    async def _raise_alarm(self, words: str) -> None:
        """Whether it can be told or not, the message waits."""
        log.error("Zalo refuses everything until somebody acts in its console: %s", in_brief(words))
        try:
            await self._alarm(Trouble.CONSOLE, words)
        except Exception:
            log.exception("nobody could be told of it")

    def _count(self, chat: str, result: Outcome) -> None:
        """How often in a row a chat had to wait, for waiting longer each time."""
        if isinstance(result, Later) and not result.whole_bot:
            if len(self._failures) >= CHATS_KEPT:
                self._failures.clear()
            self._failures[chat] = self._failures.get(chat, 0) + 1
        else:
            self._failures.pop(chat, None)

    async def _send(self, message: Outgoing) -> str:
        """Returns the id of the message that has the words, for replies quote it."""
        if message.outside_window and not is_group(message.chat):
            return await self._send_template(message)
        path = GROUPS if is_group(message.chat) else PERSONS
        recipient = recipient_of(message.chat)
        ids = []
        for body in await self._bodies(message):
            sent = await self.call(path, {"recipient": recipient, "message": body})
            ids.append(("text" in body, str(sent.get("message_id", ""))))
        return next((one for has_words, one in ids if has_words), ids[0][1])

    async def _send_template(self, message: Outgoing) -> str:
        value = next((line.strip() for line in message.text.splitlines() if line.strip()), "")
        body = {
            "user_id": message.chat,
            "template_id": self._template.template_id,
            "template_data": {self._template.field: value[:MAX_FIELD]},
        }
        sent = await self.call(TEMPLATES, body)
        return str(sent.get("message_id") or sent.get("msg_id") or "")

    async def _bodies(self, message: Outgoing) -> list[dict[str, Any]]:
        """What goes out for one message, in order. Buttons in groups are documented nowhere and are left out."""
        offered = [] if is_group(message.chat) else buttons(message.buttons)
        words: dict[str, Any] = {"text": message.text} if message.text else {}
        with_buttons = words | ({"attachment": template(buttons=offered)} if offered else {})
        if message.document is not None:
            uploaded = await self._upload(UPLOAD_FILE, message.document, message.file_name)
            file = {"attachment": {"type": "file", "payload": {"token": uploaded.get("token", "")}}}
            return [with_buttons, file] if words else [file]
        if message.photo is not None:
            uploaded = await self._upload(UPLOAD_IMAGE, message.photo, message.file_name or "photo.png")
            element = {"media_type": "image", "attachment_id": uploaded.get("attachment_id", "")}
            photo = {"attachment": template(template_type="media", elements=[element])}
            return [photo, with_buttons] if offered and words else [words | photo]
        return [with_buttons]

    async def _upload(self, path: str, content: bytes, file_name: str) -> dict[str, Any]:
        """Ids of uploads die after a week, so each send makes its own. Nothing of the message has left by then."""
        try:
            return await self._with_token(lambda token: self._client.upload(path, token, content, file_name))
        except LostAnswerError as error:
            raise RefusedError(-200, f"upload: {error}") from None

    async def _with_token(self, call: Callable[[str], Any]) -> dict[str, Any]:
        token = await self._tokens.access()
        try:
            answer: dict[str, Any] = await call(token)
        except RefusedError as error:
            if error.means is not Means.REFRESH:
                raise
            answer = await call(await self._tokens.access(refused=token))
        return answer


def prepared(message: Outgoing) -> Outgoing:
    """The words as Zalo counts them, and in a group without anything that would call people by name."""
    text = unicodedata.normalize("NFC", message.text)
    return replace(message, text=without_mentions(text) if is_group(message.chat) else text)


def without_mentions(text: str) -> str:
    """A text without `[@…]`, which in a group calls a person, or everybody; also where taking one out makes one."""
    while (less := MENTION.sub("", text)) != text:
        text = less
    return text


def unsendable(message: Outgoing) -> str:
    """Why Zalo would refuse this message, or ""; asking it would cost a place in the pace."""
    try:
        length = len(message.text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        return "not valid Unicode"
    photo, document = message.photo, message.document
    payloads = [one.payload for one in flat(message.buttons) if not is_link(one.payload)]
    faults = {
        "Zalo OA cannot edit messages": bool(message.edit),
        "too long": length > MAX_TEXT,
        "empty": photo is None and document is None and not message.text.strip(),
        "Zalo OA takes PNG and JPEG only": photo is not None and not photo.startswith(PICTURES),
        "Zalo OA takes photos up to 1 MB only": photo is not None and len(photo) > MAX_PHOTO,
        "Zalo OA takes PDF, DOC, DOCX and CSV only": document is not None
        and PurePath(message.file_name).suffix.lower() not in FILES,
        "Zalo OA takes files up to 5 MB only": document is not None and len(document) > MAX_FILE,
        "button payload too long": any(len(one.encode()) > MAX_PAYLOAD for one in payloads),
        "button payload empty or with a space": any(not one or len(one.split()) != 1 for one in payloads),
    }
    return next((reason for reason, is_so in faults.items() if is_so), "")


def buttons(rows: Sequence[Sequence[Button]]) -> list[dict[str, Any]]:
    """At most five. A tap on one comes back as its payload, typed by the person; see zalo_oa_reading.TAP."""
    return [_button(one) for one in flat(rows)[:MAX_BUTTONS]]


def _button(button: Button) -> dict[str, Any]:
    title = button.label[:MAX_LABEL]
    if is_link(button.payload):
        return {"title": title, "type": "oa.open.url", "payload": {"url": button.payload}}
    # "hide": the payload is not shown as something the person said.
    return {"title": title, "type": "oa.query.hide", "payload": f"{PAYLOAD}{button.payload}"}


def flat(rows: Sequence[Sequence[Button]]) -> list[Button]:
    """Buttons without their rows: Zalo has none."""
    return [one for row in rows for one in row]


def template(**payload: Any) -> dict[str, Any]:
    """An attachment that is no file."""
    return {"type": "template", "payload": {name: value for name, value in payload.items() if value}}


def recipient_of(chat: str) -> dict[str, str]:
    """How Zalo is told where to."""
    return {"group_id": chat.removeprefix(GROUP)} if is_group(chat) else {"user_id": chat}


def is_group(chat: str) -> bool:
    """Whether an address of ours is a group's."""
    return chat.startswith(GROUP)


def is_link(payload: str) -> bool:
    """Whether a button opens a page."""
    return payload.startswith(("http://", "https://"))
