"""A database is opened where it is ours or empty; every other one is refused by name, and nothing in it changes."""

import asyncio
import hashlib
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from storage import opening
from storage.database import migrate, open_database
from storage.opening import CannotOpenError, Trouble
from tests.databases import Postgres, address
from tests.rows import build


async def trouble(url: str) -> Trouble:
    """What a database is refused for."""
    with pytest.raises(CannotOpenError) as refused:
        await opening.opened(url)
    return refused.value.trouble


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file there, by what is in it; what only readers leave behind does not count."""
    files = (one for one in folder.iterdir() if one.is_file() and not one.name.endswith(("-shm", "-wal")))
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.fixture
def file(template: Path, tmp_path: Path) -> Path:
    """A SQLite database of ours."""
    return Path(shutil.copy(template, tmp_path / "dunghan.db"))


def say(file: Path, *statements: str) -> None:
    """Somebody else does this to the file."""
    connection = sqlite3.connect(file, isolation_level=None)
    for one in statements:
        connection.execute(one)
    connection.close()


async def test_a_new_file_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    database = await opening.opened(address(tmp_path / "new.db"))
    await database.close()
    database, found = await opening.looked_at(address(tmp_path / "new.db"))
    await database.close()
    assert found == opening.Found(opening.known_revisions()[0], is_current=True)


async def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    url = address(tmp_path / "old.db")
    database = open_database(url)
    await migrate(database, opening.known_revisions()[1])
    async with database.sessions.begin() as session:
        await session.execute(text("CREATE TABLE IF NOT EXISTS kept AS SELECT 'it' AS what"))
    await database.close()
    database = await opening.opened(url)
    async with database.sessions() as session:
        assert (await session.execute(text("SELECT what FROM kept"))).scalar_one() == "it"
        assert (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == (
            opening.known_revisions()[0]
        )
    await database.close()


def newer(file: Path) -> None:
    say(file, "UPDATE alembic_version SET version_num = '9999'")


def foreign(file: Path) -> None:
    file.unlink()
    say(file, "CREATE TABLE customers (name)", "INSERT INTO customers VALUES ('Tom')")


def foreign_with_versions_like_ours(file: Path) -> None:
    file.unlink()
    say(file, "CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('0001')")


def no_database(file: Path) -> None:
    file.write_text("Báo cáo tháng 11, bản nháp.\n" * 1000, encoding="utf-8")


def cut_off(file: Path) -> None:
    say(file, "PRAGMA journal_mode = DELETE")
    file.write_bytes(file.read_bytes()[: 3 * 4096])


def overwritten(file: Path) -> None:
    say(file, "PRAGMA journal_mode = DELETE")
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 8000 + file.read_bytes()[8100:])


@pytest.mark.parametrize(
    ("happens", "refused_as"),
    [
        (newer, Trouble.NEWER),
        (foreign, Trouble.FOREIGN),
        (foreign_with_versions_like_ours, Trouble.FOREIGN),
        (no_database, Trouble.DAMAGED),
        (cut_off, Trouble.DAMAGED),
        (overwritten, Trouble.DAMAGED),
    ],
)
async def test_a_file_is_refused_and_stays_as_it_was(
    file: Path, happens: Callable[[Path], None], refused_as: Trouble
) -> None:
    happens(file)
    before = fingerprint(file.parent)
    assert await trouble(address(file)) is refused_as
    assert fingerprint(file.parent) == before


async def test_a_file_that_may_only_be_read_is_refused(file: Path) -> None:
    assert await trouble(f"sqlite:///file:{file}?mode=ro&uri=true") is Trouble.READ_ONLY


async def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert await trouble(address(tmp_path / "nowhere" / "dunghan.db")) is Trouble.READ_ONLY


async def test_a_file_somebody_else_holds_is_refused_after_a_while(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.0)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert await trouble(address(file)) is Trouble.BUSY
    holder.close()


async def test_a_full_disk_is_named_and_what_was_stored_stays(file: Path) -> None:
    database = await opening.opened(address(file))
    async with database.engine.connect() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Exception, match="full") as full:
        async with database.sessions.begin() as session:
            await build(session, "x" * 50_000)
    async with database.sessions() as session:
        assert (await session.execute(text("SELECT count(*) FROM organisations"))).scalar_one() == 0
    found = opening.named(full.value)
    assert found is not None
    assert found.trouble is Trouble.FULL
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("nonsense", id="no address"),
        pytest.param("oracle://x/y", id="a kind we do not speak to"),
        pytest.param("postgresql+asyncpg://a@b:port/c", id="a port that is no number"),
    ],
)
async def test_what_is_no_address_of_a_database_is_refused(url: str) -> None:
    assert await trouble(url) is Trouble.WRONG_URL


# --- PostgreSQL

READ_ONLY_FROM_NOW_ON = """DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
END $$"""


@asynccontextmanager
async def made(server: Postgres, template: str, *statements: str) -> AsyncIterator[str]:
    """The address of a copy of a database, after these statements; gone afterwards."""
    name = await server.copy(template)
    database = open_database(server.address(name))
    async with database.sessions.begin() as session:
        for one in statements:
            await session.execute(text(one))
    await database.close()
    yield server.address(name)
    await server.drop(name)


@pytest.mark.parametrize(
    ("template", "statements", "refused_as"),
    [
        pytest.param("migrated", ["UPDATE alembic_version SET version_num = '9999'"], Trouble.NEWER, id="newer"),
        pytest.param("template0", ["CREATE TABLE customers (name text)"], Trouble.FOREIGN, id="somebody else's"),
        pytest.param(
            "template0",
            [READ_ONLY_FROM_NOW_ON],
            Trouble.READ_ONLY,
            id="only to be read",
        ),
    ],
)
async def test_a_database_on_a_server_is_refused(
    server: Postgres, template: str, statements: list[str], refused_as: Trouble
) -> None:
    async with made(server, template, *statements) as url:
        assert await trouble(url) is refused_as


async def test_an_empty_database_on_a_server_is_taken(server: Postgres) -> None:
    async with made(server, "template0") as url:
        database = await opening.opened(url)
        await database.close()
        database, found = await opening.looked_at(url)
        await database.close()
    assert found.is_current


async def test_a_name_a_server_does_not_know_is_refused(server: Postgres) -> None:
    assert await trouble(server.address("nothing")) is Trouble.NO_DATABASE
    stranger = make_url(server.address("migrated")).set(username="stranger")
    assert await trouble(stranger.render_as_string(hide_password=False)) is Trouble.REFUSED


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql+asyncpg://a:secret@127.0.0.1:1/x", id="nobody listens"),
        pytest.param("postgresql+asyncpg://a@/x?host=/nowhere", id="no socket"),
        pytest.param("postgresql+asyncpg://a@no.such.host.invalid/x", id="no such host"),
    ],
)
async def test_a_server_that_is_away_is_named(url: str) -> None:
    assert await trouble(url) is Trouble.AWAY


async def test_a_server_that_hangs_up_is_away() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(hang_up) as port:
        assert await trouble(f"postgresql+asyncpg://a@127.0.0.1:{port}/x?ssl=disable") is Trouble.AWAY


async def test_an_old_server_is_refused(server: Postgres) -> None:
    """Every byte as the real server says it, except for the number of its version."""
    host = make_url(server.address("migrated")).query.get("host")
    if host is None:
        pytest.skip("the server of TEST_POSTGRES_DSN has no socket on this machine")

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs_in, theirs_out = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.5432")
        async with asyncio.TaskGroup() as group:
            group.create_task(copy(reader, theirs_out))
            group.create_task(copy(theirs_in, writer, older=True))

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, older: bool = False) -> None:
        while data := await reader.read(65536):
            writer.write(re.sub(rb"1\d0(\d{3})", rb"140\1", data) if older else data)
            await writer.drain()
        writer.close()

    async with serving(pass_on) as port:
        old = make_url(server.address("migrated")).set(host="127.0.0.1", port=port, query={"ssl": "disable"})
        assert await trouble(old.render_as_string(hide_password=False)) is Trouble.OLD_SERVER


@asynccontextmanager
async def serving(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """Somebody listens on a port of this machine."""
    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]
