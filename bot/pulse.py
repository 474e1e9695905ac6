"""What this process hears of its channels, written down now and then, so that a time without is noticed."""

from datetime import datetime, timedelta

from bot.clock import Clock
from storage import pulses
from storage.database import Database
from storage.pulses import SILENCE, Heard

BEAT_SECONDS = 20.0
_BEAT = timedelta(seconds=BEAT_SECONDS)


class Pulse:
    """`heard` is told by whoever receives; `beat` writes it, at most every 20 seconds unless there is news."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._heard: dict[str, Heard] = {}
        self._written: dict[str, tuple[datetime, bool]] = {}

    def heard(self, channel: str, at: datetime, *, caught_up: bool = False) -> None:
        """A poll was answered, or a web hook listens. `caught_up`: nothing more waits at the messenger."""
        before = self._heard.get(channel)
        if before is None:
            now = Heard(at, at, None, caught_up)
        elif at - before.last_at > SILENCE:
            now = Heard(at, at, before.last_at, caught_up)
            self._written.pop(channel, None)
        else:
            last_at = max(at, before.last_at)
            now = Heard(before.first_at, last_at, before.silent_from_at, before.caught_up or caught_up)
        self._heard[channel] = now

    async def beat(self) -> None:
        """Write down what was heard since the last time."""
        for channel, heard in list(self._heard.items()):
            at, was_caught_up = self._written.get(channel, (None, False))
            if at is None or heard.last_at - at >= _BEAT or heard.caught_up is not was_caught_up:
                await self._write(channel, heard)
                self._written[channel] = heard.last_at, heard.caught_up

    def forget(self) -> None:
        """What was noted cannot be trusted: the clock was wrong."""
        self._heard.clear()
        self._written.clear()

    async def _write(self, channel: str, heard: Heard) -> None:
        now = self._clock.now()
        await self._database.transaction(lambda session: pulses.note(session, channel, heard, now))
