"""Difficulties and proposals that units wrote down, and the report each goes with."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Difficulty, Report, Unit


async def add(
    session: AsyncSession, unit: Unit, report: Report | None, person_id: int, text: str, now: datetime
) -> Difficulty:
    """Write one down. Without an open report it waits for the unit's next one."""
    told = Difficulty(
        organisation_id=unit.organisation_id,
        unit_id=unit.id,
        report_id=report.id if report else None,
        person_id=person_id,
        text=text,
        at=now,
    )
    session.add(told)
    await session.flush()
    return told


async def going_with(session: AsyncSession, report: Report) -> list[Difficulty]:
    """What goes with a report, oldest first; while it is not handed in, also what waits for it."""
    belongs = Difficulty.report_id == report.id
    if report.first_submitted_at is None:
        belongs = or_(belongs, Difficulty.report_id.is_(None))
    found = select(Difficulty).where(Difficulty.unit_id == report.unit_id, belongs)
    return list((await session.execute(found.order_by(Difficulty.id))).scalars())


async def attach(session: AsyncSession, report: Report) -> int:
    """Have everything that waits go with this report; how many go with it now."""
    waiting = update(Difficulty).where(Difficulty.unit_id == report.unit_id, Difficulty.report_id.is_(None))
    await session.execute(waiting.values(report_id=report.id))
    found = select(Difficulty.id).where(Difficulty.report_id == report.id)
    return len((await session.execute(found)).all())
