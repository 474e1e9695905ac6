"""Tells the other processes on the same database that there is something to do; on SQLite there are none."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import POSTGRESQL

INBOX, OUTBOX = "dunghan_inbox", "dunghan_outbox"
_CALLED = "called"  # once in a transaction is enough


async def call(session: AsyncSession, whom: str) -> None:
    """Have those who wait for `whom` look, once this transaction is committed."""
    called = session.info.setdefault(_CALLED, set())
    if whom not in called and session.get_bind().dialect.name == POSTGRESQL:
        called.add(whom)
        await session.execute(text("SELECT pg_notify(:whom, '')"), {"whom": whom})
