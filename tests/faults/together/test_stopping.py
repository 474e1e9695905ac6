"""A bot that is asked to stop under load finishes what it has in hand and leaves the rest to others, at once."""

import asyncio

from tests.faults.together import commune
from tests.faults.together.bots import Scene

DONE = "SELECT count(*) FROM inbox WHERE state = 'done'"
IN_HAND = "SELECT count(*) FROM inbox WHERE lease_until_at IS NOT NULL"
LEASED = "SELECT count(*) FROM outbox WHERE lease_until_at IS NOT NULL"


async def test_nothing_is_left_in_hand_and_nothing_said_twice(stage: Scene) -> None:
    async with stage.bot("a"):
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await stage.passed(DONE, 5)
    assert await stage.rows(IN_HAND) == [(0,)]
    assert await stage.rows(LEASED) == [(0,)]
    [(handled,)] = await stage.rows(DONE)
    assert handled < commune.UNITS * len(commune.ANSWERS), "it was stopped in the middle"
    async with stage.bot("b"):
        await stage.settled()
    await stage.all_is_well()
    assert stage.told_twice() == []


async def test_of_two_either_may_go_and_the_other_carries_on(stage: Scene) -> None:
    async with stage.bot("a"):
        async with stage.bot("b"):
            commune.everybody_says(stage.messenger, commune.ANSWERS)
            await stage.passed(DONE, 5)
        async with asyncio.timeout(60):
            await stage.settled()
    await stage.all_is_well()
    assert stage.told_twice() == []
