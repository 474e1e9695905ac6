"""The list of answers a conversation holds until it is confirmed, and what is still asked about it afterwards."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from handlers import listing
from handlers.asking import Sheet
from handlers.listing import Item
from handlers.talk import Talk
from storage import conversations
from storage.conversations import Step


class Turn(StrEnum):
    """What the next plain words are taken for; at most one thing is asked at a time."""

    LIST = ""  # the list itself: a yes, a correction, more of it
    FIX = "fix"  # another answer for `number`
    WHY = "why"  # the list is confirmed; why the figure of `number` is so unusual
    DAYS = "days"  # the list is stored; when the figures of `undated` are expected


@dataclass(frozen=True, slots=True)
class Waiting:
    """`items` are not stored yet; `unread` lines were no items; `message` gave the list.

    `undated` questions are stored as without a figure yet, their day not asked so far. `stored` counts what of
    the list is. `sends`: the report is to be handed in once everything of the list is settled.
    """

    items: list[Item]
    unread: list[str] = field(default_factory=list)
    message: str = ""
    turn: Turn = Turn.LIST
    number: int = 0
    undated: list[int] = field(default_factory=list)
    stored: int = 0
    sends: bool = False
    one: str = ""  # the whole message, where it may also be one figure written with spaces

    @property
    def mark(self) -> str:
        """What ties a button to the list it stands under: another list, another mark."""
        return sha256(json.dumps(listing.to_json(self.items)).encode()).hexdigest()[:12]


def is_there(talk: Talk) -> bool:
    """Whether a list waits."""
    return talk.known.conversation.step == Step.SEVERAL


def held(talk: Talk) -> Waiting:
    """The list that waits, as the conversation kept it."""
    kept: dict[str, Any] = dict(talk.known.conversation.candidates or {})
    return Waiting(**{**kept, "items": listing.from_json(kept.get("items", [])), "turn": Turn(kept.get("turn", ""))})


def keep(talk: Talk, sheet: Sheet, waiting: Waiting) -> None:
    """Have a list wait in the conversation, beside the question in hand."""
    talking = talk.known.conversation
    beside = sheet.holding(talking.figure_id) or sheet.next_open(0) or sheet.questions[0]
    kept = asdict(waiting) | {"items": listing.to_json(waiting.items)}
    conversations.take_up(talking, beside.figure, Step.SEVERAL, {name: one for name, one in kept.items() if one})
