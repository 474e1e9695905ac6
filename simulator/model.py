"""People, bots, chats, messages and taps, as plain records."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.updates import UpdateQueue
from simulator.zalo_oa_account import OfficialAccount

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
Network = Literal["telegram", "zalo"]
BotKind = Literal["telegram", "zalo_bot", "zalo_oa"]
NETWORK_OF: Mapping[BotKind, Network] = {"telegram": "telegram", "zalo_bot": "zalo", "zalo_oa": "zalo"}
Button = dict[str, Any]  # an InlineKeyboardButton as the bot sent it


@dataclass
class Person:
    """Somebody holding a phone of one network. `label` is for the page only, bots never see it."""

    id: int
    name: str
    label: str = ""
    username: str = ""
    language: str = "vi"
    network: Network = "telegram"
    is_protected: bool = False  # a child's account: Zalo tells bots that it wrote, never what


@dataclass
class Webhook:
    """Where a bot wants its updates pushed, and what last went wrong."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None


@dataclass
class ZaloBotManner:
    """What sources say differently of Zalo's bots, as switches; and the plan's caps, None once they are lifted."""

    wrapped: bool = True  # a webhook's body is `{"ok", "result"}`, as documented, or bare, as captured
    photo_field: Literal["photo", "photo_url"] = "photo"  # as documented, or as captured
    repeats: bool = False  # a polled update comes again with every poll, or only once
    tells_display_name: bool = True  # getMe has `display_name`, as libraries see, or not, as documented
    users: int | None = 50
    groups: int | None = 3
    messages: int | None = 3000  # in a calendar month, sent ones
    met: set[int] = field(default_factory=set)  # chats that count as its users and groups
    spent: Counter[tuple[int, int]] = field(default_factory=Counter)  # messages by year and month


@dataclass
class Bot:
    """A bot account; its id is the number its token begins with."""

    token: str
    id: int
    name: str
    username: str
    reads_groups: bool = False
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    webhook: Webhook | None = None
    kind: BotKind = "telegram"
    zalo: ZaloBotManner = field(default_factory=ZaloBotManner)
    oa: OfficialAccount = field(default_factory=OfficialAccount)

    @property
    def network(self) -> Network:
        """Whose people can see it."""
        return NETWORK_OF[self.kind]


@dataclass
class Message:
    """`content` holds the Bot API's own fields (`text`, `entities`, `photo`, `caption`, …).

    `said` is what a phone shows; for a service message it is a sentence, for media the caption.
    """

    id: int
    chat: "Chat"
    at: datetime
    sender: Person | Bot
    kind: str
    content: Json
    said: str = ""
    buttons: list[list[Button]] = field(default_factory=list)
    reply_to: "Message | None" = None
    file_id: str = ""
    file_name: str = ""
    album: str = ""
    edited_at: datetime | None = None
    deleted: bool = False


@dataclass
class Chat:
    """A chat as bots name it: the id of a private chat is the person's id.

    `members` maps a person's or bot's id to its Bot API status (`creator`, `member`, `left`, `kicked`, …).
    In a private chat the person's status is `member`, or `kicked` while they block the bot.
    """

    kind: ChatKind
    id: int
    title: str
    members: dict[int, str] = field(default_factory=dict)
    bot: Bot | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    next_message_id: int = 1
    read_up_to: dict[int, int] = field(default_factory=dict)
    moved_to: int | None = None
    before: "Chat | None" = None
    network: Network = "telegram"

    def has(self, member: int) -> bool:
        """Whether this person or bot is in the chat now."""
        return self.members.get(member, "left") not in {"left", "kicked"}

    def history(self) -> list[Message]:
        """All messages oldest first, with those from before a group became a supergroup."""
        earlier = self.before.history() if self.before else []
        return [*earlier, *self.messages.values()]


@dataclass
class Tap:
    """A pressed button (callback query); `answered` is set when the bot answers it."""

    id: str
    bot: Bot
    person: Person
    message: Message
    at: datetime
    answer: str = ""
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Change:
    """Somebody's place in a chat changed; `before` and `after` are statuses as in `Chat.members`."""

    chat: Chat
    by: Person | Bot
    whom: Person | Bot
    at: datetime
    before: str
    after: str
