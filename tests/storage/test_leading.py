"""One process leads: the others take over when it dies, stops, or lets go, and an old leader can claim nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Update
from storage import inbox, leading, once, outbox, wakes
from storage.database import Database, open_database
from storage.leading import Elected
from storage.outbox import Kind, To
from storage.tables import Leader, Outbox
from tests.conftest import POSTGRESQL

DATABASES = [POSTGRESQL]  # SQLite is for one process

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DUTY = "send:telegram"


def candidate(database: Database, holder: str, monotonic: Callable[[], float] = lambda: 0.0) -> Elected:
    return Elected(database, [DUTY], holder, {}, lambda: NOW, monotonic)


@asynccontextmanager
async def standing(one: Elected) -> AsyncIterator[asyncio.Task[None]]:
    """A candidate that stands until the block ends, or until its connection breaks."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(one.keep())
        yield task
        task.cancel()


async def test_one_leads_and_the_next_takes_over_with_a_higher_term(database: Database) -> None:
    first, second = candidate(database, "a"), candidate(database, "b")
    async with standing(first):
        await first.led(DUTY)
        async with standing(second) as waits:
            await asyncio.sleep(0.1)
            assert (first.term(DUTY), second.term(DUTY)) == (1, None)
            waits.cancel()
    assert first.term(DUTY) is None
    async with standing(second):
        await second.led(DUTY)
        assert second.term(DUTY) == 2


async def test_who_begins_to_lead_looks_at_once_for_what_waited(database: Database) -> None:
    called = asyncio.Event()
    async with standing(Elected(database, [DUTY], "a", {wakes.OUTBOX: called.set}, lambda: NOW, lambda: 0.0)):
        await asyncio.wait_for(called.wait(), 10)


async def test_a_leader_whose_connection_is_ended_knows_that_it_lost(database: Database) -> None:
    first = candidate(database, "a")
    task = asyncio.ensure_future(first.keep())  # noqa: TID251 - it is to fail
    await first.led(DUTY)
    async with database.engine.connect() as connection:
        others = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        await connection.execute(others)
    await asyncio.wait_for(first.lost(DUTY), 10)
    assert first.term(DUTY) is None
    with pytest.raises(Exception, match="connection"):
        await task


async def test_a_leader_that_was_not_heard_of_does_not_trust_itself(database: Database) -> None:
    time = [0.0]
    first = candidate(database, "a", lambda: time[0])
    async with standing(first):
        await first.led(DUTY)
        time[0] = leading.TRUST_SECONDS - 0.1
        assert first.term(DUTY) == 1
        time[0] = leading.TRUST_SECONDS
        assert first.term(DUTY) is None
    assert leading.TRUST_SECONDS < leading.SILENCE_SECONDS, "it stops before another can begin"


async def test_a_message_is_leased_only_in_the_newest_term(database: Database) -> None:
    async with database.sessions.begin() as session:
        await outbox.add(session, "digest:1", Kind.DIGEST, To("telegram", "-1"), "Tổng hợp", NOW)
        await once.insert(session, Leader, name=DUTY, term=7, holder="b", taken_at=NOW)
    async with database.claims.begin() as session:
        row = (await session.execute(select(Outbox))).scalar_one()
        assert await outbox.lease(session, [row.id], NOW, leading.is_current(DUTY, 6)) == {}
        assert await outbox.lease(session, [row.id], NOW, leading.is_current(DUTY, 7)) == {row.id: 1}


async def test_what_one_has_in_hand_the_other_passes_over(database: Database) -> None:
    async with database.sessions.begin() as session:
        await inbox.keep(session, "telegram", [Update("1", "a", "{}"), Update("2", "b", "{}")], NOW)
    async with database.claims.begin() as one, database.claims.begin() as other:
        [first] = await inbox.claim(one, NOW, ["telegram"], 1)
        [second] = await inbox.claim(other, NOW, ["telegram"], 10)
    assert (first.event_key, second.event_key) == ("1", "2")


async def test_work_that_others_were_in_the_way_of_is_done_again_from_the_start(database: Database) -> None:
    async with database.sessions.begin() as session:
        await outbox.add(session, "count", Kind.REPLY, To("telegram", "1"), "0", NOW)

    async def count_on(session: AsyncSession) -> None:
        row = await session.get_one(Outbox, 1)
        await asyncio.sleep(0)
        row.text = str(int(row.text) + 1)

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(database.transaction(count_on))
    async with database.sessions() as session:
        assert (await session.get_one(Outbox, 1)).text == "5"


async def test_who_waits_is_called_when_something_is_written(database: Database) -> None:
    woken = asyncio.Event()
    one = Elected(database, [], "a", {"dunghan_outbox": woken.set}, lambda: NOW, lambda: 0.0)
    elsewhere = open_database(database.engine.url.render_as_string(hide_password=False))
    async with standing(one):
        await asyncio.sleep(0.2)
        async with elsewhere.sessions.begin() as session:
            await outbox.add(session, "reply:1", Kind.REPLY, To("telegram", "1"), "Chào anh", NOW)
        await asyncio.wait_for(woken.wait(), 5)
    await elsewhere.close()
