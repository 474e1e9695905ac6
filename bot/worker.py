"""Takes updates from the inbox and has them handled, one transaction each; files are fetched beside the others."""

import asyncio
from collections.abc import Mapping

import structlog

import handlers
from bot.clock import Clock
from bot.fetching import Fetching
from bot.links import Links
from channels.channel import Channel
from domain.attachments import Attachment, Wanted
from domain.chat import Inbound
from handlers.talk import Reach
from locales import DEFAULT, speak
from storage import evidence, inbox, outbox
from storage.database import Database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.tables import Inbox

log = structlog.get_logger()

SWEPT_AT_ONCE = 500  # files held against the rows in one question


class Worker:
    """Two lanes: what was said is handled at once, what brings a wanted file waits for it without holding up others.

    What came by a channel that is not among `channels` yet waits for it: only then can it be read.

    Within a chat nothing overtakes: an update that waits for its file keeps the later ones of its chat waiting, too.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        files: EvidenceFiles,
        links: Links,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._files = files
        self._links = links
        self._fetching = Fetching(files)
        self._with_file: asyncio.Queue[tuple[Inbox, Inbound, Wanted]] = asyncio.Queue()
        self._aside: set[int] = set()  # rows in the lane for files

    async def sweep(self) -> None:
        """Before anything is handled: remove files that a crash left without a row."""
        self._files.clear_unfinished()
        names = self._files.names()
        for start in range(0, len(names), SWEPT_AT_ONCE):
            self._files.doubted |= set(names[start : start + SWEPT_AT_ONCE])
            await self._clear_away()

    async def handle_next(self) -> bool:
        """Handle the next update. False: there is none. One that cannot be handled steps aside."""
        async with self._database.sessions() as session:
            row = await inbox.oldest(session, self._clock.now(), self._channels, self._aside)
        if row is None:
            return False
        try:
            channel = self._channels[row.channel]
            heard = channel.read(row.raw)
            if wanted := await self._wanted(channel, heard):
                self._aside.add(row.id)
                self._with_file.put_nowait((row, heard, wanted))
            else:
                await self._handle(channel, row, heard, None)
        except Exception as error:
            await self._step_aside(row, error)
        await self._clear_away()
        return True

    async def fetch_next(self) -> None:
        """Wait for an update with a wanted file, fetch the file, look through it, handle the update."""
        row, heard, wanted = await self._with_file.get()
        try:
            channel = self._channels[row.channel]
            is_last = row.attempts + 1 >= inbox.MAX_ATTEMPTS
            attachment = await self._fetching.fetched(channel, heard, wanted, is_last=is_last)
            self._files.doubted.add(attachment.sha256)
            await self._handle(channel, row, heard, attachment)
        except Exception as error:
            await self._step_aside(row, error)
        finally:
            self._aside.discard(row.id)
        await self._clear_away()

    @property
    def is_fetching(self) -> bool:
        """Whether an update waits for its file."""
        return bool(self._aside)

    async def _wanted(self, channel: Channel, heard: Inbound) -> Wanted | None:
        """Decided in a short transaction of its own, of which nothing stays."""
        if not heard.files:
            return None
        async with self._database.sessions() as session:
            return await handlers.wanted(session, heard, self._clock.now(), self._reach(channel))

    async def _handle(self, channel: Channel, row: Inbox, heard: Inbound, attachment: Attachment | None) -> None:
        now = self._clock.now()
        async with self._database.sessions.begin() as session:
            if await inbox.done(session, row.id, now):
                must_go = await handlers.handle(session, heard, now, self._reach(channel), attachment)
                if must_go:
                    await inbox.forget(session, row.id)

    async def _clear_away(self) -> None:
        """Files whose row was taken back, or never written, are removed once that is committed."""
        if doubted := self._files.doubted - {""}:
            self._files.doubted -= doubted
            async with self._database.sessions() as session:
                for sha256 in await evidence.loose(session, doubted):
                    self._files.remove(sha256)

    def _reach(self, channel: Channel) -> Reach:
        channels, links = tuple(self._channels), self._links.can_be_made
        return Reach(channel.can, channel.deep_link, self._files, channels, has_links=links)

    async def _step_aside(self, row: Inbox, error: Exception) -> None:
        log.error("update could not be handled", inbox=row.id, attempt=row.attempts + 1, exc_info=error)
        now = self._clock.now()
        async with self._database.sessions.begin() as session:
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
