"""SQLite files for tests: the migrations run once, each test gets a copy of what they made."""

import asyncio
import shutil
from pathlib import Path

from storage.database import Database, migrate, open_database


def address(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


def migrated(folder: Path) -> Path:
    """A file that is up to date and has no rows."""
    file = folder / "migrated.db"

    async def make() -> None:
        database = open_database(address(file))
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return file


def fresh(template: Path, folder: Path) -> Database:
    """A copy, opened. The caller closes it."""
    return open_database(address(Path(shutil.copy(template, folder / "dunghan.db"))))
