"""What is said and heard, whatever the messenger: the words handlers and channels share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate


class Heard(StrEnum):
    """What kind of thing came in."""

    TEXT = "text"
    BUTTON = "button"  # a tap; `text` holds the button's payload
    EDIT = "edit"  # an earlier message of the sender was changed; `text` holds the new wording
    PHOTO = "photo"
    DOCUMENT = "document"
    CONTACT = "contact"
    LOCATION = "location"
    OTHER_CONTENT = "other_content"  # sticker, voice, video …: a message we cannot read
    JOINED = "joined"  # the bot was added to a group
    LEFT = "left"  # the bot was removed from a group
    BLOCKED = "blocked"  # a person blocked the bot
    UNBLOCKED = "unblocked"
    MIGRATED = "migrated"  # the group goes on under another address: `moved_to`
    IGNORED = "ignored"  # an update that means nothing to us, on purpose


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a messenger, translated. Addresses are the messenger's own ids, as text."""

    channel: str
    event_key: str
    chat: str
    heard: Heard
    sent_at: datetime
    text: str = ""
    is_group: bool = False
    sender: str = ""
    sender_name: str = ""
    sender_is_bot: bool = False
    chat_title: str = ""
    message: str = ""
    reply_to: str = ""
    language: str = ""
    files: tuple[str, ...] = ()
    file_name: str = ""
    file_size: int = 0  # bytes of the first file, as the messenger told them; 0: not told
    moved_to: str = ""
    mentions_bot: bool = False
    album: str = ""  # pictures sent together have this in common
    is_live: bool = False  # a place that goes on moving


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered with a message. `payload` is at most 64 bytes and is never trusted when it returns."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `edit` names an earlier message whose text this one replaces."""

    chat: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | None = None
    document: bytes | None = None
    file_name: str = ""
    reply_to: str = ""
    edit: str = ""
    photo_url: str = ""  # where the messenger fetches the photo itself, for those that take no bytes
    outside_window: bool = False  # the person has been silent too long for an ordinary message


class Photos(StrEnum):
    """How a messenger takes a picture."""

    BYTES = "bytes"
    URL = "url"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a messenger can do; handlers ask this, never the messenger's name.

    `can_start`: whoever wrote once may be written to at any time. Otherwise only within `window` of their last
    message, free of charge within `free_window`. `monthly_quota`: messages a month; None: as many as we like.
    """

    buttons: bool
    edit: bool
    delete: bool
    files: bool
    photos: Photos
    max_text: int
    groups: bool
    mention_only: bool
    deep_link: bool
    can_start: bool
    window: timedelta | None = None
    free_window: timedelta | None = None
    monthly_quota: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took it, under this message id."""

    message: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: ask again after `wait`. `whole_bot` when every chat must wait, not only this one."""

    wait: timedelta
    reason: str
    whole_bot: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """This address cannot be reached until the person or group acts."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat goes on under another address."""

    chat: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The messenger will never take this message as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request left, the answer was lost: the message may or may not have arrived."""

    reason: str


Outcome = Sent | Later | Blocked | Moved | Refused | Ambiguous


@dataclass(frozen=True, slots=True)
class Update:
    """One raw event as the messenger worded it, with what the inbox must know of it before reading it."""

    event_key: str
    chat: str
    raw: str


Updates = Sequence[Update]


def split_text(text: str, limit: int) -> list[str]:
    """Cut a text at line ends into parts of at most `limit` UTF-16 units, as messengers count them.

    Blank lines where it is cut are left out: no messenger takes an empty message.
    """
    if _units(text) <= limit:
        return [text]
    parts, current = [], ""
    for line in text.split("\n"):
        for piece in _cut(line, limit):
            joined = f"{current}\n{piece}" if current else piece
            if _units(joined) > limit:
                parts.append(current)
                joined = piece
            current = joined
    return [part for part in (*parts, current) if part.strip()]


def _cut(line: str, limit: int) -> list[str]:
    pieces = []
    while _units(line) > limit:
        end = _fitting(line, limit)
        space = line.rfind(" ", end // 2, end)
        end = space if space > 0 else end
        pieces.append(line[:end])
        line = line[end:].lstrip(" ")
    return [*pieces, line]


def _fitting(line: str, limit: int) -> int:
    units = accumulate(2 if sign > "\uffff" else 1 for sign in line)
    return sum(so_far <= limit for so_far in units)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
