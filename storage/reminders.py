"""Which reports' ladders must be looked at, and which of their rungs were said."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once, picking
from storage.tables import Reminder, Report

_SAID = select(Reminder.stage).where(Reminder.report_id == bindparam("report"))  # put together once


async def due(session: AsyncSession, now: datetime) -> int | None:
    """An organisation that has a report whose ladder must be looked at."""
    found = select(Report.organisation_id).where(Report.next_remind_at <= now)
    first = found.order_by(Report.next_remind_at, Report.id).limit(1)
    return (await session.execute(picking.free(first, Report))).scalar_one_or_none()


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation whose reminding failed looked at again later, its reports a minute apart.

    Alone, the one that cannot be handled is found out and the others are reminded. None: nothing is due.
    """
    organisation_id = await due(session, now)
    if organisation_id is None:
        return None
    looked_at = select(Report).where(Report.organisation_id == organisation_id, Report.next_remind_at <= now)
    held = list((await session.execute(looked_at.order_by(Report.next_remind_at, Report.id))).scalars())
    for number, report in enumerate(held):
        report.next_remind_at = until + number * timedelta(minutes=1)
    return f"reports {', '.join(str(report.id) for report in held)}"


async def said(session: AsyncSession, report_id: int) -> set[str]:
    """The rungs of the ladder that were said for a report."""
    return set((await session.execute(_SAID, {"report": report_id})).scalars())


async def note(session: AsyncSession, report: Report, stage: str, now: datetime) -> bool:
    """Note a rung as said. False: it was said before."""
    row = await once.insert(
        session,
        Reminder,
        organisation_id=report.organisation_id,
        report_id=report.id,
        stage=stage,
        said_at=now,
    )
    return row is not None
