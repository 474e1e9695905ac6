"""House rules for what is loaded: `--help` loads next to nothing, and a process nothing of what only others do."""

import json
import subprocess
import sys

import pytest

from tests.house.files import HOUSE

HELP = "import sys; sys.argv = ['dunghan', '--help']; from bot.cli import main; main()"
TELL = "import atexit, json, sys; atexit.register(lambda: print('', json.dumps(list(sys.modules)), sep=chr(10)))"
LOAD = "import bot.run; from bot.loading import load; load({roles!r}, ['telegram', 'zalo_bot', 'zalo_oa'])"

BUILT = "print(*(one for one in of.__all__ if getattr(getattr(of, one), '__pydantic_complete__', False)))"


def _loaded(code: str) -> set[str]:
    """The modules that are there when the program ends."""
    said = subprocess.run(
        [sys.executable, "-c", f"{TELL}; {code}"], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    return set(json.loads(said.stdout.splitlines()[-1]))


def test_help_loads_no_more_than_it_says() -> None:
    heavy = {"asyncio", "sqlalchemy", "pydantic", "aiogram", "telegram", "structlog", "alembic", "rich.markdown"}
    assert heavy & _loaded(HELP) == set()


@pytest.mark.parametrize(
    ("role", "others"),
    [
        pytest.param("send", {"aiogram", "alembic", "holidays", "PIL", "handlers.table", "bot.ticks"}, id="send"),
        pytest.param("tick", {"aiogram", "alembic", "PIL", "handlers.table"}, id="tick"),
        pytest.param("receive", {"alembic", "bot.ticks"}, id="receive"),
    ],
)
def test_a_process_loads_what_its_role_works_with(role: str, others: set[str]) -> None:
    loaded = _loaded(LOAD.format(roles=[role]))
    assert "sqlalchemy" in loaded
    assert others & loaded == set()


def test_of_aiograms_models_only_what_is_read_is_built() -> None:
    code = f"import channels.telegram_incoming, aiogram.types as of; {BUILT}"
    said = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert set(said.stdout.split()) == {"Message", "CallbackQuery", "Chat", "User"}
