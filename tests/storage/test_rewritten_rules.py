"""Migration 0005 rewrites the regimes that were stored before: to the new form and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from domain.regimes import Regime
from storage import regime_rules
from storage.database import Database, migrate, open_database
from storage.migrations import running
from tests.databases import address
from tests.domain.regimes import LAYOUTS, regime

NEW_KEYS = ("cut_off", "due", "on_days_off", "upward")


def _old(of: Regime, rule: str, days: int) -> dict[str, Any]:
    """A regime's column as version 0004 wrote it."""
    held = {key: value for key, value in regime_rules.to_json(of).items() if key not in NEW_KEYS}
    return held | {"rule": rule, "due_days_after_cut_off": days}


@pytest.fixture
def old_database(tmp_path: Path) -> Database:
    return open_database(address(tmp_path / "old.db"))


async def _run(database: Database, what: Any) -> Any:
    async with database.engine.connect() as connection:
        answer = await connection.run_sync(what)
        await connection.commit()
        return answer


async def _downgrade(database: Database) -> None:
    """SQLite makes tables anew, which references forbid: they are off, as in `migrate`."""
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        await connection.run_sync(lambda c: command.downgrade(running.config(c), "0004"))
        await connection.commit()


def _two_regimes(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO organisations (id, code, name, short_name, zone, locale)"
            " VALUES (1, 'a', 'a', 'a', 'UTC', 'vi')"
        )
    )
    for number, (rule, days) in enumerate((("nd09", 1), ("calendar", 3)), start=1):
        rules = json.dumps(_old(regime(cut_off=LAYOUTS[rule]), rule, days))
        connection.execute(
            text("INSERT INTO regimes (id, organisation_id, code, rules) VALUES (:id, 1, :code, :rules)"),
            {"id": number, "code": rule, "rules": rules},
        )


def _rules(connection: Connection) -> list[dict[str, Any]]:
    return [json.loads(rules) for (rules,) in connection.execute(text("SELECT rules FROM regimes ORDER BY id"))]


async def test_old_rules_mean_the_same_in_the_new_form_and_go_back_as_they_were(old_database: Database) -> None:
    await migrate(old_database, "0004")
    await _run(old_database, _two_regimes)
    before = await _run(old_database, _rules)
    await migrate(old_database)
    nd09, calendar = (regime_rules.from_json(rules) for rules in await _run(old_database, _rules))
    assert nd09 == regime()
    assert (calendar.cut_off, getattr(calendar.due, "working_days", None)) == (LAYOUTS["calendar"], 3)
    await _downgrade(old_database)
    assert await _run(old_database, _rules) == before
    await old_database.close()
