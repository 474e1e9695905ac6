"""`dunghan run`: the bot against the real Telegram, or against whatever speaks like it."""

import asyncio
import contextlib
import signal

import structlog

import handlers
from bot.app import App
from bot.clock import Clock, RealClock, ShiftedClock
from bot.links import NO_LINKS, Links, key_in
from bot.settings import Settings, TelegramSettings
from channels.site import Site
from channels.telegram import Telegram, Webhook
from locales import CATALOGUES, DEFAULT, speak
from storage import outbox
from storage.database import migrate, open_database
from storage.files import EvidenceFiles

log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Run until asked to stop. Raises UnauthorizedError when Telegram refuses the token."""
    clock: Clock = ShiftedClock(settings.clock_file) if settings.clock_file else RealClock()
    site = Site(settings.telegram.webhook_host, settings.telegram.webhook_port)
    channel = telegram(settings.telegram, clock, site)
    database = open_database(settings.database())
    await migrate(database)
    async with database.sessions.begin() as session:
        await outbox.release_all(session)
    links = NO_LINKS
    if settings.public_url:
        links = Links(settings.public_url, key_in(settings.data))
        links.serve(site, database, clock.now)
    app = App(database, {channel.name: channel}, clock, EvidenceFiles(settings.data / "evidence"), links)
    running = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, lambda: running and running.cancel())
    try:
        with contextlib.suppress(asyncio.CancelledError):  # a signal, also while Telegram is away
            await channel.start()
            await list_commands(channel)
            log.info("running", mode=settings.telegram.mode)
            async with site:
                await app.run(settings.tick_seconds)
    finally:
        await channel.close()
        await database.close()


def telegram(settings: TelegramSettings, clock: Clock, site: Site) -> Telegram:
    """The channel the settings ask for. Raises ValueError without a token, or for an empty webhook secret."""
    if settings.token is None:
        raise ValueError("no token")
    webhook = None
    if settings.mode == "webhook":
        webhook = Webhook(
            url=settings.webhook_url,
            secret=settings.webhook_secret.get_secret_value(),
            site=site,
            path=settings.webhook_path,
        )
    return Telegram(
        settings.token.get_secret_value(),
        base_url=settings.base_url,
        webhook=webhook,
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )


async def list_commands(channel: Telegram) -> None:
    """Put the chat commands into the messenger's menu, in every language we speak."""
    names = dict.fromkeys(command.name for command in handlers.COMMANDS)
    for locale in CATALOGUES:
        say = speak(locale)
        menu = [(name, say(f"command.{name}")) for name in names]
        await channel.set_commands(menu, "" if locale == DEFAULT else locale)
