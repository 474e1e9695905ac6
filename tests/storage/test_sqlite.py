"""SQLite in the event loop: what has to wait does so beside it."""

import asyncio
import sqlite3
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests import databases


async def _note(session: AsyncSession) -> None:
    await session.execute(text("CREATE TABLE noted (it)"))


async def _noted(database: Database) -> int:
    async with database.sessions() as session:
        found = await session.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'noted'"))
        return int(found.scalar_one())


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
    await session.execute(text("CREATE TABLE IF NOT EXISTS followed (it)"))
