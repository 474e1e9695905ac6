"""The Telegram libraries as we want them: aiogram's connection closes when it is closed, and neither prints much."""

import logging

from aiogram.client.session.aiohttp import AiohttpSession


class Session(AiohttpSession):
    """As aiogram's, without the quarter of a second that it sleeps after closing.

    The sleep was aiohttp's advice for versions whose `close()` returned while TLS connections were still shutting
    down. Since 3.12 `close()` itself waits until each of them is gone (`TCPConnector._close` collects what
    `ResponseHandler.closed` promises), so that a stop takes as long as it takes, and not a moment more.
    """

    async def close(self) -> None:
        """Close every connection and wait until it is closed."""
        if self._session is not None:
            await self._session.close()


def quiet_libraries() -> None:
    """python-telegram-bot prints whole addresses at DEBUG; its reader prints whole answers."""
    logging.getLogger("telegram").setLevel(logging.WARNING)
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
