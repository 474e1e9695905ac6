"""The Zalo OA's pair of tokens: who may refresh it, and what took its place. All tokens here are as they stand."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import ZaloOaTokens


async def of(session: AsyncSession, app_id: str) -> ZaloOaTokens | None:
    """The pair of this app; None before the first login."""
    found = select(ZaloOaTokens).where(ZaloOaTokens.app_id == app_id)
    return (await session.execute(found)).scalar_one_or_none()


async def claim(session: AsyncSession, app_id: str, refresh_token: str, now: datetime, until: datetime) -> bool:
    """Take the right to use this refresh token, until a moment by which it must be done.

    False: somebody else has the right, or the token is another by now, or dead.
    """
    free = or_(ZaloOaTokens.claimed_until_at.is_(None), ZaloOaTokens.claimed_until_at <= now)
    took = (
        update(ZaloOaTokens)
        .where(
            ZaloOaTokens.app_id == app_id,
            ZaloOaTokens.refresh_token == refresh_token,
            ZaloOaTokens.lost_at.is_(None),
            free,
        )
        .values(claimed_until_at=until)
        .returning(ZaloOaTokens.id)
    )
    return (await session.execute(took)).scalar_one_or_none() is not None


async def release(session: AsyncSession, app_id: str, refresh_token: str) -> None:
    """Give the right back."""
    held = update(ZaloOaTokens).where(ZaloOaTokens.app_id == app_id, ZaloOaTokens.refresh_token == refresh_token)
    await session.execute(held.values(claimed_until_at=None))


async def replace(
    session: AsyncSession,
    app_id: str,
    used: str,
    access_token: str,
    refresh_token: str,
    expires_at: datetime,
    now: datetime,
) -> bool:
    """Put a new pair in the place of the one whose refresh token was used up. False: it was not there any more."""
    replaced = (
        update(ZaloOaTokens)
        .where(ZaloOaTokens.app_id == app_id, ZaloOaTokens.refresh_token == used)
        .values(
            access_token=access_token,
            refresh_token=refresh_token,
            expires_at=expires_at,
            refreshed_at=now,
            claimed_until_at=None,
            lost_at=None,
        )
        .returning(ZaloOaTokens.id)
    )
    return (await session.execute(replaced)).scalar_one_or_none() is not None


async def log_in(
    session: AsyncSession,
    app_id: str,
    oa_id: str,
    access_token: str,
    refresh_token: str,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Store the pair an administrator of the OA consented to, whatever was there before."""
    row = await of(session, app_id)
    if row is None:
        row = ZaloOaTokens(app_id=app_id)
        session.add(row)
    row.oa_id = oa_id
    row.access_token, row.refresh_token = access_token, refresh_token
    row.expires_at, row.refreshed_at = expires_at, now
    row.claimed_until_at = row.lost_at = None


async def mark_lost(session: AsyncSession, app_id: str, refresh_token: str, now: datetime) -> None:
    """Note that this refresh token is dead."""
    dead = update(ZaloOaTokens).where(ZaloOaTokens.app_id == app_id, ZaloOaTokens.refresh_token == refresh_token)
    await session.execute(dead.values(lost_at=now, claimed_until_at=None))
