"""Photos and files that show a figure is true: which were asked for, which have come."""

from collections import defaultdict

from sqlalchemy import ScalarSelect, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Assignment, Evidence, Figure, Outbox, Period, Report


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


async def kept(session: AsyncSession, report_id: int) -> dict[int, tuple[str, ...]]:
    """The kinds of what has come for the figures of a report, by the figure's id."""
    found = (
        select(Evidence.figure_id, Evidence.kind)
        .join(Figure, Figure.id == Evidence.figure_id)
        .where(Figure.report_id == report_id)
        .order_by(Evidence.id)
    )
    kinds = defaultdict[int, list[str]](list)
    for figure_id, kind in await session.execute(found):
        kinds[figure_id].append(kind)
    return {figure_id: tuple(of_one) for figure_id, of_one in kinds.items()}


async def add(session: AsyncSession, **values: object) -> bool:
    """Note a file that was kept. False: this figure has it already."""
    return await once.insert(session, Evidence, **values) is not None


async def figure_asked_in(session: AsyncSession, channel: str, chat: str, message: str) -> int | None:
    """The figure that one of our messages asked for; None for any other message."""
    found = select(Outbox.figure_id).where(Outbox.channel == channel, Outbox.chat == chat, Outbox.message == message)
    return (await session.execute(found.limit(1))).scalar_one_or_none()
