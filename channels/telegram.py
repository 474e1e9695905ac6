"""The Telegram channel: aiogram receives (telegram_receiving), ExtBot delivers (telegram_delivery)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest

from channels.channel import Accept, TooLargeError
from channels.media import whole
from channels.telegram_delivery import MAX_TEXT, Delivery
from channels.telegram_reading import Reader
from channels.telegram_receiving import ANSWER_SECONDS, Receiving
from channels.telegram_session import Session, quiet_libraries
from channels.telegram_webhook import Hook, Webhook
from channels.veil import Veil
from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Photos

__all__ = ["Telegram", "Webhook"]

DOWNLOAD_SECONDS = 60


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
        quiet_libraries()
        base_url = base_url.rstrip("/")
        self.name = name
        self._now = now
        self.polls = webhook is None
        self._hook = Hook(webhook) if webhook else None
        self._veil = Veil(token)
        self._session = Session(api=TelegramAPIServer.from_base(base_url), timeout=ANSWER_SECONDS)
        self._bot = Bot(token, session=self._session)
        self._receiving = Receiving(self._bot, self._veil, sleep, monotonic)
        self._delivery = Delivery(token, base_url, monotonic, sleep)
        self._username = ""

    async def start(self) -> None:
        """Learn the bot's name, however long the messenger stays away. Raises UnauthorizedError."""

        async def learn() -> None:
            self._username = (await self._bot.get_me()).username or ""

        if not self._username:
            await self._receiving.persist(learn)

    async def webhook(self) -> str:
        """The address Telegram calls with updates, "" when it waits to be asked. Raises OSError."""
        try:
            return (await self._bot.get_webhook_info()).url
        except Exception as error:
            raise OSError(self._veil.over(error)) from None

    async def receive(self, accept: Accept) -> None:
        """See Channel.receive. Raises UnauthorizedError when Telegram refuses our token, SharedTokenError."""
        await self.start()
        failure: Exception | None = None
        async with asyncio.TaskGroup() as aside:
            try:
                if self._hook:
                    await self._receiving.listen(self._hook, accept, aside)
                else:
                    await self._receiving.poll(accept, aside)
            except Exception as error:  # taken out of the group, which would wrap it
                failure = error
        if failure:
            raise failure

    def read(self, raw: str) -> Inbound:
        """See Channel.read."""
        return Reader(self.name, self._bot.id, self._username, self._now()).read(raw)

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
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                return await self._download(file, limit)
        except TooLargeError:
            raise
        except Exception as error:
            raise OSError(self._veil.over(error)) from None  # the address in the cause has the token in it

    def deep_link(self, code: str) -> str:
        """See Channel.deep_link; "" until start() has learned the bot's name."""
        return f"https://t.me/{self._username}?start={code}" if self._username else ""

    async def close(self) -> None:
        """See Channel.close."""
        await self._session.close()
        await self._delivery.close()

    async def _download(self, file: str, limit: int) -> bytes:
        """Only ever asks the configured server, and follows it nowhere else."""
        address = await self._address(file, limit)
        session = await self._session.create_session()
        async with session.get(address, allow_redirects=False) as answer:
            if answer.status != 200:
                raise OSError(f"the file server answered {answer.status}")
            return await whole(answer.content, limit)

    async def _address(self, file: str, limit: int) -> str:
        try:
            found = await self._bot.get_file(file)
        except TelegramBadRequest as error:
            if "file is too big" in error.message:
                raise TooLargeError(error.message) from None
            raise
        if found.file_size and found.file_size > limit:
            raise TooLargeError(f"{found.file_size} bytes, more than {limit}")
        return self._session.api.file_url(self._bot.token, found.file_path or "")
