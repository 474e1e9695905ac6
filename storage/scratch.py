"""A database to play on, for rehearsals and the demo: the same migrations, but no thread and no hurry to the disk."""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import aiosqlite
from sqlalchemy import event

from storage.database import Database, open_database

_Work = tuple[asyncio.Future[Any] | None, Callable[[], Any]]
_PRAGMAS = ("synchronous=OFF", "temp_store=MEMORY", "cache_size=-65536")  # nobody needs it after a power cut


def open_scratch_database(file: Path) -> Database:
    """An empty database in a file. One task at a time may use it: while it works, nothing else in the loop does."""
    database = open_database(f"sqlite+aiosqlite:///{file}", connect=lambda: _SameThread(file))
    event.listen(database.engine.sync_engine, "connect", _in_no_hurry)
    return database


class _SameThread(aiosqlite.Connection):
    """aiosqlite without its thread: where nobody else waits, handing over and back takes longer than the question."""

    def __init__(self, file: Path) -> None:
        super().__init__(lambda: sqlite3.connect(file), iter_chunk_size=64)
        self._tx = _AtOnce()

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()


class _AtOnce(SimpleQueue[_Work]):
    """Where aiosqlite puts its work: done before the line is over."""

    def put_nowait(self, item: _Work) -> None:
        future, work = item
        try:
            done = work()
        except Exception as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(done)


def _in_no_hurry(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
