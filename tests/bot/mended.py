"""What the doctor says to do about each way to be broken, done."""

import asyncio
import re
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.clock import HeldClock
from bot.doctor.findings import Level
from tests.bot import broken
from tests.bot.broken import House
from tests.rows import NOW


async def with_the_right_token(house: House, told: str) -> None:
    house.token = broken.GOOD_TOKEN


async def with_room_made(house: House, told: str) -> None:
    house.patient.pop("free")


async def as_it_says(house: House, told: str) -> None:
    """The command stands in the sentence."""
    said = re.search(r"chmod [^ ]+ [^ ]+(?=\.)", told)
    assert said is not None, told
    await asyncio.to_thread(subprocess.run, said[0].split(), check=True)


async def by_the_backup(house: House, told: str) -> None:
    for file in house.folder.glob("dunghan.db*"):
        file.unlink()
    [backup] = (house.folder / "backups").glob("*.age")
    await house.run("restore", backup, "--key", house.key)


async def by_the_right_time(house: House, told: str) -> None:
    house.clock = HeldClock(NOW)


async def by_a_zone_there_is(house: House, told: str) -> None:
    await broken.say(house, "UPDATE organisations SET zone = 'Asia/Ho_Chi_Minh'")


async def by_a_line_that_works(house: House, told: str) -> None:
    house.url = house.reached


async def by_taking_the_token_back(house: House, told: str) -> None:
    """As the bot does when it runs."""
    async with (
        aiohttp.ClientSession(house.url) as http,
        http.post(f"/bot{house.token}/deleteWebhook", json={}) as answer,
    ):
        answer.raise_for_status()


async def by_the_program_as_it_was(house: House, told: str) -> None:
    house.patient.pop("commands")


async def by_time(house: House, told: str) -> None:
    """Who should have had it was told in another way."""
    house.clock = HeldClock(house.clock.now() + timedelta(days=8))
    await house.run("backup", "make")


async def by_sending(house: House, told: str) -> None:
    """The bot runs, and the messenger takes it."""
    await broken.say(house, "UPDATE outbox SET state = 'sent', sent_at = due_at")


async def by_saying_so(house: House, told: str) -> None:
    await house.run("days-off", "none", "2027", "quyết định 12")


async def by_migrating(house: House, told: str) -> None:
    await house.run("migrate")


async def by_a_new_key(house: House, told: str) -> None:
    await house.run("backup", "key")
    await house.run("backup", "make")


async def by_a_backup(house: House, told: str) -> None:
    await house.run("backup", "make")


async def by_sealing(house: House, told: str) -> None:
    await broken.sealed(house)


async def by_the_key_of_old(house: House, told: str) -> None:
    (house.folder / "kept").rename(house.folder / "audit.key")


@dataclass(frozen=True)
class Case:
    """One way to be broken. `also`: checks that the same thing touches, too, or may; `left`: after it is mended."""

    break_it: Callable[[House], Awaitable[None]]
    check: str
    level: Level
    told: str
    code: int
    mend: Callable[[House, str], Awaitable[None]]
    also: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


OF_A_TORN_FILE = frozenset(
    {"zones", "clock", "leaders", "inbox", "outbox", "oldest", "digests", "days_off", "sealing", "chain", "deep"}
)
LATE = frozenset({"deep", "sealing"})
ALSO_LATE = LATE | {"oldest"}
LONG_AGO = frozenset({"deep", "sealing", "clock"})  # the command that helps is called on the day of the test

CASES = [
    Case(broken.no_token, "settings", Level.FAIL, "DUNGHAN_TELEGRAM__TOKEN", 78, with_the_right_token),
    Case(broken.little_room, "room", Level.FAIL, "40 MB", 73, with_room_made),
    Case(broken.less_room, "room", Level.WARN, "150 MB", 0, with_room_made),
    Case(broken.open_to_everybody, "rights", Level.FAIL, "chmod go-rwx", 78, as_it_says),
    Case(broken.a_file_of_something_else, "database", Level.FAIL, "khôi phục bản sao lưu", 65, by_the_backup),
    Case(broken.a_newer_database, "database", Level.FAIL, "phiên bản mới hơn", 65, by_the_backup),
    Case(broken.no_tables, "schema", Level.WARN, "dunghan migrate", 0, by_migrating),
    Case(broken.a_file_that_is_torn, "engine", Level.FAIL, "khôi phục bản sao lưu", 65, by_the_backup, OF_A_TORN_FILE),
    Case(broken.a_clock_three_days_behind, "clock", Level.FAIL, "timedatectl", 78, by_the_right_time),
    Case(broken.a_clock_five_minutes_behind, "clock", Level.WARN, "5 phút", 0, by_the_right_time),
    Case(broken.a_zone_that_is_none, "zones", Level.FAIL, "Asia/Nowhere", 1, by_a_zone_there_is),
    Case(broken.a_token_nobody_knows, "tokens", Level.FAIL, "token mới", 2, with_the_right_token),
    Case(broken.a_messenger_that_is_away, "tokens", Level.FAIL, "Internet", 69, by_a_line_that_works),
    Case(broken.a_web_hook_of_somebody_else, "tokens", Level.WARN, "web hook khác", 0, by_taking_the_token_back),
    Case(broken.a_command_no_menu_takes, "menu", Level.FAIL, "báo_cáo", 1, by_the_program_as_it_was),
    Case(broken.an_update_that_was_given_up, "inbox", Level.WARN, "1 tin đến", 0, by_the_backup),
    Case(broken.a_message_that_was_refused, "outbox", Level.WARN, "1 tin bị từ chối", 0, by_time, left=LONG_AGO),
    Case(broken.a_message_that_waits, "oldest", Level.WARN, "20 phút", 0, by_sending, LATE, LATE),
    Case(broken.a_message_that_waits_for_hours, "oldest", Level.FAIL, "120 phút", 1, by_sending, LATE, LATE),
    Case(broken.a_digest_that_is_missing, "digests", Level.FAIL, "PHƯỜNG HỒNG BÀNG", 1, by_sending, ALSO_LATE, LATE),
    Case(
        broken.a_year_nobody_spoke_of,
        "days_off",
        Level.WARN,
        "days-off none 2027",
        0,
        by_saying_so,
        left=LONG_AGO,
    ),
    Case(broken.no_key_for_backups, "backups", Level.WARN, "dunghan backup key", 0, by_a_new_key),
    Case(broken.no_backup, "backups", Level.WARN, "dunghan backup make", 0, by_a_backup),
    Case(broken.a_backup_of_yesterday, "backups", Level.WARN, "27 giờ", 0, by_a_backup),
    Case(broken.a_backup_that_is_torn, "backups", Level.FAIL, "dunghan backup make", 1, by_a_backup),
    Case(broken.a_backup_nobody_vouches_for, "backups", Level.WARN, ".sha256", 0, by_a_backup),
    Case(broken.a_trail_that_is_not_sealed, "sealing", Level.WARN, "niêm phong", 0, by_sealing),
    Case(broken.a_trail_that_was_changed, "chain", Level.FAIL, "dunghan audit verify", 1, by_the_backup),
    Case(broken.a_trail_without_its_key, "chain", Level.FAIL, "audit.key", 1, by_the_key_of_old),
    Case(broken.an_answer_that_is_not_whole, "deep", Level.FAIL, "I1", 1, by_the_backup),
]
