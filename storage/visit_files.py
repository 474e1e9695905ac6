"""Photos beside visits: which entry has which, kept in the data folder under their hash."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.visit_tables import VisitFile


async def add(session: AsyncSession, **values: object) -> bool:
    """Note a photo that was kept. False: this entry has it already, as it came or as it is kept."""
    came_before = select(VisitFile.id).where(
        VisitFile.organisation_id == values["organisation_id"],
        VisitFile.entry == values["entry"],
        VisitFile.received_sha256 == values["received_sha256"],
    )
    if (await session.execute(came_before.limit(1))).scalar_one_or_none() is not None:
        return False
    return await once.insert(session, VisitFile, **values) is not None


async def of_album(session: AsyncSession, organisation_id: int, person_id: int, album: str) -> str | None:
    """The entry that the first pictures of an album went to."""
    if not album:
        return None
    found = select(VisitFile.entry).where(
        VisitFile.organisation_id == organisation_id, VisitFile.person_id == person_id, VisitFile.album == album
    )
    return (await session.execute(found.order_by(VisitFile.id).limit(1))).scalar_one_or_none()


async def has_sent(session: AsyncSession, organisation_id: int, person_id: int) -> bool:
    """Whether somebody has ever sent a photo: what one may not show is said with the first."""
    found = select(func.count()).where(VisitFile.organisation_id == organisation_id, VisitFile.person_id == person_id)
    return (await session.execute(found)).scalar_one() > 0
