"""What every messenger's adapter offers: receive raw updates, read them, deliver messages."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Updates

Accept = Callable[[Updates], Awaitable[None]]
"""Stores updates durably. An adapter confirms updates to its messenger only after this has returned.

Called with none where the messenger was heard and keeps nothing more for us: an empty poll, a web hook that listens.
"""

REPEATED_SECONDS = 100.0  # within which a messenger repeats what a web hook did not take
LISTENING_SECONDS = 20.0


class UnauthorizedError(Exception):
    """The messenger does not know this token: nothing helps but a new one."""


class SharedTokenError(Exception):
    """Somebody else receives with our token: what one of the two gets the other does not see."""


class TooLargeError(ValueError):
    """The file is larger than the caller wants it, or than the messenger gives to bots."""


class Channel(Protocol):
    """One messenger. Translates and stops: no storage, no business word."""

    name: str
    can: Capabilities
    polls: bool
    """Whether updates are asked for, which one process at a time may do; otherwise the messenger brings them."""

    async def start(self) -> None:
        """Learn who we are there, however long the messenger stays away. Raises UnauthorizedError."""

    async def receive(self, accept: Accept) -> None:
        """Hand every update to `accept`, for ever; survives the messenger's outages. Raises SharedTokenError."""

    def read(self, raw: str) -> Inbound:
        """Translate one stored update. Raises ValueError on what is not an update of this messenger."""

    def wait_for(self, chat: str, after: int = 0) -> float:
        """Seconds until a message to this chat is allowed; 0.0 when it is allowed now.

        `after`: so many to other chats leave before it.
        """

    def recall(self, chat: str, seconds_ago: float) -> None:
        """A message went to this chat so long ago, from whoever sent before us: the messenger has counted it."""

    async def deliver(self, message: Outgoing) -> Outcome:
        """Send (or edit) one message. Failures are outcomes, never exceptions."""

    async def download(self, file: str, limit: int) -> bytes:
        """Fetch a file a person sent, never holding more than `limit` + 1 bytes.

        Raises ValueError when it is larger, OSError when it cannot be had now.
        """

    def deep_link(self, code: str) -> str:
        """A link that opens the chat with this start code; "" where the messenger has none."""

    async def close(self) -> None:
        """Let go of connections."""


async def listen_on(accept: Accept) -> None:
    """For ever: a web hook listens, and what was kept for it meanwhile has come."""
    await asyncio.sleep(REPEATED_SECONDS)
    while True:
        await accept(())
        await asyncio.sleep(LISTENING_SECONDS)
