"""`dunghan run`: the bot against the real messengers, or against whatever speaks like them."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Collection

import structlog

from bot import health_pages, loading, wiring
from bot.app import App
from bot.clock import Clock, RealClock, ShiftedClock
from bot.environment import notify_socket
from bot.health import Watched
from bot.heartbeat import Heartbeat
from bot.keys import key_in
from bot.links import NO_LINKS, Links
from bot.opened import opened
from bot.probing import Probe
from bot.roles import ALL, Role
from bot.settings import Settings
from bot.systemd import Signs
from channels.site import Site
from locales import speak
from storage import inbox, outbox, retention, seals
from storage.database import Database
from storage.files import EvidenceFiles

log = structlog.get_logger()


class NotSharedError(Exception):
    """Only one process may open this database: it cannot do a part of the work."""


async def run(settings: Settings, roles: Collection[Role] = ALL) -> None:
    """Do what the roles say until asked to stop.

    Raises UnauthorizedError once every messenger refuses its token, NotSharedError for a part of the work on SQLite,
    WrongClockError where the clock is hours off.
    """
    loading.load(roles, wiring.configured(settings))
    clock: Clock = ShiftedClock(settings.clock_file) if settings.clock_file else RealClock()
    async with opened(settings, clock) as database:
        if not database.is_shared and roles != ALL:
            raise NotSharedError
        await _run(settings, clock, database, roles)


async def _run(settings: Settings, clock: Clock, database: Database, roles: Collection[Role]) -> None:
    site = Site(settings.site.host, settings.site.port)
    channels = wiring.channels(settings, clock, site, database)
    guards = wiring.guards(settings, database, clock)
    await guards.at_start()
    if not database.is_shared:
        await database.transaction(outbox.release_all)
        await database.transaction(inbox.release_all)
    links = NO_LINKS
    if settings.public_url:
        links = Links(settings.public_url, key_in(settings.data, "links"))
        links.serve(site, database, clock.now)
    files = EvidenceFiles(settings.data / "evidence", guards.room.for_files)
    carried = {retention.SPANS: settings.retention.spans(), retention.FILES: files}
    database.sessions.configure(info={seals.KEY: key_in(settings.data, "audit"), **carried})
    holder = f"{socket.gethostname()}:{os.getpid()}"
    signs = Signs(notify_socket(), settings.alive_file)
    heartbeat = Heartbeat(settings.heartbeat_url.get_secret_value(), clock)
    allowances = wiring.allowances(settings)
    app = App(
        database, channels, clock, files, links, allowances, roles, holder, guards, signs=signs, heartbeat=heartbeat
    )
    watched = Watched(app, Probe(database, clock), settings)
    health_pages.serve(site, watched, speak(settings.locale))
    _stop_when_asked(app)
    loading.settle()
    try:
        with contextlib.suppress(asyncio.CancelledError):  # a second signal
            log.info("running", channels=sorted(channels), roles=sorted(roles))
            async with site:
                await app.run(settings.tick_seconds)
    finally:
        signs.stopping()
        for channel in channels.values():
            await channel.close()


def _stop_when_asked(app: App) -> None:
    """The first signal has everything in hand finished, the second ends it where it is."""
    running = asyncio.current_task()

    def asked() -> None:
        if app.is_stopping and running:
            running.cancel()
        app.stop()

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, asked)
