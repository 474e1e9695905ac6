"""Photos and files that show a figure is true: which were asked for, which have come."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from domain.evidence import lacking
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


async def lacking_in(session: AsyncSession, report_ids: Collection[int]) -> Counter[int]:
    """How many answered figures of each of these reports lack what is asked for beside them, by the report's id."""
    return Counter((await lacking_figures(session, report_ids)).values())


async def lacking_figures(session: AsyncSession, ids: Collection[int], *, periods: bool = False) -> dict[int, int]:
    """The answered figures of these reports, or of all of these periods, that lack what is asked for beside them.

    Each with its report's id.
    """
    asked = dict[int, tuple[Figure, list[str], list[str]]]()
    for figure, kinds, kind in await session.execute(_wanted(periods=periods), {"of": list(ids)}):
        _, _, come = asked.setdefault(figure.id, (figure, kinds, []))
        come += [kind] if kind else []
    return {
        figure.id: figure.report_id
        for figure, kinds, come in asked.values()
        if lacking(kinds, come, special=figure.special, progress=figure.progress, document=figure.document)
    }


def is_of(*, periods: bool) -> ColumnElement[bool]:
    """That a figure belongs to one of the reports, or periods, that a question names as `of`."""
    named = bindparam("of", type_=Integer(), expanding=True)
    of_periods = select(Report.id).where(Report.period_id.in_(named))
    return Figure.report_id.in_(of_periods if periods else named)


@cache
def _wanted(*, periods: bool) -> Select[Figure, list[str], str]:
    """Put together once: asked at every handing in."""
    return (
        select(Figure, asked_for(), Evidence.kind)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .outerjoin(Evidence, Evidence.figure_id == Figure.id)
        .where(
            is_of(periods=periods),
            Figure.answered_at.is_not(None),
            or_(Figure.derived_how.is_(None), Figure.derived_how.startswith("visits ")),  # else with the shorter period
            cast(asked_for(), Text) != "[]",
        )
    )


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
