"""The town for each story: one prepared database at each venue, copied; and at which venue a story is told."""

import asyncio
import inspect
import pickle
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.demo.stage import database_file
from tests import shared
from tests.stories.folders import copy, forget
from tests.stories.town import Opened, Town, open_november, open_town, prepare
from tests.stories.venues import NEEDS, ON_POSTGRESQL, TAPPED, VENUES, Venue, chosen, everywhere, needs, possible

Prepared = Callable[[Venue], Path]

untold = pytest.StashKey[dict[str, int]]()
"""How many stories are not told for want of what they need, by need."""


@pytest.fixture(scope="session")
def prepared(common: Path, template: Path) -> Prepared:
    """The database of the Friday before November opens, everybody at this venue; made when first asked for."""

    def made(venue: Venue) -> Path:
        venue = replace(venue, has_buttons=True)

        def make(folder: Path) -> None:
            shutil.copy(template, database_file(folder))
            asyncio.run(prepare(folder, venue=venue))

        return shared.once(common, f"prepared-{venue.told}", make)

    return made


@pytest.fixture(scope="session")
def opened(prepared: Prepared, common: Path) -> Callable[[Venue], Opened]:
    """November just opened, at each venue: played once, when the first story asks for it."""

    @cache
    def play(venue: Venue) -> Opened:
        before = prepared(venue)

        def make(folder: Path) -> None:
            held = asyncio.run(open_november(before, folder / "town", venue=venue))
            (folder / "opened").write_bytes(pickle.dumps(held))

        folder = shared.once(common, f"opened-{venue.told}", make)
        held: Opened = pickle.loads((folder / "opened").read_bytes())
        return replace(held, folder=folder / "town")

    return play


@pytest.fixture
def november(opened: Callable[[Venue], Opened], venue: Venue) -> Opened:
    return opened(venue)


@pytest.fixture
def before(prepared: Prepared, venue: Venue, tmp_path: Path) -> Path:
    """A folder with the database of the Friday before November opens."""
    return copy(prepared(venue), tmp_path / "town")


@pytest.fixture
def folder(november: Opened, tmp_path: Path) -> Path:
    """The folder of the story's database and files."""
    return copy(november.folder, tmp_path / "town")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each story at one venue, which `chosen` says; with `--everywhere` at all where it can happen.

    `@pytest.mark.buttons(why)` is told only tapped: it is about the buttons. `@pytest.mark.each`: once on each.
    """
    if "venue" not in metafunc.fixturenames:
        return
    source = inspect.getsource(metafunc.function)
    marked = {need for mark in metafunc.definition.iter_markers("needs") for need in mark.args}
    if metafunc.definition.get_closest_marker("buttons"):
        marked.add("buttons")
    needed = needs(source, marked)
    story = metafunc.definition.nodeid
    told = everywhere(needed) if metafunc.config.getoption("--everywhere") else [chosen(story, source, needed)]
    if metafunc.definition.get_closest_marker("each") and not metafunc.config.getoption("--everywhere"):
        told = [name for name in possible(needed) if name != "telegram-typed"]
    counts = metafunc.config.stash.setdefault(untold, {})
    for need in needed:
        counts[need] = counts.get(need, 0) + 1
    metafunc.parametrize("venue", told, ids=told, indirect=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Which stories are not told on every messenger, and why: nothing is left out in silence."""
    for need, count in sorted(config.stash.get(untold, {}).items()):
        where, why = NEEDS[need]
        terminalreporter.write_line(f"{count} stories need {need}, told on {', '.join(sorted(where))}: {why}")


@pytest.fixture
def venue(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Venue]:
    """Where the story is told, with an empty database for a town of its own; gone afterwards where on a server."""
    shutil.copy(template, database_file(tmp_path))
    name: str = getattr(request, "param", "")
    venue = VENUES[name.removesuffix(ON_POSTGRESQL)] if name else TAPPED
    if name.endswith(ON_POSTGRESQL):
        venue = replace(venue, server=request.getfixturevalue("server"))
    yield venue
    forget(tmp_path, venue.server)


@pytest.fixture
async def town(folder: Path, november: Opened, venue: Venue) -> AsyncIterator[Town]:
    """Phường Hồng Bàng on Monday 09/11/2026 at 08:00, the moment November opens."""
    async with open_town(folder, venue=venue, opened=november) as town:
        yield town
