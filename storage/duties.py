"""The questions of many reports at once, as duties: which are up to date, which are not."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.duties import Duty
from domain.evidence import lacking
from domain.values import Special
from storage import evidence
from storage.tables import Evidence, Figure, Period, Report


async def of_reports(session: AsyncSession, report_ids: Collection[int]) -> dict[int, tuple[Duty, ...]]:
    """The duties of each of these reports, in the order of its questions, by the report's id."""
    return await _of(session, report_ids, periods=False) if report_ids else {}


async def of_periods(session: AsyncSession, period_ids: Collection[int]) -> dict[int, tuple[Duty, ...]]:
    """As `of_reports`, of all reports of these periods."""
    return await _of(session, period_ids, periods=True)


async def _of(session: AsyncSession, ids: Collection[int], *, periods: bool) -> dict[int, tuple[Duty, ...]]:
    asked = dict[int, tuple[Any, list[str]]]()
    for row in await session.execute(_asked(periods=periods), {"of": list(ids)}):
        _, come = asked.setdefault(row.id, (row, []))
        come += [row.kind] if row.kind else []
    duties = defaultdict[int, list[Duty]](list)
    for row, come in asked.values():
        duties[row.report_id].append(_duty(row, come))
    return {report_id: tuple(of_one) for report_id, of_one in duties.items()}


def _duty(row: Any, come: Collection[str]) -> Duty:
    lacks = lacking(row.wanted or (), come, special=row.special, progress=row.progress, document=row.document)
    return Duty(
        indicator_id=row.indicator_id,
        task_id=row.task_id,
        is_answered=row.answered_at is not None and row.return_reason is None,
        has_figure=row.special != Special.NO_FIGURE_YET,
        has_evidence=not lacks,
        answered_at=row.answered_at,
    )


@cache
def _asked(*, periods: bool) -> Select[*tuple[Any, ...]]:
    """Put together once: asked at every handing in. A row for each file that came, or one."""
    columns = (Figure.indicator_id, Figure.task_id, Figure.answered_at, Figure.return_reason)
    given = (Figure.special, Figure.progress, Figure.document)
    named = bindparam("of", type_=Integer(), expanding=True)
    return (
        select(Figure.id, Figure.report_id, *columns, *given, Evidence.kind)
        .add_columns(evidence.asked_beside_answer().label("wanted"))
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .outerjoin(Evidence, Evidence.figure_id == Figure.id)
        .where((Report.period_id if periods else Report.id).in_(named))
        .order_by(Figure.report_id, Figure.position, Evidence.id)
    )
