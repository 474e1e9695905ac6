"""Which way a message goes: as it stands, to another address of the same person, or later, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from channels.channel import Channel
from domain import quota, windows
from domain.quota import Allowance
from handlers import reach
from storage import meter, outbox, people
from storage.outbox import Kind
from storage.tables import Account, Outbox

JUST_WROTE = timedelta(hours=1)  # an answer within this time is one that somebody waits for
NEXT_TRY = timedelta(hours=1)  # a larger allowance may have been bought meanwhile
DOWN_FOR = timedelta(minutes=5)
KEEPS = timedelta(days=1)
"""How long what waits for a new month stays true: "còn 1 ngày" is wrong tomorrow. Prompts have their own end."""


class Hindrance(StrEnum):
    """Why a message cannot go to an address as it stands."""

    DOWN = "down"  # the messenger refuses our token
    QUOTA = "quota"  # the month is used up, or the rest of it is kept for what presses more
    WINDOW = "window"  # the person has been silent too long for an ordinary message


@dataclass(frozen=True, slots=True)
class Go:
    """Send it as it stands."""

    outside_window: bool = False
    is_billed: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """It went elsewhere or waits; there may be others to send."""


class Ways:
    """Finds the way. `down`: the channels that refuse our token, kept by bot/tending.py."""

    def __init__(
        self, channels: Mapping[str, Channel], allowances: Mapping[str, Allowance], down: Collection[str]
    ) -> None:
        self._channels = channels
        self._allowances = allowances
        self._down = down

    def allowance(self, channel: str) -> Allowance:
        """What a channel may have: what the settings say, or else what the messenger allows everybody."""
        return self._allowances.get(channel) or Allowance(self._channels[channel].can.monthly_quota)

    async def find(self, session: AsyncSession, row: Outbox, now: datetime) -> Go | Changed:
        """What becomes of a message now; what is not sent as it stands is changed in its row."""
        if not self._is_limited(row.channel):
            return Go()
        account = await people.account_at(session, row.channel, row.chat)
        why = await self._hindrance(session, row.channel, account, Kind(row.kind), now)
        if why is None:
            return Go(is_billed=self._is_billed(row.channel, account, now))
        if account and (better := await self._elsewhere(session, account, row, why, now)):
            await reach.send_elsewhere(session, row, better)
            return Changed()
        match why:
            case Hindrance.WINDOW:
                return Go(outside_window=True, is_billed=True)
            case Hindrance.DOWN:
                await outbox.put_off(session, row.channel, row.chat, now + DOWN_FOR)
            case Hindrance.QUOTA:
                until = min(now + NEXT_TRY, quota.month(now)[1])
                keeps = None if Kind(row.kind) is Kind.PROMPT else row.created_at + KEEPS
                await outbox.hold(session, row, until, keeps)
        return Changed()

    def _is_limited(self, channel: str) -> bool:
        unlimited = self.allowance(channel).messages is None
        return channel in self._down or not unlimited or self._channels[channel].can.window is not None

    async def _hindrance(
        self, session: AsyncSession, channel: str, account: Account | None, kind: Kind, now: datetime
    ) -> Hindrance | None:
        if channel in self._down:
            return Hindrance.DOWN
        if await self._is_used_up(session, channel, account, kind, now):
            return Hindrance.QUOTA
        can = self._channels[channel].can
        return None if account is None or windows.is_open(can, account.heard_at, now) else Hindrance.WINDOW

    async def _is_used_up(
        self, session: AsyncSession, channel: str, account: Account | None, kind: Kind, now: datetime
    ) -> bool:
        most = self.allowance(channel).messages
        if most is None:
            return False
        sent = await meter.sent(session, channel, now)
        if not quota.is_near(sent, most) or sent >= most:
            return sent >= most
        if kind is Kind.REPLY:  # to a stranger or in a group it is an answer, too
            return account is not None and not _just_wrote(account, now)
        return kind not in (Kind.WARNING, Kind.DIGEST)

    async def _elsewhere(
        self, session: AsyncSession, account: Account, row: Outbox, why: Hindrance, now: datetime
    ) -> Account | None:
        """The person's next account that can be written to at once. Answers stay where the question was asked."""
        if Kind(row.kind) is Kind.REPLY and why is not Hindrance.DOWN:
            return None
        reachable = await people.accounts_of(session, account.person_id, or_lost=False)
        for other in (one for one in reachable if one.channel in self._channels and one.id != account.id):
            if await self._hindrance(session, other.channel, other, Kind(row.kind), now) is None:
                return other
        return None

    def _is_billed(self, channel: str, account: Account | None, now: datetime) -> bool:
        return account is not None and not windows.is_free(self._channels[channel].can, account.heard_at, now)


def _just_wrote(account: Account, now: datetime) -> bool:
    return account.heard_at is not None and now - account.heard_at <= JUST_WROTE
