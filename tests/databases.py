"""Databases for tests: the migrations run once, each test gets a copy of what they made."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import Database, migrate, open_database
from tests import postgres

MIGRATED, DATABASE = "migrated", "migrated.db"
_numbers = count(1)

# As it was copied: no rows, and every number that is given out is to be given out first.
_EMPTY = """
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica; -- no references are followed, no trail is protected
    FOR one IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
            AND pg_relation_size(oid) > 0
    LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
    PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
        WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SHAPE = """
SELECT md5(string_agg(format('%s', (oid, relname, relnatts, relchecks, relhastriggers)), '' ORDER BY oid))
    || (SELECT count(*) FROM pg_trigger) || (SELECT version_num FROM alembic_version)
FROM pg_class"""


def address(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file}"


def migrated(folder: Path) -> Path:
    """A SQLite file that is up to date and has no rows."""
    file = folder / DATABASE
    asyncio.run(_migrate(address(file)))
    return file


def fresh(template: Path, folder: Path) -> Database:
    """A copy of a SQLite file, opened. The caller closes it."""
    return open_database(address(Path(shutil.copy(template, folder / "dunghan.db"))))


@asynccontextmanager
async def opened(template: Path, folder: Path) -> AsyncIterator[Database]:
    """A copy of a SQLite file, closed afterwards."""
    database = fresh(template, folder)
    yield database
    await database.close()


class Postgres:
    """A PostgreSQL server, by the address of a database that one can always connect to.

    `mark`: what the names of databases begin with; several runs may share one server.
    """

    def __init__(self, home: str, mark: str = "t") -> None:
        self.home = home
        self.mark = mark
        self._spare: list[str] = []
        self._shape = ""

    def address(self, name: str) -> str:
        """The address of a database of this name."""
        return make_url(self.home).set(database=f"{self.mark}_{name}").render_as_string(hide_password=False)

    async def copy(self, template: str, name: str = "") -> str:
        """A copy of a database nobody is connected to; the copy's name. A copy of "template0" is empty."""
        name = name or f"copy{os.getpid()}_{next(_numbers)}"
        source = template if template == "template0" else f"{self.mark}_{template}"
        await self._say(f'CREATE DATABASE "{self.mark}_{name}" TEMPLATE "{source}"')
        return name

    async def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        await self._say(f'DROP DATABASE IF EXISTS "{self.mark}_{name}" WITH (FORCE)')

    async def clear(self) -> None:
        """Remove every database of this mark."""
        engine = create_async_engine(self.home, poolclass=NullPool)
        async with engine.connect() as connection:
            found = text("SELECT datname FROM pg_database WHERE starts_with(datname, :mark)")
            names = list((await connection.execute(found, {"mark": f"{self.mark}_"})).scalars())
        await engine.dispose()
        for name in names:
            await self.drop(name.removeprefix(f"{self.mark}_"))

    async def checkpoint(self) -> None:
        """Have everything written to where it belongs, so that nothing older is needed after a crash."""
        await self._say("CHECKPOINT")

    def make_template(self) -> None:
        """A database that is up to date and has no rows, to be copied."""

        async def make() -> None:
            await self.copy("template0", MIGRATED)
            await _migrate(self.address(MIGRATED))

        asyncio.run(make())

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[Database]:
        """A database that is up to date and has no rows, opened; emptied afterwards for the next, which is quicker.

        One whose tables were changed is removed.
        """
        name = self._spare.pop() if self._spare else await self.copy(MIGRATED)
        self._shape = self._shape or await self._say(_SHAPE, on=name)
        database = open_database(self.address(name))
        yield database
        await database.close()
        if await self._say(_OTHERS, _EMPTY, _SHAPE, on=name) == self._shape:
            self._spare.append(name)
        else:
            await self.drop(name)

    @asynccontextmanager
    async def fresh(self, template: str) -> AsyncIterator[Database]:
        """A copy, opened; gone afterwards."""
        name = await self.copy(template)
        database = open_database(self.address(name))
        yield database
        await database.close()
        await self.drop(name)

    async def _say(self, *statements: str, on: str = "") -> str:
        """What the last one answers."""
        address = self.address(on) if on else self.home
        engine = create_async_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                answer = await connection.exec_driver_sql(statement)
            said = str(answer.scalar()) if answer.returns_rows else ""
        await engine.dispose()
        return said


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """The server of TEST_POSTGRES_DSN (its user is a superuser), else one of our own; left as it was found."""
    if dsn := os.environ.get("TEST_POSTGRES_DSN"):  # noqa: TID251 - of the tests, no setting of the product
        home = make_url(dsn).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        server = Postgres(home, f"t{os.getpid()}")
        yield server
        asyncio.run(server.clear())
        return
    with postgres.served() as own:
        yield Postgres(own.address("postgres"))


async def _migrate(url: str) -> None:
    database = open_database(url)
    await migrate(database)
    await database.close()
