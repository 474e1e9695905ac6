"""An installation broken on purpose in each way: the doctor names it, with what to do about it."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text

from bot import backing_up
from bot.clock import HeldClock
from bot.doctor import examining
from bot.doctor.checks import CHECKS
from bot.doctor.findings import Level
from bot.lock import only_one
from bot.settings import Settings
from locales import speak
from simulator.messenger import Messenger
from simulator.server import serve
from storage.database import open_database
from storage.tables import Leader
from tests.bot import broken
from tests.bot.broken import HERE, House
from tests.bot.calling import call
from tests.bot.mended import CASES, Case
from tests.databases import Postgres
from tests.rows import NOW


@pytest.fixture(scope="session")
def installation(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as it should be, with a backup of it, to be copied; beside it the key of its backups."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "dunghan.db")
    key = folder.with_name("key")
    key.touch(mode=0o600)
    key.write_text(backing_up.new_key(folder))
    asyncio.run(backing_up.make(Settings(data=folder), folder / "backups", NOW, lambda what: None))
    return folder


@pytest.fixture
async def house(installation: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A healthy one."""
    folder = tmp_path / "data"
    shutil.copytree(installation, folder)
    messenger = Messenger(HeldClock(NOW).now)
    async with serve(messenger) as url:
        bot = messenger.add_bot(broken.GOOD_TOKEN, "Đúng Hạn", "dunghan_bot")
        yield House(folder, url, bot.token, installation.with_name("key"))


async def test_a_healthy_house_is_fine(house: House) -> None:
    found = await house.findings(deep=True)
    assert {one.finding.level for one in found} == {Level.OK}
    assert [one.number for one in found] == list(range(1, len(CHECKS) + 1))
    assert examining.code_of(found) == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.break_it.__name__)
async def test_what_is_broken_is_named_and_what_the_doctor_says_to_do_helps(house: House, case: Case) -> None:
    await case.break_it(house)
    found = await house.findings(deep=True)
    bad = broken.bad_of(found)
    assert set(bad) - case.also == {case.check}
    level, told = bad[case.check]
    assert level is case.level
    assert case.told in told
    if not case.also:
        assert examining.code_of(found) == case.code
    await case.mend(house, told)
    assert set(await house.bad()) - case.left == set()


def test_every_check_fails_once_and_is_mended() -> None:
    """PostgreSQL's leaders below: a new check stands in the table of cases, or the doctor cannot be trusted with it."""
    assert {one.check for one in CASES} | {"leaders"} == {one.name for one in CHECKS}


async def test_tables_that_are_not_there_yet_are_left_alone(house: House) -> None:
    (house.folder / "dunghan.db").unlink()
    bad = await house.bad()
    assert {name: level for name, (level, _) in bad.items()} == {"schema": Level.WARN}
    skipped = {one.check.name for one in await house.findings() if one.finding.level is Level.SKIPPED}
    assert "engine" in skipped
    assert (house.folder / "dunghan.db").stat().st_size == 0


async def test_whether_a_bot_runs_is_said(house: House) -> None:
    async def said() -> str:
        return next(one.finding.said for one in await house.findings() if one.check.name == "leaders")

    assert await said() == "doctor.leaders.stopped"
    with only_one(house.folder / "dunghan.lock"):
        assert await said() == "doctor.leaders.runs"


async def test_on_postgresql_loose_storage_and_idle_duties_are_named(house: House, server: Postgres) -> None:
    """The server of the tests keeps nothing on purpose; a duty that somebody had is nobody's now."""
    name = await server.copy("migrated")
    house.changes["database_url"] = server.address(name)
    database = open_database(house.database)
    async with database.sessions.begin() as session:
        session.add(Leader(name="send:telegram", term=3, holder="may-1:77", taken_at=NOW))
    await database.close()
    bad = await house.bad()
    assert bad.pop("clock")[0] is Level.FAIL  # the house's clock stands in November 2026
    assert "fsync=off" in bad["engine"][1]
    assert "send:telegram" in bad["leaders"][1]
    assert set(bad) == {"engine", "leaders"}
    async with database.engine.connect() as led:  # as the process does that has the duty now
        await led.execute(text("SELECT pg_advisory_lock(hashtextextended('dunghan:send:telegram', 0))"))
        assert "leaders" not in await house.bad()
    await database.close()
    await server.drop(name)


async def test_the_table_for_people_shows_each_check_with_its_number(house: House) -> None:
    await broken.little_room(house)
    console = Console(width=200, record=True, file=StringIO())
    examining.show(await house.findings(), speak("vi"), console)
    shown = console.export_text()
    assert "2   Chỗ trống" in shown
    assert "hỏng" in shown
    assert "17 mục tốt · 0 lưu ý · 1 hỏng" in shown


def test_the_command_ends_as_the_first_failure_says(tmp_path: Path) -> None:
    damaged = tmp_path / "dunghan.db"
    damaged.write_bytes(b"no database" * 1000)
    tmp_path.chmod(0o700)
    env = {"DUNGHAN_TELEGRAM__TOKEN": "1:" + "a" * 35, "DUNGHAN_TELEGRAM__BASE_URL": HERE}
    said = call("doctor", "--json", "--data", tmp_path, env=env)
    assert said.exit_code == 65
    found = {one["check"]: one for one in json.loads(said.output)}
    assert found["database"]["level"] == "fail"
    assert found["tokens"]["remedy"].startswith("Hãy xem máy")
    assert damaged.read_bytes() == b"no database" * 1000


def test_wrong_settings_are_named_and_what_needs_them_is_skipped(tmp_path: Path) -> None:
    said = call("doctor", "--data", tmp_path, env={"DUNGHAN_TICK_SECONDS": "often"})
    assert said.exit_code == 78
    assert "TICK_SECONDS" in said.output
