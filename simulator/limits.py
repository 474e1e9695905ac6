"""The real messenger's rate limits in sliding windows, on the messenger's own clock.

Telegram names its limits (FAQ, "My bot is hitting limits") but not their exact shape. The shape chosen
here: 30 messages in any second per bot; in a private chat 3 in any 3 seconds, that is one a second with a
short burst; in a group 20 in any 60 seconds. A message that was refused does not count.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `count` messages in any span of this many seconds."""

    count: int
    seconds: int


PER_BOT = Limit(30, 1)
PER_PRIVATE_CHAT = Limit(3, 3)
PER_GROUP = Limit(20, 60)


@dataclass
class Limits:
    """Remembers when each bot spoke, as far back as the windows reach."""

    per_bot: Limit = PER_BOT
    per_private_chat: tuple[Limit, ...] = (PER_PRIVATE_CHAT,)
    per_group: tuple[Limit, ...] = (PER_GROUP,)
    _spoken_at: dict[tuple[int, int | None, Limit], deque[datetime]] = field(default_factory=dict)

    def spend(self, bot: int, chat: int, now: datetime) -> int:
        """Count one message and return 0, or count nothing and return the seconds to wait."""
        of_chat = self.per_private_chat if chat > 0 else self.per_group
        named = [((bot, None, self.per_bot), self.per_bot), *(((bot, chat, limit), limit) for limit in of_chat)]
        windows = [(self._window(key, limit, now), limit) for key, limit in named]
        waits = [_wait(window, limit, now) for window, limit in windows]
        if any(waits):
            return max(waits)
        for window, _ in windows:
            window.append(now)
        return 0

    def _window(self, key: tuple[int, int | None, Limit], limit: Limit, now: datetime) -> deque[datetime]:
        window = self._spoken_at.setdefault(key, deque())
        while window and window[0] <= now - timedelta(seconds=limit.seconds):
            window.popleft()
        return window


def _wait(window: deque[datetime], limit: Limit, now: datetime) -> int:
    if len(window) < limit.count:
        return 0
    free_at = window[0] + timedelta(seconds=limit.seconds)
    return max(1, math.ceil((free_at - now).total_seconds()))
