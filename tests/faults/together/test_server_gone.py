"""The database server dies under load and comes back: nothing is lost, nothing is blamed on anybody's message."""

import asyncio

import pytest

from tests.faults.together import commune
from tests.faults.together.bots import Logged, Scene
from tests.postgres import Server

DONE = "SELECT count(*) FROM inbox WHERE state = 'done'"
AWAY_SECONDS = 1.0


async def test_a_server_that_dies_under_load_loses_nothing_and_all_goes_on_by_itself(
    stage: Scene, own: Server, logged: Logged, request: pytest.FixtureRequest
) -> None:
    away = 60.0 if request.config.getoption("--everywhere") else AWAY_SECONDS
    async with stage.bot("a"), stage.bot("b"):
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await stage.passed(DONE, 5)
        own.stop()
        await asyncio.sleep(away)
        own.start()
        handled = (await stage.rows(DONE))[0][0]
        assert handled < commune.UNITS * len(commune.ANSWERS), "it died in the middle"
        await stage.settled()
    await stage.all_is_well()
    assert stage.told_twice() == [], "what was sent when it died is written down afterwards"
    told = [line["event"] for line in logged if line["log_level"] in ("error", "critical")]
    assert told == ["the database cannot be worked with, everything waits for it"] * 2, logged
