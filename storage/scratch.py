"""A database to play on, for rehearsals and the demo: the same migrations, but no hurry to the disk."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from storage.database import Database, open_database

_PRAGMAS = ("synchronous=OFF", "temp_store=MEMORY", "cache_size=-65536")  # nobody needs it after a power cut
_COMPILED: dict[Any, Any] = {}  # questions as SQL, which is the same on every database to play on


def open_scratch_database(file: Path) -> Database:
    """An empty database in a file. One task at a time may use it: while it works, nothing else in the loop does."""
    database = open_database(f"sqlite:///{file}")
    database.engine.sync_engine.update_execution_options(compiled_cache=_COMPILED)
    event.listen(database.engine.sync_engine, "connect", _in_no_hurry)
    return database


def _in_no_hurry(connection: Any, record: object) -> None:
    connection.is_scratch = True
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
