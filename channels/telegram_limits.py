"""Telegram's sending limits: a sliding-window model, and the limiter that keeps it."""

from bisect import insort
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram.error import RetryAfter

from channels.telegram_phrases import retry_after

OVERALL = (30, 1.0)  # messages, seconds: the Bot FAQ's "about 30 messages per second"
PER_CHAT = (1, 1.0)  # the Bot FAQ's "avoid sending more than one message per second" in one chat
PER_GROUP = (20, 60.0)  # the Bot FAQ's "20 messages per minute to the same group"; edits count too
MARGIN = 0.001  # seconds: the far side may count in whole milliseconds
EPSILON = 1e-6  # a wait shorter than this is no wait: adding it to a clock may not move the clock
CHATS_KEPT = 1_000


class Window:
    """At most `limit` messages in any `seconds`, whenever the far side counts them.

    That is between request and answer, so a message holds its place from its request until `seconds`
    after its answer.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds + MARGIN
        self.in_flight = 0
        self.answered: deque[float] = deque()

    def wait(self, now: float, after: int = 0) -> float:
        """Seconds until a place may be free, when so many others take theirs before.

        Where it is one that is in flight, or not taken yet: the least it can take.
        """
        while self.answered and self.answered[0] + self.seconds - now <= EPSILON:
            self.answered.popleft()
        freed_by = self.in_flight + len(self.answered) + after - self.limit
        if freed_by < 0:
            return 0.0
        return self.answered[freed_by] + self.seconds - now if freed_by < len(self.answered) else self.seconds

    def begin(self) -> None:
        self.in_flight += 1

    def end(self, now: float) -> None:
        self.in_flight -= 1
        self.answered.append(now)

    def recall(self, at: float) -> None:
        insort(self.answered, at)

    def is_idle(self, now: float) -> bool:
        self.wait(now)
        return not self.in_flight and not self.answered


class ChatPace:
    """What one chat still allows: its windows, and the pause a 429 asked for."""

    def __init__(self, chat: str) -> None:
        self.windows = [Window(*PER_CHAT)]
        if is_group(chat):
            self.windows.append(Window(*PER_GROUP))
        self.paused_until = float("-inf")

    def wait(self, now: float) -> float:
        return max(self.paused_until - now, *(window.wait(now) for window in self.windows), 0.0)

    def is_idle(self, now: float) -> bool:
        return self.paused_until <= now and all(window.is_idle(now) for window in self.windows)


class Pace:
    """When the next message to a chat may leave. Pure: every moment is an argument, in monotonic seconds."""

    def __init__(self) -> None:
        self.overall = Window(*OVERALL)
        self.chats: dict[str, ChatPace] = {}

    def wait(self, chat: str, now: float, after: int = 0) -> float:
        """Seconds until a message to `chat` may leave when so many to others leave before; 0.0 where that is now."""
        known = self.chats.get(chat)
        wait = max(self.overall.wait(now, after), known.wait(now) if known else 0.0)
        return wait if wait > EPSILON else 0.0

    def begin(self, chat: str, now: float) -> None:
        """A message leaves. Ask `wait` first, and let nothing run in between."""
        for window in self._windows(chat, now):
            window.begin()

    def end(self, chat: str, now: float) -> None:
        """Its answer came, or will never come."""
        for window in self._windows(chat, now):
            window.end(now)

    def recall(self, chat: str, at: float, now: float) -> None:
        """A message left, and its answer came, before this was asked to keep the pace."""
        for window in self._windows(chat, now):
            window.recall(at)

    def pause(self, chat: str, now: float, seconds: float) -> None:
        """A 429: nothing to this chat for so long. A shorter pause never ends a longer one."""
        pace = self._pace(chat, now)
        pace.paused_until = max(pace.paused_until, now + seconds + MARGIN)

    def _windows(self, chat: str, now: float) -> list[Window]:
        return [self.overall, *self._pace(chat, now).windows]

    def _pace(self, chat: str, now: float) -> ChatPace:
        if chat not in self.chats:
            if len(self.chats) >= CHATS_KEPT:
                self._forget_idle(now)
            self.chats[chat] = ChatPace(chat)
        return self.chats[chat]

    def _forget_idle(self, now: float) -> None:
        self.chats = {chat: pace for chat, pace in self.chats.items() if not pace.is_idle(now)}


def is_group(chat: str) -> bool:
    """Groups and channels have negative ids or public names; people have positive ids."""
    return not chat.isdecimal()


class Limiter:
    """Makes everybody who sends to a chat wait for their turn.

    A 429 pauses its chat only and goes on to the caller: whether to try again is the outbox's business.
    """

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._pace = Pace()
        self._monotonic = monotonic
        self._sleep = sleep

    def wait_for(self, chat: str, after: int = 0) -> float:
        """Seconds until a message to `chat` would leave at once, when so many to others leave before."""
        return self._pace.wait(chat, self._monotonic(), after)

    def recall(self, chat: str, seconds_ago: float) -> None:
        """A message of somebody before us counts, too."""
        now = self._monotonic()
        self._pace.recall(chat, now - seconds_ago, now)

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """What is sent within it leaves when it may; it ends with the answer."""
        while wait := self.wait_for(chat):
            await self._sleep(wait)
        self._pace.begin(chat, self._monotonic())
        try:
            yield
        except RetryAfter as error:
            self._pace.pause(chat, self._monotonic(), retry_after(error) / timedelta(seconds=1))
            raise
        finally:
            self._pace.end(chat, self._monotonic())
