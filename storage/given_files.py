"""Files given by a link: to whom the message went, while they serve there, on the device that opened it first."""

from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import people
from storage.tables import Account, Audit, Group, Membership, Outbox


async def row(session: AsyncSession, row_id: int) -> Outbox | None:
    """The message a link is about, if it has a document or a picture."""
    found = await session.get(Outbox, row_id)
    return found if found is not None and (found.document is not None or found.photo is not None) else None


async def is_theirs(session: AsyncSession, of: Outbox, now: datetime) -> bool:
    """Whether who the message went to still serves in its organisation, or the group still has the bot.

    What belongs to no organisation was written to a stranger, and says nothing of anybody.
    """
    if of.organisation_id is None:
        return True
    account = select(Account.person_id).where(Account.channel == of.channel, Account.address == of.chat)
    serves = people.in_force(now).where(
        Membership.organisation_id == of.organisation_id, Membership.person_id.in_(account)
    )
    group = select(Group.id).where(Group.channel == of.channel, Group.address == of.chat, Group.left_at.is_(None))
    return bool((await session.execute(select(exists(serves) | exists(group)))).scalar_one())


async def take(session: AsyncSession, row_id: int, device: str) -> bool:
    """Bind a link to a device, of which the hash is kept. False: another has opened it before."""
    mine = (
        update(Outbox)
        .where(Outbox.id == row_id, func.coalesce(Outbox.opened_by, device) == device)
        .values(opened_by=device)
        .returning(Outbox.id)
    )
    return (await session.execute(mine)).scalar_one_or_none() is not None


def note(session: AsyncSession, of: Outbox, action: str, now: datetime, why: str | None = None) -> None:
    """What became of a link: opened, or refused and why. Who opened it is not known, only whom it was for."""
    session.add(
        Audit(
            organisation_id=of.organisation_id, at=now, actor="link", action=action, object=f"outbox:{of.id}", why=why
        )
    )
