"""Opens the database the way the promises need it, does work in transactions, and brings its tables up to date."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

# Whoever opens the database knows these tables, too.
from storage import privacy_tables, pulse_tables, sqlite, visit_tables  # noqa: F401

POSTGRESQL = "postgresql"
_MIGRATING = 0x44_75_6E_67_48_61_6E  # "DungHan": the advisory lock under which one process migrates

# Of PostgreSQL, https://www.postgresql.org/docs/current/errcodes-appendix.html:
IN_THE_WAY = ("40001", "40P01")  # serialization failure, deadlock: the same again
# Lock not available, connection, resources, operator's intervention, system, read-only.
_TROUBLE = ("55P03", "08", "53", "57", "58", "25006")

# A transaction does not last: whoever is stopped in the middle of one lets go of its locks (milliseconds).
_OURS = {
    "application_name": "dunghan",
    "timezone": "UTC",
    "statement_timeout": "25000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
}
CONNECT_SECONDS = 10
ANSWER_SECONDS = 28  # the server gives up earlier: who answers nothing at all for so long is not there any more
PING_SECONDS = 5
_POOL = {"pool_size": 8, "max_overflow": 4, "pool_timeout": 20}
ATTEMPTS = 8
_PATIENCE = 0.01  # seconds: how long to step back before the second attempt; doubled for each further one

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and the sessions it makes. `transaction` is where the running bot commits.

    `claims`: sessions for short transactions that only pick rows nobody else has in hand. They see what others commit
    meanwhile, and passing each other they never count as being in the way.
    """

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    claims: async_sessionmaker[AsyncSession]

    @property
    def is_shared(self) -> bool:
        """Whether several processes may work on it at the same time."""
        return self.engine.dialect.name == POSTGRESQL

    async def transaction(self, work: Callable[[AsyncSession], Awaitable[_Result]]) -> _Result:
        """Do the work in one transaction, as if no other ran at the same time.

        Where another was in its way nothing of it stands, and it is done again from the start: it must change nothing
        but rows. Raises what the work raises, and DBAPIError when the database fails or others are always in the way.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.sessions.begin() as session:
                    return await work(session)
            except DBAPIError as error:
                if attempt == ATTEMPTS or _state(error) not in IN_THE_WAY:
                    raise
            await asyncio.sleep(random.uniform(0, _PATIENCE * 2**attempt))  # noqa: S311 - nobody guesses this
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def is_trouble(error: BaseException) -> bool:
    """Whether the database failed (away, full, stalled, always busy), and not the work it was given."""
    if isinstance(error, InterfaceError | OperationalError | PoolTimeoutError | OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _state(error).startswith((*IN_THE_WAY, *_TROUBLE))


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def open_database(url: str) -> Database:
    """`sqlite:///…` or `postgresql+asyncpg://…`; connects on first use."""
    options: dict[str, Any] = {"hide_parameters": True}  # what people wrote stays out of errors and logs
    if make_url(url).get_backend_name() == POSTGRESQL:
        # What is true on SQLite, where one transaction runs at a time, must be true with several processes.
        options |= {"isolation_level": "SERIALIZABLE"}
        reached = {"server_settings": _OURS, "timeout": CONNECT_SECONDS, "command_timeout": ANSWER_SECONDS}
        engine = create_async_engine(url, **options, **_POOL, connect_args=reached)
        event.listen(engine.sync_engine, "checkout", _ping)
    else:
        # One connection writes and checkpoints: with two, SQLite before 3.51.3 can lose a commit (its WAL-reset race).
        here = make_url(url).set(drivername=sqlite.DRIVER)
        engine = create_async_engine(here, **options, pool_size=1, max_overflow=0)
        event.listen(engine.sync_engine, "connect", sqlite.prepare)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    claims = engine
    if engine.dialect.name == POSTGRESQL:
        claims = engine.execution_options(isolation_level="READ COMMITTED")
    sessions, claiming = (async_sessionmaker(one, expire_on_commit=False) for one in (engine, claims))
    return Database(engine, sessions, claiming)


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision; a database that is already there is left as it is.

    Of several processes that start at the same time one migrates, the others wait for it.
    """
    from storage.migrations import running  # what it takes to migrate is loaded by whoever does

    async with database.engine.connect() as connection:
        if await connection.run_sync(running.is_at, revision):
            return
    async with _patient(database) as connection, _loose_references(connection):
        if database.is_shared:
            # Seen anew after the wait, which a serializable transaction's snapshot would not be.
            await connection.execution_options(isolation_level="READ COMMITTED")
            for setting in ("statement_timeout", "lock_timeout"):
                await connection.execute(text(f"SET LOCAL {setting} = 0"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        await connection.run_sync(running.upgrade, revision)
        await connection.commit()


@asynccontextmanager
async def _patient(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that waits for the end of every statement: changing a large table takes its time."""
    if not database.is_shared:
        async with database.engine.connect() as connection:
            yield connection
        return
    reached = {"server_settings": _OURS, "timeout": CONNECT_SECONDS}
    engine = create_async_engine(database.engine.url, hide_parameters=True, poolclass=NullPool, connect_args=reached)
    async with engine.connect() as connection:
        yield connection


@asynccontextmanager
async def _loose_references(connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by making it anew, which its references would forbid; they are checked afterwards."""
    if connection.dialect.name != "sqlite":
        yield
        return
    await connection.run_sync(_past_transactions, "PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := await connection.run_sync(_past_transactions, "PRAGMA foreign_key_check"):
            raise RuntimeError(f"references broken by a migration: {broken}")
    finally:
        await connection.run_sync(_past_transactions, "PRAGMA foreign_keys=ON")


def _past_transactions(connection: Connection, statement: str) -> Sequence[Any]:
    """Ask the driver itself: within a transaction, which SQLAlchemy would begin, SQLite ignores these pragmas."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
        return cursor.fetchall()
    finally:
        cursor.close()


def _ping(connection: Any, record: object, proxy: object) -> None:
    """A connection that lay in the pool may lead nowhere; where one does, the others most likely do, too."""
    try:
        connection.run_async(lambda driver: driver.fetchval("SELECT 1", timeout=PING_SECONDS))
    except Exception as error:
        raise InvalidatePoolError from error


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql(sqlite.BEGIN)
