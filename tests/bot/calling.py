"""Calls the program as from a shell."""

from typer.testing import CliRunner, Result

from bot.cli import app
from tests import logged


def call(*words: object, env: dict[str, str] | None = None, typed: str = "") -> Result:
    """Call the program as from a shell, without this machine's settings, and answer what it asks."""
    clean = {"DUNGHAN_TELEGRAM__TOKEN": None, "DUNGHAN_ZALO_BOT__TOKEN": None, "DUNGHAN_DATA": None}
    with logged.as_it_was():
        return CliRunner(env={**clean, **(env or {})}).invoke(app, [str(word) for word in words], input=typed)
