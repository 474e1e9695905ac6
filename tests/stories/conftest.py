"""The town for each story: one prepared database, copied. Every story is told twice, with buttons and without."""

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


# Buttons play no part in these stories: told twice they would only take longer.
ALIKE = (
    "test_the_ladder",
    "test_leaders",
    "test_plans",
    "test_evidence",
    "test_reach",
    "test_bad_input",
    "test_what_is_not_kept",
    "test_english",
    "test_excel",
    "test_difficulties",
    "test_absence",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story of what buttons do is told with buttons only: `@pytest.mark.buttons`."""
    told_once = metafunc.module.__name__.endswith(ALIKE) or metafunc.definition.get_closest_marker("buttons")
    if "has_buttons" in metafunc.fixturenames and not told_once:
        metafunc.parametrize("has_buttons", [True, False], ids=["tapped", "typed"], indirect=True)


@pytest.fixture
def has_buttons(request: pytest.FixtureRequest) -> bool:
    """Whether the messenger has buttons; without, what would be tapped is typed."""
    return bool(getattr(request, "param", True))


@pytest.fixture
async def town(folder: Path, has_buttons: bool) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder, has_buttons=has_buttons) as town:
        yield town
