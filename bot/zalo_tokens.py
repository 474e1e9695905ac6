"""Keeps the Zalo OA's tokens in the database, sealed, and tells the administrators when only they can help."""

import logging
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.token_seal import Seal, SealError
from channels.zalo_oa_tokens import Pair, Trouble
from handlers import alarms
from locales import Speaker
from storage import zalo_tokens
from storage.database import Database

ALARM_VALID = timedelta(days=1)
SHOWN = 120  # characters of Zalo's own words in an alarm

log = logging.getLogger(__name__)


class DatabaseTokens:
    """A TokenStore; see there. Each call is one transaction, committed when it returns.

    The right to refresh is a lease in the row, not a lock held open: on SQLite an open transaction would keep the
    web hook from storing what Zalo pushes meanwhile, and Zalo waits two seconds. Tokens are stored sealed, each time
    in another form, so the pair that is meant is found by opening the row, and changed only where it still stands so.
    """

    def __init__(self, database: Database, app_id: str, seal: Seal) -> None:
        self._database = database
        self._app_id = app_id
        self._seal = seal

    async def load(self) -> Pair | None:
        """See TokenStore.load. None also for a pair that our key does not open: only a login helps there, too."""
        async with self._database.sessions() as session:
            row = await zalo_tokens.of(session, self._app_id)
        if row is None:
            return None
        try:
            access, refresh = self._seal.opened(row.access_token), self._seal.opened(row.refresh_token)
        except SealError as error:
            log.error("there is a pair of tokens for the Zalo OA, but %s", error)
            return None
        return Pair(access, refresh, row.expires_at, row.refreshed_at, row.lost_at)

    async def claim(self, pair: Pair, now: datetime, until: datetime) -> bool:
        """See TokenStore.claim."""

        async def claimed(session: AsyncSession) -> bool:
            stored = await self._stored(session, pair)
            return stored is not None and await zalo_tokens.claim(session, self._app_id, stored, now, until)

        return await self._database.transaction(claimed)

    async def release(self, pair: Pair) -> None:
        """See TokenStore.release."""

        async def released(session: AsyncSession) -> None:
            if (stored := await self._stored(session, pair)) is not None:
                await zalo_tokens.release(session, self._app_id, stored)

        await self._database.transaction(released)

    async def replace(self, old: Pair, new: Pair) -> bool:
        """See TokenStore.replace."""
        access, refresh = self._seal.closed(new.access), self._seal.closed(new.refresh)

        async def replaced(session: AsyncSession) -> bool:
            stored = await self._stored(session, old)
            return stored is not None and await zalo_tokens.replace(
                session, self._app_id, stored, access, refresh, new.expires_at, new.refreshed_at
            )

        return await self._database.transaction(replaced)

    async def mark_lost(self, pair: Pair, now: datetime) -> None:
        """See TokenStore.mark_lost."""

        async def marked(session: AsyncSession) -> None:
            if (stored := await self._stored(session, pair)) is not None:
                await zalo_tokens.mark_lost(session, self._app_id, stored, now)

        await self._database.transaction(marked)

    async def _stored(self, session: AsyncSession, pair: Pair) -> str | None:
        """This pair's refresh token as it stands in the row; None: another one stands there."""
        row = await zalo_tokens.of(session, self._app_id)
        try:
            return row.refresh_token if row and self._seal.opened(row.refresh_token) == pair.refresh else None
        except SealError:
            return None


class OutboxAlarm:
    """An Alarm; see there. Each trouble is told at most once a day to each administrator."""

    def __init__(self, database: Database, channel: str, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock

    async def __call__(self, trouble: Trouble, words: str) -> None:
        """By another channel where there is one."""
        now = self._clock.now()
        key = f"alarm:{self._channel}:{trouble}:{now:%Y-%m-%d}"
        text, until = partial(_text, trouble, words), now + ALARM_VALID
        await self._database.transaction(
            lambda session: alarms.tell(session, key, now, text, {self._channel}, at_last=True, valid_until_at=until)
        )


def _text(trouble: Trouble, words: str, say: Speaker) -> str:
    key = "zalo_oa.alarm.login" if trouble is Trouble.LOGIN else "zalo_oa.alarm.console"
    return say(key, words=words[:SHOWN])
