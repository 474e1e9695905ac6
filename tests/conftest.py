"""What holds for all tests: a real database, how often stories are told, how often the garbage is collected."""

import gc
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests import drawn, shared
from tests.databases import DATABASE, Postgres, migrated, opened, postgres_server

# Tests make many short-lived things: collecting them less often saves a sixth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)
# Every bot reads the machine's certificates, which takes longer than many a test; nobody here speaks TLS.
pytest.MonkeyPatch().setattr(ssl, ssl.create_default_context.__name__, cache(ssl.create_default_context))

serving = pytest.StashKey[ExitStack]()
served = pytest.StashKey[Postgres]()
LONGEST = ("tests/faults/killed", "tests/faults/together", "tests/bot/test_demo.py")
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS=--everywhere` tells every story on every messenger and both databases, draws every example."""
    told = "tell every story on every messenger that can tell it and on both databases, draw every example"
    parser.addoption("--everywhere", action="store_true", help=told)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    drawn.choose(everything=config.getoption("--everywhere"))
    if config.getoption("numprocesses", None):  # in the one process that starts and outlives the others
        config.stash[serving] = ExitStack()
        config.stash[served] = config.stash[serving].enter_context(postgres_server())


def pytest_unconfigure(config: pytest.Config) -> None:
    if serving in config.stash:
        config.stash[serving].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest, mostly waiting, begins first: at the end nobody waits for one process."""
    items.sort(key=lambda one: not one.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What was read to make the tests stays to the end: nobody looks through it for garbage again."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Each process that runs tests is told where their PostgreSQL is."""
    one = node.config.stash[served]
    node.workerinput["postgres"] = [one.home, one.mark]


@pytest.fixture(scope="session")
def common(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what all processes of the run share."""
    return shared.folder(request.config, tmp_path_factory)


@pytest.fixture(scope="session")
def template(common: Path) -> Path:
    """A SQLite database made by the migrations, to be copied."""
    return shared.once(common, "template", migrated) / DATABASE


@pytest.fixture(scope="session")
def server(common: Path, request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A PostgreSQL server with a database made by the migrations, to be copied."""
    with ExitStack() as stack:
        told: dict[str, list[str]] = getattr(request.config, "workerinput", {})
        one = Postgres(*told["postgres"]) if told else stack.enter_context(postgres_server())
        shared.once(common, "postgresql", lambda _: one.make_template())
        yield one


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Database]:
    """An empty database that is up to date: SQLite, where the test is not parametrised with another."""
    if getattr(request, "param", SQLITE) == POSTGRESQL:
        server: Postgres = request.getfixturevalue("server")
        return server.empty()
    return opened(request.getfixturevalue("template"), tmp_path)


@pytest.fixture
async def database(copied: AbstractAsyncContextManager[Database]) -> AsyncIterator[Database]:
    """A real database for each test that asks for one."""
    async with copied as one:
        yield one
