"""An installation from nothing: `init`, `migrate`, and the README's way from an empty folder to a restored backup."""

import asyncio
import re
import shlex
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import plans
from bot.clock import RealClock
from bot.environment import child_environment
from bot.lock import only_one
from simulator import actions
from simulator.messenger import Messenger
from simulator.server import serve
from storage.database import migrate, open_database
from tests.bot.calling import call
from tests.databases import address
from tests.house.files import HOUSE

TOKEN = "7000000001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder and an empty environment, with nothing but a token in a file and the shipped plan."""
    folder = tmp_path / "here"
    (folder / "plans").mkdir(parents=True)
    (folder / "plans" / "hong_bang.yaml").write_bytes(plans.shipped()["hong_bang"].read_bytes())
    (folder / "token").touch(mode=0o600)
    (folder / "token").write_text(f" {TOKEN}\n")
    monkeypatch.chdir(folder)
    for name in child_environment({}):
        if name.upper().startswith(("DUNGHAN_", "CREDENTIALS_DIRECTORY")):
            monkeypatch.delenv(name)
    return folder


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_makes_an_installation_and_twice_changes_nothing(here: Path) -> None:
    made = call("init", "--yes", "--token-file", "token", "--plan", "plans/hong_bang.yaml", env=NO_MESSENGER)
    assert made.exit_code == 0, made.output
    assert (_mode(here / ".env"), _mode(here / "data"), _mode(here / "data" / "audit.key")) == (0o600, 0o700, 0o600)
    assert f"DUNGHAN_TELEGRAM__TOKEN={TOKEN}\n" in (here / ".env").read_text()
    assert "quản trị viên" in made.output
    assert "dunghan doctor" in made.output
    before = {one: one.read_bytes() for one in (here / ".env", here / "data" / "audit.key")}
    again = call("init", "--yes", "--token-file", "token", "--plan", "plans/hong_bang.yaml", env=NO_MESSENGER)
    assert again.exit_code == 0
    assert "giữ nguyên" in again.output
    assert {one: one.read_bytes() for one in before} == before
    with sqlite3.connect(here / "data" / "dunghan.db") as rows:
        assert rows.execute("SELECT count(*) FROM invites").fetchone() == (1,)
    rows.close()
    assert TOKEN not in made.output + again.output


NO_MESSENGER = {"DUNGHAN_TELEGRAM__BASE_URL": "http://127.0.0.1:1"}


def test_init_asks_and_never_shows_the_token(here: Path) -> None:
    typed = f"zalo\n{TOKEN}\nhttps://baocao.example.gov.vn\n{here / 'du lieu'}\n\n"
    made = call("init", typed=typed)
    assert made.exit_code == 0, made.output
    assert TOKEN not in made.output
    shown = call("config", "show").output
    assert f"DUNGHAN_DATA = {here / 'du lieu'}\n" in shown
    assert "DUNGHAN_ZALO_BOT__WEBHOOK_URL = https://baocao.example.gov.vn/zalo-bot\n" in shown
    assert "DUNGHAN_ZALO_BOT__TOKEN = đã đặt\n" in shown
    assert (here / "du lieu" / "dunghan.db").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--messenger", "viber"), 2, "telegram, zalo"),
        (("--public-url", "http://example.org"), 2, "https://"),
        (("--token-file", "half"), 78, "không có dạng token"),
    ],
)
def test_init_refuses_what_cannot_be_used_and_writes_nothing(
    here: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (here / "half").write_text(TOKEN.partition(":")[2])
    said = call("init", "--yes", *words)
    assert (said.exit_code, told in said.output) == (code, True), said.output
    assert not (here / ".env").exists()


def _older(folder: Path) -> Path:
    folder.mkdir(mode=0o700)

    async def make() -> None:
        database = open_database(address(folder / "dunghan.db"))
        await migrate(database, "0012")
        await database.close()

    asyncio.run(make())
    return folder


@pytest.mark.usefixtures("here")
def test_migrate_backs_up_first_and_says_from_where_to_where(tmp_path: Path) -> None:
    data = _older(tmp_path / "data")
    with only_one(data / "dunghan.lock"):
        assert call("migrate", "--data", data).exit_code == 75, "a bot runs"
    done = call("migrate", "--data", data)
    assert done.exit_code == 0, done.output
    assert "từ 0012 lên 00" in done.output
    assert "AGE-SECRET-KEY-1" in done.output
    [backup] = (data / "backups").glob("*.age")
    assert str(backup) in done.output.replace("\n", "")
    again = call("migrate", "--data", data)
    assert (again.exit_code, "không có gì phải làm" in again.output) == (0, True)
    assert list((data / "backups").glob("*.age")) == [backup]


@pytest.mark.usefixtures("here")
def test_migrate_without_a_backup_when_that_is_said(tmp_path: Path) -> None:
    data = _older(tmp_path / "data")
    assert call("migrate", "--no-backup", "--data", data).exit_code == 0
    assert not (data / "backups").exists()


# The README's way


def _commands() -> list[list[str]]:
    """What the page says to type, in its order."""
    page = (HOUSE / "README.md").read_text(encoding="utf-8")
    section = page[page.index("## Chạy thật với Telegram") : page.index("## Các lệnh của chương trình")]
    lines = "".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL)).splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if ".venv/bin/dunghan" in line]


@contextmanager
def _running(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    env = child_environment({"PYTHONPATH": str(HOUSE)})
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=log, stderr=log) as one,
    ):
        try:
            yield one
        finally:
            one.kill()


async def test_the_readme_leads_from_an_empty_folder_to_people_and_back_from_a_backup(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = _commands()
    assert [one[0] for one in commands[:1]] == ["init"]
    messenger = Messenger(RealClock().now)
    bot = messenger.add_bot(TOKEN, "Đúng Hạn", "dunghan_bot")
    async with serve(messenger) as url:
        monkeypatch.setenv("DUNGHAN_TELEGRAM__BASE_URL", url)  # the one thing that is not as in an office
        said = {}
        for words in commands:
            if words[0] != "run":
                done = await asyncio.to_thread(call, *words, env={"DUNGHAN_TELEGRAM__BASE_URL": url})
                assert done.exit_code == 0, (words, done.output)
                said[" ".join(words)] = done.output
        lan = messenger.add_person("Trần Thị Lan")
        code = re.search(r"start=([\w-]+)", said["invite VHXH --role officer --qr vhxh.png"])
        assert code is not None
        with _running(here) as running:
            answered = asyncio.Event()
            messenger.listen(lambda event, data: answered.set() if event == "message" else None)
            actions.start(messenger, lan, bot.id, code[1])
            answered.clear()  # that was her own
            async with asyncio.timeout(120):
                await answered.wait()
            running.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(running.wait, 30) == 0, (here / "log").read_text()
    (tmp_path / "key").touch(mode=0o600)
    secret = re.search(r"AGE-SECRET-KEY-1\w+", said["backup key"])
    assert secret is not None
    (tmp_path / "key").write_text(secret[0])
    assert (await asyncio.to_thread(call, "backup", "make")).exit_code == 0
    newest = max((here / "data" / "backups").glob("*.age"))
    restoring = ("restore", newest, "--key", tmp_path / "key", "--data", tmp_path / "elsewhere")
    done = await asyncio.to_thread(call, *restoring)
    assert done.exit_code == 0, done.output
    assert _inbox(tmp_path / "elsewhere") == _inbox(here / "data") == [(1,)]
    assert TOKEN not in " ".join(said.values()) + (here / "log").read_text()


def _inbox(data: Path) -> list[tuple[int]]:
    connection = sqlite3.connect(data / "dunghan.db")
    found = connection.execute("SELECT count(*) FROM inbox").fetchall()
    connection.close()
    return found
