"""Difficulties and proposals that units wrote down, and the report each goes with."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Difficulty, Report, Unit, rows_of

# Put together once: asked for every card and every receipt.
_OF_UNIT = select(Difficulty).where(Difficulty.unit_id == bindparam("unit")).order_by(Difficulty.id)
_GOING_WITH = _OF_UNIT.where(Difficulty.report_id == bindparam("report"))
_WAITING_OR_GOING_WITH = _OF_UNIT.where(
    or_(Difficulty.report_id == bindparam("report"), Difficulty.report_id.is_(None))
)
_ATTACHED = (
    update(rows_of(Difficulty))
    .where(
        Difficulty.unit_id == bindparam("unit"),
        or_(Difficulty.report_id.is_(None), Difficulty.report_id == bindparam("report")),
    )
    .values(report_id=bindparam("report"))
    .returning(Difficulty.id)
)


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
    found = _GOING_WITH if report.first_submitted_at else _WAITING_OR_GOING_WITH
    return list((await session.execute(found, {"report": report.id, "unit": report.unit_id})).scalars())


async def attach(session: AsyncSession, report: Report) -> int:
    """Have everything that waits go with this report; how many go with it now."""
    words = {"report": report.id, "unit": report.unit_id}
    return len((await session.execute(_ATTACHED, words)).all())
