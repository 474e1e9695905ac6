"""Photos and files that show a figure is true: which were asked for, which have come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Assignment, Evidence, Figure, Period, Report
from storage.visit_tables import VisitFile


def asked_for() -> ScalarSelect[list[str]]:
    """What is asked for beside a figure, under the plan its period was made under."""
    return (
        select(Assignment.evidence)
        .where(
            Assignment.plan_id == Period.plan_id,
            Assignment.unit_id == Report.unit_id,
            Assignment.leads,
            (Assignment.indicator_id == Figure.indicator_id) | (Assignment.task_id == Figure.task_id),
        )
        .order_by(Assignment.id)
        .limit(1)
        .correlate(Period, Report, Figure)
        .scalar_subquery()
    )


def asked_beside_answer() -> ColumnElement[list[str] | None]:
    """What is asked for beside an answer; None: nothing was answered, or it came with that of a shorter period."""
    is_own = or_(Figure.derived_how.is_(None), Figure.derived_how.startswith("visits "))
    return case((and_(Figure.answered_at.is_not(None), is_own), asked_for()))


def is_asked_for() -> ColumnElement[bool]:
    """Whether anything is asked for beside a figure of a report."""
    wanted = exists().where(
        Assignment.plan_id == Period.plan_id,
        Assignment.unit_id == Report.unit_id,
        Assignment.leads,
        cast(Assignment.evidence, Text) != "[]",
    )
    return wanted.correlate(Period, Report)


_KEPT = (  # asked with every answer beside which something came
    select(Evidence.figure_id, Evidence.kind)
    .join(Figure, Figure.id == Evidence.figure_id)
    .where(Figure.report_id == bindparam("report"))
    .order_by(Evidence.id)
)


def has_come() -> ColumnElement[bool]:
    """Whether a file has come for a figure."""
    return exists().where(Evidence.figure_id == Figure.id).correlate(Figure)


async def kept(session: AsyncSession, report_id: int) -> dict[int, tuple[str, ...]]:
    """The kinds of what has come for the figures of a report, by the figure's id."""
    kinds = defaultdict[int, list[str]](list)
    for figure_id, kind in await session.execute(_KEPT, {"report": report_id}):
        kinds[figure_id].append(kind)
    return {figure_id: tuple(of_one) for figure_id, of_one in kinds.items()}


async def add(session: AsyncSession, **values: object) -> int | None:
    """Note a file that was kept; its id. None: this figure has it already, as it came or as it is kept."""
    came_before = select(Evidence.id).where(
        Evidence.figure_id == values["figure_id"], Evidence.received_sha256 == values["received_sha256"]
    )
    if (await session.execute(came_before.limit(1))).scalar_one_or_none() is not None:
        return None
    return await once.insert(session, Evidence, **values)


async def get(session: AsyncSession, evidence_id: int) -> Evidence | None:
    """One of them."""
    return await session.get(Evidence, evidence_id)


async def newest(session: AsyncSession, figure_ids: Sequence[int]) -> Evidence | None:
    """What came last for these figures."""
    found = select(Evidence).where(Evidence.figure_id.in_(figure_ids)).order_by(Evidence.id.desc())
    return (await session.execute(found.limit(1))).scalar_one_or_none()


async def remove(session: AsyncSession, row: Evidence) -> None:
    """Take it from its figure; the file goes when the worker sees that nobody has it any more."""
    await session.execute(delete(Evidence).where(Evidence.id == row.id))


async def loose(session: AsyncSession, hashes: Iterable[str]) -> set[str]:
    """Which of these files belong to no figure and to no visit, or were kept long enough by all of them."""
    asked = set(hashes)
    held = select(Evidence.sha256).where(Evidence.sha256.in_(asked), Evidence.gone_at.is_(None))
    visited = select(VisitFile.sha256).where(VisitFile.sha256.in_(asked), VisitFile.gone_at.is_(None))
    return asked - set((await session.execute(union(held, visited))).scalars())


async def figure_of_album(session: AsyncSession, person_id: int, album: str) -> int | None:
    """The figure that the first pictures of an album went to."""
    found = select(Evidence.figure_id).where(Evidence.person_id == person_id, Evidence.album == album)
    return (await session.execute(found.order_by(Evidence.id).limit(1))).scalar_one_or_none() if album else None
