"""Pieces of work that come at the same time share a commit, and each hears of its own fate only."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import combinations

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Outbox
from storage.together import Together, Works
from tests.rows import NOW


def writing(key: str, error: Exception | None = None) -> Callable[[AsyncSession], Awaitable[None]]:
    async def work(session: AsyncSession) -> None:
        await outbox.add(session, key, Kind.REPLY, To("telegram", "7001"), key, NOW)
        if error is not None:
            raise error

    return work


async def written(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list((await session.execute(select(Outbox.key).order_by(Outbox.id))).scalars())


async def test_a_hundred_at_once_take_few_commits(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    work = Works(database)
    await asyncio.gather(*(work.transaction(writing(str(number))) for number in range(100)))
    assert await written(database) == [str(number) for number in range(100)]
    assert len(commits) <= 5


async def test_what_fails_fails_alone(database: Database) -> None:
    work = Works(database)
    results = await asyncio.gather(
        *(work.transaction(writing(key, ValueError(key) if key == "bad" else None)) for key in ("a", "b", "bad", "c")),
        return_exceptions=True,
    )
    assert [str(one) for one in results if one] == ["bad"]
    assert await written(database) == ["a", "b", "c"]


async def test_where_the_database_fails_all_of_a_batch_hear_of_it_and_may_try_again(database: Database) -> None:
    work, away = Works(database), OperationalError("", {}, OSError("away"))
    results = await asyncio.gather(
        *(work.transaction(writing(key, away if key == "b" else None)) for key in ("a", "b", "c", "d")),
        return_exceptions=True,
    )
    assert [one is away for one in results] == [True] * 4
    await asyncio.gather(*(work.transaction(writing(key)) for key in ("a", "b", "c", "d")))
    assert await written(database) == ["a", "b", "c", "d"]


STEPS = 4  # the turns of the loop by which all five have begun, wait, or are called


@pytest.mark.parametrize("after", range(STEPS))
@pytest.mark.parametrize("stopped", [who for number in range(1, 5) for who in combinations(range(5), number)])
async def test_whoever_stops_waiting_the_others_are_done(stopped: tuple[int, ...], after: int) -> None:
    async def do(given: Sequence[int]) -> Sequence[int]:
        for _ in range(2):
            await asyncio.sleep(0)
        return given

    together = Together[int, int](do, 2)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        giving = [group.create_task(together.give(number)) for number in range(5)]
        for _ in range(after):
            await asyncio.sleep(0)
        for who in stopped:
            giving[who].cancel()
            await asyncio.sleep(0)
    assert [one.result() for one in giving if not one.cancelled()] == [
        number for number, one in enumerate(giving) if not one.cancelled()
    ]
    assert {number for number, one in enumerate(giving) if one.cancelled()} <= set(stopped)
    assert await together.give(9) == 9
