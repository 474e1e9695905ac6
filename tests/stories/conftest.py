"""The town for each story: one prepared database, copied. Every story is told twice, with buttons and without."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest

from tests.stories.town import Opened, Town, copy, open_november, open_town, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(prepare(folder))
    return folder


@pytest.fixture(scope="session")
def opened(prepared: Path) -> Callable[[bool], Opened]:
    """November just opened, with buttons or without: played once, when the first story asks for it."""

    @cache
    def play(has_buttons: bool) -> Opened:
        folder = prepared.with_name(f"opened-{has_buttons}")
        return asyncio.run(open_november(prepared, folder, has_buttons=has_buttons))

    return play


@pytest.fixture
def november(opened: Callable[[bool], Opened], has_buttons: bool) -> Opened:
    return opened(has_buttons)


@pytest.fixture
def before(prepared: Path, tmp_path: Path) -> Path:
    """A folder with the database of the Friday before November opens."""
    return copy(prepared, tmp_path / "town")


@pytest.fixture
def folder(november: Opened, tmp_path: Path) -> Path:
    """The folder of the story's database and files."""
    return copy(november.folder, tmp_path / "town")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story is told tapped and typed; `@pytest.mark.buttons(why)` only tapped: it is about the buttons."""
    told_once = metafunc.definition.get_closest_marker("buttons")
    if "has_buttons" in metafunc.fixturenames and not told_once:
        metafunc.parametrize("has_buttons", [True, False], ids=["tapped", "typed"], indirect=True)


@pytest.fixture
def has_buttons(request: pytest.FixtureRequest) -> bool:
    """Whether the messenger has buttons; without, what would be tapped is typed."""
    return bool(getattr(request, "param", True))


@pytest.fixture
async def town(folder: Path, november: Opened, has_buttons: bool) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder, has_buttons=has_buttons, opened=november) as town:
        yield town
