"""The town for each story: one prepared database, copied."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.town import Town, copy, open_town, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(prepare(folder))
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    return copy(prepared, tmp_path / "town")


@pytest.fixture
async def town(folder: Path) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder) as town:
        yield town
