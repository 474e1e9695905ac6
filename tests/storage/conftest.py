"""A real database for each test, one session in it, and two organisations that must not see each other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests.databases import fresh, migrated
from tests.rows import Town, build


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated(tmp_path_factory.mktemp("template"))


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = fresh(template, tmp_path)
    yield opened
    await opened.close()


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
