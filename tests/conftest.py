"""What holds for all tests: a real database, how often stories are told, how often the garbage is collected."""

import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.databases import fresh, migrated

# Tests make many short-lived things: collecting them less often saves a sixth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS=--everywhere` tells every story on every messenger."""
    parser.addoption("--everywhere", action="store_true", help="tell every story on every messenger that can tell it")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the migrations, to be copied."""
    return migrated(tmp_path_factory.mktemp("template"))


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A real database for each test that asks for one."""
    opened = fresh(template, tmp_path)
    yield opened
    await opened.close()
