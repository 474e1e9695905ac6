"""A backup is made while the bot runs, read back, and put in place again; a wrong or damaged one is told apart."""

import asyncio
import gzip
import io
import shutil
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import Result

from bot import backing_up, backup_file
from bot.settings import Settings
from storage import dumping, held, outbox
from storage.database import open_database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.tables import Organisation
from tests.bot.calling import call
from tests.databases import Postgres, address
from tests.rows import build

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in Vietnamese, with a terminal wide enough."""
    monkeypatch.setenv("COLUMNS", "400")
    return call


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """The data folder of an installation with a town in it and one photo."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(template, folder / "dunghan.db")

    async def fill() -> None:
        database = open_database(address(folder / "dunghan.db"))
        async with database.sessions.begin() as session:
            await build(session, "hong_bang")
            await outbox.add(session, "prompt:1", Kind.PROMPT, To("telegram", "7001"), "Xin số liệu", NOW)
        await database.close()

    asyncio.run(fill())
    EvidenceFiles(folder / "evidence").keep(b"a photo")
    return folder


@pytest.fixture
def key(home: Path, tmp_path: Path) -> Path:
    """The secret key, as it was written down."""
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(backing_up.new_key(home))
    return file


@pytest.fixture
def backup(run: Run, home: Path, key: Path, tmp_path: Path) -> Path:
    """One backup."""
    done = run("backup", "make", "--to", tmp_path / "backups", "--data", home)
    assert done.exit_code == 0, done.output
    [file] = (tmp_path / "backups").glob("*.age")
    return file


def _rows(url: str) -> dict[str, int]:
    async def count() -> dict[str, int]:
        database = open_database(url)
        async with database.engine.connect() as connection:
            found = {
                table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for table in await connection.run_sync(dumping.tables)
            }
        await database.close()
        return found

    return asyncio.run(count())


def _held(home: Path) -> list[str]:
    async def find() -> list[str]:
        database = open_database(address(home / "dunghan.db"))
        async with database.sessions() as session:
            keys = [row.key for row in await held.listed(session)]
        await database.close()
        return keys

    return asyncio.run(find())


def test_what_was_lost_is_there_again(run: Run, home: Path, backup: Path, key: Path) -> None:
    before = _rows(address(home / "dunghan.db"))
    assert _held(home) == []
    photo = EvidenceFiles(home / "evidence").names()
    (home / "dunghan.db").unlink()
    shutil.rmtree(home / "evidence")
    done = run("restore", backup, "--key", key, "--data", home)
    assert done.exit_code == 0, done.output
    assert "dunghan outbox list" in done.output
    after = _rows(address(home / "dunghan.db"))
    assert {name for name in before if before[name] != after[name]} <= {"lives"}
    assert before["organisations"] == 1
    assert _held(home) == ["prompt:1"], "nothing old is sent until somebody decides"
    assert EvidenceFiles(home / "evidence").names() == photo


def test_a_backup_of_sqlite_is_restored_into_postgresql(
    run: Run, home: Path, backup: Path, key: Path, server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _rows(address(home / "dunghan.db"))
    name = asyncio.run(server.copy("template0"))
    monkeypatch.setenv("DUNGHAN_DATABASE_URL", server.address(name))
    done = run("restore", backup, "--key", key, "--data", tmp_path / "new")
    assert done.exit_code == 0, done.output
    after = _rows(server.address(name))
    assert {one for one in before if before[one] != after[one]} <= {"lives"}

    async def add_one_more() -> int:
        database = open_database(server.address(name))
        async with database.sessions.begin() as session:
            await build(session, "an_phu")
            newest: int = (await session.execute(select(func.max(Organisation.id)))).scalar_one()
        await database.close()
        await server.drop(name)
        return newest

    assert asyncio.run(add_one_more()) == 2, "new rows are numbered after those that came"


def test_a_running_bot_s_rows_of_one_moment_are_in_it(run: Run, home: Path, backup: Path, key: Path) -> None:
    done = run("backup", "verify", backup, "--key", key)
    assert done.exit_code == 0
    assert "còn nguyên" in done.output


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _changed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _nothing(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [_truncated, _changed, _nothing], ids=["truncated", "changed", "empty"])
def test_a_damaged_file_is_told_from_a_wrong_key(
    run: Run, backup: Path, key: Path, harm: Callable[[Path], None]
) -> None:
    harm(backup)
    done = run("backup", "verify", backup, "--key", key)
    assert done.exit_code == 74
    assert "không còn nguyên" in done.output


def test_another_key_does_not_open_it(run: Run, backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch(mode=0o600)
    other.write_text(backing_up.new_key(tmp_path))
    done = run("backup", "verify", backup, "--key", other)
    assert done.exit_code == 100
    assert "khóa khác" in done.output


def test_what_is_no_key_at_all_is_explained(run: Run, backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch(mode=0o600)
    other.write_text("mật khẩu")
    done = run("backup", "verify", backup, "--key", other)
    assert done.exit_code == 100
    assert "AGE-SECRET-KEY-1" in done.output


def test_nothing_is_overwritten(run: Run, home: Path, backup: Path, key: Path) -> None:
    before = _rows(address(home / "dunghan.db"))
    done = run("restore", backup, "--key", key, "--data", home)
    assert done.exit_code == 2
    assert "không ghi đè" in done.output
    assert _rows(address(home / "dunghan.db")) == before


def test_the_backup_of_another_installation_is_refused_until_it_is_meant(
    run: Run, backup: Path, key: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    backing_up.installation(elsewhere)
    refused = run("restore", backup, "--key", key, "--data", elsewhere)
    assert (refused.exit_code, "nơi khác" in refused.output) == (2, True)
    assert not (elsewhere / "dunghan.db").exists()
    assert run("restore", backup, "--key", key, "--data", elsewhere, "--other-installation").exit_code == 0


def test_without_a_key_there_is_no_backup(run: Run, home: Path, tmp_path: Path) -> None:
    done = run("backup", "make", "--to", tmp_path / "backups", "--data", home)
    assert done.exit_code == 2
    assert "dunghan backup key" in done.output
    assert not list((tmp_path / "backups").glob("*"))


def test_the_secret_key_is_shown_once_and_kept_nowhere(run: Run, home: Path) -> None:
    done = run("backup", "key", "--data", home)
    secret = next(word for word in done.output.split() if word.startswith("AGE-SECRET-KEY-"))
    assert not any(secret.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert run("backup", "key", "--data", home).exit_code == 2, "a second one would make the first useless by mistake"


def test_the_newest_of_seven_days_four_weeks_and_twelve_months_stay(tmp_path: Path) -> None:
    for day in range(400):
        moment = NOW - timedelta(days=day)
        (tmp_path / f"dunghan-{moment:%Y%m%dT%H%M%SZ}{backing_up.ENDING}").touch()
    backing_up.prune(tmp_path)
    left = sorted((NOW - backing_up.made_at(file)).days for file in tmp_path.glob("*"))
    assert left[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert left[7:10] == [7, 14, 21], "Sundays: the newest day of each earlier week"
    assert len(left) == 7 + 3 + 11
    assert backing_up.age(Settings(backups=tmp_path), NOW) == timedelta(0)


def test_a_half_written_backup_is_none(home: Path, key: Path, tmp_path: Path) -> None:
    class CutOffError(Exception):
        pass

    def cut(what: str) -> None:
        if what == "read_back":
            raise CutOffError

    settings = Settings(data=home)
    with pytest.raises(CutOffError):
        asyncio.run(backing_up.make(settings, tmp_path / "backups", NOW, cut))
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_name_that_leads_out_of_the_folder_goes_nowhere(tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    with gzip.open(packed, "wb") as squeezed, tarfile.open(fileobj=squeezed, mode="w|") as tar:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(backup_file.DamagedError), backup_file.unpacked(packed, tmp_path / "content"):
        pass
    assert not (tmp_path / "outside").exists()


def test_a_key_that_others_can_read_is_not_taken(run: Run, backup: Path, key: Path) -> None:
    key.chmod(0o644)
    done = run("backup", "verify", backup, "--key", key)
    assert done.exit_code == 78
    assert f"chmod 600 {key}" in done.output


def test_what_lies_beside_a_backup_says_whether_it_is_whole(backup: Path) -> None:
    assert backing_up.is_whole(backup) is True
    _changed(backup)
    assert backing_up.is_whole(backup) is False
