"""Migrations: up, down to nothing, up again, and the same tables as the models."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.database import Database, migrate, open_database
from storage.migrations import running
from storage.opening import known_revisions
from storage.tables import Table
from tests.databases import address

OURS = set(Table.metadata.tables)


async def _with(database: Database, ask: Callable[[Connection], Any]) -> Any:
    async with database.engine.connect() as connection:
        answer = await connection.run_sync(ask)
        await connection.commit()
        return answer


def _names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _going(way: Callable[[Config, str], None], to: str) -> Callable[[Connection], None]:
    return lambda connection: way(running.config(connection), to)


def _columns(connection: Connection) -> dict[str, set[str]]:
    seen = inspect(connection)
    return {
        table: {column["name"] for column in seen.get_columns(table)}
        | {str(index["name"]) for index in seen.get_indexes(table)}
        | {str(one["column_names"]) for one in seen.get_unique_constraints(table)}
        for table in _names(connection)
    }


def _difference(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return open_database(address(tmp_path / "new.db"))


async def test_up_down_and_up_again(empty: Database) -> None:
    await migrate(empty)
    assert await _with(empty, _names) == OURS
    await _with(empty, lambda connection: command.downgrade(running.config(connection), "base"))
    assert await _with(empty, _names) == set()
    await migrate(empty)
    assert await _with(empty, _names) == OURS
    await empty.close()


async def test_each_migration_takes_back_all_it_brought(empty: Database) -> None:
    """Also what it added to tables that were there before: of 0005 as much `mentions` as `next_warnings_at`."""
    lines = [one.revision for one in ScriptDirectory.from_config(running.config()).walk_revisions()][::-1]
    before: dict[str, Any] = {}
    for revision in lines:
        await _with(empty, _going(command.upgrade, revision))
        before[revision] = await _with(empty, _columns)
    for revision in lines[-2::-1]:
        await _with(empty, _going(command.downgrade, revision))
        assert await _with(empty, _columns) == before[revision], revision
    await empty.close()


async def test_the_migrations_make_what_the_models_say(empty: Database) -> None:
    await migrate(empty)
    assert await _with(empty, _difference) == []
    await empty.close()


async def test_migrating_what_is_up_to_date_changes_nothing(database: Database) -> None:
    await migrate(database)
    assert await _with(database, _names) == OURS


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(running.config())
    assert len(scripts.get_heads()) == 1
    assert tuple(one.revision for one in scripts.walk_revisions()) == known_revisions(), "as the files are named"


AS_PROMISED: dict[str, dict[str, object]] = {
    "sqlite": {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 0},
    "postgresql": {"transaction_isolation": "serializable", "statement_timeout": "25s", "timezone": "UTC"},
}


async def test_it_is_opened_as_the_promises_need(database: Database) -> None:
    kind = database.engine.dialect.name
    ask = "SHOW" if kind == "postgresql" else "PRAGMA"
    async with database.engine.connect() as connection:
        found = {one: (await connection.exec_driver_sql(f"{ask} {one}")).scalar_one() for one in AS_PROMISED[kind]}
    assert found == AS_PROMISED[kind]
