"""Fetches Telegram's updates with aiogram, by long poll or web hook, and confirms only what is stored."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import Field

from channels.backoff import FIRST_WAIT, growing, persist
from channels.channel import Accept, UnauthorizedError, listen_on
from channels.conflicts import Conflicts
from channels.telegram_aiogram import (
    Bot,
    TelegramConflictError,
    TelegramMethod,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from channels.telegram_reading import READINGS, chat_of, is_id
from channels.telegram_webhook import Hook
from channels.veil import Veil, named
from domain.chat import Update

POLL_SECONDS = 25  # how long Telegram keeps an empty request open
ANSWER_SECONDS = 15  # how long it may take over any other request
LATE_SECONDS = 10  # after which an empty request that is still open has lost its connection in silence
CONFIRM_SECONDS = 2
BATCH = 100
CONFLICT_WAIT = 30.0  # somebody else polls with our token
SHORTEST_POLL = 0.5  # an empty answer before this is no long poll

log = logging.getLogger(__name__)

_worded = json.JSONEncoder(separators=(",", ":")).encode


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without aiogram's reading, where one update that it cannot read loses the whole batch."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = Field(default_factory=lambda: list(READINGS))


class Receiving:
    """The receiving half of the Telegram channel."""

    def __init__(
        self,
        bot: Bot,
        veil: Veil,
        sleep: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._veil = veil
        self._sleep = sleep
        self._offset: int | None = None
        self._conflicts = Conflicts(monotonic)

    async def poll(self, accept: Accept, aside: asyncio.TaskGroup) -> None:
        """For ever; a clean stop confirms what was stored."""

        async def turn() -> None:
            await self._turn(accept, aside)

        self._offset = None  # another process may have asked meanwhile, and ids start anew after a quiet week
        await self._persist(self._bot.delete_webhook)  # a web hook left from before forbids polling
        try:
            while True:
                await self._persist(turn)
        except asyncio.CancelledError:
            await self._confirm()
            raise

    async def listen(self, hook: Hook, accept: Accept, aside: asyncio.TaskGroup) -> None:
        """For ever. Telegram keeps the address after a stop, and what happens meanwhile."""

        async def take(came: bytes) -> None:
            text = came.decode("utf-8", "surrogatepass")
            await self._take([json.loads(text)], accept, aside, text)

        async def announce() -> None:
            ours = hook.webhook
            await self._bot.set_webhook(ours.url, secret_token=ours.secret, allowed_updates=list(READINGS))

        hook.take = take
        try:
            await self._persist(announce)
            await listen_on(accept)
        finally:
            hook.take = None

    async def _persist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until it succeeds, waiting longer each time. Raises UnauthorizedError, SharedTokenError."""
        await persist("Telegram", call, self._wait_after, self._sleep)

    def _wait_after(self, error: Exception, failures: int) -> float:
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):  # 404: not even shaped like a token
            raise UnauthorizedError(self._veil.over(error)) from None
        if isinstance(error, TelegramConflictError):
            self._conflicts.met()
        return wait_after(error, failures)

    async def _turn(self, accept: Accept, aside: asyncio.TaskGroup) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        batch = await self._bot(RawUpdates(offset=self._offset), request_timeout=POLL_SECONDS + LATE_SECONDS)
        if batch:
            ids = await self._take(batch, accept, aside)
            self._offset = max(ids) + 1  # may be less than before: ids start anew after a quiet week
            return
        await accept(())
        if clock() - began < SHORTEST_POLL:
            await asyncio.sleep(SHORTEST_POLL)

    async def _take(self, batch: list[Any], accept: Accept, aside: asyncio.TaskGroup, came: str = "") -> list[int]:
        """Store a batch, then stop the spinners of its buttons. Returns the ids of what was stored.

        `came`: the one update of the batch as it came.
        """
        updates = [raw for raw in batch if isinstance(raw, dict) and is_id(raw.get("update_id"))]
        if not updates:
            raise ValueError("not an update among what came")
        await accept([stored(update, came) for update in updates])
        for update in updates:
            tap = update.get("callback_query")
            if isinstance(tap, dict) and isinstance(tap.get("id"), str):
                aside.create_task(self._answer(tap["id"]))
        return [update["update_id"] for update in updates]

    async def _answer(self, tap: str) -> None:
        """Outside the guarantee: a spinner that turns a while longer harms nobody."""
        try:
            await self._bot.answer_callback_query(tap)
        except Exception as error:
            log.info("a tap was not answered: %s", named(error))

    async def _confirm(self) -> None:
        """Best effort. An update that comes with the answer is not confirmed by it, so it will come again."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await self._bot(RawUpdates(offset=self._offset, limit=1, timeout=0))
        except Exception as error:
            log.info("the last updates were not confirmed: %s", named(error))


def stored(update: dict[str, Any], came: str = "") -> Update:
    """The raw text is plain ASCII: NULs and broken letters stay escaped, and no database chokes on them.

    That is how Telegram writes, so it is mostly kept as it came.
    """
    raw = came if came and came.isascii() else _worded(update)
    return Update(str(update["update_id"]), chat_of(update), raw)


def wait_after(error: Exception, failures: int) -> float:
    """Seconds to wait after this error, when so many came before it in a row."""
    if isinstance(error, TelegramRetryAfter):
        return max(float(error.retry_after), FIRST_WAIT)
    if isinstance(error, TelegramConflictError):
        return CONFLICT_WAIT
    return growing(failures)
