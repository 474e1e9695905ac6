"""A database to play on, for rehearsals and the demo: the same migrations, but no thread and no hurry to the disk."""

import sqlite3
from collections import deque
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool

from storage.database import Database, open_database

_DRIVER = "at_once"
_PRAGMAS = ("synchronous=OFF", "temp_store=MEMORY", "cache_size=-65536")  # nobody needs it after a power cut
_COMPILED: dict[Any, Any] = {}  # questions as SQL, which is the same on every database to play on


def open_scratch_database(file: Path) -> Database:
    """An empty database in a file. One task at a time may use it: while it works, nothing else in the loop does.

    It is asked by sessions and by `run_sync`; an AsyncConnection's own `execute` insists on waiting for something.
    """
    database = open_database(URL.create(f"sqlite+{_DRIVER}", database=str(file)).render_as_string())
    database.engine.sync_engine.update_execution_options(compiled_cache=_COMPILED)
    event.listen(database.engine.sync_engine, "connect", _in_no_hurry)
    return database


class AtOnce(SQLiteDialect_pysqlite):
    """Python's own SQLite, asked in the loop: where nobody else waits, a thread takes longer than the question."""

    driver = _DRIVER
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """One that can be waited for in the loop."""
        return AsyncAdaptedQueuePool

    def connect(self, *where: Any, **how: Any) -> Any:
        """A connection whose answers are there at once."""
        return super().connect(*where, factory=_Connection, **how)

    # One speaks as the other does: what was compiled for one is there for all.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, AtOnce)

    def __hash__(self) -> int:
        return hash(AtOnce)


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


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any, **__: Any) -> Any:
        return super().cursor(_Cursor)


registry.register(f"sqlite.{_DRIVER}", __name__, AtOnce.__name__)


def _in_no_hurry(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
