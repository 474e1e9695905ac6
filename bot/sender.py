"""Sends what the outbox holds, under a lease, and writes down what became of each message."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import wording
from bot.clock import Clock
from bot.fuse import Fuses
from bot.links import Links
from bot.metrics import Metrics
from bot.ways import Changed, Go, Ways
from channels.channel import Channel
from channels.veil import in_brief
from domain.chat import Ambiguous, Blocked, Later, Moved, Outcome, Outgoing, Refused, Sent
from domain.quota import Allowance
from handlers import alarms, metering, reach, unposted
from handlers.unposted import Lost
from storage import groups, outbox, people
from storage.database import Database, is_trouble
from storage.leading import Alone, Leading, is_current
from storage.outbox import AT_MOST_ONCE, Kind
from storage.tables import Outbox

log = structlog.get_logger()

sending = "send:{}".format
"""What it is called to lead in sending by a channel."""

UNAUTHORIZED = "unauthorized"  # how a channel words a token that is refused
WRITE_AGAIN_SECONDS = 1.0
WRITE_WITHIN = timedelta(minutes=10)  # after that it is sent again: nobody knows then that it was

GONE = ("message to edit not found", "message can't be edited")
TAKEN_AWAY = "placeholder taken away"


@dataclass(frozen=True, slots=True)
class Leased:
    """A message in hand: its row as it was, its way, its words, and by which right it is sent."""

    row: Outbox
    way: Go
    message: Outgoing
    attempt: int
    term: int


class Sender:
    """Picks the next message that may go now, so that one busy chat holds up nobody else.

    Only who leads in sending by a channel does, and says so with each message it takes in hand.
    `holds_back`: whether only answers may go, because the clock is in doubt.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        links: Links,
        allowances: Mapping[str, Allowance] | None = None,
        down: Collection[str] = frozenset(),
        leading: Leading | None = None,
        holds_back: Callable[[], bool] = lambda: False,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._links = links
        self._holds_back = holds_back
        self._down = down
        self._ways = Ways(channels, allowances or {}, down)
        self._fuses = Fuses()
        self._leading = leading or Alone()
        self._metrics = metrics or Metrics()
        self._in_hand: set[int] = set()  # however long it takes: nothing is sent twice because a lease ended meanwhile

    async def send_next(self) -> float | None:
        """Send one message: 0.0. Nothing to send: None. All must wait for their chats: the seconds until then."""
        picked = await self.pick(self._channels)
        if isinstance(picked, Leased):
            await self.deliver(picked)
            return 0.0
        return picked

    async def pick(self, channels: Collection[str]) -> Leased | float | None:
        """Take the next message of these channels in hand. Otherwise as `send_next`; 0.0: ask again."""
        now = self._clock.now()
        led = {name: term for name in channels if (term := self._leading.term(sending(name))) is not None}
        async with self._database.claims.begin() as session:
            for channel, until in self._fuses.blown(now):  # also what was written since
                await outbox.put_off(session, channel, None, until)
            found = await outbox.sendable(session, now, led, only_answers=self._holds_back())
            waiting = [row for row in found if row.id not in self._in_hand]
            waits = [(self._channels[row.channel].wait_for(row.chat), row) for row in waiting]
            free = [row for wait, row in waits if wait <= 0]
            if not free:
                return min((wait for wait, _ in waits), default=None)
            return await self._lease(session, free[0], led[free[0].channel], now) or 0.0

    async def deliver(self, leased: Leased) -> None:
        """Send a message that is in hand, and write down what became of it."""
        row = leased.row
        if self._leading.term(sending(row.channel)) != leased.term:
            return  # the lease ends by itself, and who leads now sends it
        self._in_hand.add(row.id)
        try:
            outcome = await self._channels[row.channel].deliver(leased.message)
            is_away = self._fuses.note(row.channel, row.chat, outcome, self._clock.now())
            self._metrics.tried(row.channel, outcome)
            await self._write_down(partial(self._settled, leased, outcome, is_away))
            self._count(row, outcome)
        finally:
            self._in_hand.discard(row.id)

    def _count(self, row: Outbox, outcome: Outcome) -> None:
        if isinstance(outcome, Sent) and not self._placeholder_first(row):
            self._metrics.sent(row.channel, (self._clock.now() - row.due_at).total_seconds())
        if isinstance(outcome, Later) and outcome.reason == UNAUTHORIZED:
            self._metrics.refused(row.channel)

    async def _settled(self, leased: Leased, outcome: Outcome, is_away: bool, session: AsyncSession) -> None:
        if await outbox.is_in_hand(session, leased.row.id, leased.attempt):
            await self._settle(session, leased, outcome, is_away=is_away)
        else:
            log.warning("somebody else took over", outbox=leased.row.id, outcome=type(outcome).__name__)

    async def _write_down(self, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """What was sent must not be sent again because the database was away just then: wait for it."""
        until = self._clock.now() + WRITE_WITHIN
        while True:
            try:
                return await self._database.transaction(work)
            except Exception as error:
                if not is_trouble(error) or self._clock.now() >= until:
                    raise
            await self._clock.sleep(WRITE_AGAIN_SECONDS)

    async def _lease(self, session: AsyncSession, row: Outbox, term: int, now: datetime) -> Leased | None:
        """None: it is not to be sent, or not now, or another sender has it."""
        if row.valid_until_at is not None and row.valid_until_at < now:
            await outbox.settle(session, row.id, "expired", now)
            await unposted.lost(session, row, Lost.LATE, "", now)
            return None
        way = await self._ways.find(session, row, now)
        if isinstance(way, Changed):
            return None
        leads = is_current(sending(row.channel), term) if term else None  # alone: see Alone.term
        attempt = await outbox.lease(session, row, now, leads)
        if not attempt:
            return None
        return Leased(row, way, await self._wording(session, row, way), attempt, term)

    def _placeholder_first(self, row: Outbox) -> bool:
        return Kind(row.kind) in AT_MOST_ONCE and self._channels[row.channel].can.edit and not row.message

    async def _wording(self, session: AsyncSession, row: Outbox, way: Go) -> Outgoing:
        if self._placeholder_first(row):
            return Outgoing(row.chat, row.title, outside_window=way.outside_window)
        worded = await wording.worded(session, row, self._channels[row.channel].can, self._links)
        return replace(worded, outside_window=way.outside_window)

    async def _settle(self, session: AsyncSession, leased: Leased, outcome: Outcome, *, is_away: bool) -> None:
        now, row = self._clock.now(), leased.row
        match outcome:
            case Sent(message) if self._placeholder_first(row):
                await outbox.remember_placeholder(session, row.id, message)
            case Sent(message):
                await outbox.settle(session, row.id, "sent", now, message=message, is_billed=leased.way.is_billed)
                await unposted.posted(session, row, now)
                await metering.watch(session, row.channel, self._ways.allowance(row.channel), now)
            case Later(wait, reason, whole_bot):
                log.warning("sending put off", outbox=row.id, seconds=wait.total_seconds(), reason=in_brief(reason))
                await outbox.release(session, row.id, reason)
                await outbox.put_off(session, row.channel, None if whole_bot else row.chat, now + wait)
                if reason == UNAUTHORIZED:  # by web hook nobody else would find out
                    await alarms.token_refused(session, row.channel, {*self._down, row.channel}, now)
            case Blocked(reason):
                await outbox.settle(session, row.id, "unreachable", now, error=reason)
                await people.mark_reach(session, row.channel, row.chat, now, reason)
                await unposted.closed(session, row, reason, now)
                await groups.mark_left(session, row.channel, row.chat, now)
                await reach.fail_over(session, row, now)
            case Moved(chat):
                await groups.move(session, row.channel, row.chat, chat)
                await outbox.move(session, row.channel, row.chat, chat)
                await outbox.remember_placeholder(session, row.id, None)
            case Refused(reason) if row.message and row.error != TAKEN_AWAY and _is_gone(reason):
                # Somebody deleted the digest's placeholder: it is posted once more, and no oftener.
                await outbox.remember_placeholder(session, row.id, None)
                await outbox.release(session, row.id, TAKEN_AWAY)
            case Refused(reason):
                log.error("message refused", outbox=row.id, kind=row.kind, reason=in_brief(reason))
                await outbox.settle(session, row.id, "refused", now, error=reason)
                await unposted.lost(session, row, Lost.REFUSED, reason, now)
            case Ambiguous(reason):
                await self._settle_ambiguous(session, leased, reason, is_away=is_away)
            case _:
                assert_never(outcome)

    async def _settle_ambiguous(self, session: AsyncSession, leased: Leased, reason: str, *, is_away: bool) -> None:
        """Nobody knows whether it arrived. Replies and prompts go again; a digest does where it can be edited."""
        now, row = self._clock.now(), leased.row
        log.warning("sending ambiguous", outbox=row.id, kind=row.kind, reason=in_brief(reason))
        if Kind(row.kind) in AT_MOST_ONCE and not self._channels[row.channel].can.edit:
            await outbox.settle(session, row.id, "ambiguous", now, error=reason)
            await unposted.lost(session, row, Lost.IN_DOUBT, reason, now)
            return
        await outbox.release(session, row.id, reason)
        if not is_away:  # else the whole messenger waits, and this chat no longer than the others
            wait = timedelta(seconds=2 ** min(leased.attempt + 1, 8))
            await outbox.put_off(session, row.channel, row.chat, now + wait)


def _is_gone(reason: str) -> bool:
    return any(phrase in reason.casefold() for phrase in GONE)
