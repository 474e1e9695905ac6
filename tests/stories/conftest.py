"""The town for each story: one prepared database on each messenger, copied; and on which of them a story is told."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest

from tests.stories.town import Opened, Town, copy, open_november, open_town, prepare
from tests.stories.venues import NEEDS, TAPPED, VENUES, Venue, chosen, needs, possible

Prepared = Callable[[str], Path]

untold = pytest.StashKey[dict[str, int]]()
"""How many stories are not told for want of what they need, by need."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The database of the Friday before November opens, everybody on this messenger; made when first asked for."""

    @cache
    def make(channel: str) -> Path:
        folder = tmp_path_factory.mktemp(f"prepared-{channel}-")
        asyncio.run(prepare(folder, venue=Venue(channel, has_buttons=True)))
        return folder

    return make


@pytest.fixture(scope="session")
def opened(prepared: Prepared) -> Callable[[Venue], Opened]:
    """November just opened, at each venue: played once, when the first story asks for it."""

    @cache
    def play(venue: Venue) -> Opened:
        before = prepared(venue.channel)
        folder = before.with_name(f"opened-{venue.channel}-{venue.has_buttons}-{before.name}")
        return asyncio.run(open_november(before, folder, venue=venue))

    return play


@pytest.fixture
def november(opened: Callable[[Venue], Opened], venue: Venue) -> Opened:
    return opened(venue)


@pytest.fixture
def before(prepared: Prepared, venue: Venue, tmp_path: Path) -> Path:
    """A folder with the database of the Friday before November opens."""
    return copy(prepared(venue.channel), tmp_path / "town")


@pytest.fixture
def folder(november: Opened, tmp_path: Path) -> Path:
    """The folder of the story's database and files."""
    return copy(november.folder, tmp_path / "town")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each story at the venues that `chosen` says, `--everywhere` at all where it can happen.

    `@pytest.mark.buttons(why)` is told only tapped: it is about the buttons. `@pytest.mark.each`: once on each.
    """
    if "venue" not in metafunc.fixturenames:
        return
    counts = metafunc.config.stash.setdefault(untold, {})
    if metafunc.definition.get_closest_marker("buttons"):
        counts["buttons"] = counts.get("buttons", 0) + 1
        return
    source = inspect.getsource(metafunc.function)
    marked = {need for mark in metafunc.definition.iter_markers("needs") for need in mark.args}
    needed = needs(source, marked)
    everywhere = metafunc.config.getoption("--everywhere")
    told = possible(needed) if everywhere else chosen(metafunc.definition.nodeid, source, needed)
    if metafunc.definition.get_closest_marker("each") and not everywhere:
        told = [name for name in possible(needed) if name != "telegram-typed"]
    for need in needed:
        counts[need] = counts.get(need, 0) + 1
    metafunc.parametrize("venue", [VENUES[name] for name in told], ids=told, indirect=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Which stories are not told on every messenger, and why: nothing is left out in silence."""
    for need, count in sorted(config.stash.get(untold, {}).items()):
        where, why = NEEDS[need]
        terminalreporter.write_line(f"{count} stories need {need}, told on {', '.join(sorted(where))}: {why}")


@pytest.fixture
def venue(request: pytest.FixtureRequest) -> Venue:
    """The messenger the story is told on."""
    venue: Venue = getattr(request, "param", TAPPED)
    return venue


@pytest.fixture
async def town(folder: Path, november: Opened, venue: Venue) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder, venue=venue, opened=november) as town:
        yield town
