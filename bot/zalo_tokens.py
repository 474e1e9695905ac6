"""Keeps the Zalo OA's tokens in the database, and tells the administrators when only they can help."""

from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from channels.zalo_oa_tokens import Pair, Trouble
from handlers import alarms
from locales import Speaker
from storage import zalo_tokens
from storage.database import Database

ALARM_VALID = timedelta(days=1)
SHOWN = 120  # characters of Zalo's own words in an alarm


class DatabaseTokens:
    """A TokenStore; see there. Each call is one transaction, committed when it returns.

    The right to refresh is a lease in the row, not a lock held open: on SQLite an open transaction would keep the
    web hook from storing what Zalo pushes meanwhile, and Zalo waits two seconds.
    """

    def __init__(self, database: Database, app_id: str) -> None:
        self._database = database
        self._app_id = app_id

    async def load(self) -> Pair | None:
        """See TokenStore.load."""
        async with self._database.sessions() as session:
            row = await zalo_tokens.of(session, self._app_id)
        if row is None:
            return None
        return Pair(row.access_token, row.refresh_token, row.expires_at, row.refreshed_at, row.lost_at)

    async def claim(self, pair: Pair, now: datetime, until: datetime) -> bool:
        """See TokenStore.claim."""
        return await self._database.transaction(
            lambda session: zalo_tokens.claim(session, self._app_id, pair.refresh, now, until)
        )

    async def release(self, pair: Pair) -> None:
        """See TokenStore.release."""
        await self._database.transaction(lambda session: zalo_tokens.release(session, self._app_id, pair.refresh))

    async def replace(self, old: Pair, new: Pair) -> bool:
        """See TokenStore.replace."""
        return await self._database.transaction(
            lambda session: zalo_tokens.replace(
                session, self._app_id, old.refresh, new.access, new.refresh, new.expires_at, new.refreshed_at
            )
        )

    async def mark_lost(self, pair: Pair, now: datetime) -> None:
        """See TokenStore.mark_lost."""
        await self._database.transaction(
            lambda session: zalo_tokens.mark_lost(session, self._app_id, pair.refresh, now)
        )


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
