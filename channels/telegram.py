"""The Telegram channel: it delivers (telegram_delivery), and receives once that is wanted (telegram_incoming)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from channels.backoff import persist
from channels.channel import Accept
from channels.telegram_delivery import MAX_TEXT, Delivery
from channels.telegram_phrases import wait_after
from channels.telegram_webhook import Hook, Webhook
from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Photos

if TYPE_CHECKING:  # see Telegram.incoming
    from channels.telegram_incoming import Incoming

__all__ = ["Telegram", "Webhook"]


class Telegram:
    """A Channel; see there. `monotonic` and `sleep` drive the sending pace and the back-offs."""

    can = Capabilities(
        buttons=True,
        edit=True,
        delete=True,
        files=True,
        photos=Photos.BYTES,
        max_text=MAX_TEXT,
        groups=True,
        mention_only=False,
        deep_link=True,
        can_start=True,
    )

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.telegram.org",
        webhook: Webhook | None = None,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        name: str = "telegram",
    ) -> None:
        self.name = name
        self.polls = webhook is None
        self._token = token
        self._base_url = base_url.rstrip("/")
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._hook = Hook(webhook) if webhook else None
        self._delivery = Delivery(token, self._base_url, monotonic, sleep)
        self._incoming: Incoming | None = None
        self._username = ""

    def incoming(self) -> "Incoming":
        """The half by which things come in, loaded when it is first asked for.

        It brings aiogram, nearly half a second and 25 MiB, for which a process that only sends has no use.
        """
        if self._incoming is None:
            from channels.telegram_incoming import Incoming

            self._incoming = Incoming(self._token, self._base_url, self._sleep, self._monotonic)
        return self._incoming

    async def start(self) -> None:
        """Learn the bot's name, however long the messenger stays away. Raises UnauthorizedError."""

        async def learn() -> None:
            self._username = await self._delivery.username()

        if not self._username:
            await persist("Telegram", learn, wait_after, self._sleep)

    async def webhook(self) -> str:
        """The address Telegram calls with updates, "" when it waits to be asked. Raises OSError."""
        return await self.incoming().webhook()

    async def receive(self, accept: Accept) -> None:
        """See Channel.receive. Raises UnauthorizedError when Telegram refuses our token, SharedTokenError."""
        await self.start()
        await self.incoming().receive(self._hook, accept)

    def read(self, raw: str) -> Inbound:
        """See Channel.read."""
        return self.incoming().read(raw, self.name, self._username, self._now())

    def wait_for(self, chat: str, after: int = 0) -> float:
        """See Channel.wait_for."""
        return self._delivery.wait_for(chat, after)

    def recall(self, chat: str, seconds_ago: float) -> None:
        """See Channel.recall."""
        self._delivery.recall(chat, seconds_ago)

    async def deliver(self, message: Outgoing) -> Outcome:
        """See Channel.deliver."""
        return await self._delivery.deliver(message)

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str = "") -> bool:
        """Show these (command, description) pairs in the menu. False when the messenger did not take them."""
        return await self._delivery.set_commands(commands, language)

    async def download(self, file: str, limit: int) -> bytes:
        """See Channel.download. Raises OSError when the messenger or the network fails."""
        return await self.incoming().download(file, limit)

    def deep_link(self, code: str) -> str:
        """See Channel.deep_link; "" until start() has learned the bot's name."""
        return f"https://t.me/{self._username}?start={code}" if self._username else ""

    async def close(self) -> None:
        """See Channel.close."""
        if self._incoming:
            await self._incoming.close()
        await self._delivery.close()
