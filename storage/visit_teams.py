"""The community teams of an organisation, and since when each is there."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Invite, Membership, Unit

TEAM = "team"


async def of(session: AsyncSession, organisation_id: int) -> list[Unit]:
    """The teams that are there, in the order in which they came."""
    found = select(Unit).where(Unit.organisation_id == organisation_id, Unit.kind == TEAM, Unit.retired_at.is_(None))
    return list((await session.execute(found.order_by(Unit.id))).scalars())


async def begun(session: AsyncSession, organisation_id: int) -> dict[int, datetime]:
    """When each unit got its first code or its first member, by its id; those that have neither are absent."""
    first: dict[int, datetime] = {}
    for table, moment in ((Invite, Invite.created_at), (Membership, Membership.since_at)):
        found = select(table.unit_id, func.min(moment)).where(table.organisation_id == organisation_id)
        for unit_id, at in await session.execute(found.group_by(table.unit_id)):
            first[unit_id] = min(at, first.get(unit_id, at))
    return first
