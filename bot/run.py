"""`dunghan run`: the bot against the real messengers, or against whatever speaks like them."""

import asyncio
import contextlib
import signal

import structlog

from bot import wiring
from bot.app import App
from bot.clock import Clock, RealClock, ShiftedClock
from bot.links import NO_LINKS, Links, key_in
from bot.settings import Settings
from channels.site import Site
from storage import outbox
from storage.database import migrate, open_database
from storage.files import EvidenceFiles

log = structlog.get_logger()


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Run until asked to stop, by the machine's clock unless there is another.

    Raises UnauthorizedError once every messenger refuses its token.
    """
    clock = clock or (ShiftedClock(settings.clock_file) if settings.clock_file else RealClock())
    site = Site(settings.site.host, settings.site.port)
    database = open_database(settings.database())
    channels = wiring.channels(settings, clock, site, database)
    await migrate(database)
    async with database.sessions.begin() as session:
        await outbox.release_all(session)
    links = NO_LINKS
    if settings.public_url:
        links = Links(settings.public_url, key_in(settings.data))
        links.serve(site, database, clock.now)
    files = EvidenceFiles(settings.data / "evidence")
    app = App(database, channels, clock, files, links, wiring.allowances(settings))
    running = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, lambda: running and running.cancel())
    try:
        with contextlib.suppress(asyncio.CancelledError):  # a signal, also while the messengers are away
            log.info("running", channels=sorted(channels))
            async with site:
                await app.run(settings.tick_seconds)
    finally:
        for channel in channels.values():
            await channel.close()
        await database.close()
