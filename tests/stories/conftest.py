"""The town for each story: one prepared database, copied. Stories with buttons are told twice."""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest

from tests.stories.town import Opened, Town, copy, open_november, open_town, prepare

# "[Gửi]" in the text of a story, or a button that is tapped by name.
BUTTON = re.compile(r"\[[^\W\d_a-z][^\]\n\"'.=]{0,40}\]|\.tap\(")


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
    """A story that names a button is told twice, tapped and typed; the others are typed anyway: without buttons.

    `@pytest.mark.buttons(why)` is told only tapped: it is about the buttons. `--twice` tells all the others twice.
    """
    if "has_buttons" not in metafunc.fixturenames or metafunc.definition.get_closest_marker("buttons"):
        return
    twice = metafunc.config.getoption("--twice") or BUTTON.search(inspect.getsource(metafunc.function))
    told = {"tapped": True, "typed": False} if twice else {"typed": False}
    metafunc.parametrize("has_buttons", told.values(), ids=told.keys(), indirect=True)


@pytest.fixture
def has_buttons(request: pytest.FixtureRequest) -> bool:
    """Whether the messenger has buttons; without, what would be tapped is typed."""
    return bool(getattr(request, "param", True))


@pytest.fixture
async def town(folder: Path, november: Opened, has_buttons: bool) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder, has_buttons=has_buttons, opened=november) as town:
        yield town
