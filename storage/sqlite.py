"""SQLite asked in the event loop: what is there at once needs no thread, what has to wait has one.

A question of ours takes some 20 µs in SQLite; handing it to a thread and back takes ten times as long, and a driver
with a thread does so eight times a question. What may wait for somebody else's lock or for the disk (the beginning of a
transaction and its commit) is done beside the loop. Decision 0021.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, ExecutionContext
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_

DRIVER = "sqlite+in_loop"
BEGIN = "BEGIN IMMEDIATE"
_BUSY_MILLISECONDS = 5000


class InLoop(SQLiteDialect_pysqlite):
    """Python's own SQLite for an asynchronous engine; every connection may wait in a thread of its own."""

    driver = "in_loop"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """One that can be waited for in the loop."""
        return AsyncAdaptedQueuePool

    def connect(self, *where: Any, **how: Any) -> Any:
        """A connection whose answers are there at once."""
        return super().connect(*where, factory=Connection, **how | {"check_same_thread": False})

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: ExecutionContext | None = None) -> None:
        """At once; SQLAlchemy takes it for a mistake if nothing was waited for."""
        if statement == BEGIN:
            cursor.connection.begin()
        else:
            cursor.execute(statement, parameters)
        await_(_nothing())

    def do_commit(self, dbapi_connection: Any) -> None:
        """The disk is waited for beside the loop."""
        dbapi_connection.end(dbapi_connection.commit)

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Behind a commit that nobody waits for any more."""
        if dbapi_connection.in_transaction:
            dbapi_connection.end(dbapi_connection.rollback)

    def do_terminate(self, dbapi_connection: Any) -> None:
        """As closing, where nothing can be waited for."""
        dbapi_connection.close()

    # One speaks as the other does: what was compiled for one is there for all.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, InLoop)

    def __hash__(self) -> int:
        return hash(InLoop)


class Connection(sqlite3.Connection):
    """`is_scratch`: nobody else has the file, and its disk is not waited for; then there is no thread."""

    is_scratch = False
    _beside: ThreadPoolExecutor | None = None
    _changed_before = 0  # rows, when the transaction began

    def cursor(self, *_: Any, **__: Any) -> Any:
        """A cursor that leaves nothing open."""
        return super().cursor(_Cursor)

    def begin(self) -> None:
        """Take the one right to write; who has to wait for it (5 s at the most) waits beside the loop."""
        try:
            self.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            self.wait_for(self._begin_with_patience)
        self._changed_before = self.total_changes

    def end(self, work: Callable[[], object]) -> None:
        """Commit, or take back; where no row was changed the disk has nothing to do, and it is done at once."""
        if self.total_changes == self._changed_before:
            work()
        else:
            self.wait_for(work)

    def wait_for(self, work: Callable[[], object]) -> None:
        """Have something done beside the loop, behind what is still done there."""
        if self.is_scratch:
            work()
            return
        self._beside = self._beside or ThreadPoolExecutor(1, "sqlite")
        await_(asyncio.get_running_loop().run_in_executor(self._beside, work))

    def close(self) -> None:
        """Let go of the file and the thread."""
        if self._beside:
            self._beside.shutdown()
        super().close()

    def _begin_with_patience(self) -> None:
        self.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        try:
            self.execute(BEGIN)
        finally:
            self.execute("PRAGMA busy_timeout=0")


class _Cursor(sqlite3.Cursor):
    """Holds the whole answer before anything else is asked, as the cursors of asynchronous drivers do."""

    def execute(self, *asked: Any) -> Self:
        super().execute(*asked)
        self._rows = deque(super().fetchall() if self.description else ())
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows

    def __next__(self) -> Any:
        if not self._rows:
            raise StopIteration
        return self._rows.popleft()

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks whether an answer still waits at the server: none does."""


async def _nothing() -> None:
    """There at once."""


registry.register("sqlite.in_loop", __name__, InLoop.__name__)


def prepare(connection: Any, record: object) -> None:
    """What holds for every connection to a database that must not lose anything (for SQLAlchemy's `connect`)."""
    # The driver's own BEGIN comes too late for a read followed by a write: ours takes the lock at once.
    connection.isolation_level = None
    patient = f"busy_timeout={_BUSY_MILLISECONDS}"
    for pragma in (patient, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
        connection.execute(f"PRAGMA {pragma}")
