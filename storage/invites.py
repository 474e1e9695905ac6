"""One-time codes: made once, kept as a hash, used once, guessed at most five times in ten minutes."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import OWN_ADDRESS
from storage.tables import CodeTry, Invite, Membership

LIFETIME = timedelta(hours=72)
OWN_LIFETIME = timedelta(minutes=30)  # who has it becomes this person: no longer than it takes to open another app
PRINTED_LIFETIME = timedelta(days=14)  # of codes that are printed, cut and handed out
MAX_TRIES = 5
TRIES_WITHIN = timedelta(minutes=10)


async def add(
    session: AsyncSession,
    organisation_id: int,
    unit_id: int,
    role: str,
    code: str,
    now: datetime,
    channel: str | None = None,
    *,
    name: str = "",
    lifetime: timedelta = LIFETIME,
) -> Invite:
    """Remember a new code, bound to a unit and a role.

    `channel`: by which the person should be written to. `name`: whom it is for, where a list of members says so.
    """
    invite = Invite(
        organisation_id=organisation_id,
        unit_id=unit_id,
        role=role,
        name=name,
        code_hash=_hash(code),
        created_at=now,
        expires_at=now + lifetime,
        channel=channel,
    )
    session.add(invite)
    await session.flush()
    return invite


async def add_own(session: AsyncSession, of: Membership, code: str, now: datetime) -> None:
    """Remember a code by which the person of a membership takes in a further address; an earlier one is void."""
    mine = update(Invite).where(Invite.person_id == of.person_id, Invite.used_at.is_(None))
    await session.execute(mine.values(expires_at=now))
    session.add(
        Invite(
            organisation_id=of.organisation_id,
            unit_id=of.unit_id,
            role=OWN_ADDRESS,
            code_hash=_hash(code),
            created_at=now,
            expires_at=now + OWN_LIFETIME,
            person_id=of.person_id,
        )
    )


async def by_code(session: AsyncSession, code: str) -> Invite | None:
    """The invite this code was made for, used or not, expired or not."""
    found = select(Invite).where(Invite.code_hash == _hash(code))
    return (await session.execute(found)).scalar_one_or_none()


async def standing(session: AsyncSession, unit_id: int, now: datetime) -> set[tuple[str, str]]:
    """Whom a unit's codes are for, by name and role: those used, and those that still can be."""
    found = select(Invite.name, Invite.role).where(
        Invite.unit_id == unit_id, Invite.name != "", or_(Invite.used_at.is_not(None), Invite.expires_at > now)
    )
    return {(name, role) for name, role in await session.execute(found)}


async def use(session: AsyncSession, invite_id: int, by: str, now: datetime) -> bool:
    """Spend a code. False: somebody else was faster, or it has expired."""
    spent = (
        update(Invite)
        .where(Invite.id == invite_id, Invite.used_at.is_(None), Invite.expires_at > now)
        .values(used_at=now, used_by=by)
        .returning(Invite.id)
    )
    return (await session.execute(spent)).scalar_one_or_none() is not None


async def note_wrong_try(session: AsyncSession, channel: str, sender: str, now: datetime) -> None:
    """Count a wrong code."""
    session.add(CodeTry(channel=channel, sender=sender, at=now))


async def too_many_tries(session: AsyncSession, channel: str, sender: str, now: datetime) -> bool:
    """Whether this sender must wait before giving another code."""
    tries = select(func.count()).where(
        CodeTry.channel == channel, CodeTry.sender == sender, CodeTry.at > now - TRIES_WITHIN
    )
    return (await session.execute(tries)).scalar_one() >= MAX_TRIES


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
