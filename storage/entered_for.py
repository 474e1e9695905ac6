"""Who enters a report for its unit, and on whose word: kept in the audit trail, where it has to stand anyway."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Account, Audit, Figure, Person, Report, Revision

_ACTION = "enter_for"
_ENTERED = (  # put together once: asked for every card and every receipt
    select(Figure.position, Person.name, Revision.source)
    .join(Revision, (Revision.figure_id == Figure.id) & (Revision.version == Figure.version))
    .join(Person, Person.id == Revision.person_id)
    .where(Figure.report_id == bindparam("report"), Revision.source.is_not(None))
    .order_by(Figure.position)
)


async def take(session: AsyncSession, who: Account, report: Report, source: str, now: datetime) -> None:
    """From now on this account may answer the report, on the word of `source`."""
    session.add(
        Audit(
            organisation_id=report.organisation_id,
            at=now,
            actor=f"account:{who.id}",
            action=_ACTION,
            object=f"report:{report.id}",
            new=f"account:{who.id}",
            why=source,
        )
    )
    await session.flush()


async def source(session: AsyncSession, who: Account, report: Report) -> str | None:
    """On whose word this account enters the report; None: it does not."""
    found = select(Audit.why).where(
        Audit.organisation_id == report.organisation_id,
        Audit.actor == f"account:{who.id}",
        Audit.action == _ACTION,
        Audit.object == f"report:{report.id}",
    )
    return (await session.execute(found.order_by(Audit.id.desc()).limit(1))).scalar_one_or_none()


async def taken(session: AsyncSession, who: Account) -> list[int]:
    """The reports this account entered figures into, or meant to."""
    found = select(Audit.object).where(
        Audit.organisation_id == who.organisation_id, Audit.actor == f"account:{who.id}", Audit.action == _ACTION
    )
    return sorted({int(what.partition(":")[2]) for what in (await session.execute(found)).scalars()})


async def entered(session: AsyncSession, report: Report) -> list[tuple[int, str, str]]:
    """The present answers that somebody else entered: position, by whom, on whose word."""
    found = await session.execute(_ENTERED, {"report": report.id})
    return [(position, name, source or "") for position, name, source in found]
