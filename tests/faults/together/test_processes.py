"""Real processes on one database, ended and stopped by signals; with `--everywhere` only, for they take their time."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.app import SENDING
from bot.demo import accounts
from bot.environment import child_environment
from tests.faults.together import commune
from tests.faults.together.bots import Scene, until
from tests.house.files import HOUSE

DONE = "SELECT count(*) FROM inbox WHERE state = 'done'"
LEADER = "SELECT holder FROM leaders WHERE name = 'send:telegram'"
STOPS_SECONDS = 25


@pytest.fixture(autouse=True)
def everywhere(request: pytest.FixtureRequest) -> None:
    """The same is told within one process in the other files."""
    if not request.config.getoption("--everywhere"):
        pytest.skip("--everywhere")


@contextmanager
def process(stage: Scene, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A bot as an operator starts it."""
    folder = stage.folder / name
    folder.mkdir()
    (folder / "clock").write_text(str(stage.clock.seconds))
    settings = {
        "DUNGHAN_DATA": str(stage.folder),
        "DUNGHAN_DATABASE_URL": stage.address,
        "DUNGHAN_CLOCK_FILE": str(folder / "clock"),
        "DUNGHAN_TICK_SECONDS": "1",
        "DUNGHAN_TELEGRAM__TOKEN": accounts.ACCOUNTS["telegram"].token,
        "DUNGHAN_TELEGRAM__BASE_URL": stage.url,
        "PYTHONPATH": str(HOUSE),
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(command, cwd=folder, env=child_environment(settings), stdout=log, stderr=log) as one:
            try:
                yield one
            finally:
                one.kill()


async def _ended(one: subprocess.Popen[bytes], within: float) -> int:
    await until(lambda: one.poll() is not None, within)
    return one.returncode


async def test_asked_to_end_under_load_it_ends_well_and_leaves_nothing_in_hand(stage: Scene) -> None:
    with process(stage, "first") as first:
        commune.everybody_says(stage.messenger, commune.ANSWERS)
        await stage.passed(DONE, 5)
        first.send_signal(signal.SIGTERM)
        assert await _ended(first, STOPS_SECONDS) == 0
    assert await stage.rows("SELECT count(*) FROM inbox WHERE lease_until_at IS NOT NULL") == [(0,)]
    assert await stage.rows("SELECT count(*) FROM outbox WHERE lease_until_at IS NOT NULL") == [(0,)]
    with process(stage, "second") as second:
        await stage.settled()
        second.send_signal(signal.SIGTERM)
        assert await _ended(second, STOPS_SECONDS) == 0
    await stage.all_is_well()
    assert stage.told_twice() == []


async def test_a_leader_that_is_stopped_is_replaced_and_comes_back_as_one_of_two(stage: Scene) -> None:
    with process(stage, "first") as first:
        await stage.passed("SELECT count(*) FROM leaders", 2)
        with process(stage, "second") as second:
            commune.everybody_says(stage.messenger, commune.ANSWERS)
            await stage.passed(DONE, 5)
            first.send_signal(signal.SIGSTOP)
            await stage.passed("SELECT min(term) FROM leaders", 2)
            [(leader,)] = await stage.rows(LEADER)
            assert leader.endswith(f":{second.pid}")
            await stage.settled()
            first.send_signal(signal.SIGCONT)
            await asyncio.sleep(10)
            assert await stage.rows(LEADER) == [(leader,)]
            second.kill()
            await stage.passed("SELECT min(term) FROM leaders", 3)
            assert (await stage.rows(LEADER))[0][0].endswith(f":{first.pid}")
            first.send_signal(signal.SIGTERM)
            assert await _ended(first, STOPS_SECONDS) == 0
    await stage.all_is_well()
    assert len(stage.told_twice()) <= SENDING, "no more than was on its way when it was stopped"
