"""Takes updates from the inbox and has them handled, one transaction each."""

from collections.abc import Mapping

import structlog

import handlers
from bot.clock import Clock
from channels.channel import Channel
from domain.chat import Attachment, Inbound
from handlers.talk import Reach
from locales import DEFAULT, speak
from storage import inbox, outbox, people
from storage.database import Database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.tables import Inbox

log = structlog.get_logger()

MAX_FILE = 20_000_000  # bytes; what Telegram gives to bots at the most


async def handle_next(database: Database, channels: Mapping[str, Channel], clock: Clock, files: EvidenceFiles) -> bool:
    """Handle the next update. False: the inbox is empty. One that cannot be handled steps aside."""
    now = clock.now()
    async with database.sessions() as session:
        row = await inbox.oldest(session, now)
    if row is None:
        return False
    try:
        await _handle(database, channels[row.channel], row, clock, files)
    except Exception as error:
        log.exception("update could not be handled", inbox=row.id, attempt=row.attempts + 1)
        await _step_aside(database, row, error, clock)
    return True


async def _handle(database: Database, channel: Channel, row: Inbox, clock: Clock, files: EvidenceFiles) -> None:
    now = clock.now()
    heard = channel.read(row.raw)
    attachment = await _fetch(database, channel, heard)
    async with database.sessions.begin() as session:
        if await inbox.done(session, row.id, now):
            via = Reach(channel.can, channel.deep_link, files)
            must_go = await handlers.handle(session, heard, now, via, attachment)
            if must_go:
                await inbox.forget(session, row.id)


async def _fetch(database: Database, channel: Channel, heard: Inbound) -> Attachment | None:
    """The file that came along, before any row is locked; only from people the bot knows, in private."""
    if not heard.files or heard.is_group:
        return None
    async with database.sessions() as session:
        if await people.account_at(session, heard.channel, heard.sender) is None:
            return None
    try:
        content = await channel.download(heard.files[0], MAX_FILE)
    except ValueError:
        return Attachment(heard.file_name, None)
    return Attachment(heard.file_name, content)


async def _step_aside(database: Database, row: Inbox, error: Exception, clock: Clock) -> None:
    now = clock.now()
    async with database.sessions.begin() as session:
        given_up = await inbox.step_aside(session, row.id, f"{type(error).__name__}: {error}"[:500], now)
        if given_up and row.chat:
            await outbox.add(
                session,
                f"sorry:{row.channel}:{row.event_key}",
                Kind.REPLY,
                To(row.channel, row.chat),
                speak(DEFAULT)("error.not_handled"),
                now,
            )
