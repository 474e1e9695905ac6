"""A server that may be stopped, and on it a commune whose month has just opened."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from storage.database import migrate, open_database
from tests import postgres
from tests.databases import Postgres
from tests.faults.together import commune
from tests.faults.together.bots import Logged, Scene, scene

DURABLE = "-c fsync=off -c full_page_writes=off -c autovacuum=off"  # a crash of the server loses nothing committed
COMMUNE = "commune"


@pytest.fixture(scope="session")
def own() -> Iterator[postgres.Server]:
    """A server of this folder's own: it is stopped and started."""
    with postgres.served(DURABLE) as server:
        asyncio.run(_prepare(Postgres(server.address("postgres"))))
        yield server


@pytest.fixture
async def stage(own: postgres.Server, tmp_path: Path) -> AsyncIterator[Scene]:
    """The commune, nobody at work yet."""
    server = Postgres(own.address("postgres"))
    name = await server.copy(COMMUNE)
    # Without, a crash would set the numbering of the copy back: PostgreSQL logs a copied sequence as it stood, and
    # the numbers it had reserved ahead were logged only where it was copied from.
    await server.checkpoint()
    async with scene(server.address(name), tmp_path) as one:
        yield one
    await server.drop(name)


@pytest.fixture(autouse=True)
def logged() -> Iterator[Logged]:
    """What goes wrong on purpose is not printed, but may be looked at."""
    with structlog.testing.capture_logs() as lines:
        yield lines


async def _prepare(server: Postgres) -> None:
    await server.copy("template0", COMMUNE)
    database = open_database(server.address(COMMUNE))
    await migrate(database)
    await commune.settle(database)
    await commune.open_november(database)
    await database.close()
