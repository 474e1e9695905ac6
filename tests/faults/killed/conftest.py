"""What plays need: a process to fork bots from, and databases in which the people of the ward have settled."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests import databases, shared
from tests.databases import MIGRATED, Postgres
from tests.faults.killed import lives, ward
from tests.faults.killed.lives import Cradle

SETTLED = "settled"

Copies = Callable[[Path], AbstractAsyncContextManager[Database]]
"""Gives a copy of the database, for a play in this folder."""


@pytest.fixture(scope="session")
def cradle() -> Iterator[Cradle]:
    """Where lives come from."""
    with lives.cradle() as one:
        yield one


@pytest.fixture(scope="session")
def on_sqlite(template: Path, common: Path) -> Copies:
    """Files."""

    def make(folder: Path) -> None:
        asyncio.run(_settle(databases.address(Path(shutil.copy(template, folder)))))

    file = shared.once(common, SETTLED, make) / template.name
    return lambda folder: databases.opened(file, folder)


@pytest.fixture(scope="session")
def on_postgresql(server: Postgres, common: Path) -> Copies:
    """Databases of one server."""

    async def make() -> None:
        await _settle(server.address(await server.copy(MIGRATED, SETTLED)))

    shared.once(common, f"{SETTLED}-on-server", lambda _: asyncio.run(make()))
    return lambda _folder: server.fresh(SETTLED)


async def _settle(address: str) -> None:
    database = open_database(address)
    await ward.settle(database)
    await database.close()
