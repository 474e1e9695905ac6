"""What is said and heard, whatever the messenger: the words handlers and channels share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


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
    quoted: str = ""  # the words of the message of ours that it replies to, where the messenger tells them
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
    `file_kinds`: the endings of the files it takes, such as ".pdf"; empty: any.
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
    file_kinds: frozenset[str] = frozenset()

    def takes(self, file_name: str) -> bool:
        """Whether a file of this name can be sent, and not only a link to it."""
        ending = f".{file_name.rpartition('.')[2].lower()}"
        return self.files and (not self.file_kinds or ending in self.file_kinds)


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took it, under this message id."""

    message: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: ask again after `wait`. `whole_bot` when every chat must wait, not only this one.

    `is_too_many`: we were told that we ask too often; for counting only.
    """

    wait: timedelta
    reason: str
    whole_bot: bool = False
    is_too_many: bool = field(default=False, compare=False)


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
