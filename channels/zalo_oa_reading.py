"""Translates the events of a Zalo Official Account into what was heard; pure.

Events are told apart by `event_name`. All ids and the timestamp are text. A group's chat is written `g:` and its id,
for nothing else in an address says whether it is a group or a person.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from channels.words import clean
from channels.zalo_oa_signature import moment_of
from domain.chat import Heard, Inbound, Update

GROUP = "g:"
PAYLOAD = "#"  # before a button's payload: a tap comes back as a text
MAX_PAYLOAD = 64  # bytes
TAP = re.compile(rf"{PAYLOAD}(\S{{1,{MAX_PAYLOAD}}})")
MAX_URL = 2000
ID = re.compile(r"[A-Za-z0-9_.:=+/-]{1,100}")

# Where the group's id has been seen or guessed in events of groups, the surest place first.
GROUP_PLACES = (
    ("group_id",),
    ("group_info", "group_id"),
    ("recipient", "group_id"),
    ("message", "group_id"),
    ("message", "conversation_id"),
    ("conversation_id",),
    ("conversation", "id"),
    ("recipient", "id"),
)

OTHER = {"audio", "video", "sticker", "gif", "voice", "link", "nontext", "anonymous_text"}
"""What a person may send that we cannot read: `user_send_…`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Knows which OA we are, and by what name we are called in groups ("" until Zalo told it)."""

    channel: str
    oa_id: str
    name: str
    now: datetime  # for events whose time cannot be read

    def read(self, raw: str) -> Inbound:
        """Raises ValueError on what is not an event; kinds we do not know are IGNORED."""
        event = json.loads(raw)
        if not isinstance(event, dict) or not event_name(event):
            raise ValueError("not an event of a Zalo OA")
        kind = event_name(event)
        base = Inbound(
            channel=self.channel,
            event_key=event_key(event),
            chat=chat_of(event, self.oa_id),
            heard=Heard.IGNORED,
            sent_at=moment_of(event.get("timestamp")) or self.now,
        )
        if not base.chat:
            return base
        if kind in STANDING:
            return replace(base, heard=STANDING[kind], is_group=base.chat.startswith(GROUP))
        if kind.startswith("user_send_"):
            return self._said(base, event, kind.removeprefix("user_send_"))
        return base

    def _said(self, base: Inbound, event: Mapping[str, Any], kind: str) -> Inbound:
        is_group = kind.startswith("group_")
        message = part(event, "message")
        said = replace(
            base,
            is_group=is_group,
            sender=id_in(event, "sender", "id"),
            message=id_in(event, "message", "msg_id"),
            reply_to=id_in(event, "message", "quote_msg_id") or id_in(event, "message", "quote_msg", "msg_id"),
            text=cleaned(message.get("text")),
        )
        if not said.sender or not said.message or said.sender == self.oa_id:
            return base
        said = content(said, kind.removeprefix("group_"), attachments(message))
        return self._called(said) if is_group else said

    def _called(self, said: Inbound) -> Inbound:
        """Take our own name out of the words: `@Tên OA tổng hợp`."""
        if not self.name:
            return said
        text, times = re.subn(rf"(?<![\w@.])@{re.escape(self.name)}(?!\w)[,:]?\s*", "", said.text, flags=re.IGNORECASE)
        return replace(said, text=text.strip(), mentions_bot=True) if times else said


STANDING = {
    "follow": Heard.UNBLOCKED,
    "unfollow": Heard.BLOCKED,
    "create_group": Heard.JOINED,
    "delete_group": Heard.LEFT,
}


def content(said: Inbound, kind: str, attached: list[Mapping[str, Any]]) -> Inbound:
    """What a message is made of. A location's text is "latitude,longitude"; a contact's phone is not read."""
    first = attached[0] if attached else {}
    if reading := CONTENTS.get(kind):
        return reading(said, first)
    return replace(said, heard=Heard.OTHER_CONTENT if kind in OTHER else Heard.IGNORED)


def _text(said: Inbound, _: Mapping[str, Any]) -> Inbound:
    tap = TAP.fullmatch(said.text)
    if tap and len(tap[1].encode()) <= MAX_PAYLOAD:
        return replace(said, heard=Heard.BUTTON, text=tap[1], message="")
    return replace(said, heard=Heard.TEXT)


def _link(said: Inbound, _: Mapping[str, Any]) -> Inbound:
    return replace(said, heard=Heard.TEXT if said.text else Heard.OTHER_CONTENT)


def _photo(said: Inbound, payload: Mapping[str, Any]) -> Inbound:
    return replace(said, heard=Heard.PHOTO, files=_urls(payload), file_size=_size(payload))


def _file(said: Inbound, payload: Mapping[str, Any]) -> Inbound:
    name = cleaned(payload.get("name"))[:200]
    return replace(said, heard=Heard.DOCUMENT, files=_urls(payload), file_name=name, file_size=_size(payload))


def _location(said: Inbound, payload: Mapping[str, Any]) -> Inbound:
    place = part(payload, "coordinates")
    latitude, longitude = (_degrees(place.get(name)) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return replace(said, heard=Heard.OTHER_CONTENT)
    return replace(said, heard=Heard.LOCATION, text=f"{latitude},{longitude}")


def _contact(said: Inbound, _: Mapping[str, Any]) -> Inbound:
    return replace(said, heard=Heard.CONTACT, text="")


CONTENTS: Mapping[str, Callable[[Inbound, Mapping[str, Any]], Inbound]] = {
    "text": _text,
    "link": _link,
    "image": _photo,
    "file": _file,
    "location": _location,
    "business_card": _contact,
}
"""`user_send_…` and `user_send_group_…`, and how each is read."""


def stored(event: Mapping[str, Any], oa_id: str) -> Update:
    """The raw text is plain ASCII: NULs and broken letters stay escaped, and no database chokes on them."""
    return Update(event_key(event), chat_of(event, oa_id), json.dumps(event, separators=(",", ":")))


def event_name(event: Mapping[str, Any]) -> str:
    """What kind of event it is, "" where it does not say it as Zalo would."""
    name = event.get("event_name")
    return name if isinstance(name, str) and re.fullmatch(r"[a-z_]{1,80}", name) else ""


def event_key(event: Mapping[str, Any]) -> str:
    """The kind and the message's id, by which Zalo's repetitions are known; else a hash of all that was told."""
    message = id_in(event, "message", "msg_id")
    if message:
        return f"{event_name(event)}:{message}"
    whole = json.dumps(event, sort_keys=True, separators=(",", ":"))
    return f"{event_name(event)}:{hashlib.sha256(whole.encode()).hexdigest()}"


def chat_of(event: Mapping[str, Any], oa_id: str) -> str:
    """The chat an event belongs to, "" where it names none. Trusts nothing about its shape."""
    if is_of_group(event):
        group = group_of(event, oa_id)[1]
        return f"{GROUP}{group}" if group else ""
    for place in (("follower", "id"), ("sender", "id"), ("recipient", "id")):
        person = id_in(event, *place)
        if person and person != oa_id:
            return person
    return ""


def group_of(event: Mapping[str, Any], oa_id: str) -> tuple[str, str]:
    """Where the group's id stands in this event, and the id; two empty texts where it stands nowhere."""
    for place in GROUP_PLACES:
        group = id_in(event, *place)
        if group and group != oa_id:
            return ".".join(place), group
    return "", ""


def is_of_group(event: Mapping[str, Any]) -> bool:
    """Whether an event tells of a group."""
    return "group" in event_name(event)


def id_in(event: Mapping[str, Any], *place: str) -> str:
    """The id that stands in this place, "" where none does that looks like one."""
    for name in place[:-1]:
        event = part(event, name)
    found = event.get(place[-1])
    text = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    return text if ID.fullmatch(text) else ""


def part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within an object; an empty one where there is none."""
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def attachments(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The payloads of what a message carries."""
    found = message.get("attachments")
    return [part(one, "payload") for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def cleaned(text: object) -> str:
    """The text in this place, "" where there is none."""
    return clean(text) if isinstance(text, str) else ""


def _urls(payload: Mapping[str, Any]) -> tuple[str, ...]:
    url = payload.get("url")
    return (url,) if isinstance(url, str) and len(url) <= MAX_URL else ()


def _size(payload: Mapping[str, Any]) -> int:
    text = str(payload.get("size", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0


def _degrees(value: object) -> float | None:
    try:
        degrees = float(str(value))
    except ValueError:
        return None
    return degrees if abs(degrees) <= 180 else None
