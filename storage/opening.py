"""Opens a database that is ours and brings it up to date; refuses every other one, changing nothing in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.dialects.sqlite import dialect as SqliteDialect  # noqa: N812 - it is a class
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.database import Database, migrate, open_database

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
LEAST_POSTGRESQL = 15
BUSY_SECONDS = 5.0
# Whatever came before or after, a database of ours has these.
OURS = frozenset({"alembic_version", "organisations", "inbox", "outbox", "reports"})
_VERSION = "alembic_version"


class Trouble(StrEnum):
    """Why a database cannot be worked with; the words of it are `database.<name>`."""

    WRONG_URL = "wrong_url"  # no address of a database, or of a kind we do not speak to
    NEWER = "newer"  # made by a newer version of the program
    FOREIGN = "foreign"  # somebody else's tables
    DAMAGED = "damaged"  # no database any more
    OLD_SERVER = "old_server"  # PostgreSQL before 15
    AWAY = "away"  # nobody answers there; the one that waiting may help
    REFUSED = "refused"  # the server knows neither this name nor this password, or gives it no rights
    NO_DATABASE = "no_database"  # the server has none of this name
    READ_ONLY = "read_only"
    FULL = "full"
    BUSY = "busy"  # others are at work on it all the time


class CannotOpenError(Exception):
    """A database that cannot be worked with; `words` fill the sentence of its trouble. No secret is in them."""

    def __init__(self, trouble: Trouble, **words: object) -> None:
        super().__init__(f"{trouble} {words or ''}".rstrip())
        self.trouble = trouble
        self.words = words


@dataclass(frozen=True, slots=True)
class Found:
    """What a database says of itself: its revision ("" where it is new), and whether that is today's."""

    revision: str
    is_current: bool


# SQLite's primary result codes, https://www.sqlite.org/rescode.html
_OF_SQLITE = {
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FULL,  # the disk failed; what helps is the same
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
}
# PostgreSQL's SQLSTATEs, whole ones before their classes.
_OF_POSTGRESQL = {
    "3D000": Trouble.NO_DATABASE,
    "28": Trouble.REFUSED,
    "42501": Trouble.REFUSED,
    "25006": Trouble.READ_ONLY,
    "53100": Trouble.FULL,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
    "40": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "08": Trouble.AWAY,
    "53": Trouble.AWAY,
    "57": Trouble.AWAY,
    "58": Trouble.AWAY,
}


async def opened(url: str) -> Database:
    """A database of ours, or an empty one, brought up to date. Raises CannotOpenError."""
    database, found = await looked_at(url)
    if not found.is_current:
        try:
            await migrate(database)
        except Exception as error:
            await database.close()
            raise (named(error) or error) from None
    return database


async def looked_at(url: str) -> tuple[Database, Found]:
    """A database of ours, or an empty one, as it is: nothing is changed. Raises CannotOpenError."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            found = _look_into_file(address)
            return open_database(url), found
        database = open_database(url)
    except (ArgumentError, ImportError, ValueError):  # a driver that is not ours; a port that is no number
        raise CannotOpenError(Trouble.WRONG_URL) from None
    except sqlite3.Error as error:
        raise (named(error) or error) from None
    try:
        async with database.engine.connect() as connection:
            return database, await connection.run_sync(_look_into_server)
    except Exception as error:
        await database.close()
        raise (_connecting(error) or error) from None


def named(error: BaseException) -> CannotOpenError | None:
    """The trouble behind an error of the database, also of one that was open already; None: it is no such trouble."""
    if isinstance(error, CannotOpenError):
        return error
    for cause in _causes(error):
        if isinstance(cause, sqlite3.Error):
            trouble = _OF_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
            return CannotOpenError(trouble) if trouble else None
        if state := str(getattr(cause, "sqlstate", None) or ""):
            trouble = next((named for begins, named in _OF_POSTGRESQL.items() if state.startswith(begins)), None)
            return CannotOpenError(trouble) if trouble else None
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return CannotOpenError(Trouble.AWAY)
    return None


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision of the schema that this program knows, the newest first: their files are named after them.

    To read the files takes alembic, and half of a process's start.
    """
    names = (file.name for file in MIGRATIONS.glob("[0-9]*.py"))
    return tuple(sorted((name.partition("_")[0] for name in names), reverse=True))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what the driver said behind it."""
    yield error
    if isinstance(error, DBAPIError) and error.orig is not None:
        yield error.orig
        if error.orig.__cause__ is not None:
            yield error.orig.__cause__


def _connecting(error: Exception) -> CannotOpenError | None:
    """While nothing but a connection was asked for, a failing network is the database's."""
    return named(error) or (CannotOpenError(Trouble.AWAY) if isinstance(error, OSError) else None)


def _look_into_file(address: URL) -> Found:
    """By SQLite itself and for reading only: what our engine sets up would be written into the file."""
    args, options = SqliteDialect().create_connect_args(address)
    file = Path(address.database or "")
    if address.database in (None, "", ":memory:"):
        return Found("", is_current=False)
    if file.is_file() and file.stat().st_size:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as reading:
            tables = {str(name) for (name,) in reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            found = _judged(tables, _revisions_of(reading) if _VERSION in tables else [])
    else:
        found = Found("", is_current=False)
    with closing(sqlite3.connect(args[0], BUSY_SECONDS, isolation_level=None, uri="uri" in options)) as writing:
        # A transaction alone does not tell: on a file that can only be read SQLite takes it for one that reads.
        for statement in ("BEGIN IMMEDIATE", "CREATE TABLE dunghan_may_write (it)", "ROLLBACK"):
            writing.execute(statement)
    return found


def _revisions_of(reading: sqlite3.Connection) -> list[str]:
    return [str(one) for (one,) in reading.execute(f"SELECT version_num FROM {_VERSION}")]  # noqa: S608 - a constant


def _look_into_server(connection: Connection) -> Found:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < LEAST_POSTGRESQL * 10_000:
        raise CannotOpenError(Trouble.OLD_SERVER, version=version // 10_000, least=LEAST_POSTGRESQL)
    tables = set(inspect(connection).get_table_names())
    revisions: list[str] = []
    if _VERSION in tables:
        revisions = list(connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalars())  # noqa: S608 - as above
    found = _judged(tables, revisions)
    if connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on":
        raise CannotOpenError(Trouble.READ_ONLY)
    return found


def _judged(tables: set[str], revisions: list[str]) -> Found:
    """New, ours of some age, or none of ours. Raises CannotOpenError."""
    if tables <= {_VERSION} and not revisions:
        return Found("", is_current=False)
    if not tables >= OURS or len(revisions) != 1:
        raise CannotOpenError(Trouble.FOREIGN, tables=", ".join(sorted(tables)[:3]))
    if revisions[0] not in known_revisions():
        raise CannotOpenError(Trouble.NEWER, revision=revisions[0], known=known_revisions()[0])
    return Found(revisions[0], is_current=revisions[0] == known_revisions()[0])
