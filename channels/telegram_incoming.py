"""What comes from Telegram: updates, what they say, files. With aiogram, which `channels/telegram.py` imports late."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from channels.channel import Accept, TooLargeError
from channels.media import whole
from channels.telegram_aiogram import Bot, TelegramAPIServer, TelegramBadRequest
from channels.telegram_reading import Reader
from channels.telegram_receiving import ANSWER_SECONDS, Receiving
from channels.telegram_session import Session
from channels.telegram_webhook import Hook
from channels.veil import Veil
from domain.chat import Inbound

DOWNLOAD_SECONDS = 60


class Incoming:
    """The half of the Telegram channel by which things come in; its methods are described in Channel."""

    def __init__(
        self,
        token: str,
        base_url: str,
        sleep: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._veil = Veil(token)
        self._session = Session(api=TelegramAPIServer.from_base(base_url), timeout=ANSWER_SECONDS)
        self._bot = Bot(token, session=self._session)
        self._receiving = Receiving(self._bot, self._veil, sleep, monotonic)

    async def webhook(self) -> str:
        """The address Telegram calls with updates, "" when it waits to be asked. Raises OSError."""
        try:
            return (await self._bot.get_webhook_info()).url
        except Exception as error:
            raise OSError(self._veil.over(error)) from None

    async def receive(self, hook: Hook | None, accept: Accept) -> None:
        """Raises UnauthorizedError when Telegram refuses our token, SharedTokenError."""
        failure: Exception | None = None
        async with asyncio.TaskGroup() as aside:
            try:
                if hook:
                    await self._receiving.listen(hook, accept, aside)
                else:
                    await self._receiving.poll(accept, aside)
            except Exception as error:  # taken out of the group, which would wrap it
                failure = error
        if failure:
            raise failure

    def read(self, raw: str, channel: str, username: str, now: datetime) -> Inbound:
        """`username`: what the bot is called, "" while nobody knows."""
        return Reader(channel, self._bot.id, username, now).read(raw)

    async def download(self, file: str, limit: int) -> bytes:
        """Raises OSError when the messenger or the network fails."""
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                return await self._download(file, limit)
        except TooLargeError:
            raise
        except Exception as error:
            raise OSError(self._veil.over(error)) from None  # the address in the cause has the token in it

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()

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
