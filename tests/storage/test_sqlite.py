"""SQLite in the event loop: what has to wait does so beside it."""

import asyncio
import sqlite3
import threading
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests import databases


async def _note(session: AsyncSession) -> None:
    await session.execute(text("INSERT INTO pulses (channel, heard_at) VALUES ('telegram', '2026-11-23')"))


async def _noted(database: Database) -> int:
    async with database.sessions() as session:
        return int((await session.execute(text("SELECT count(*) FROM pulses"))).scalar_one())


async def _look(session: AsyncSession) -> None:
    await session.execute(text("SELECT count(*) FROM pulses"))


def _threads() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name.startswith("sqlite")}


async def test_who_finds_somebody_else_writing_waits_and_the_loop_goes_on(template: Path, tmp_path: Path) -> None:
    database = databases.fresh(template, tmp_path)
    other = sqlite3.connect(tmp_path / "dunghan.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(database.transaction(_note))  # noqa: TID251 - a test has no group to wait in
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other.execute("COMMIT")  # by the same loop: it was not held up
    await waiting
    assert await _noted(database) == 1
    other.close()
    await database.close()


async def test_a_commit_nobody_waits_for_any_more_stands_whole(template: Path, tmp_path: Path) -> None:
    database = databases.fresh(template, tmp_path)
    work = asyncio.create_task(database.transaction(_note))  # noqa: TID251 - as above
    while not work.done():
        await asyncio.sleep(0)
        work.cancel()
    assert await _noted(database) in (0, 1)
    await database.transaction(_follow)
    await database.close()


async def _follow(session: AsyncSession) -> None:
    await session.execute(text("UPDATE pulses SET heard_at = '2026-11-24'"))


async def test_only_what_changed_something_waits_for_the_disk_in_a_thread(template: Path, tmp_path: Path) -> None:
    database, before = databases.fresh(template, tmp_path), _threads()
    await database.transaction(_look)
    assert await _noted(database) == 0  # taken back, not committed
    assert _threads() == before
    await database.transaction(_note)
    assert len(_threads() - before) == 1
    await database.close()
