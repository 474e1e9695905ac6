"""How one kind of bot is told what happens: which of it, in which words, and how it is pushed to a webhook."""

from typing import Protocol

from simulator.files import Files
from simulator.model import Bot, Change, Json, Message, Person, Tap, Webhook

Told = tuple[str, Json] | None
"""The kind of an update and the update itself; None: this kind of bot does not hear of it."""

Push = tuple[bytes, dict[str, str]]
"""Body and headers of a call to a bot's webhook."""


class Telling(Protocol):
    """`person` is whose private chat it is, None in a group."""

    def said(self, bot: Bot, message: Message, person: Person | None, files: Files) -> Told:
        """Somebody wrote a message into a chat of the bot."""

    def edited(self, bot: Bot, message: Message, person: Person | None) -> Told:
        """Somebody changed their message."""

    def tapped(self, tap: Tap, data: str, person: Person | None) -> Told:
        """Somebody pressed a button of the bot."""

    def changed(self, bot: Bot, change: Change, person: Person | None) -> Told:
        """Somebody came or went, or blocked the bot."""

    def probes(self, bot: Bot, hook: Webhook) -> list[Push]:
        """What a fresh webhook is called with before any update; its answer does not matter."""

    def push(self, bot: Bot, hook: Webhook, update: Json) -> Push:
        """One update as it is posted to the bot's webhook."""
