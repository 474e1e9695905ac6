"""The queue of updates of one bot: confirmed by offset, read by one reader, forgotten when too old."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.errors import RefusalError

LIFE = timedelta(hours=24)
LIFE_OF_A_TAP = timedelta(seconds=150)
LONGEST_POLL = 50
FIRST_ID = 500_000_001
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

Update = dict[str, Any]


@dataclass
class Waiting:
    """An update nobody has confirmed yet. `copies` is 2 while the fault `duplicate_update` is on it."""

    update: Update
    kind: str
    expires_at: datetime
    copies: int = 1


@dataclass
class UpdateQueue:
    """Updates in the order they happened. Every method that needs the time is given it."""

    allowed: frozenset[str] = frozenset()
    numbered: bool = True  # Telegram's updates have an `update_id`, Zalo's have none
    waiting: list[Waiting] = field(default_factory=list)
    _next_id: int = FIRST_ID
    _reader: asyncio.Future[str] | None = None
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, kind: str, update: Update, now: datetime, copies: int = 1) -> None:
        """Queue one update, unless the bot asked not to get this kind."""
        if kind not in self.allowed if self.allowed else kind in ONLY_WHEN_ASKED:
            return
        self.inject(update, now, copies)

    def inject(self, update: Update, now: datetime, copies: int = 1) -> int:
        """Queue an update as it is; one without `update_id` gets the next. Returns its id; 0: it has none."""
        if self.numbered and "update_id" not in update:
            update = {"update_id": self._next_id, **update}
            self._next_id += 1
        kind = next((name for name in update if name != "update_id"), "")
        life = LIFE_OF_A_TAP if kind == "callback_query" else LIFE
        # A copy through JSON: later changes of a message must not change what was already said.
        self.waiting.append(Waiting(json.loads(json.dumps(update)), kind, now + life, copies))
        self._arrived.set()
        self._wake("")
        return int(update.get("update_id", 0))

    def pending(self, now: datetime) -> int:
        """How many updates are neither confirmed nor too old."""
        self.waiting = [one for one in self.waiting if one.expires_at > now]
        return len(self.waiting)

    def clear(self) -> None:
        """Forget everything (`drop_pending_updates`)."""
        self.waiting = []

    def confirm(self, before: int) -> None:
        """Forget the updates whose id is below this one, each once per copy."""
        for one in self.waiting:
            if one.update["update_id"] < before:
                one.copies -= 1
        self.waiting = [one for one in self.waiting if one.copies > 0]

    def first(self, now: datetime) -> Waiting | None:
        """The oldest update that is not too old."""
        return self.waiting[0] if self.pending(now) else None

    def confirm_one(self, one: Waiting) -> None:
        """The webhook took this update."""
        one.copies -= 1
        if one.copies <= 0 and one in self.waiting:
            self.waiting.remove(one)

    def take(self, offset: int, limit: int, now: datetime) -> list[Update]:
        """Confirm up to the offset and look at the next updates; a negative offset counts from the end."""
        self.pending(now)
        if offset > 0:
            self.confirm(offset)
        elif offset < 0:
            self.waiting = self.waiting[offset:]
        return [one.update for one in self.waiting[:limit]]

    async def poll(self, offset: int, limit: int, timeout: int, now: datetime) -> list[Update]:
        """Take updates, waiting up to `timeout` real seconds for the first.

        As on the real server the newer reader wins and the older one, still waiting, gets the 409.
        """
        self.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        ready = self.take(offset, limit, now)
        if ready or not timeout:
            return ready
        conflict = await self._wait_as_reader(min(timeout, LONGEST_POLL))
        if conflict:
            raise RefusalError(409, f"Conflict: {conflict}")
        return [one.update for one in self.waiting[:limit]]

    async def poll_one(self, timeout: int, now: datetime, *, keep: bool) -> Update | None:
        """The oldest update and, unless it is kept, never again; None when none came within `timeout` real seconds."""
        self.end_poll("")
        if not self.pending(now) and timeout:
            await self._wait_as_reader(min(timeout, LONGEST_POLL))
        if not self.waiting:
            return None
        head = self.waiting[0]
        if keep:  # the others have their turn before it comes again
            self.waiting.append(self.waiting.pop(0))
        else:
            self.confirm_one(head)
        return head.update

    @property
    def has_reader(self) -> bool:
        """Whether somebody waits for an update."""
        return self._reader is not None

    def end_poll(self, conflict: str) -> None:
        """Send the present reader away with a 409."""
        self._wake(conflict)

    async def arrival(self) -> None:
        """Wait until something is queued (for the webhook)."""
        while not self.waiting:
            self._arrived.clear()
            await self._arrived.wait()

    async def _wait_as_reader(self, timeout: int) -> str:
        reader: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reader = reader
        try:
            async with asyncio.timeout(timeout):
                return await reader
        except TimeoutError:
            return ""
        finally:
            if self._reader is reader:
                self._reader = None

    def _wake(self, conflict: str) -> None:
        reader, self._reader = self._reader, None
        if reader is not None and not reader.done():
            reader.set_result(conflict)
