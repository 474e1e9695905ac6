"""What a command says, and how it ends, where its database cannot be worked with; and how long it waits for one."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import options
from bot.clock import HeldClock
from bot.opened import PATIENCE_SECONDS, ready
from locales import speak
from storage.opening import CannotOpenError, Trouble
from tests.bot.calling import call
from tests.databases import Postgres, address
from tests.rows import NOW

AWAY = "postgresql+asyncpg://a:verysecret@127.0.0.1:1/x"


def newer(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def foreign(file: Path) -> None:
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE customers (name)")
    connection.close()


def damaged(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


@pytest.mark.parametrize("command", [("invite", "VHXH"), ("unreachable",), ("days-off", "list"), ("run",)])
@pytest.mark.parametrize(
    ("happens", "told"),
    [(newer, "phiên bản mới hơn"), (foreign, "chương trình khác"), (damaged, "bị hỏng")],
)
def test_a_database_that_is_not_ours_to_use_ends_every_command_with_one_sentence(
    template: Path, tmp_path: Path, command: tuple[str, ...], happens: Callable[[Path], None], told: str
) -> None:
    happens(Path(shutil.copy(template, tmp_path / "dunghan.db")))
    before = (tmp_path / "dunghan.db").read_bytes()
    said = call(*command, "--data", tmp_path, env={"DUNGHAN_TELEGRAM__TOKEN": "1:abc"})
    assert said.exit_code == 65
    assert told in said.output
    assert len(said.output.strip().splitlines()) == 1
    assert (tmp_path / "dunghan.db").read_bytes() == before


def test_a_database_that_can_only_be_read_ends_with_73(template: Path, tmp_path: Path) -> None:
    url = f"sqlite:///file:{template}?mode=ro&uri=true"
    said = call("unreachable", "--data", tmp_path, env={"DUNGHAN_DATABASE_URL": url})
    assert said.exit_code == 73
    assert "chỉ cho đọc" in said.output


@pytest.mark.parametrize("command", [("unreachable",), ("run",)])
def test_a_data_folder_that_cannot_be_one_ends_with_73(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    said = call(*command, "--data", tmp_path / "file" / "data", env={"DUNGHAN_TELEGRAM__TOKEN": "1:abc"})
    assert said.exit_code == 73
    assert str(tmp_path / "file" / "data") in said.output


def test_an_address_that_is_none_ends_with_2_and_shows_no_password(tmp_path: Path) -> None:
    said = call("unreachable", "--data", tmp_path, env={"DUNGHAN_DATABASE_URL": "oracle://a:verysecret@x/y"})
    assert said.exit_code == 2
    assert "DUNGHAN_DATABASE_URL" in said.output
    assert "verysecret" not in said.output


def test_a_database_the_server_does_not_have_ends_with_69(server: Postgres, tmp_path: Path) -> None:
    said = call("unreachable", "--data", tmp_path, env={"DUNGHAN_DATABASE_URL": server.address("nothing")})
    assert said.exit_code == 69
    assert "createdb" in said.output


def test_every_trouble_has_its_code() -> None:
    assert set(options.CODES) == set(Trouble)


async def test_a_server_that_is_away_is_waited_for_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = HeldClock(NOW)
    with pytest.raises(CannotOpenError) as refused:
        await ready(AWAY, clock)
    assert refused.value.trouble is Trouble.AWAY
    assert PATIENCE_SECONDS <= clock.monotonic() < PATIENCE_SECONDS + 1
    told = capsys.readouterr().err.strip().splitlines()
    assert told[0] == speak("vi")("cli.database_waiting", seconds=60)
    assert 3 < len(told) < 10
    assert "verysecret" not in "".join(told)


async def test_what_will_not_get_better_is_not_waited_for(tmp_path: Path) -> None:
    clock = HeldClock(NOW)
    (tmp_path / "x.db").write_bytes(b"no database" * 1000)
    with pytest.raises(CannotOpenError):
        await ready(address(tmp_path / "x.db"), clock)
    assert clock.monotonic() == 0


async def test_a_server_that_comes_back_meanwhile_is_taken(server: Postgres) -> None:
    """The database server is away until the third try: its socket is where the address says only then."""
    url = server.address("migrated")
    folder = Path(str(make_url(url).query["host"]))
    elsewhere = folder.with_name(f"{folder.name}-later")

    class Meanwhile(HeldClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            if self.monotonic() > 5 and not elsewhere.exists():
                elsewhere.symlink_to(folder)

    clock = Meanwhile(NOW)
    try:
        database = await ready(make_url(url).update_query_dict({"host": str(elsewhere)}).render_as_string(False), clock)
        await database.close()
    finally:
        elsewhere.unlink(missing_ok=True)
    assert 5 < clock.monotonic() < PATIENCE_SECONDS


def test_as_a_program_nothing_but_the_sentence_is_printed(tmp_path: Path) -> None:
    damaged(tmp_path / "dunghan.db")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "unreachable", "--data", tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (65, "", 1)
