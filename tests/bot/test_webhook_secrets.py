"""A web hook that would believe anybody is never opened: whichever messenger, it is refused when the bot starts."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import wiring
from bot.clock import HeldClock
from bot.settings import Settings, TelegramSettings, ZaloBotSettings, ZaloOaSettings
from channels.site import Site
from storage.database import Database
from tests.rows import NOW

TOKEN = SecretStr("7000000001:" + "A" * 35)
HOOK = {"mode": "webhook", "webhook_url": "https://bot.example.vn/x"}


def _telegram(secret: str) -> Settings:
    return Settings(telegram=TelegramSettings(token=TOKEN, webhook_secret=SecretStr(secret), **HOOK))


def _zalo_bot(secret: str) -> Settings:
    return Settings(zalo_bot=ZaloBotSettings(token=TOKEN, webhook_secret=SecretStr(secret), **HOOK))


def _zalo_oa(secret: str) -> Settings:
    signed = {"oa_secret": SecretStr(secret), "signature_key": "oa"}
    return Settings(zalo_oa=ZaloOaSettings(app_id="1", app_secret=SecretStr("app"), oa_id="2", **signed))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        *((_telegram(secret), "secret") for secret in ("", "short", "bí-mật-bí-mật")),
        *((_zalo_bot(secret), "secret") for secret in ("", "short", "bí-mật-bí-mật")),
        (_zalo_oa(""), "oa_secret"),
    ],
)
def test_a_web_hook_without_a_secret_is_refused_at_the_start(
    tmp_path: Path, database: Database, settings: Settings, said: str
) -> None:
    settings = settings.model_copy(update={"data": tmp_path})
    with pytest.raises(ValueError, match=said):
        wiring.channels(settings, HeldClock(NOW), Site("127.0.0.1", 0), database)
