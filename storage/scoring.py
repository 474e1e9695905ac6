"""What a unit's score for the year is made of: its reports that were due, as facts."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.score import Facts
from storage import reports
from storage.tables import Figure, Period, Report, Revision, Unit


async def of_year(
    session: AsyncSession, organisation_id: int, year: int, now: datetime
) -> tuple[list[Unit], dict[int, list[Facts]]]:
    """The units that had a report due in a year (by its cut-off), and the facts of each, by the unit's id.

    An excused report counts nowhere; one that is not yet due counts when it was handed in.
    """
    of = (
        Report.organisation_id == organisation_id,
        Period.cut_off >= date(year, 1, 1),
        Period.cut_off <= date(year, 12, 31),
        Report.state != State.EXCUSED,
        (Report.due_at < now) | Report.first_submitted_at.is_not(None),
    )
    found = select(Report.id, Report.unit_id).join(Period, Period.id == Report.period_id).where(*of)
    rows = list(await session.execute(found))
    ids, unit_ids = {report_id for report_id, _ in rows}, {unit_id for _, unit_id in rows}
    corrected = await _corrected(session, ids)
    units = dict[int, Unit]()
    facts = defaultdict[int, list[Facts]](list)
    counted = (one for one in await reports.recent_of_units(session, list(unit_ids), None) if one.report.id in ids)
    for owed in counted:
        units[owed.unit.id] = owed.unit
        facts[owed.unit.id].append(_facts(owed, is_corrected=owed.report.id in corrected))
    return [units[i] for i in sorted(units)], facts


def _facts(owed: reports.Owed, *, is_corrected: bool) -> Facts:
    report = owed.report
    first = report.first_submitted_at
    return Facts(
        is_handed_in=first is not None,
        is_on_time=first is not None and first <= report.due_at,
        is_complete=first is not None and not owed.missing and owed.answered == owed.asked,
        is_returned=report.returned_at is not None,
        is_corrected=is_corrected,
    )


async def _corrected(session: AsyncSession, report_ids: Collection[int]) -> set[int]:
    """Reports with a figure changed after they were handed in; a change that a return asked for is none."""
    found = (
        select(Figure.report_id)
        .join(Revision, Revision.figure_id == Figure.id)
        .join(Report, Report.id == Figure.report_id)
        .where(
            Figure.report_id.in_(report_ids),
            Revision.at > Report.first_submitted_at,
            Revision.old.is_not(None),
            Report.returned_at.is_(None) | (Revision.at < Report.returned_at),
        )
    )
    return set((await session.execute(found)).scalars())
