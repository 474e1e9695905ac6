"""Mistakes in the settings: each is one sentence with its variable, where it stands and the way out."""

import json
from pathlib import Path

import pytest

from bot import reading_settings
from bot.environment import child_environment
from bot.reading_settings import WrongSettingsError, read
from locales import speak
from tests.bot.calling import call
from tests.house.settings import SETTINGS

TOKEN = "7000000001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"
NAME = "DUNGHAN_TELEGRAM__TOKEN"
HOOKED = (f"{NAME}={TOKEN}", "DUNGHAN_TELEGRAM__MODE=webhook")


@pytest.fixture(autouse=True)
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, nothing in the environment, and a folder of secrets as systemd makes one."""
    monkeypatch.chdir(tmp_path)
    for name in child_environment({}):
        if name.upper().startswith("DUNGHAN_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def _told() -> str:
    with pytest.raises(WrongSettingsError) as refused:
        read()
    return refused.value.told(speak("vi"))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["DUNGHAN_TICK_SECOND=5"], "có phải DUNGHAN_TICK_SECONDS?"),
        (["DUNGHAN_TELEGRAM_TOKEN=1"], f"có phải {NAME}?"),
        (["DUNGHAN_TELEGRAM={}"], "Không có cài đặt DUNGHAN_TELEGRAM "),
        (["SOMETHING=1"], "Không có cài đặt SOMETHING"),
        (["DUNGHAN_TICK_SECONDS=soon"], "DUNGHAN_TICK_SECONDS (ở tệp"),
        (["DUNGHAN_TICK_SECONDS=0"], "phải > 0"),
        (["DUNGHAN_SITE__PORT=70000"], "phải ≤ 65535"),
        (["DUNGHAN_TELEGRAM__MODE=pull"], "chỉ nhận một trong: polling, webhook"),
        (["DUNGHAN_PUBLIC_URL=http://example.org"], "DUNGHAN_PUBLIC_URL (ở tệp"),
        ([f"{NAME}='{TOKEN[:12]} {TOKEN[12:]}'"], "dấu cách hoặc xuống dòng"),
        ([f'{NAME}="{TOKEN[:12]}\\n{TOKEN[12:]}"'], "dấu cách hoặc xuống dòng"),
        ([f"{NAME}=“{TOKEN}”"], "dấu nháy"),
        ([f"{NAME}={TOKEN.partition(':')[2]}"], "không có dạng token của Telegram"),
        ([f"{NAME}=bot{TOKEN}"], "không có dạng token của Telegram"),
        (["DUNGHAN_ZALO_BOT__TOKEN='1:a b'"], "DUNGHAN_ZALO_BOT__TOKEN (ở tệp"),
        ([*HOOKED, "DUNGHAN_TELEGRAM__WEBHOOK_SECRET=x"], "DUNGHAN_TELEGRAM__WEBHOOK_URL (ở mặc định)"),
        ([*HOOKED, "DUNGHAN_TELEGRAM__WEBHOOK_URL=https://a.vn/x"], "DUNGHAN_TELEGRAM__WEBHOOK_SECRET (ở mặc định)"),
    ],
)
def test_a_mistake_is_one_sentence(lines: list[str], told: str) -> None:
    Path(".env").write_text("\n".join(lines), encoding="utf-8")
    said = _told()
    assert told in said
    assert len(said.splitlines()) == 1
    assert TOKEN[12:] not in said


def test_an_unknown_name_in_the_environment_is_named_though_nobody_would_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DUNGHAN_DATABASE_ULR", "postgresql+asyncpg://db/x")
    assert _told().startswith(
        "Không có cài đặt DUNGHAN_DATABASE_ULR (ở biến môi trường); có phải DUNGHAN_DATABASE_URL?"
    )


def test_an_unknown_name_among_the_secrets_is_named_with_its_file(credentials: Path) -> None:
    (credentials / "DUNGHAN_TOKEN").write_text(TOKEN)
    said = _told()
    assert str(credentials / "DUNGHAN_TOKEN") in said
    assert TOKEN not in said


def test_a_file_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00")
    assert "không đọc được .env" in _told().lower()


@pytest.mark.parametrize("around", ["{}\n", "  {}  ", "\t{}\r\n"])
def test_what_stands_around_a_token_is_left_out(credentials: Path, around: str) -> None:
    (credentials / NAME).write_text(around.format(TOKEN))
    token = read().telegram.token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_all_names_are_known() -> None:
    assert sorted(reading_settings.names()) == SETTINGS


def test_the_settings_are_shown_with_their_origin_and_without_secrets(
    credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("DUNGHAN_LOG_FORMAT=json\nDUNGHAN_TICK_SECONDS=5", encoding="utf-8")
    monkeypatch.setenv("DUNGHAN_TICK_SECONDS", "7")
    (credentials / NAME).write_text(TOKEN)
    shown = call("config", "show", "--origin").output
    lines = {line.partition(" = ")[0]: line.partition(" = ")[2] for line in shown.splitlines()}
    assert sorted(lines) == SETTINGS
    assert lines["DUNGHAN_TICK_SECONDS"] == "7.0  (biến môi trường)"
    assert lines["DUNGHAN_LOG_FORMAT"] == f"json  (tệp {Path('.env').absolute()})"
    assert lines[NAME] == f"đã đặt  (tệp bí mật {credentials / NAME})"
    assert lines["DUNGHAN_ZALO_BOT__TOKEN"] == "chưa đặt  (mặc định)"
    as_json = call("config", "show", "--json").output
    assert {one["name"]: one["value"] for one in json.loads(as_json)}["DUNGHAN_TICK_SECONDS"] == 7
    assert TOKEN not in shown + as_json


def test_settings_that_cannot_be_read_are_not_shown() -> None:
    Path(".env").write_text("DUNGHAN_TICK_SECOND=5", encoding="utf-8")
    said = call("config", "show")
    assert said.exit_code == 78
    assert "DUNGHAN_TICK_SECONDS" in said.output
