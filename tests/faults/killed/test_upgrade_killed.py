"""The bot dies in the middle of an upgrade; the next start goes on from a whole version."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database, migrate, migrations_config, open_database
from storage.tables import Table
from tests.conftest import POSTGRESQL, SQLITE
from tests.databases import Postgres, address
from tests.faults.killed import ward
from tests.faults.killed.lives import Cradle
from tests.faults.killed.seams import MIGRATED, MIGRATING

REVISIONS = [one.revision for one in ScriptDirectory.from_config(migrations_config()).walk_revisions()][::-1]
FIRST, STEPS = REVISIONS[0], len(REVISIONS) - 1
NOBODY = "http://127.0.0.1:9"  # no messenger is needed
PATIENCE_SECONDS = 60


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Database]:
    """A database without tables."""
    if request.param == POSTGRESQL:
        server: Postgres = request.getfixturevalue("server")
        return server.fresh("template0")
    return _file(tmp_path / "dunghan.db")


@pytest.fixture
async def old(empty: AbstractAsyncContextManager[Database]) -> AsyncIterator[Database]:
    """A database of the first version, with a row in it."""
    async with empty as database:
        await migrate(database, FIRST)
        async with database.engine.begin() as connection:
            new = "INSERT INTO organisations (code, name, short_name, zone, locale) VALUES ('a', 'Á', 'Á', 'UTC', 'vi')"
            await connection.execute(text(new))
        yield database


@asynccontextmanager
async def _file(file: Path) -> AsyncIterator[Database]:
    database = open_database(address(file))
    yield database
    await database.close()


async def test_a_death_inside_any_migration_leaves_none_of_it(
    old: Database, cradle: Cradle, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """SQLite keeps the migrations before it, PostgreSQL does them all or none."""
    everywhere = request.config.getoption("everywhere")
    steps = range(1, STEPS + 1) if everywhere else (1, (STEPS + 1) // 2, STEPS)
    settings = ward.settings_of(tmp_path, ward.address_of(old), NOBODY, 60)
    deaths = [(MIGRATING, 1), *((MIGRATED, step) for step in steps)]
    for seam, step in deaths:
        nth = step - REVISIONS.index(await _version(old))  # what was done stays done
        life = await cradle.bear(settings, tmp_path / "log", seam=seam, nth=nth)
        await life.last()
        assert life.passed.count(seam) == nth, (tmp_path / "log").read_text()
        assert await _version(old) == (FIRST if old.is_shared else REVISIONS[step - 1])
    async with asyncio.TaskGroup() as group:
        last = await cradle.bear(settings, tmp_path / "log")
        group.create_task(last.last())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "running" not in (tmp_path / "log").read_text():  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.05)
        await last.stop()
    assert last.is_well
    assert await _version(old) == REVISIONS[-1]
    async with old.engine.connect() as connection:
        assert await connection.run_sync(_difference) == []
        assert (await connection.execute(text("SELECT code FROM organisations"))).scalars().all() == ["a"]


async def _version(database: Database) -> str:
    async with database.engine.connect() as connection:
        found: str = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
        return found


def _difference(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))
