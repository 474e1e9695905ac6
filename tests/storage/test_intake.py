"""What comes at the same time goes in together, and each hears of their own updates only."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from domain.chat import Update
from storage import intake
from storage.database import Database
from storage.intake import Intake
from storage.tables import Inbox

NOW = datetime(2026, 11, 14, 1, 0, tzinfo=UTC)


def update(number: int, raw: Any = "{}") -> Update:
    return Update(str(number), "7001", raw)


async def stored(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list((await session.execute(select(Inbox.event_key).order_by(Inbox.id))).scalars())


async def test_a_hundred_at_once_are_stored_in_their_order_by_few_commits(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    inbox = Intake(database)
    new = await asyncio.gather(*(inbox.keep("telegram", [update(number)], NOW) for number in range(100)))
    assert new == [1] * 100
    assert await stored(database) == [str(number) for number in range(100)]
    assert len(commits) <= 3


async def test_more_than_go_into_one_commit_go_into_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST", 3)
    inbox = Intake(database)
    await asyncio.gather(*(inbox.keep("telegram", [update(number)], NOW) for number in range(8)))
    assert len(await stored(database)) == 8


async def test_each_hears_how_many_of_their_own_were_new(database: Database) -> None:
    inbox = Intake(database)
    await inbox.keep("telegram", [update(1)], NOW)
    new = await asyncio.gather(
        inbox.keep("telegram", [update(1), update(2), update(3)], NOW),
        inbox.keep("telegram", [update(3)], NOW),
        inbox.keep("zalo_bot", [update(3), update(3)], NOW),
        inbox.keep("telegram", [], NOW),
    )
    assert list(new) == [2, 0, 1, 0]


async def test_what_cannot_be_stored_fails_alone(database: Database) -> None:
    inbox = Intake(database)
    outcomes = await asyncio.gather(
        inbox.keep("telegram", [update(1)], NOW),
        inbox.keep("telegram", [update(2, raw=None)], NOW),
        inbox.keep("telegram", [update(3)], NOW),
        return_exceptions=True,
    )
    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], IntegrityError)
    assert await stored(database) == ["1", "3"]


async def test_who_stops_waiting_stops_nobody_else(database: Database) -> None:
    inbox = Intake(database)
    async with asyncio.TaskGroup() as group:
        first, *others = [group.create_task(inbox.keep("telegram", [update(number)], NOW)) for number in range(5)]
        await asyncio.sleep(0)  # the first has the turn, the others wait for it
        first.cancel()
    assert first.cancelled()
    assert [one.result() for one in others] == [1] * 4
    assert (await stored(database))[-4:] == ["1", "2", "3", "4"]


async def test_a_database_that_fails_is_told_to_all_who_wait_and_nothing_is_kept_back(database: Database) -> None:
    inbox, failing = Intake(database), True

    def fails(_connection: object) -> None:
        if failing:
            raise ConnectionError("gone")

    event.listen(database.engine.sync_engine, "begin", fails)
    waiting = (inbox.keep("telegram", [update(number)], NOW) for number in range(3))
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in outcomes] == [ConnectionError] * 3
    failing = False
    assert await inbox.keep("telegram", [update(9)], NOW) == 1
    assert await stored(database) == ["9"]
