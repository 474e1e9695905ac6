"""An installation broken on purpose in each way: the doctor names it, with what to do about it."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rich.console import Console
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import HeldClock
from bot.doctor import examining
from bot.doctor.checks import CHECKS
from bot.doctor.findings import Level, Patient
from bot.lock import only_one
from bot.settings import Settings, TelegramSettings
from domain.chat import Update
from locales import speak
from simulator.messenger import Messenger
from simulator.server import serve
from storage import days_off, inbox, outbox
from storage.database import open_database
from storage.outbox import Kind, To
from storage.tables import Inbox, Leader, Organisation, Outbox
from tests.bot.calling import call
from tests.databases import Postgres, address
from tests.rows import NOW, Town, build

HERE, NOWHERE = "http://127.0.0.1:1", "sqlite:///nowhere/x.db"


@dataclass
class House:
    """An installation in a folder, and the messenger it talks to."""

    folder: Path
    url: str
    token: str
    clock: HeldClock = field(default_factory=lambda: HeldClock(NOW))
    changes: dict[str, Any] = field(default_factory=dict)
    patient: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """Its address."""
        return str(self.changes.get("database_url", address(self.folder / "dunghan.db")))

    @asynccontextmanager
    async def arrived(self) -> AsyncIterator[Patient]:
        """As the doctor finds it."""
        telegram = {"token": self.token, "base_url": self.url} | self.changes.get("telegram", {})
        others = {name: one for name, one in self.changes.items() if name != "telegram"}
        settings = Settings(data=self.folder, telegram=TelegramSettings.model_validate(telegram), **others)
        async with examining.arrived(settings, self.clock) as patient:
            for name, one in self.patient.items():
                setattr(patient, name, one)
            yield patient

    async def findings(self, *, deep: bool = False) -> list[examining.Found]:
        """What the doctor finds."""
        async with self.arrived() as patient:
            return await examining.examine(patient, deep=deep)

    async def bad(self) -> dict[str, tuple[Level, str]]:
        """The checks that are not content, with how bad it is and what to do about it."""
        say = speak("vi")
        return {
            one.check.name: (one.finding.level, examining.told(one.finding, say))
            for one in await self.findings(deep=True)
            if one.finding.level in (Level.WARN, Level.FAIL)
        }

    async def change(self, work: Callable[[AsyncSession, Town], Awaitable[None]]) -> None:
        """Something happens in the database, which has a town in it."""
        database = open_database(self.database)
        async with database.sessions.begin() as session:
            town = await build(session, "hong_bang")
            spoken_of = (town.organisation.id, date(2027, 1, 1))
            await days_off.swap(session, *spoken_of, is_worked=False, source="", actor="operator", now=NOW)
            await work(session, town)
        await database.close()


@pytest.fixture
async def house(template: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A healthy one."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "dunghan.db")
    messenger = Messenger(HeldClock(NOW).now)
    async with serve(messenger) as url:
        bot = messenger.add_bot("123:" + "b" * 35, "Đúng Hạn", "dunghan_bot")
        yield House(folder, url, bot.token)


async def test_a_healthy_house_is_fine(house: House) -> None:
    found = await house.findings(deep=True)
    assert {one.finding.level for one in found} == {Level.OK}
    assert [one.number for one in found] == list(range(1, len(CHECKS) + 1))
    assert examining.code_of(found) == 0


# --- each way to be broken, and how it is mended


async def no_token(house: House) -> None:
    house.token = ""


async def little_room(house: House) -> None:
    house.patient["free"] = lambda folder: 40_000_000


async def less_room(house: House) -> None:
    house.patient["free"] = lambda folder: 150_000_000


async def open_to_everybody(house: House) -> None:
    house.folder.chmod(0o755)


async def a_file_of_something_else(house: House) -> None:
    (house.folder / "dunghan.db").write_bytes(b"no database" * 1000)


async def a_newer_database(house: House) -> None:
    await _say(house, "UPDATE alembic_version SET version_num = '9999'")


async def a_file_that_is_torn(house: House) -> None:
    await _say(house, "PRAGMA journal_mode = DELETE")
    file = house.folder / "dunghan.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * 4096 + whole[len(whole) // 2 + 4096 :])


async def a_clock_three_days_behind(house: House) -> None:
    await house.change(_receives)
    house.clock = HeldClock(NOW - timedelta(days=3))


async def a_clock_five_minutes_behind(house: House) -> None:
    await house.change(_receives)
    house.clock = HeldClock(NOW - timedelta(minutes=5))


async def a_zone_that_is_none(house: House) -> None:
    await house.change(_lives_nowhere)


async def a_token_nobody_knows(house: House) -> None:
    house.token = "1:" + "a" * 35


async def a_messenger_that_is_away(house: House) -> None:
    house.url = HERE


async def a_web_hook_of_somebody_else(house: House) -> None:
    async with aiohttp.ClientSession(house.url) as http:
        hook = {"url": "https://elsewhere.example.vn/hook"}
        async with http.post(f"/bot{house.token}/setWebhook", json=hook) as answer:
            answer.raise_for_status()


async def a_command_no_menu_takes(house: House) -> None:
    house.patient["commands"] = ["viec", "báo_cáo"]


async def an_update_that_was_given_up(house: House) -> None:
    await house.change(_gives_up)


async def a_message_that_was_refused(house: House) -> None:
    await house.change(_refuses)


async def a_message_that_waits(house: House) -> None:
    await house.change(_waits)
    house.clock = HeldClock(NOW + timedelta(minutes=20))


async def a_message_that_waits_for_hours(house: House) -> None:
    await house.change(_waits)
    house.clock = HeldClock(NOW + timedelta(hours=2))


async def a_year_nobody_spoke_of(house: House) -> None:
    await house.change(_says_nothing)


async def an_answer_that_is_not_whole(house: House) -> None:
    await house.change(_loses)


BREAKS: list[tuple[Callable[[House], Awaitable[None]], str, Level, str, int]] = [
    (no_token, "settings", Level.FAIL, "DUNGHAN_TELEGRAM__TOKEN", 2),
    (little_room, "room", Level.FAIL, "40 MB", 73),
    (less_room, "room", Level.WARN, "150 MB", 0),
    (open_to_everybody, "rights", Level.WARN, "chmod go-rwx", 0),
    (a_file_of_something_else, "database", Level.FAIL, "khôi phục bản sao lưu", 65),
    (a_newer_database, "database", Level.FAIL, "phiên bản mới hơn", 65),
    (a_file_that_is_torn, "engine", Level.FAIL, "khôi phục bản sao lưu", 65),
    (a_clock_three_days_behind, "clock", Level.FAIL, "timedatectl", 78),
    (a_clock_five_minutes_behind, "clock", Level.WARN, "5 phút", 0),
    (a_zone_that_is_none, "zones", Level.FAIL, "Asia/Nowhere", 1),
    (a_token_nobody_knows, "tokens", Level.FAIL, "token mới", 2),
    (a_messenger_that_is_away, "tokens", Level.FAIL, "Internet", 69),
    (a_web_hook_of_somebody_else, "tokens", Level.WARN, "web hook khác", 0),
    (a_command_no_menu_takes, "menu", Level.FAIL, "báo_cáo", 1),
    (an_update_that_was_given_up, "inbox", Level.WARN, "1 tin đến", 0),
    (a_message_that_was_refused, "outbox", Level.WARN, "1 tin bị từ chối", 0),
    (a_message_that_waits, "oldest", Level.WARN, "20 phút", 0),
    (a_message_that_waits_for_hours, "oldest", Level.FAIL, "120 phút", 1),
    (a_year_nobody_spoke_of, "days_off", Level.WARN, "dunghan days-off none 2027", 0),
    (an_answer_that_is_not_whole, "deep", Level.FAIL, "I1", 1),
]
ALSO = {
    "a_file_that_is_torn": {"zones", "clock", "leaders", "inbox", "outbox", "oldest", "days_off", "deep"},
    "a_message_that_waits": {"deep"},
    "a_message_that_waits_for_hours": {"deep"},
}
"""What else is touched by the same thing, or may be."""


@pytest.mark.parametrize(
    ("break_it", "check", "level", "told", "code"), BREAKS, ids=[one.__name__ for one, *_ in BREAKS]
)
async def test_what_is_broken_is_named_with_what_to_do(
    house: House, break_it: Callable[[House], Awaitable[None]], check: str, level: Level, told: str, code: int
) -> None:
    await break_it(house)
    bad = await house.bad()
    assert set(bad) - ALSO.get(break_it.__name__, set()) == {check}
    assert bad[check][0] is level
    assert told in bad[check][1]
    if not ALSO.get(break_it.__name__):
        assert examining.code_of(await house.findings(deep=True)) == code


def test_every_check_fails_once() -> None:
    """But for the tables, which fail below, and PostgreSQL's leaders."""
    assert {check for _, check, *_ in BREAKS} | {"schema", "leaders"} == {one.name for one in CHECKS}


async def test_what_the_doctor_says_to_do_helps(house: House) -> None:
    await open_to_everybody(house)
    await a_year_nobody_spoke_of(house)
    assert set(await house.bad()) == {"rights", "days_off"}
    house.folder.chmod(0o700)
    said = await asyncio.to_thread(call, "days-off", "none", "2027", "quyết định 12", "--data", house.folder)
    assert said.exit_code == 0, said.output
    assert set(await house.bad()) <= {"clock"}  # what the command wrote down happened on the day of this test


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
    await server.drop(name)


async def test_the_table_for_people_shows_each_check_with_its_number(house: House) -> None:
    await little_room(house)
    console = Console(width=200, record=True, file=StringIO())
    examining.show(await house.findings(), speak("vi"), console)
    shown = console.export_text()
    assert "2   Chỗ trống" in shown
    assert "hỏng" in shown
    assert "14 mục tốt · 0 lưu ý · 1 hỏng" in shown


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
    assert said.exit_code == 2
    assert "tick_seconds" in said.output


# --- what happens in the database


async def _say(house: House, statement: str) -> None:
    connection = sqlite3.connect(house.folder / "dunghan.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


async def _nothing(session: AsyncSession, town: Town) -> None:
    """A town lies there; its opening was told, its plan loaded."""
    await session.execute(text("DELETE FROM figures"))
    await session.execute(text("DELETE FROM reports"))


async def _says_nothing(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    await days_off.forget(session, town.organisation.id, date(2027, 1, 1))


async def _receives(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    await inbox.keep(session, "telegram", [Update("1", "7", "{}")], NOW)
    await session.execute(update(Inbox).values(state="done", handled_at=NOW))


async def _gives_up(session: AsyncSession, town: Town) -> None:
    await _receives(session, town)
    await session.execute(update(Inbox).values(state="dead", error="ValueError"))


async def _lives_nowhere(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    await session.execute(update(Organisation).values(zone="Asia/Nowhere"))


async def _waits(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    await outbox.add(session, "reply:1", Kind.REPLY, To("telegram", "7"), "Chào", NOW)


async def _refuses(session: AsyncSession, town: Town) -> None:
    await _waits(session, town)
    await session.execute(update(Outbox).values(state="refused", sent_at=NOW))


async def _loses(session: AsyncSession, town: Town) -> None:
    await session.execute(text("UPDATE figures SET version = 1"))
    await session.execute(text("UPDATE reports SET due_at = (SELECT opened_at FROM periods)"))
