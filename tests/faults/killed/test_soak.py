"""A short soak: deaths at random moments under people who type and a bad network; `make soak` is the long one."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import POSTGRESQL, SQLITE
from tests.faults.killed import crowd, soak
from tests.faults.killed.lives import Cradle

SECONDS = 6.0
WARDS = 2
LIFE_SECONDS = 0.8, 1.6
A_DAY_SECONDS = 2.5
SEED = 57


@pytest.mark.parametrize("copied", [SQLITE, POSTGRESQL], indirect=True)
async def test_nothing_is_lost_or_doubled_by_deaths_at_any_moment(
    database: Database, cradle: Cradle, tmp_path: Path
) -> None:
    await crowd.settle(database, WARDS)
    async with soak.staged(database, tmp_path, cradle, SEED, WARDS) as one:
        await one.run(SECONDS, LIFE_SECONDS, A_DAY_SECONDS)
        await one.tally.take(one.crowd, database)
    assert one.tally.is_perfect(), one.tally.line()
