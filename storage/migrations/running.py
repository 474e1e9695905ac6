"""Alembic, which does the migrations. Half of a process's start goes into loading it: only who migrates does."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def is_at(connection: Connection, revision: str) -> bool:
    """Whether the schema is at this revision, or at the newest one for "head"."""
    wanted = _scripts().get_current_head() if revision == "head" else revision
    return MigrationContext.configure(connection).get_current_revision() == wanted


def upgrade(connection: Connection, revision: str) -> None:
    """Do what is missing up to this revision."""
    command.upgrade(config(connection), revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings without an ini file; the connection to use, if any."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


@cache
def _scripts() -> ScriptDirectory:
    """The migrations, which take longer to read than to see that none is wanted."""
    return ScriptDirectory.from_config(config())
