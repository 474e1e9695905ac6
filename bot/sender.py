"""Sends what the outbox holds, under a lease, and writes down what became of each message."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
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
from domain.chat import Ambiguous, Blocked, Later, Moved, Outcome, Outgoing, Photos, Refused, Sent
from domain.quota import Allowance
from handlers import alarms, metering, reach, unposted
from handlers.unposted import Lost
from storage import groups, outbox, people, queueing
from storage.database import Database, is_trouble
from storage.leading import Alone, Leading, is_current
from storage.outbox import AT_MOST_ONCE, Kind
from storage.queueing import LOOKED_AT, Waiting
from storage.tables import Outbox
from storage.together import Works

log = structlog.get_logger()

sending = "send:{}".format
"""What it is called to lead in sending by a channel."""

UNAUTHORIZED = "unauthorized"  # how a channel words a token that is refused
AHEAD_SECONDS = 0.25  # a message is taken in hand so long before its place is free: taking it takes time, too
COUNTED = timedelta(minutes=1)  # no messenger's pace reaches further back
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
    """Picks the most urgent messages that may go now, so that one busy chat holds up nobody else. Decision 0026.

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
        self._works = Works(database)
        self._channels = channels
        self._clock = clock
        self._links = links
        self._holds_back = holds_back
        self._down = down
        self._ways = Ways(channels, allowances or {}, down)
        self._fuses = Fuses()
        self._leading = leading or Alone()
        self._metrics = metrics or Metrics()
        # By channel and chat, however long it takes: nothing is sent twice because a lease ended meanwhile.
        self._in_hand: set[tuple[str, str]] = set()
        self._ready: Counter[str] = Counter()  # of these, how many of each channel wait for their place
        self._recalled: dict[str, int] = {}

    async def send_next(self) -> float | None:
        """Send one message: 0.0. Nothing to send: None. All must wait for their chats: the seconds until then."""
        picked = await self.pick(self._channels, 1, ahead=0.0)
        if picked is None or isinstance(picked, float):
            return picked
        for leased in picked:
            await self.deliver(leased)
        return 0.0

    async def pick(
        self, channels: Collection[str], most: int, ahead: float = AHEAD_SECONDS
    ) -> Sequence[Leased] | float | None:
        """Take the next messages of these channels in hand, so many at the most.

        Otherwise as `send_next`; 0.0: ask again. `ahead`: they may have to wait so many seconds for their places.
        """
        now = self._clock.now()
        led = {name: term for name in channels if (term := self._leading.term(sending(name))) is not None}
        async with self._database.claims.begin() as session:
            for channel, until in self._fuses.blown(now):  # also what was written since
                await outbox.put_off(session, channel, None, until)
            await self._recall(session, led, now)
            picked = await self._choose(session, led, most, ahead, now)
        if picked is not None and not isinstance(picked, float):
            self._in_hand.update((one.row.channel, one.row.chat) for one in picked)
            self._ready.update(one.row.channel for one in picked)
        return picked

    async def deliver(self, leased: Leased) -> None:
        """Send a message that is in hand, and write down what became of it."""
        row = leased.row
        try:
            await self._place(row)
            if self._leading.term(sending(row.channel)) != leased.term:
                return  # the lease ends by itself, and who leads now sends it
            outcome = await self._delivered(leased)
            is_away = self._fuses.note(row.channel, row.chat, outcome, self._clock.now())
            self._metrics.tried(row.channel, outcome)
            await self._write_down(partial(self._settled, leased, outcome, is_away))
            self._count(row, outcome)
        finally:
            self._in_hand.discard((row.channel, row.chat))

    async def _delivered(self, leased: Leased) -> Outcome:
        """What is drawn is drawn now, while no transaction is open; what cannot be drawn holds up nobody."""
        row, message = leased.row, leased.message
        if row.chart is not None and not self._placeholder_first(row):
            try:
                message = await wording.drawn(row.chart, message)
            except Exception as error:
                log.exception("chart not drawn", outbox=row.id)
                return Refused(type(error).__name__)
        return await self._channels[row.channel].deliver(message)

    async def _place(self, row: Outbox) -> None:
        """Wait until it may leave, if that is not now."""
        try:
            while wait := self._channels[row.channel].wait_for(row.chat):
                await self._clock.sleep(wait)
        finally:
            self._ready[row.channel] -= 1

    async def _recall(self, session: AsyncSession, led: Mapping[str, int], now: datetime) -> None:
        """What left before we led is counted by the messenger, too."""
        for name in (one for one, term in led.items() if self._recalled.get(one) != term):
            for chat, at in await queueing.left(session, name, now, COUNTED):
                self._channels[name].recall(chat, max((now - at).total_seconds(), 0.0))
            self._recalled[name] = led[name]

    async def _choose(
        self,
        session: AsyncSession,
        led: Mapping[str, int],
        most: int,
        ahead: float,
        now: datetime,
        looked_at: int = LOOKED_AT,
    ) -> Sequence[Leased] | float | None:
        """As `pick`: the most urgent of those to whom a message is allowed."""
        only_answers = self._holds_back()
        waiting = await queueing.chats(session, now, led, looked_at, only_answers=only_answers)
        is_all = queueing.is_all(waiting, looked_at)
        while True:
            turns, wait = self._turns(waiting, most, ahead)
            if not turns:
                return wait if is_all else await self._choose(session, led, most, ahead, now, looked_at * 10)
            if rows := await queueing.firsts(session, turns, now, only_answers=only_answers):
                return await self._lease(session, rows, led, now) or 0.0
            waiting = [one for one in waiting if one not in turns]  # they are held back

    def _turns(self, waiting: Sequence[Waiting], most: int, ahead: float) -> tuple[list[Waiting], float | None]:
        """Whose turn it is, so many at the most, and the seconds until somebody else's; None: nobody else waits."""
        turns: list[Waiting] = []
        taken, soonest, began = self._ready.copy(), None, self._clock.monotonic()
        for one in waiting:
            if len(turns) == most:
                break
            if (one.channel, one.chat) in self._in_hand:
                continue
            wait = self._channels[one.channel].wait_for(one.chat, taken[one.channel])
            # All at the same moment: else whom we come to last would get the place that the first has just missed.
            if wait and (wait := wait + self._clock.monotonic() - began - ahead) > 0:
                soonest = min(wait, soonest or wait)
                continue
            turns.append(one)
            taken[one.channel] += 1
        return turns, soonest

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
                return await self._works.transaction(work)
            except Exception as error:
                if not is_trouble(error) or self._clock.now() >= until:
                    raise
            await self._clock.sleep(WRITE_AGAIN_SECONDS)

    async def _lease(
        self, session: AsyncSession, rows: Sequence[Outbox], led: Mapping[str, int], now: datetime
    ) -> list[Leased]:
        """Those of them that are to be sent, and now, and that no other sender has."""
        ways = {row.id: way for row in rows if (way := await self._way(session, row, now)) is not None}
        attempts: dict[int, int] = {}
        for channel, term in led.items():
            ids = [row.id for row in rows if row.channel == channel and row.id in ways]
            leads = is_current(sending(channel), term) if term else None  # alone: see Alone.term
            attempts |= await outbox.lease(session, ids, now, leads)
        return [
            Leased(
                row, ways[row.id], await self._wording(session, row, ways[row.id]), attempts[row.id], led[row.channel]
            )
            for row in rows
            if row.id in attempts
        ]

    async def _way(self, session: AsyncSession, row: Outbox, now: datetime) -> Go | None:
        """None: it is not to be sent, or not now."""
        if row.valid_until_at is not None and row.valid_until_at < now:
            await outbox.settle(session, row.id, "expired", now)
            await unposted.lost(session, row, Lost.LATE, "", now)
            return None
        if row.chart is not None and self._channels[row.channel].can.photos is not Photos.BYTES:
            await outbox.settle(session, row.id, "dropped", now)  # the digest beside it says all
            return None
        way = await self._ways.find(session, row, now)
        return None if isinstance(way, Changed) else way

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
