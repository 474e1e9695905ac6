"""A database that answers late or not at all: everything gives up in time, says so, and goes on afterwards."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import is_trouble, open_database
from tests import databases
from tests.faults.together import commune
from tests.faults.together.bots import One, Scene, scene, until
from tests.faults.together.wire import Wire
from tests.postgres import Server

DONE = "SELECT count(*) FROM inbox WHERE state = 'done'"
GIVES_UP_SECONDS = 30
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"


async def _notices(bot: One) -> None:
    await until(lambda: bot.app.outage.lasts, GIVES_UP_SECONDS)


async def test_tables_locked_by_somebody_else_are_waited_for_and_nothing_is_lost(stage: Scene) -> None:
    other = open_database(stage.address)
    async with stage.bot("a") as bot:
        await stage.settled()
        async with other.sessions.begin() as session:
            await session.execute(text("LOCK TABLE figures, outbox IN ACCESS EXCLUSIVE MODE"))
            commune.everybody_says(stage.messenger, commune.ANSWERS)
            await _notices(bot)
        await stage.settled()
    await other.close()
    await stage.all_is_well()
    assert stage.told_twice() == []


async def test_a_file_held_by_somebody_else_is_waited_for_and_nothing_is_lost(template: Path, tmp_path: Path) -> None:
    prepared = databases.fresh(template, tmp_path)
    await commune.settle(prepared)
    await commune.open_november(prepared)
    await prepared.close()
    address = databases.address(tmp_path / "dunghan.db")
    async with scene(address, tmp_path) as stage, stage.bot("") as bot:
        await stage.settled()
        other = open_database(address)
        async with other.sessions.begin() as session:
            await session.execute(text("SELECT 1"))  # BEGIN IMMEDIATE
            commune.everybody_says(stage.messenger, commune.ANSWERS)
            await _notices(bot)
        await other.close()
        await stage.settled()
        await stage.all_is_well()
        assert stage.told_twice() == []


async def test_who_is_cut_off_from_the_database_stops_leading_and_the_other_carries_on(
    stage: Scene, own: Server
) -> None:
    """The line falls silent without a word, as when a machine behind it is gone: nothing may wait for it for ever."""
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(Wire([f"{own.folder}/.s.PGSQL.5432"]))
        url = make_url(stage.address).set(host="127.0.0.1", port=line.port, query={})
        cut_off = await stack.enter_async_context(stage.bot("a", address=url.render_as_string(hide_password=False)))
        await stage.settled()
        await stack.enter_async_context(stage.bot("b"))
        line.hold()
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await _notices(cut_off)
        await stage.do(END_OTHERS)  # what the server does after twenty seconds of silence
        await stage.settled()
        assert [holder for (holder,) in await stage.rows("SELECT DISTINCT holder FROM leaders")] == ["b"]
        assert cut_off.app.outage.lasts
        line.let_go()
    await stage.all_is_well()


async def test_a_statement_that_is_never_answered_is_given_up_and_the_next_one_finds_a_new_line(
    own: Server, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--everywhere"):
        pytest.skip("--everywhere: half a minute")
    async with Wire([f"{own.folder}/.s.PGSQL.5432"]) as line:
        there = open_database(f"postgresql+asyncpg://postgres@127.0.0.1:{line.port}/postgres")

        async def ask(session: AsyncSession) -> int:
            return int((await session.execute(text("SELECT 1"))).scalar_one())

        async def fall_silent_and_ask(session: AsyncSession) -> int:
            await ask(session)
            line.hold()
            return await ask(session)

        with pytest.raises(TimeoutError) as gave_up:
            async with asyncio.timeout(GIVES_UP_SECONDS + 5):
                await there.transaction(fall_silent_and_ask)
        assert is_trouble(gave_up.value)
        line.let_go()
        assert await there.transaction(ask) == 1
        await there.close()
