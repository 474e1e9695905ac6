"""A real database for each test, one session in it, and two organisations that must not see each other."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests.conftest import POSTGRESQL, SQLITE
from tests.rows import Town, build


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is remembered is remembered by both databases, unless the file names its `DATABASES`."""
    if "copied" in metafunc.fixturenames:
        metafunc.parametrize("copied", getattr(metafunc.module, "DATABASES", [SQLITE, POSTGRESQL]), indirect=True)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One transaction, never committed."""
    async with database.sessions() as one:
        yield one


@pytest.fixture
async def town(session: AsyncSession) -> Town:
    return await build(session, "hong_bang")


@pytest.fixture
async def other_town(session: AsyncSession) -> Town:
    return await build(session, "an_phu")
