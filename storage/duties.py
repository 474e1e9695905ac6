"""The questions of many reports at once, as duties: which are up to date, which are not."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.duties import Duty
from domain.values import Special
from storage import evidence
from storage.tables import Figure


async def of_reports(session: AsyncSession, report_ids: Collection[int]) -> dict[int, tuple[Duty, ...]]:
    """The duties of each of these reports, in the order of its questions, by the report's id."""
    return await _of(session, report_ids, periods=False) if report_ids else {}


async def of_periods(session: AsyncSession, period_ids: Collection[int]) -> dict[int, tuple[Duty, ...]]:
    """As `of_reports`, of all reports of these periods."""
    return await _of(session, period_ids, periods=True)


async def _of(session: AsyncSession, ids: Collection[int], *, periods: bool) -> dict[int, tuple[Duty, ...]]:
    lacking = await evidence.lacking_figures(session, ids, periods=periods)
    duties = defaultdict[int, list[Duty]](list)
    for row in await session.execute(_asked(periods=periods), {"of": list(ids)}):
        duties[row.report_id].append(
            Duty(
                indicator_id=row.indicator_id,
                task_id=row.task_id,
                is_answered=row.answered_at is not None and row.return_reason is None,
                has_figure=row.special != Special.NO_FIGURE_YET,
                has_evidence=row.id not in lacking,
                answered_at=row.answered_at,
            )
        )
    return {report_id: tuple(of_one) for report_id, of_one in duties.items()}


@cache
def _asked(*, periods: bool) -> Select[*tuple[Any, ...]]:
    """Put together once: asked at every handing in."""
    columns = (Figure.indicator_id, Figure.task_id, Figure.answered_at, Figure.special, Figure.return_reason)
    found = select(Figure.id, Figure.report_id, *columns).where(evidence.is_of(periods=periods))
    return found.order_by(Figure.report_id, Figure.position)
