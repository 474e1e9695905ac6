"""What keeps the bot from harm when its clock is wrong, its disk fills up, or somebody changes its database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.auditing import Heads
from bot.clock_guard import ClockGuard
from bot.older_copy import OlderCopy
from bot.room import ROOM_ENOUGH, Room
from handlers import alarms
from locales import Speaker
from storage import lives, outbox
from storage.database import Database

MEGABYTE = 1_000_000
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Guards:
    """Each may be missing: in the demo's stage one moves the clock on purpose."""

    clock: ClockGuard | None = None
    older: OlderCopy | None = None
    room: Room = ROOM_ENOUGH
    heads: Heads | None = None

    async def at_start(self) -> None:
        """Before anything is done. Raises WrongClockError."""
        if self.clock is not None:
            await self.clock.at_start()
        if self.older is not None:
            await self.older.look()

    def holds_back(self) -> bool:
        """Whether only what was asked for may be sent now."""
        return self.clock is not None and self.clock.holds()

    async def look(self, database: Database, now: datetime) -> bool:
        """Once in every tick: whether what is done unasked may be done. Who can mend what is wrong is told."""
        await _tell_of_room(database, self.room, now)
        if self.clock is not None and not await self.clock.look():
            return False
        async with database.sessions() as session:
            return not await lives.is_doubted(session)

    async def beat(self) -> None:
        """Now and then: count on, and write down how far the trail goes."""
        if self.older is not None:
            await self.older.beat()
        if self.heads is not None:
            await self.heads.beat()


NO_GUARDS = Guards()


async def tell_of_clock(database: Database, now: datetime, offset: timedelta) -> None:
    """The administrators hear that our clock is wrong; right away, whatever it shows."""
    due_at = min(now, now - offset)
    key, text = f"{outbox.CLOCK_ALARM}{now:%Y-%m-%d}", partial(_clock_text, offset)
    await database.transaction(lambda session: alarms.tell(session, key, due_at, text))


async def _tell_of_room(database: Database, room: Room, now: datetime) -> None:
    if room.for_files():
        return
    which = "files" if room.for_updates() else "updates"
    key, text = f"disk:{which}:{now:%Y-%m-%d}", partial(_room_text, which, room.free() // MEGABYTE)
    await database.transaction(lambda session: alarms.tell(session, key, now, text))


def _clock_text(offset: timedelta, say: Speaker) -> str:
    return say.count("alarm.clock_ahead" if offset > timedelta() else "alarm.clock_behind", round(abs(offset) / HOUR))


def _room_text(which: str, left: int, say: Speaker) -> str:
    return say("alarm.room_files" if which == "files" else "alarm.room_updates", left=left)
