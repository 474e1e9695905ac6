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
    async def fresh(self, template: str = MIGRATED) -> AsyncIterator[Database]:
        """A copy, opened; gone afterwards."""
        name = await self.copy(template)
        database = open_database(self.address(name))
        yield database
        await database.close()
        await self.drop(name)

    async def _say(self, statement: str) -> None:
        engine = create_async_engine(self.home, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """The server of TEST_POSTGRES_DSN (its user may make databases), else one of our own; left as it was found."""
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
