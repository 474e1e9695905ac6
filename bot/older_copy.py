"""Notices that the database is an older copy, put back: nothing from before is sent until an operator says so."""

import os
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from storage import held, lives, pulses
from storage.database import Database

log = structlog.get_logger()

FILE = "lives"


class OlderCopy:
    """The database and a file beside it count the same beats, the file never ahead of the database.

    A database that is behind the file is from before: its outbox, and what it still believes to be due, was said in a
    time it knows nothing of. Who puts the whole folder back, this file with it, says so by `dunghan outbox hold`.
    """

    def __init__(self, database: Database, data: Path, clock: Clock) -> None:
        self._database = database
        self._file = data / FILE
        self._clock = clock

    async def look(self) -> int:
        """Before anything is sent. Of an older copy everything is held: how many messages; of any other 0."""
        known, now, number = self._known(), self._clock.now(), 0

        async def doubt(session: AsyncSession) -> bool:
            is_older = await lives.is_behind(session, known)
            if is_older:
                await hold(session, now)
            return is_older

        if await self._database.transaction(doubt):
            number = await self._hold_what_fell_due(known, now)
        await self.beat()
        return number

    async def beat(self) -> None:
        """One more, in the database first. A database that went back while we ran is looked at anew."""
        beats = await self._database.transaction(lives.beat)
        if beats <= self._known():
            await self.look()
            return
        _write(self._file, str(beats))

    async def _hold_what_fell_due(self, known: int, now: datetime) -> int:
        """What was due since the copy was made is put down as ever, and held: that an operator sees all of it.

        Only then does the database count as seen through: who dies before begins anew.
        """
        from bot import ticks  # once in a bot's life, if ever; see bot/loading.py

        await ticks.tick(self._database, now)

        async def hold_the_rest(session: AsyncSession) -> int:
            await held.hold_all(session)
            await lives.go_on_from(session, known)
            return await held.count(session)

        number = await self._database.transaction(hold_the_rest)
        log.warning("the database is an older copy: nothing from before is sent, see `dunghan outbox`", held=number)
        return number

    def _known(self) -> int:
        """What the file says; 0 where there is none, or nothing to read in it."""
        try:
            return int(self._file.read_text())
        except (FileNotFoundError, ValueError):
            return 0


async def hold(session: AsyncSession, now: datetime) -> int:
    """Hold all that is not sent, and all that would be said unasked, until an operator decides. How many messages."""
    await lives.doubt(session, now)
    await pulses.note_gaps(session, now)
    return await held.hold_all(session)


def _write(file: Path, text: str) -> None:
    """All of it or nothing, and on the disk."""
    new = file.with_suffix(".new")
    with new.open("w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
