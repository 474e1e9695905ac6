"""`dunghan audit verify` and the file of heads, as the operator meets them."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import auditing
from bot.clock import HeldClock
from bot.keys import key_in
from storage import seals
from storage.database import Database, open_database
from storage.tables import Audit
from tests.bot.calling import call
from tests.databases import address

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


async def _sealed(template: Path, folder: Path, number: int) -> Database:
    file = Path(shutil.copy(template, folder / "dunghan.db"))
    database = open_database(address(file))
    database.sessions.configure(info={seals.KEY: key_in(folder, "audit")})
    async with database.sessions.begin() as session:
        session.add_all([Audit(at=NOW, actor="operator", action="tried", object=f"n:{one}") for one in range(number)])
    async with database.sessions.begin() as session:
        assert await seals.seal_next(session, NOW)
    return database


def _verify(folder: Path) -> tuple[int, str]:
    done = call("audit", "verify", "--data", folder)
    return done.exit_code, done.output


async def test_heads_are_written_down_once_an_hour_and_only_when_new(template: Path, tmp_path: Path) -> None:
    database = await _sealed(template, tmp_path, 3)
    clock = HeldClock(NOW)
    heads = auditing.Heads(database, tmp_path, clock)
    for minutes in (0, 30, 90):
        clock.move_to(NOW + timedelta(minutes=minutes))
        await heads.beat()
    assert list(auditing.written_down(tmp_path)) == [3], "nothing new came"
    async with database.sessions.begin() as session:
        session.add(Audit(at=NOW, actor="operator", action="tried", object="n:9"))
        await session.flush()
        await seals.seal_next(session, NOW)
    await heads.beat()
    assert list(auditing.written_down(tmp_path)) == [3, 4]
    await database.close()


@pytest.fixture
def sealed_folder(template: Path, tmp_path: Path) -> Path:
    """A data folder whose trail has three sealed rows."""

    async def make() -> None:
        await (await _sealed(template, tmp_path, 3)).close()

    asyncio.run(make())
    return tmp_path


def test_a_whole_trail_says_so_with_its_code(sealed_folder: Path) -> None:
    code, said = _verify(sealed_folder)
    assert code == 0
    assert "3 dòng đã niêm phong" in said


def test_a_shortened_trail_is_named_with_what_to_do(sealed_folder: Path) -> None:
    (sealed_folder / auditing.FILE).write_text(f"{NOW.isoformat()} 8 {'0' * 64}\n")
    code, said = _verify(sealed_folder)
    assert code == 2
    assert "phần cuối đã bị cắt" in said
