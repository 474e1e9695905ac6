"""The folders that stories begin with: files, and a database in them or on a server."""

import asyncio
import json
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from storage.database import Database, open_database
from tests.databases import MIGRATED, Postgres

_OWN, _TEMPLATE = "on-server", "template-on-server"  # files that name the databases which go with a folder


def copy(prepared: Path, folder: Path) -> Path:
    """A copy of a prepared folder for one story; on a server its database is copied when it is first opened."""
    shutil.copytree(prepared, folder)
    if (own := folder / _OWN).exists():
        own.rename(folder / _TEMPLATE)
    return folder


async def on_server(folder: Path, server: Postgres) -> Database:
    """The database that goes with a folder; an empty one for an empty folder."""
    own, template = folder / _OWN, folder / _TEMPLATE
    if not own.exists():
        own.write_text(await server.copy(template.read_text() if template.exists() else MIGRATED))
    return open_database(server.address(own.read_text()))


def forget(folder: Path, server: Postgres | None) -> None:
    """Remove the databases on the server that go with a folder and those in it."""
    if server:
        for own in folder.rglob(_OWN):
            asyncio.run(server.drop(own.read_text()))


def shown(value: object) -> object:
    """A value as SQLite shows it, where PostgreSQL's driver makes an object of it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal | date):
        return str(value)
    return int(value) if isinstance(value, bool) else value
