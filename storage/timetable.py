"""When something is due next: the earliest of the columns that the ticks and the sender read."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage import data_requests, mentions, outbox, pulses, retention, seals, unposted, upward, visit_timetable
from storage.asked import is_opening
from storage.privacy_tables import DataRequest
from storage.tables import Group, Mention, Organisation, Period, Regime, Report
from storage.types import UtcDateTime

_NOW = bindparam("now", type_=UtcDateTime())
_SEAL_BY = bindparam("seal_by", type_=UtcDateTime())
_LATE_BY = bindparam("late_by", type_=UtcDateTime())
_OPENS_AT = case((Regime.held_until_at > Regime.next_opens_at, Regime.held_until_at), else_=Regime.next_opens_at)
_GOES_ON_AT = case((Regime.held_until_at > Period.opened_at, Regime.held_until_at), else_=Period.opened_at)
_EARLIEST = select(
    *(
        earliest.scalar_subquery()
        for earliest in (
            select(func.min(_OPENS_AT)),
            select(func.min(_GOES_ON_AT))
            .select_from(Period)
            .join(Regime, Regime.id == Period.regime_id)
            .where(is_opening()),
            select(func.min(Report.next_remind_at)),
            select(func.min(Period.closing_at)),
            select(func.min(Organisation.next_warnings_at)),
            select(func.min(Group.next_digest_at)).where(Group.left_at.is_(None)),
            select(func.min(Group.next_visits_at)).where(Group.left_at.is_(None)),
            select(func.min(Organisation.next_visits_at)),
            select(func.min(Organisation.next_days_off_at)),
            upward.next_at(),
            mentions.next_at(),
            pulses.next_at(),
            select(func.min(DataRequest.next_remind_at)),
            outbox.next_due_at(),
        )
    )
)


async def next_action_at(session: AsyncSession) -> datetime | None:
    """The next moment at which the bot does something unasked; None when nothing is planned."""
    moments = (await session.execute(_EARLIEST)).one()
    return min((moment for moment in moments if moment is not None), default=None)


async def next_opening_at(session: AsyncSession) -> datetime | None:
    """When the next period opens."""
    return (await session.execute(select(func.min(Regime.next_opens_at)))).scalar_one_or_none()


def _has_come(moment: InstrumentedAttribute[datetime | None], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the earliest of a column's moments has come.

    Not "whether one has": PostgreSQL plans such a question once for every moment, takes a third of the rows for due,
    and looks for one of them by reading the whole table.
    """
    return select(func.min(moment)).where(*where).scalar_subquery() <= _NOW


# What the rows of the table of ticks wait for. Held back, or done meanwhile, they may still find that there is nothing.
_WAITING: dict[str, ColumnElement[bool]] = {
    "open": or_(_has_come(Regime.next_opens_at), exists().where(is_opening())),
    "upward": _has_come(Report.ask_at, Report.ask_at.is_not(None)),
    "remind": _has_come(Report.next_remind_at),
    "tell": _has_come(Mention.due_at, Mention.told_in.is_(None)),
    "warn": _has_come(Organisation.next_warnings_at),
    "close": _has_come(Period.closing_at),
    "digest": _has_come(Group.next_digest_at),
    "visits_week": exists().where(visit_timetable.week_waits(_NOW)),
    "next_year": _has_come(Organisation.next_days_off_at),
    "back": exists().where(pulses.waits(_NOW)),
    "seal": seals.waits(_SEAL_BY),
    "data_requests": exists().where(data_requests.waits(_NOW)),
    "retention": retention.waits(_NOW),
    "unposted": unposted.waits(_LATE_BY),
    "visits_month": select(Organisation.id).where(visit_timetable.month_waits(_NOW)).exists(),
}
_IDLE = select(*(waiting.label(name) for name, waiting in _WAITING.items()))


async def idle_rows(session: AsyncSession, now: datetime) -> set[str]:
    """The rows of the table of ticks that have nothing to do now, found out by one question for all of them."""
    moments = {"now": now, "seal_by": now - seals.AFTER, "late_by": now - unposted.LATE}
    waiting = (await session.execute(_IDLE, moments)).one()._mapping
    return {name for name, is_waiting in waiting.items() if not is_waiting}
