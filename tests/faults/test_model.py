"""The bot beside a model that nothing goes wrong in: whatever is drawn, both hold the same figures in the end."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.scratch import open_scratch_database
from tests.databases import MIGRATED, Postgres
from tests.faults import hamlet
from tests.faults.hamlet import Prepared
from tests.faults.reborn import reborn
from tests.faults.weeks import Land, play


@pytest.fixture(scope="module")
def on_sqlite(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Land:
    """The hamlet in a file."""
    home = tmp_path_factory.mktemp("hamlet")
    file = Path(shutil.copy(template, home / "dunghan.db"))
    prepared = asyncio.run(_prepare(home, lambda: open_scratch_database(file)))

    @asynccontextmanager
    async def copied(folder: Path) -> AsyncIterator[Callable[[], Database]]:
        own = Path(shutil.copy(file, folder / "dunghan.db"))
        yield lambda: open_scratch_database(own)

    return Land(prepared, copied)


@pytest.fixture(scope="module")
def on_postgresql(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Land:
    """The hamlet on a server."""
    asyncio.run(server.copy(MIGRATED, "hamlet"))
    home = tmp_path_factory.mktemp("hamlet")
    prepared = asyncio.run(_prepare(home, lambda: open_database(server.address("hamlet"))))

    @asynccontextmanager
    async def copied(_: Path) -> AsyncIterator[Callable[[], Database]]:
        name = await server.copy("hamlet")
        yield lambda: open_database(server.address(name))
        await server.drop(name)

    return Land(prepared, copied)


async def _prepare(folder: Path, opens: Callable[[], Database]) -> Prepared:
    async with reborn(folder, hamlet.BEFORE, opens) as one:
        return await hamlet.prepare(one)


def test_whatever_goes_wrong_every_figure_is_what_people_said(on_sqlite: Land, request: pytest.FixtureRequest) -> None:
    few, many = (6, 30), (300, 50)
    happened = play(on_sqlite, *(many if request.config.getoption("--everywhere") else few))
    assert _deaths(happened) > few[0], "a bot that hardly ever dies shows nothing"
    assert happened["answers"] > few[0] // 2, "nor does one that is not told anything"


def test_the_same_on_postgresql(on_postgresql: Land, request: pytest.FixtureRequest) -> None:
    few, many = (2, 20), (100, 50)
    happened = play(on_postgresql, *(many if request.config.getoption("--everywhere") else few))
    assert _deaths(happened)
    assert happened["answers"]


def _deaths(happened: Counter[str]) -> int:
    return sum(number for what, number in happened.items() if what.startswith("died"))
