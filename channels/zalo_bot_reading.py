"""Translates Zalo's events into what was heard; what sources disagree about is read both ways and told once."""

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from channels.words import clean
from domain.chat import Heard, Inbound, Update

ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # documented as opaque; 20 hexadecimal digits were seen
EVENT = re.compile(r"[a-z0-9_.]{1,64}")
PREFIX = "message."  # of every event that brings a message
MAX_NAME = 200  # characters of a person's name that are kept

log = logging.getLogger(__name__)

Id = Annotated[str, StringConstraints(pattern=rf"^(?:{ID.pattern})$", strict=True)]


class Part(BaseModel):
    """What came is not repeated in errors: they are logged, and it is somebody's message."""

    model_config = ConfigDict(hide_input_in_errors=True, frozen=True)


class Sender(Part):
    """Who wrote."""

    id: Id
    display_name: str = ""
    is_bot: bool = False


class Chat(Part):
    """Where; a private chat has the id of its person."""

    id: Id
    chat_type: Literal["PRIVATE", "GROUP"] = "PRIVATE"


class Message(Part):
    """The documented fields, and `photo_url` as it was captured."""

    sender: Sender = Field(alias="from")
    chat: Chat
    message_id: Id
    date: int = Field(ge=10**12, lt=10**13, strict=True)  # milliseconds
    text: str = ""
    caption: str = ""
    photo: str = ""
    photo_url: str = ""


@dataclass(slots=True)
class Facts:
    """What sources disagree about: says once how it is here, for whoever runs the bot."""

    told: set[str] = field(default_factory=set)

    def note(self, fact: str) -> None:
        if fact not in self.told:
            self.told.add(fact)
            log.info("Zalo, as met here: %s", fact)


@dataclass(frozen=True, slots=True)
class Reader:
    """Knows the bot's name as people see it, to take it out of what they say; "" until Zalo told it."""

    channel: str
    bot_name: str
    now: datetime
    facts: Facts

    def read(self, raw: str) -> Inbound:
        """Raises ValueError on what is not an event; events that bring no message are IGNORED."""
        body = json.loads(raw)
        event = event_of(body)
        self.facts.note("events are wrapped in `result`" if "result" in body else "events are bare")
        name = event["event_name"]
        ignored = Inbound(self.channel, key_of(event), chat_of(event), Heard.IGNORED, self.now)
        if not name.startswith(PREFIX) or not event.get("message"):
            return ignored
        message = Message.model_validate(event["message"])
        is_group = message.chat.chat_type == "GROUP"
        about = replace(
            ignored,
            heard=Heard.OTHER_CONTENT,
            sent_at=datetime.fromtimestamp(message.date / 1000, UTC),
            is_group=is_group,
            sender=message.sender.id,
            sender_name=clean(message.sender.display_name)[:MAX_NAME],
            sender_is_bot=message.sender.is_bot,
            message=message.message_id,
            mentions_bot=is_group,  # of a group a bot hears nothing else
        )
        return self._content(about, name, message)

    def _content(self, about: Inbound, name: str, message: Message) -> Inbound:
        """Of a sticker, a voice, a file, and of all that protected accounts write, only that it came."""
        if name == "message.text.received":
            return replace(about, heard=Heard.TEXT, text=self._without_name(about, message.text))
        if name == "message.image.received" and (address := self._photo(message)):
            words = self._without_name(about, message.caption or message.text)
            return replace(about, heard=Heard.PHOTO, text=words, files=(address,))
        return about

    def _photo(self, message: Message) -> str:
        self.facts.note("photos come as `photo_url`" if message.photo_url else "photos come as `photo`")
        return message.photo_url or message.photo

    def _without_name(self, about: Inbound, text: str) -> str:
        """The mention stays in the text of a group's message; it may stand anywhere."""
        words = clean(text)
        if not about.is_group or not self.bot_name:
            return words
        name = r"\s+".join(re.escape(part) for part in clean(self.bot_name).split())
        found = re.compile(rf"@{name}(?!\w)[,:]?\s*", re.IGNORECASE)
        without, times = found.subn("", words)
        self.facts.note("a mention is the bot's name in the text" if times else "a group message without our name")
        return without.strip()


def event_of(body: object) -> Mapping[str, Any]:
    """The event in a body, wrapped as documented or bare as captured. Raises ValueError when there is none."""
    event = body.get("result", body) if isinstance(body, dict) else None
    name = event.get("event_name") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(name, str) or not EVENT.fullmatch(name):
        raise ValueError("not an event of a Zalo bot")
    return event


def stored(body: object) -> Update:
    """For the inbox. The raw text is plain ASCII: NULs and broken letters stay escaped, and no database chokes."""
    event = event_of(body)
    return Update(key_of(event), chat_of(event), json.dumps(body, separators=(",", ":")))


def key_of(event: Mapping[str, Any]) -> str:
    """Zalo numbers no updates: the event's name and its message, or what stands in it when it has none."""
    message = event.get("message")
    number = message.get("message_id") if isinstance(message, dict) else None
    if not is_id(number):
        number = hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:32]
    return f"{event['event_name']}:{number}"


def chat_of(event: Mapping[str, Any]) -> str:
    """The chat an event belongs to, "" where it names none. Trusts nothing about its shape."""
    message = event.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    number = chat.get("id") if isinstance(chat, dict) else None
    return str(number) if is_id(number) else ""


def is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None
