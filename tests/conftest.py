"""What holds for all tests: a real database, how often stories are told, how often the garbage is collected."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from storage.database import Database
from tests import drawn
from tests.databases import Postgres, migrated, opened, postgres_server

# Tests make many short-lived things: collecting them less often saves a sixth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS=--everywhere` tells every story on every messenger and both databases, draws every example."""
    told = "tell every story on every messenger that can tell it and on both databases, draw every example"
    parser.addoption("--everywhere", action="store_true", help=told)


def pytest_configure(config: pytest.Config) -> None:
    drawn.choose(everything=config.getoption("--everywhere"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database made by the migrations, to be copied."""
    return migrated(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server with a database made by the migrations, to be copied."""
    with postgres_server() as one:
        yield one


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Database]:
    """An empty database that is up to date: SQLite, where the test is not parametrised with another."""
    if getattr(request, "param", SQLITE) == POSTGRESQL:
        server: Postgres = request.getfixturevalue("server")
        return server.fresh()
    return opened(request.getfixturevalue("template"), tmp_path)


@pytest.fixture
async def database(copied: AbstractAsyncContextManager[Database]) -> AsyncIterator[Database]:
    """A real database for each test that asks for one."""
    async with copied as one:
        yield one
