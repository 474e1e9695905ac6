"""Opens the database the way the promises need it, and brings its tables up to date."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from storage import visit_tables  # noqa: F401 - whoever opens the database knows the teams' tables, too

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and the sessions it makes. `sessions.begin()` is where commits happen."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def open_database(url: str, connect: Callable[[], Awaitable[Any]] | None = None) -> Database:
    """`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; connects on first use, by `connect` where that is given."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    # One connection writes and checkpoints: with two, SQLite before 3.51.3 can lose a commit (its WAL-reset race).
    pool = {"pool_size": 1, "max_overflow": 0} if is_sqlite else {}
    # What people wrote stays out of errors and logs.
    engine = create_async_engine(url, hide_parameters=True, async_creator=connect, **pool)
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    return Database(engine, async_sessionmaker(engine, expire_on_commit=False))


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision; a database that is already there is left as it is."""
    async with database.engine.connect() as connection, _loose_references(connection):
        await connection.run_sync(_run_migrations, revision)
        await connection.commit()


@asynccontextmanager
async def _loose_references(connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by making it anew, which its references would forbid; they are checked afterwards."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        raise RuntimeError("no connection")
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := await driver.execute_fetchall("PRAGMA foreign_key_check"):
            raise RuntimeError(f"references broken by a migration: {broken}")
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def migrations_config(connection: Connection | None = None) -> Config:
    """Alembic's settings without an ini file; the connection to use, if any."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _run_migrations(connection: Connection, revision: str) -> None:
    command.upgrade(migrations_config(connection), revision)


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver's own BEGIN comes too late for a read followed by a write: ours takes the lock at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
