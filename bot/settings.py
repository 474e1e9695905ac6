"""The settings: the environment first, then `.env`, then files of secrets."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.environment import FILE, NESTED, PREFIX, secret_folders
from bot.pasted import Address, Secret, TelegramToken
from domain.retention import MONTH, Spans

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")  # what may be wished for, also before it is set up

_HEARTBEAT = re.compile(r"|https://[^\s#@/]+(/[^\s#]*)?|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s#]*)?")


class TelegramSettings(BaseModel):
    """How Telegram is reached. Another base URL reaches a local messenger or a self-hosted API server."""

    model_config = ConfigDict(extra="forbid")

    token: TelegramToken | None = None
    base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: Secret = SecretStr("")
    webhook_path: str = "/telegram"


class ZaloBotSettings(BaseModel):
    """How Zalo Bot is reached, and what the plan carries: 0 for a limit that there is not.

    Polling is for trying out: Zalo does not promise to keep what nobody fetches. `media_hosts`: where photos may be
    fetched from, names and ends of names.
    """

    model_config = ConfigDict(extra="forbid")

    token: Secret | None = None
    base_url: str = "https://bot-api.zaloplatforms.com"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: Secret = SecretStr("")
    webhook_path: str = "/zalo-bot"
    media_hosts: str = "zdn.vn,zadn.vn,zalo.me"
    display_name: str = ""
    monthly_quota: int = Field(default=3000, ge=0)
    max_users: int = Field(default=50, ge=0)
    max_groups: int = Field(default=3, ge=0)


class ZaloOaSettings(BaseModel):
    """How the Zalo Official Account is reached. It is used once `app_id`, `app_secret` and `oa_id` are set.

    `signature_…`: which reading of the web hook's signature is accepted; the log says which one matched.
    `template_id`, `template_field`: an approved ZBS template and the name of its one text parameter, for people who
    have been silent for a week. `a_minute`: how many requests the OA's package allows.
    """

    model_config = ConfigDict(extra="forbid")

    app_id: str = ""
    app_secret: Secret = SecretStr("")
    oa_id: str = ""
    oa_secret: Secret = SecretStr("")
    redirect_url: str = ""
    webhook_path: str = "/zalo-oa"
    signature_key: Literal["any", "oa", "app"] = "any"
    signature_id: Literal["any", "app", "oa"] = "any"
    signature_time: Literal["any", "body", "header"] = "any"
    template_id: str = ""
    template_field: str = ""
    a_minute: int = Field(default=4000, gt=0)
    media_hosts: str = "zdn.vn,zadn.vn,zalo.me,dlfl.vn"
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"

    @property
    def is_set(self) -> bool:
        """Whether there is an Official Account."""
        return bool(self.app_id and self.app_secret.get_secret_value() and self.oa_id)


class SiteSettings(BaseModel):
    """Where the bot's own small web server listens, for all messengers that call in."""

    model_config = ConfigDict(extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class RetentionSettings(BaseModel):
    """How long what is not a figure is kept (domain/retention.py). Never longer than the notice to people says.

    `update_days`: not less than messengers may repeat themselves.
    """

    model_config = ConfigDict(extra="forbid")

    update_days: int = Field(default=60, ge=60, le=365)
    message_months: int = Field(default=24, ge=3, le=24)
    sent_file_days: int = Field(default=30, ge=7, le=365)
    location_months: int = Field(default=12, ge=1, le=12)
    photo_months: int = Field(default=12, ge=1, le=12)
    unfinished_days: int = Field(default=30, ge=7, le=365)

    def spans(self) -> Spans:
        """As what clears away reads them."""
        return Spans(
            updates=timedelta(days=self.update_days),
            messages=self.message_months * MONTH,
            sent_files=timedelta(days=self.sent_file_days),
            locations=self.location_months * MONTH,
            photos=self.photo_months * MONTH,
            unfinished=timedelta(days=self.unfinished_days),
        )


class Settings(BaseSettings):
    """`DUNGHAN_…`, nested with `__`: `DUNGHAN_TELEGRAM__TOKEN`. A file of that name among the secrets does, too."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        env_file=FILE,
        extra="forbid",
        secrets_dir_missing="ok",
    )

    data: Path = Field(default_factory=lambda: user_data_path("dunghan"))
    database_url: Address = SecretStr("")  # PostgreSQL's holds a password
    public_url: str = Field(
        default="", max_length=200, pattern=r"^(https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)?$"
    )
    telegram: TelegramSettings = TelegramSettings()
    zalo_bot: ZaloBotSettings = ZaloBotSettings()
    zalo_oa: ZaloOaSettings = ZaloOaSettings()
    site: SiteSettings = SiteSettings()
    retention: RetentionSettings = RetentionSettings()
    heartbeat_url: SecretStr = SecretStr("")  # called after each tick; who knows it could call it in our stead
    tick_seconds: float = Field(default=20, gt=0)
    clock_file: Path | None = None
    log_format: Literal["text", "json"] = "text"
    alive_file: Path | None = None
    backups: Path | None = None
    locale: Literal["vi", "en"] = "vi"  # of the command line; people choose theirs in the chat

    @field_validator("heartbeat_url")
    @classmethod
    def _is_private(cls, url: SecretStr) -> SecretStr:
        if not _HEARTBEAT.fullmatch(url.get_secret_value()):
            raise ValueError("https://…")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings come from, the first wins. Files of secrets may set what is nested, as variables do."""
        files = NestedSecretsSettingsSource(file_secret_settings, secrets_dir=secret_folders())
        return init_settings, env_settings, dotenv_settings, files

    def database(self) -> str:
        """The database's address: SQLite in the data directory unless another is set."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data / 'dunghan.db'}"

    @property
    def backup_folder(self) -> Path:
        """Where backups are made and looked for: among the data unless another folder is set."""
        return self.backups or self.data / "backups"

    @property
    def is_sqlite(self) -> bool:
        """Whether only one process may run on the database."""
        return self.database().startswith("sqlite")
