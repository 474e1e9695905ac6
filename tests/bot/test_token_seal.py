"""Tokens in the database are of no use to who has the database: the key is in the data folder, and in no backup."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from bot import zalo_oa_login
from bot.backing_up import KEPT_FILES
from bot.settings import Settings, ZaloOaSettings
from bot.token_seal import MARK, SealError, opens, seal_in
from bot.zalo_tokens import DatabaseTokens
from channels.zalo_oa_tokens import Pair
from locales import speak
from storage import zalo_tokens
from storage.database import Database, open_database
from storage.tables import ZaloOaTokens
from tests.rows import NOW

OLD = Pair("access-1", "refresh-1", NOW + timedelta(hours=25), NOW)
NEW = Pair("access-2", "refresh-2", NOW + timedelta(hours=45), NOW + timedelta(hours=20))


@pytest.fixture
async def plain(database: Database) -> Database:
    """A pair as it was stored before there was a seal."""
    async with database.sessions.begin() as session:
        await zalo_tokens.log_in(session, "1", "2", OLD.access, OLD.refresh, OLD.expires_at, NOW)
    return database


async def row(database: Database) -> ZaloOaTokens:
    async with database.sessions() as session:
        found = await zalo_tokens.of(session, "1")
    assert found is not None
    return found


def test_what_is_sealed_is_opened_with_the_same_key_only(tmp_path: Path) -> None:
    sealed = seal_in(tmp_path / "one").closed("access-1")
    assert sealed.startswith(MARK)
    assert "access-1" not in sealed
    assert seal_in(tmp_path / "one").opened(sealed) == "access-1"
    for broken in (sealed[:-8], sealed + "%", MARK, MARK + "AAAA"):
        with pytest.raises(SealError):
            seal_in(tmp_path / "one").opened(broken)
    with pytest.raises(SealError):
        seal_in(tmp_path / "two").opened(sealed)


def test_the_key_is_for_our_eyes_only_and_in_no_backup(tmp_path: Path) -> None:
    seal_in(tmp_path)
    assert (tmp_path / "zalo.key").stat().st_mode & 0o777 == 0o600
    assert "zalo.key" not in KEPT_FILES


def test_a_key_that_was_copied_by_hand_works_and_one_that_is_none_is_left_alone(tmp_path: Path) -> None:
    sealed = seal_in(tmp_path).closed("access-1")
    file = tmp_path / "zalo.key"
    file.write_bytes(file.read_bytes() + b"\n")
    assert opens(tmp_path, sealed)
    file.write_text("half a k")
    with pytest.raises(SealError):
        seal_in(tmp_path)
    assert file.read_text() == "half a k"
    assert not opens(tmp_path, sealed)


async def test_what_was_stored_plain_is_used_and_sealed_at_the_next_refresh(tmp_path: Path, plain: Database) -> None:
    store = DatabaseTokens(plain, "1", seal_in(tmp_path))
    assert await store.load() == OLD
    assert await store.claim(OLD, NOW, NOW + timedelta(minutes=1))
    assert not await store.claim(OLD, NOW, NOW + timedelta(minutes=1)), "somebody has the right already"
    assert await store.replace(OLD, NEW)
    kept = await row(plain)
    assert all(one.startswith(MARK) for one in (kept.access_token, kept.refresh_token))
    assert await DatabaseTokens(plain, "1", seal_in(tmp_path)).load() == NEW
    assert not await store.claim(OLD, NOW, NOW + timedelta(minutes=1)), "another pair by now"
    assert not await store.replace(OLD, OLD)


async def test_each_step_of_a_refresh_works_on_a_sealed_pair(tmp_path: Path, plain: Database) -> None:
    store = DatabaseTokens(plain, "1", seal_in(tmp_path))
    await store.replace(OLD, NEW)
    assert await store.claim(NEW, NOW, NOW + timedelta(minutes=1))
    await store.release(NEW)
    assert (await row(plain)).claimed_until_at is None
    await store.mark_lost(OLD, NOW)
    assert (await row(plain)).lost_at is None
    await store.mark_lost(NEW, NOW)
    assert (await row(plain)).lost_at == NOW


async def test_another_key_opens_nothing_and_changes_nothing(
    tmp_path: Path, plain: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await DatabaseTokens(plain, "1", seal_in(tmp_path / "one")).replace(OLD, NEW)
    before = await row(plain)
    other = DatabaseTokens(plain, "1", seal_in(tmp_path / "two"))
    assert await other.load() is None
    assert not await other.claim(NEW, NOW, NOW + timedelta(minutes=1))
    assert not await other.replace(NEW, OLD)
    assert (await row(plain)).refresh_token == before.refresh_token
    assert "cannot be opened" in caplog.text
    assert before.refresh_token not in caplog.text


async def test_the_operator_is_told_that_the_key_is_missing(tmp_path: Path) -> None:
    oa = ZaloOaSettings(app_id="1", app_secret=SecretStr("s"), oa_id="2")
    settings = Settings(data=tmp_path, zalo_oa=oa)
    await zalo_oa_login.status(settings, speak("vi"), NOW)  # makes the database
    database = open_database(settings.database())
    async with database.sessions.begin() as session:
        await zalo_tokens.log_in(session, "1", "2", OLD.access, OLD.refresh, OLD.expires_at, NOW)
        await session.execute(update(ZaloOaTokens).values(refresh_token=seal_in(tmp_path / "lost").closed("x")))
    await database.close()
    said, is_fine = await zalo_oa_login.status(settings, speak("vi"), NOW)
    assert (is_fine, "zalo.key" in said) == (False, True)
    assert not (tmp_path / "zalo.key").exists(), "looking makes no key"
