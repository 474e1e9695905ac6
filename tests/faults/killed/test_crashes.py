"""The bot dies at every seam, on both databases, and whoever comes after it finishes as if nothing had been."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import POSTGRESQL, SQLITE
from tests.faults.killed import afterlife, fates, ward
from tests.faults.killed.afterlife import Rest
from tests.faults.killed.conftest import Copies
from tests.faults.killed.fates import Fates, Which
from tests.faults.killed.lives import Cradle
from tests.faults.killed.plays import PLAYS
from tests.faults.killed.seams import SEAMS
from tests.faults.killed.ward import Ward

BOTH = (SQLITE, POSTGRESQL)
IN_ONE_PLAY = "all in one play"
TURNS = list(Which)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In `make test` each play dies its deaths once on each database, the first, the middle or the last of their kind.

    Which of them goes round. `make test ARGS=--everywhere` tries all of them, and each death in a play of its own.
    """
    if "deaths" in metafunc.fixturenames:
        everywhere = metafunc.config.getoption("everywhere")
        turns = [
            (on, play, TURNS[(at + nth) % len(TURNS)], IN_ONE_PLAY)
            for at, on in enumerate(BOTH)
            for nth, play in enumerate(PLAYS)
        ]
        every = [
            (on, play, one, how) for on in BOTH for play in PLAYS for one in Which for how in (IN_ONE_PLAY, *SEAMS)
        ]
        chosen = every if everywhere else turns
        ids = [f"{on}-{play}-{which.value}-{how}" for on, play, which, how in chosen]
        metafunc.parametrize(("on", "play", "which", "deaths"), chosen, ids=ids)


@dataclass(slots=True)
class Theatre:
    """Plays plays, and remembers how each goes when nobody dies."""

    copies: dict[str, Copies]
    cradle: Cradle
    folder: Path
    _calm: dict[tuple[str, str], tuple[list[str], Rest]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    async def play(self, play: str, on: str, deaths: Fates) -> tuple[Ward, Rest]:
        """The play as it was, and what is left."""
        folder = self.folder / f"{on}-{play}-{next(self._numbers)}"
        folder.mkdir()
        async with (
            self.copies[on](folder) as database,
            ward.played(PLAYS[play], database, folder, self.cradle, deaths) as told,
        ):
            return told, await afterlife.look(told)

    async def calm(self, play: str, on: str) -> tuple[list[str], Rest]:
        """The moments that it goes through without deaths, and what is left; played once."""
        if (play, on) not in self._calm:
            told, rest = await self.play(play, on, [])
            self._calm[play, on] = told.lived[-1].passed, rest
        return self._calm[play, on]


@pytest.fixture(scope="module")
def theatre(
    on_sqlite: Copies, on_postgresql: Copies, cradle: Cradle, tmp_path_factory: pytest.TempPathFactory
) -> Theatre:
    return Theatre({SQLITE: on_sqlite, POSTGRESQL: on_postgresql}, cradle, tmp_path_factory.mktemp("plays"))


async def test_whatever_the_seam_the_end_is_the_same(
    theatre: Theatre, on: str, play: str, which: Which, deaths: str
) -> None:
    passed, calm = await theatre.calm(play, on)
    waiting = fates.in_one_play(passed, which, SEAMS if deaths == IN_ONE_PLAY else [deaths])
    if deaths == IN_ONE_PLAY:
        assert len(waiting) >= len(SEAMS) - 3, "nearly every play comes to nearly every seam"
    elif not waiting:
        pytest.skip(f"this play never is {deaths}")
    while waiting:  # messages go side by side: the moments of a play may come in another order than in the calm one
        told, rest = await theatre.play(play, on, waiting)
        assert rest == calm
        if len(told.unmet) == len(waiting):  # of many moments there may be one less, but a first one there is
            assert which is not Which.FIRST, f"never came to {told.unmet}\n{told.log()}"
            which = Which.FIRST
        waiting = fates.in_one_play(passed, which, told.unmet)


@pytest.mark.parametrize("on", BOTH)
async def test_the_plays_come_to_every_seam_and_leave_what_they_should(theatre: Theatre, on: str) -> None:
    reached = set()
    for name, play in PLAYS.items():
        passed, rest = await theatre.calm(name, on)
        reached |= set(passed)
        left = {what: len(rest.rows[what]) for what in ("revisions", "visits", "photos")}
        assert left == {"revisions": play.revisions, "visits": play.visits, "photos": play.photos}
    assert reached == set(SEAMS)


@pytest.mark.parametrize("play", PLAYS)
async def test_both_databases_end_the_same(theatre: Theatre, play: str) -> None:
    assert (await theatre.calm(play, SQLITE))[1] == (await theatre.calm(play, POSTGRESQL))[1]
