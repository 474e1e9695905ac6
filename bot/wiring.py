"""Builds the messengers that the settings name; each is optional, one at least must be there."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TypeVar

from pydantic import SecretStr

from bot import zalo_oa
from bot.auditing import Heads
from bot.clock import Clock
from bot.clock_guard import ClockGuard
from bot.guards import Guards, tell_of_clock
from bot.older_copy import OlderCopy
from bot.room import room_in
from bot.settings import Settings, TelegramSettings, ZaloBotSettings
from bot.token_seal import seal_in
from bot.zalo_oa import NAME as OA
from channels.channel import Channel
from channels.site import Site
from channels.telegram import Telegram, Webhook
from channels.told_time import told_time
from channels.zalo_bot import CAN, ZaloBot, ZaloBotWebhook
from channels.zalo_oa import ZaloOa
from domain.chat import Capabilities
from domain.quota import Allowance
from storage import server_time
from storage.database import Database

_Webhook = TypeVar("_Webhook", Webhook, ZaloBotWebhook)


def configured(settings: Settings) -> list[str]:
    """The messengers that have a token, by the names of their channels."""
    tokens = {"telegram": settings.telegram.token, "zalo_bot": settings.zalo_bot.token}
    return [*(name for name, token in tokens.items() if _is_given(token)), *([OA] if settings.zalo_oa.is_set else [])]


def channels(settings: Settings, clock: Clock, site: Site, database: Database) -> dict[str, Channel]:
    """Every messenger that is configured, by name. Raises ValueError for a wrong token or an empty webhook secret."""
    wanted = configured(settings)
    built: dict[str, Channel] = {}
    if "telegram" in wanted:
        built["telegram"] = telegram(settings.telegram, clock, site)
    if "zalo_bot" in wanted:
        built["zalo_bot"] = zalo_bot(settings.zalo_bot, clock, site)
    if OA in wanted:
        built[OA] = zalo_oa.channel(settings.zalo_oa, database, site, clock, seal_in(settings.data))
    return built


def addresses(settings: Settings) -> list[str]:
    """Where the configured messengers are reached."""
    of = {"telegram": settings.telegram.base_url, "zalo_bot": settings.zalo_bot.base_url, OA: settings.zalo_oa.api_url}
    return [of[name] for name in configured(settings)]


def guards(settings: Settings, database: Database, clock: Clock) -> Guards:
    """What keeps the bot that runs from harm."""
    messengers = [partial(told_time, address) for address in addresses(settings)]
    # A clock that a demo moves on purpose is moved for its messenger, too, but not for PostgreSQL.
    server = [] if settings.clock_file else [partial(server_time.told, database)]
    witnesses = [*messengers, *server]

    async def tell(offset: timedelta) -> None:
        await tell_of_clock(database, clock.now(), offset)

    older, heads = OlderCopy(database, settings.data, clock), Heads(database, settings.data, clock)
    return Guards(ClockGuard(clock, witnesses, tell), older, room_in(settings.data), heads)


def allowances(settings: Settings) -> Mapping[str, Allowance]:
    """What each messenger's plan carries, as the operator says."""
    own = settings.zalo_bot
    carried = Allowance(own.monthly_quota or None, own.max_users or None, own.max_groups or None)
    return {"telegram": Allowance(), "zalo_bot": carried, OA: Allowance()}


def telegram(settings: TelegramSettings, clock: Clock, site: Site) -> Telegram:
    """Raises ValueError without a token, or for an empty webhook secret."""
    return Telegram(
        _token(settings.token),
        base_url=settings.base_url,
        webhook=_webhook(settings, site, Webhook),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )


def zalo_bot(settings: ZaloBotSettings, clock: Clock, site: Site) -> ZaloBot:
    """Raises ValueError without a token that looks like one, or for a webhook secret that is too short."""
    return ZaloBot(
        _token(settings.token),
        base_url=settings.base_url,
        webhook=_webhook(settings, site, ZaloBotWebhook),
        monthly_quota=settings.monthly_quota or None,
        media_hosts=[host.strip() for host in settings.media_hosts.split(",") if host.strip()],
        display_name=settings.display_name,
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )


def _webhook(settings: TelegramSettings | ZaloBotSettings, site: Site, kind: type[_Webhook]) -> _Webhook | None:
    """None: updates are asked for, not pushed."""
    if settings.mode != "webhook":
        return None
    secret = settings.webhook_secret.get_secret_value()
    return kind(url=settings.webhook_url, secret=secret, site=site, path=settings.webhook_path)


def _is_given(token: SecretStr | None) -> bool:
    return token is not None and bool(token.get_secret_value())


def _token(token: SecretStr | None) -> str:
    if token is None:
        raise ValueError("no token")
    return token.get_secret_value()


def capabilities() -> dict[str, Capabilities]:
    """What each messenger can do, whether it is configured or not."""
    return {"telegram": Telegram.can, "zalo_bot": CAN, OA: ZaloOa.can}
