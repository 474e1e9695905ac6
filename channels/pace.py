"""Our own pace where a messenger names none: one message per chat in so many seconds."""

CHATS_KEPT = 1_000
EPSILON = 1e-6  # a wait shorter than this is no wait: adding it to a clock may not move the clock


class Pace:
    """When the next message to a chat may leave. Pure: every moment is an argument, in monotonic seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free_at: dict[str, float] = {}

    def wait(self, chat: str, now: float) -> float:
        """Seconds until a message to `chat` may leave; 0.0 when it may leave now."""
        wait = self._free_at.get(chat, now) - now
        return wait if wait > EPSILON else 0.0

    def spend(self, chat: str, now: float) -> None:
        """A message leaves, or its answer has come: the chat is busy for the span that begins now."""
        if len(self._free_at) >= CHATS_KEPT:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        self._free_at[chat] = now + self._seconds
