"""Every command, in every kind of trouble: one sentence and a documented exit code, never a stack trace."""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli import app
from tests.bot.calling import call
from tests.house.files import HOUSE

NOTHING = "nothing-of-this-name"
_ROWS = re.findall(r"^\| ([\d, ]+) \|", (HOUSE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
DOCUMENTED = {int(code) for row in _ROWS for code in row.split(", ") if code.strip()}


@dataclass(frozen=True)
class Called:
    """What a command is called with; `reads`: whether it looks at the settings, `opens`: at the database."""

    words: tuple[str, ...] = ()
    reads: bool = True
    opens: bool = True


PLAN = str(HOUSE / "plans" / "hong_bang.yaml")
CALLS = {
    "run": Called(),
    "demo": Called(("--headless",), reads=False, opens=False),
    "init": Called(("--yes",)),
    "migrate": Called(),
    "config show": Called(opens=False),
    "doctor": Called(),
    "invite": Called(("VHXH",)),
    "round": Called(("A; gửi: B; hạn: 17h mai; hỏi: C",)),
    "score": Called(("--year", "2026", "--organisation", "x", "--out", "x.csv")),
    "plan check": Called((NOTHING,), reads=False, opens=False),
    "plan load": Called((PLAN,)),
    "unreachable": Called(),
    "channel list": Called(),
    "channel set": Called(("telegram",)),
    "quota": Called(),
    "rehearse": Called((NOTHING,), reads=False, opens=False),
    "zalo-oa login": Called(opens=False),
    "zalo-oa status": Called(opens=False),
    "days-off list": Called(),
    "days-off off": Called(("2098-01-15", "x")),
    "days-off worked": Called(("2098-01-18", "x")),
    "days-off remove": Called(("2098-01-15",)),
    "days-off none": Called(("2097", "x")),
    "outbox list": Called(),
    "outbox hold": Called(),
    "outbox release": Called(("--yes",)),
    "outbox drop": Called(("--yes",)),
    "outbox resend": Called(("1",)),
    "teams template": Called(("--out", "x.xlsx"), reads=False, opens=False),
    "teams import": Called((NOTHING,), reads=False, opens=False),
    "visits export": Called(("--month", "2026-11", "--out", "x.csv")),
    "audit verify": Called(),
    "privacy report": Called(),
    "pin reset": Called(("An",)),
    "backup key": Called(opens=False),
    "backup make": Called(opens=False),  # without its key it looks no further
    "backup verify": Called((NOTHING,), reads=False, opens=False),
    "restore": Called((NOTHING,), reads=False, opens=False),
    "version": Called(reads=False, opens=False),
}
WITHOUT_DATA = {"version", "plan check", "rehearse", "backup verify", "teams template"}
ENV = {"DUNGHAN_TELEGRAM__TOKEN": "1:abc", "DUNGHAN_TELEGRAM__BASE_URL": "http://127.0.0.1:1"}


def _leaves(group: Any, before: str = "") -> Iterator[str]:
    """Typer keeps a click of its own: what has commands is a group."""
    inner: Mapping[str, Any] | None = getattr(group, "commands", None)
    if inner is None:
        yield before
        return
    for name, one in inner.items():
        yield from _leaves(one, f"{before} {name}".strip())


@pytest.fixture
def data(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and an empty folder to stand in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "dunghan.db")
    return folder


def _called(data: Path, name: str, env: dict[str, str]) -> int:
    """How it ends; anything but a sentence is an error of this test."""
    where = () if name in WITHOUT_DATA else ("--data", data)
    said = call(*name.split(), *CALLS[name].words, *where, env={**ENV, **env})
    assert said.exception is None or isinstance(said.exception, SystemExit), (name, said.exception)
    assert "Traceback" not in said.output, name
    assert said.output.strip(), name
    assert said.exit_code in DOCUMENTED, name
    return said.exit_code


def test_every_command_stands_in_the_table() -> None:
    assert set(CALLS) == set(_leaves(typer.main.get_command(app)))


def test_the_exit_codes_are_read_from_the_page() -> None:
    assert {0, 1, 2, 65, 69, 73, 74, 75, 78, 100} == DOCUMENTED


@pytest.mark.parametrize("statement", ["UPDATE alembic_version SET version_num = '9999'", "DROP TABLE outbox"])
def test_of_a_database_that_is_not_ours_or_too_new(data: Path, statement: str) -> None:
    connection = sqlite3.connect(data / "dunghan.db", isolation_level=None)
    connection.execute(statement)
    connection.close()
    before = (data / "dunghan.db").read_bytes()
    ended = {name: _called(data, name, {}) for name, one in CALLS.items() if one.opens}
    assert {name: code for name, code in ended.items() if code != 65} == {}
    assert (data / "dunghan.db").read_bytes() == before


def test_without_a_database(data: Path) -> None:
    env = {"DUNGHAN_DATABASE_URL": "sqlite:////no/such/folder/x.db"}
    ended = {name: _called(data, name, env) for name, one in CALLS.items() if one.opens}
    assert {name: code for name, code in ended.items() if code != 73} == {}


def test_with_settings_that_are_wrong(data: Path) -> None:
    ended = {name: _called(data, name, {"DUNGHAN_TICK_SECONDS": "often"}) for name in CALLS if name != "demo"}
    assert {name for name, code in ended.items() if code == 78} == {name for name, one in CALLS.items() if one.reads}
