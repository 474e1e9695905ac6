"""`dunghan run`: the bot against the real messengers, or against whatever speaks like them."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Collection

import structlog

from bot import wiring
from bot.app import App
from bot.clock import Clock, RealClock, ShiftedClock
from bot.links import NO_LINKS, Links, key_in
from bot.roles import ALL, Role
from bot.settings import Settings
from channels.site import Site
from storage import inbox, outbox
from storage.database import migrate, open_database
from storage.files import EvidenceFiles

log = structlog.get_logger()


class NotSharedError(Exception):
    """Only one process may open this database: it cannot do a part of the work."""


async def run(settings: Settings, roles: Collection[Role] = ALL) -> None:
    """Do what the roles say until asked to stop.

    Raises UnauthorizedError once every messenger refuses its token, NotSharedError for a part of the work on SQLite.
    """
    clock: Clock = ShiftedClock(settings.clock_file) if settings.clock_file else RealClock()
    site = Site(settings.site.host, settings.site.port)
    database = open_database(settings.database())
    if not database.is_shared and roles != ALL:
        raise NotSharedError
    channels = wiring.channels(settings, clock, site, database)
    await migrate(database)
    if not database.is_shared:
        await database.transaction(outbox.release_all)
        await database.transaction(inbox.release_all)
    links = NO_LINKS
    if settings.public_url:
        links = Links(settings.public_url, key_in(settings.data))
        links.serve(site, database, clock.now)
    files = EvidenceFiles(settings.data / "evidence")
    holder = f"{socket.gethostname()}:{os.getpid()}"
    app = App(database, channels, clock, files, links, wiring.allowances(settings), roles, holder)
    running = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, lambda: running and running.cancel())
    try:
        with contextlib.suppress(asyncio.CancelledError):  # a signal, also while the messengers are away
            log.info("running", channels=sorted(channels), roles=sorted(roles))
            async with site:
                await app.run(settings.tick_seconds)
    finally:
        for channel in channels.values():
            await channel.close()
        await database.close()
