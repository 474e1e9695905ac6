"""A line to each messenger, and the stopwatch of the event loop."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from storage.database import Database
from tests.faults.line import CHANNELS, Line, Stopwatch, line_to
from tests.faults.ward import Ward, founded


@pytest.fixture(params=CHANNELS)
async def line(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Line]:
    """Each messenger at the end of a cable."""
    async with line_to(request.param, database) as one:
        yield one


@pytest.fixture
async def ward(line: Line, tmp_path: Path) -> Ward:
    """A ward at the end of it."""
    return await founded(line, tmp_path)


@pytest.fixture
async def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """Time-outs end when the test says so."""
    return Stopwatch(monkeypatch)


@pytest.fixture
def quiet() -> Iterator[None]:
    """What goes wrong on purpose is not printed."""
    with structlog.testing.capture_logs():
        yield
