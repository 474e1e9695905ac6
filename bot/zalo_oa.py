"""Puts the Zalo Official Account together from the settings."""

from bot.clock import Clock
from bot.settings import ZaloOaSettings
from bot.token_seal import Seal
from bot.zalo_tokens import DatabaseTokens, OutboxAlarm
from channels.site import Site
from channels.zalo_oa import OaApp, Template, Webhook, ZaloOa
from channels.zalo_oa_signature import Readings
from storage.database import Database

NAME = "zalo_oa"


def channel(settings: ZaloOaSettings, database: Database, site: Site, clock: Clock, seal: Seal) -> ZaloOa:
    """The channel, its web hook registered on the site (before the site is served).

    Raises ValueError when a setting is missing.
    """
    if not settings.is_set:
        raise ValueError("zalo_oa: app_id, app_secret, oa_id")
    if bool(settings.template_id) != bool(settings.template_field):
        raise ValueError("zalo_oa: template_id, template_field")
    return ZaloOa(
        OaApp(settings.app_id, settings.app_secret.get_secret_value()),
        settings.oa_id,
        store=DatabaseTokens(database, settings.app_id, seal),
        alarm=OutboxAlarm(database, NAME, clock),
        webhook=Webhook(site, settings.webhook_path, readings(settings)),
        template=Template(settings.template_id, settings.template_field),
        api_url=settings.api_url,
        oauth_url=settings.oauth_url,
        a_minute=settings.a_minute,
        media_hosts=[host.strip() for host in settings.media_hosts.split(",") if host.strip()],
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        name=NAME,
    )


def readings(settings: ZaloOaSettings) -> Readings:
    """What the web hook's signatures are held against. Raises ValueError when there is nothing to hold them against."""
    secrets = {"oa": settings.oa_secret.get_secret_value(), "app": settings.app_secret.get_secret_value()}
    ids = {"app": settings.app_id, "oa": settings.oa_id}
    times = ("body", "header") if settings.signature_time == "any" else (settings.signature_time,)
    chosen = {name: one for name, one in secrets.items() if settings.signature_key in ("any", name)}
    first = {name: one for name, one in ids.items() if settings.signature_id in ("any", name)}
    if not any(chosen.values()):
        raise ValueError("zalo_oa: oa_secret")
    return Readings(chosen, first, times)
