"""Takes updates from the inbox and has them handled; files are fetched, and made, beside the others."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import flood as flooding
from bot.clock import Clock
from bot.fetching import Fetching
from bot.flood import Flood, Told
from bot.links import Links
from bot.metrics import Metrics
from channels.channel import Channel
from domain.attachments import Attachment, Wanted
from domain.chat import Inbound
from handlers import table
from handlers.beside import Made, NotMadeError
from handlers.talk import Reach
from locales import DEFAULT, speak
from storage import evidence, inbox, outbox
from storage.database import Database, is_trouble
from storage.files import EvidenceFiles
from storage.inbox import InHand
from storage.outbox import Kind, To
from storage.together import one_by_one

log = structlog.get_logger()

AT_ONCE = 20  # updates claimed together, each of another chat
TOGETHER = 5  # of them in one transaction
MOST_MADE = 5  # files made for one update
GIVE_BACK_AGAIN_SECONDS = 2.0
OTHERS_WRITE = timedelta(hours=1)
SWEPT_AT_ONCE = 500  # files held against the rows in one question


@dataclass(frozen=True, slots=True)
class _Update:
    """An update in hand, read; `told`: whether its sender sends too much.

    `made`: what was made for it beside; None: whatever takes long is made in the midst of it.
    """

    row: InHand
    channel: Channel
    heard: Inbound
    told: Told = Told.TAKEN
    attachment: Attachment | None = None
    made: Sequence[Made] | None = ()


class Worker:
    """Two lanes: what was said is handled at once, what waits for its file, or for one to be made, holds up no others.

    What came by a channel that is not among `channels` yet waits for it: only then can it be read.

    Within a chat nothing overtakes: an update that waits for its file keeps the later ones of its chat waiting, too.
    Several processes may work on one inbox; each takes in hand what no other has.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        files: EvidenceFiles,
        links: Links,
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._database = database
        self._channels = channels
        self._clock = clock
        self._files = files
        self._links = links
        self._fetching = Fetching(files)
        self._flood = Flood()
        self._claimed: deque[InHand] = deque()

    async def sweep(self) -> None:
        """Before anything is handled: remove files that a crash left without a row."""
        self._files.clear_unfinished(self._old())
        names = self._files.names()
        for start in range(0, len(names), SWEPT_AT_ONCE):
            self._files.doubted |= set(names[start : start + SWEPT_AT_ONCE])
            await self._clear_away()

    async def handle_next(self) -> bool:
        """Handle what is next. False: there is nothing. An update that cannot be handled steps aside.

        What several chats said goes into one transaction, for its commit takes as long as an answer; where that fails
        nothing of it stands, and each is handled by itself.
        """
        if not self._claimed:
            self._claimed.extend(await self._claim(AT_ONCE, with_file=False))
        if not self._claimed:
            return False
        rows = [self._claimed.popleft() for _ in range(min(TOGETHER, len(self._claimed)))]
        updates = [one for row in rows if (one := await self._read(row))]
        plain = [one for one in updates if one.told is Told.TAKEN and not one.heard.files]
        together = plain if len(plain) > 1 and await self._handled_together(plain) else []
        for one in updates:
            if one not in together:
                await self._handle_alone(one)
        await self._clear_away()
        return True

    async def _read(self, row: InHand) -> _Update | None:
        """None: it cannot be read, and has stepped aside."""
        try:
            channel = self._channels[row.channel]
            heard = channel.read(row.raw)
            return _Update(row, channel, heard, self._flood.look(heard, self._clock.now()))
        except Exception as error:
            await self._give_back(row, error)
            return None

    async def _handled_together(self, updates: Sequence[_Update]) -> bool:
        try:
            await self._handle(updates, self._clock.now())
        except Exception as error:
            log.info("updates are handled one by one", error=type(error).__name__)
            return False
        return True

    async def _handle_alone(self, one: _Update) -> None:
        try:
            if one.told is not Told.TAKEN:
                await self._pass_over(one)
            elif await self._wanted(one.channel, one.heard) or not await self._handled_at_once(one):
                await self._database.transaction(partial(inbox.set_aside, row=one.row))
        except Exception as error:
            await self._give_back(one.row, error)

    async def _handled_at_once(self, one: _Update) -> bool:
        """False: something that takes long is to be made for it first; nothing of it stands."""
        try:
            await self._handle([one], self._clock.now())
        except NotMadeError:
            return False
        return True

    async def claim_file(self) -> InHand | None:
        """Take in hand the next update that waits for its file."""
        return next(iter(await self._claim(1, with_file=True)), None)

    async def fetch(self, row: InHand) -> None:
        """Fetch the file of an update, look through it, make what takes long, handle the update."""
        attachment = None
        try:
            channel = self._channels[row.channel]
            heard = channel.read(row.raw)
            if wanted := await self._wanted(channel, heard):
                is_last = row.attempts + 1 >= inbox.MAX_ATTEMPTS
                attachment = await self._fetching.fetched(channel, heard, wanted, is_last=is_last)
            await self._handle_making(_Update(row, channel, heard, attachment=attachment))
        except Exception as error:
            await self._give_back(row, error)
        if attachment:
            self._files.doubted.add(attachment.sha256)
        await self._clear_away()

    async def let_go(self) -> None:
        """Give back what was claimed and is not begun, so that others need not wait for the lease to end."""
        while self._claimed:
            await self._database.transaction(partial(inbox.release, row=self._claimed.popleft()))

    async def _claim(self, limit: int, *, with_file: bool) -> list[InHand]:
        now = self._clock.now()
        async with self._database.claims.begin() as session:
            return await inbox.claim(session, now, self._channels, limit, with_file=with_file)

    async def _wanted(self, channel: Channel, heard: Inbound) -> Wanted | None:
        """Decided in a short transaction of its own, of which nothing stays."""
        if not heard.files:
            return None
        async with self._database.sessions() as session:
            return await table.wanted(session, heard, self._clock.now(), self._reach(channel))

    async def _handle_making(self, one: _Update) -> None:
        """What takes long is made while no transaction is open, then it is handled again, as of the same moment.

        What comes out otherwise each time is made in the midst of it in the end.
        """
        now, made = self._clock.now(), tuple[Made, ...]()
        while len(made) < MOST_MADE:
            try:
                await self._handle([replace(one, made=made)], now)
            except NotMadeError as lacking:
                made += (await lacking.made(),)
            else:
                return
        await self._handle([replace(one, made=None)], now)

    async def _handle(self, updates: Sequence[_Update], now: datetime) -> None:
        """All of them, or none."""

        async def work(session: AsyncSession) -> None:
            ours = await inbox.done(session, [one.row for one in updates], now)
            in_hand = [one for one in updates if one.row.id in ours]
            await one_by_one(session, [partial(self._answer, one=one, now=now) for one in in_hand])

        await self._database.transaction(work)
        for one in updates:
            self._metrics.answered(one.row.channel, (self._clock.now() - one.row.received_at).total_seconds())

    async def _answer(self, session: AsyncSession, one: _Update, now: datetime) -> None:
        if await table.handle(session, one.heard, now, self._reach(one.channel), one.attachment, one.made):
            await inbox.forget(session, one.row.id)

    async def _pass_over(self, one: _Update) -> None:
        """Close what is too much without handling it; in private it is said, once in a while."""
        now, row = self._clock.now(), one.row
        key = f"flood:{row.channel}:{row.event_key}"

        async def work(session: AsyncSession) -> None:
            if await inbox.done(session, [row], now) and one.told is not Told.SILENTLY and not one.heard.is_group:
                to = To(row.channel, one.heard.chat)
                await outbox.add(session, key, Kind.REPLY, to, flooding.words(speak(DEFAULT), one.told), now)

        await self._database.transaction(work)
        log.warning("update passed over, too many from one sender", inbox=row.id)

    async def _clear_away(self) -> None:
        """Files whose row was taken back, or never written, are removed once that is committed."""
        if doubted := self._files.doubted - {""}:
            self._files.doubted -= doubted
            async with self._database.sessions() as session:
                for sha256 in await evidence.loose(session, doubted):
                    if (before := self._old()) is None or self._files.is_old(sha256, before):
                        self._files.remove(sha256)

    def _old(self) -> datetime | None:
        """Of several processes another may be about to write the row of a file: only what is older is removed."""
        return self._clock.now() - OTHERS_WRITE if self._database.is_shared else None

    def _reach(self, channel: Channel) -> Reach:
        channels, links = tuple(self._channels), self._links.can_be_made
        return Reach(channel.can, channel.deep_link, self._files, channels, has_links=links)

    async def _give_back(self, row: InHand, error: Exception) -> None:
        """It must step aside: while its lease lasts, nobody else can take it. The database may be away just now."""
        while True:
            try:
                return await self._step_aside(row, error)
            except Exception as worse:
                lease = row.lease_until_at
                if not is_trouble(worse) or lease is None or self._clock.now() >= lease:
                    raise
            await self._clock.sleep(GIVE_BACK_AGAIN_SECONDS)

    async def _step_aside(self, row: InHand, error: Exception) -> None:
        now, is_ours = self._clock.now(), not is_trouble(error)

        async def work(session: AsyncSession) -> bool:
            reason = f"{type(error).__name__}: {error}"[:500]
            lease = row.lease_until_at
            given_up = await inbox.step_aside(session, row.id, reason, now, lease=lease, counts=is_ours)
            if given_up and row.chat:
                await outbox.add(
                    session,
                    f"sorry:{row.channel}:{row.event_key}",
                    Kind.REPLY,
                    To(row.channel, row.chat),
                    speak(DEFAULT)("error.not_handled"),
                    now,
                )
            return given_up

        if await self._database.transaction(work):
            self._metrics.given_up(row.channel)
        if is_ours:
            log.error("update could not be handled", inbox=row.id, attempt=row.attempts + 1, exc_info=error)
        else:
            log.warning("update put off, the database failed", inbox=row.id, error=type(error).__name__)
