"""The invariants of docs/promises.md, asserted of a database at the end of whatever a test did to it."""

from datetime import datetime

from storage import soundness
from storage.database import Database
from storage.sound_shown import Shown
from storage.soundness import Breach


async def breaches(database: Database, now: datetime, shown: Shown | None = None) -> list[Breach]:
    """Every invariant that does not hold."""
    async with database.sessions() as session:
        return await soundness.breaches(session, now, shown)


async def assert_sound(database: Database, now: datetime, shown: Shown | None = None) -> None:
    """All of them hold."""
    found = await breaches(database, now, shown)
    assert not found, "\n".join(f"{one.number} {one.name}: {'; '.join(one.rows)}" for one in found)
