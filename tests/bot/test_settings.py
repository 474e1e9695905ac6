"""Settings: the environment over the file, a wrong word named, secrets never shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.environment import child_environment, notify_socket
from bot.settings import Settings

TOKEN = "7000000001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in child_environment({}):
        if name.upper().startswith(("DUNGHAN_", "CREDENTIALS_DIRECTORY")):
            monkeypatch.delenv(name)


def _file(*lines: str) -> None:
    Path(".env").write_text("\n".join(lines), encoding="utf-8")


def test_without_settings_everything_has_a_value_but_the_token() -> None:
    settings = Settings()
    assert (settings.telegram.token, settings.zalo_bot.token) == (None, None)
    assert (settings.telegram.mode, settings.tick_seconds, settings.log_format) == ("polling", 20, "text")
    assert settings.database() == f"sqlite:///{settings.data / 'dunghan.db'}"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _file("DUNGHAN_TICK_SECONDS=5", "DUNGHAN_LOG_FORMAT=json", "DUNGHAN_TELEGRAM__BASE_URL=http://file")
    monkeypatch.setenv("DUNGHAN_TICK_SECONDS", "7")
    monkeypatch.setenv("DUNGHAN_TELEGRAM__TOKEN", TOKEN)
    settings = Settings()
    assert (settings.tick_seconds, settings.log_format) == (7, "json")
    assert settings.telegram.base_url == "http://file", "what the environment leaves out comes from the file"
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("DUNGHAN_TICK_SECOND=5", "tick_second"),
        ("DUNGHAN_TELEGRAM__TOKN=1", "tokn"),
        ("DUNGHAN_TICK_SECONDS=0", "tick_seconds"),
        ("DUNGHAN_TICK_SECONDS=soon", "tick_seconds"),
        ("DUNGHAN_TELEGRAM__MODE=pull", "mode"),
        ("DUNGHAN_LOG_FORMAT=xml", "log_format"),
        ("DUNGHAN_ZALO_BOT__MODE=push", "mode"),
        ("DUNGHAN_ZALO_BOT__MONTHLY_QUOTA=-1", "monthly_quota"),
        ("DUNGHAN_SITE__PORT=70000", "port"),
    ],
)
def test_a_wrong_line_is_refused_by_name(line: str, named: str) -> None:
    _file(line)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert [str(error["loc"][-1]).removeprefix("dunghan_") for error in refused.value.errors()] == [named]


def test_secrets_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUNGHAN_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("DUNGHAN_TELEGRAM__WEBHOOK_SECRET", "hush-hush")
    monkeypatch.setenv("DUNGHAN_ZALO_BOT__TOKEN", f"zalo-{TOKEN}")
    monkeypatch.setenv("DUNGHAN_ZALO_BOT__WEBHOOK_SECRET", "hush-hush")
    monkeypatch.setenv("DUNGHAN_DATABASE_URL", "postgresql+asyncpg://bot:hush-hush@db/dunghan")
    settings = Settings()
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert TOKEN not in shown
    assert "hush-hush" not in shown


def test_the_database_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUNGHAN_DATABASE_URL", "postgresql+asyncpg://db/dunghan")
    assert Settings().database() == "postgresql+asyncpg://db/dunghan"


def test_a_child_gets_the_environment_with_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUNGHAN_LOG_FORMAT", "json")
    child = child_environment({"DUNGHAN_DATA": "/data"})
    assert (child["DUNGHAN_LOG_FORMAT"], child["DUNGHAN_DATA"]) == ("json", "/data")
    assert "DUNGHAN_DATA" not in child_environment({}), "its own stays as it is"


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as systemd makes one for the credentials of a service."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_secrets_may_lie_in_files_named_as_their_variables(credentials: Path) -> None:
    (credentials / "DUNGHAN_TELEGRAM__TOKEN").write_text(f"{TOKEN}\n")
    (credentials / "dunghan_zalo_bot__webhook_secret").write_text("hush-hush")
    (credentials / "DUNGHAN_DATABASE_URL").write_text("postgresql+asyncpg://bot:pass@db/dunghan")
    settings = Settings()
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN, "without the end of the line"
    assert settings.zalo_bot.webhook_secret.get_secret_value() == "hush-hush"
    assert settings.zalo_bot.token is None
    assert settings.database() == "postgresql+asyncpg://bot:pass@db/dunghan"


def test_what_the_environment_says_wins_over_a_file_of_secrets(
    credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (credentials / "DUNGHAN_TELEGRAM__TOKEN").write_text(TOKEN)
    (credentials / "DUNGHAN_TELEGRAM__WEBHOOK_SECRET").write_text("of-the-file")
    monkeypatch.setenv("DUNGHAN_TELEGRAM__WEBHOOK_SECRET", "of-the-environment")
    telegram = Settings().telegram
    assert telegram.webhook_secret.get_secret_value() == "of-the-environment"
    assert telegram.token is not None, "what the environment leaves out still comes from the file"


def test_secrets_of_others_in_the_same_folder_are_nobodys_business(credentials: Path) -> None:
    (credentials / "postgres_password").write_text("theirs")
    assert Settings().telegram.token is None


def test_a_secret_with_a_slip_in_its_name_is_refused_by_name(credentials: Path) -> None:
    (credentials / "DUNGHAN_TELEGRAM__TOKN").write_text(TOKEN)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert [error["loc"][-1] for error in refused.value.errors()] == ["tokn"]


def test_the_socket_of_systemd_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert notify_socket() == ""
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    assert notify_socket() == "/run/systemd/notify"
