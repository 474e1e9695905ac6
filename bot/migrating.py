"""`dunghan migrate`: the tables brought up to date, with a backup of what there was made first."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import backing_up, lock
from bot.backing_up import Progress
from bot.settings import Settings
from storage import opening
from storage.database import Database, migrate


@dataclass(frozen=True, slots=True)
class Moved:
    """From which revision ("" for none) to which; `backup`: of how it was before; `secret`: of a key made for it."""

    before: str
    after: str
    backup: Path | None = None
    secret: str = ""


async def move(settings: Settings, now: datetime, told: Progress, *, backs_up: bool) -> Moved:
    """Back up and bring up to date what is not; anything else is left alone.

    Raises CannotOpenError for a newer or foreign database, lock.TakenError while a bot runs on the SQLite file,
    BackupError: then nothing is changed.
    """
    with _alone(settings):
        database, found = await opening.looked_at(settings.database())
        try:
            return await _move(settings, database, found, now, told if backs_up else None)
        finally:
            await database.close()


async def _move(
    settings: Settings, database: Database, found: opening.Found, now: datetime, told: Progress | None
) -> Moved:
    newest, secret, backup = opening.known_revisions()[0], "", None
    if found.is_current:
        return Moved(found.revision, newest)
    if found.revision and told:
        if not (settings.data / backing_up.RECIPIENT).exists():
            secret = backing_up.new_key(settings.data)
        backup = await backing_up.make(settings, settings.backup_folder, now, told)
    await migrate(database)
    return Moved(found.revision, newest, backup, secret)


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """On PostgreSQL the migrations themselves wait for each other."""
    with lock.only_one(settings.data / "dunghan.lock") if settings.is_sqlite else contextlib.nullcontext():
        yield
