"""An installation that a doctor may look at, and each way to break it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import HeldClock
from bot.doctor import examining
from bot.doctor.findings import Level, Patient
from bot.keys import key_in
from bot.settings import Settings, TelegramSettings
from domain.chat import Update
from locales import speak
from storage import days_off, inbox, outbox, seals
from storage.database import open_database
from storage.outbox import Kind, To
from storage.tables import Audit, Inbox, Organisation, Outbox
from tests.bot.calling import call
from tests.databases import address
from tests.rows import NOW, Town, build

HERE = "http://127.0.0.1:1"
GOOD_TOKEN = "123:" + "b" * 35


@dataclass
class House:
    """An installation in a folder, and the messenger it talks to."""

    folder: Path
    url: str
    token: str
    key: Path
    clock: HeldClock = field(default_factory=lambda: HeldClock(NOW))
    changes: dict[str, Any] = field(default_factory=dict)
    patient: dict[str, Any] = field(default_factory=dict)
    reached: str = ""

    def __post_init__(self) -> None:
        """Where the messenger really is."""
        self.reached = self.url

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
        return bad_of(await self.findings(deep=True))

    async def run(self, *words: object) -> None:
        """A command of the operator's on this installation."""
        said = await asyncio.to_thread(call, *words, "--data", self.folder)
        assert said.exit_code == 0, said.output

    async def change(self, work: Callable[[AsyncSession, Town], Awaitable[None]]) -> None:
        """Something happens in the database, which has a town in it."""
        database = open_database(self.database)
        async with database.sessions.begin() as session:
            town = await build(session, "hong_bang")
            spoken_of = (town.organisation.id, date(2027, 1, 1))
            await days_off.swap(session, *spoken_of, is_worked=False, source="", actor="operator", now=NOW)
            await work(session, town)
        await database.close()


def bad_of(found: list[examining.Found]) -> dict[str, tuple[Level, str]]:
    """As House.bad."""
    say = speak("vi")
    return {
        one.check.name: (one.finding.level, examining.told(one.finding, say))
        for one in found
        if one.finding.level in (Level.WARN, Level.FAIL)
    }


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
    await say(house, "UPDATE alembic_version SET version_num = '9999'")


async def a_file_that_is_torn(house: House) -> None:
    await say(house, "PRAGMA journal_mode = DELETE")
    file = house.folder / "dunghan.db"
    with closing(sqlite3.connect(file)) as connection:  # a page that nobody reads who only opens it
        [[page]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'wordings'").fetchall()
        [[size]] = connection.execute("PRAGMA page_size").fetchall()
    whole, at = file.read_bytes(), (page - 1) * size
    file.write_bytes(whole[:at] + b"\xff" * size + whole[at + size :])


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


async def a_digest_that_is_missing(house: House) -> None:
    await house.change(_posts_nothing)
    house.clock = HeldClock(NOW + timedelta(minutes=20))


async def a_year_nobody_spoke_of(house: House) -> None:
    await house.change(_says_nothing)


async def an_answer_that_is_not_whole(house: House) -> None:
    await house.change(_loses)


async def no_tables(house: House) -> None:
    (house.folder / "dunghan.db").unlink()


async def no_key_for_backups(house: House) -> None:
    (house.folder / "backup.pub").unlink()
    shutil.rmtree(house.folder / "backups")


async def no_backup(house: House) -> None:
    shutil.rmtree(house.folder / "backups")


async def a_backup_of_yesterday(house: House) -> None:
    house.clock = HeldClock(NOW + timedelta(hours=27))


async def a_backup_that_is_torn(house: House) -> None:
    [backup] = (house.folder / "backups").glob("*.age")
    backup.write_bytes(backup.read_bytes()[:-1])


async def a_backup_nobody_vouches_for(house: House) -> None:
    [beside] = (house.folder / "backups").glob("*.sha256")
    beside.unlink()


async def a_trail_that_is_not_sealed(house: House) -> None:
    await house.change(_acts)
    house.clock = HeldClock(NOW + timedelta(minutes=12))


async def a_trail_that_was_changed(house: House) -> None:
    await house.change(_acts)
    await sealed(house)
    await say(house, "DROP TRIGGER IF EXISTS audit_no_update")
    await say(house, "UPDATE audit SET actor = 'somebody'")


async def a_trail_without_its_key(house: House) -> None:
    await house.change(_acts)
    await sealed(house)
    (house.folder / "audit.key").rename(house.folder / "kept")


# --- what happens in the database


async def say(house: House, statement: str) -> None:
    """A statement past everybody who would keep it out."""
    connection = sqlite3.connect(house.folder / "dunghan.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


async def _nothing(session: AsyncSession, town: Town) -> None:
    """A town lies there; its opening was told, its plan loaded."""
    await session.execute(text("DELETE FROM figures"))
    await session.execute(text("DELETE FROM reports"))


async def _acts(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    of = {"organisation_id": town.organisation.id, "at": NOW, "actor": "operator"}
    session.add(Audit(**of, action="channels", object="unit:1", old="", new="telegram"))


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


async def _posts_nothing(session: AsyncSession, town: Town) -> None:
    await _nothing(session, town)
    title = "PHƯỜNG HỒNG BÀNG"
    await outbox.add(session, "digest:1", Kind.DIGEST, To("telegram", "7"), title, NOW, title=title)


async def _refuses(session: AsyncSession, town: Town) -> None:
    await _waits(session, town)
    await session.execute(update(Outbox).values(state="refused", sent_at=NOW))


async def _loses(session: AsyncSession, town: Town) -> None:
    await session.execute(text("UPDATE figures SET version = 1"))
    await session.execute(text("UPDATE reports SET due_at = (SELECT opened_at FROM periods)"))


async def sealed(house: House) -> None:
    """As the bot seals when it runs."""
    database = open_database(house.database)
    database.sessions.configure(info={seals.KEY: key_in(house.folder, "audit")})
    while await database.transaction(lambda session: seals.seal_next(session, NOW)):
        pass
    await database.close()
