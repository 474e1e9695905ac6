"""aiogram's connection as we want it: it closes when it is closed."""

from channels.telegram_aiogram import AiohttpSession


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
