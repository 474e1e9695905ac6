"""Killed in the middle of every migration, with data in the database: nothing of it stands, the next try is whole."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.database import Database, migrate, open_database
from storage.migrations import running
from tests import databases
from tests.conftest import POSTGRESQL, SQLITE
from tests.databases import Postgres
from tests.faults.together import commune, dying
from tests.faults.together.conftest import COMMUNE
from tests.postgres import Server

LINE = [one.revision for one in ScriptDirectory.from_config(running.config()).walk_revisions()][::-1]

Copied = Callable[[str, str], Awaitable[str]]
"""Copies the database at one address under a name: the address of the copy."""


@asynccontextmanager
async def on_sqlite(template: Path, folder: Path) -> AsyncIterator[tuple[str, Copied]]:
    """A commune in a file."""
    database = databases.fresh(template, folder)
    await commune.settle(database)
    await commune.open_november(database)
    await database.close()

    async def copied(of: str, name: str) -> str:
        return databases.address(Path(shutil.copy(of.partition("///")[2], folder / f"{name}.db")))

    yield databases.address(folder / "dunghan.db"), copied


@asynccontextmanager
async def on_postgresql(own: Server) -> AsyncIterator[tuple[str, Copied]]:
    """A commune on the server."""
    server = Postgres(own.address("postgres"))
    made = [await server.copy(COMMUNE)]

    async def copied(of: str, name: str) -> str:
        made.append(await server.copy(made[0], f"{made[0]}_{name}"))
        return server.address(made[-1])

    yield server.address(made[0]), copied
    for name in made:
        await server.drop(name)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[tuple[str, Copied]]:
    """A commune in each database."""
    if request.param == SQLITE:
        return on_sqlite(request.getfixturevalue("template"), tmp_path)
    return on_postgresql(request.getfixturevalue("own"))


async def test_killed_in_the_middle_of_any_migration_the_next_try_is_whole(
    place: AbstractAsyncContextManager[tuple[str, Copied]], request: pytest.FixtureRequest
) -> None:
    """From every revision that there ever was, down to which the data went by the migrations' own way back."""
    everywhere = request.config.getoption("--everywhere")
    async with place as (address, copied):
        for before, revision in list(pairwise(LINE))[::-1]:
            await _with(address, partial(_downgrade, to=before))
            rows = await _with(address, _rows)
            assert rows["figures"] == commune.UNITS * commune.QUESTIONS
            for nth in count(1) if everywhere else [2]:
                tried = await copied(address, f"{revision}_{nth}")
                was_killed = dying.upgrade(tried, revision, nth)
                assert await _with(tried, _revision) == (before if was_killed else revision)
                assert await _with(tried, _rows) == rows or not was_killed
                await _to_head(tried)
                after = await _with(tried, _rows)
                assert {name: after[name] for name in rows} == rows, revision
                if not was_killed:
                    break
            assert was_killed or nth > 2, f"nothing to be killed in: {revision}"


async def _to_head(address: str) -> None:
    database = open_database(address)
    await migrate(database)
    await database.close()
    assert await _with(address, _revision) == LINE[-1]


async def _with(address: str, ask: Callable[[Connection], Any]) -> Any:
    database: Database = open_database(address)
    async with database.engine.connect() as connection:
        if database.is_shared:
            await connection.execution_options(isolation_level="READ COMMITTED")
        else:
            await connection.exec_driver_sql("COMMIT")
            await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        answer = await connection.run_sync(ask)
        await connection.commit()
    await database.close()
    return answer


def _downgrade(connection: Connection, to: str) -> None:
    command.downgrade(running.config(connection), to)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in sorted(names)}
