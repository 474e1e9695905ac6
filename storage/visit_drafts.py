"""Visits half logged: one for each account and chat, so that a group and the private chat do not mix."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Account
from storage.visit_tables import VisitDraft


async def held(session: AsyncSession, account: Account, chat: str) -> dict[str, Any] | None:
    """What is understood so far and what was asked; None: nothing is half logged here."""
    found = select(VisitDraft.draft).where(VisitDraft.account_id == account.id, VisitDraft.chat == chat)
    return (await session.execute(found)).scalar_one_or_none()


async def hold(
    session: AsyncSession, organisation_id: int, account: Account, chat: str, draft: dict[str, Any], now: datetime
) -> None:
    """Keep it until the next message; what was held before is let go."""
    await drop(session, account, chat)
    session.add(VisitDraft(organisation_id=organisation_id, account_id=account.id, chat=chat, draft=draft, at=now))
    await session.flush()


async def drop(session: AsyncSession, account: Account, chat: str) -> None:
    """It is logged, or let go."""
    await session.execute(delete(VisitDraft).where(VisitDraft.account_id == account.id, VisitDraft.chat == chat))


async def begun_at(session: AsyncSession, person_id: int) -> datetime | None:
    """When the newest visit that a person has half logged, wherever, was last spoken of."""
    found = select(VisitDraft.at).join(Account, Account.id == VisitDraft.account_id)
    newest = found.where(Account.person_id == person_id).order_by(VisitDraft.at.desc()).limit(1)
    return (await session.execute(newest)).scalar_one_or_none()
