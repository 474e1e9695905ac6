"""Diện cảnh báo: entries that stand and those that were left, and when each organisation is looked at again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from domain.lateness import State
from domain.warnings import Entry, Subject
from storage import once, picking
from storage.tables import Figure, Indicator, Organisation, Period, Report, Task, Unit, WarningEntry, rows_of
from storage.types import UtcDateTime
from storage.worded import Worded

# An answer that came in the last second may still be waiting in the inbox.
AFTER_DUE = timedelta(minutes=1)

_AT = bindparam("at", type_=UtcDateTime())
_LOOKED_AT_BY = (
    update(Organisation)
    .where(Organisation.id == bindparam("organisation"))
    .where(or_(Organisation.next_warnings_at.is_(None), Organisation.next_warnings_at > _AT))
    .values(next_warnings_at=_AT)
)
# Put together once: asked at every handing in.
_OF_ORGANISATION = WarningEntry.organisation_id == bindparam("organisation"), WarningEntry.left_at.is_(None)
_STANDING = select(WarningEntry).where(*_OF_ORGANISATION)
_STANDING_OF_UNIT = _STANDING.where(WarningEntry.unit_id == bindparam("unit"))
# Put together once: a deadline that passes, and every working day after it, changes what stands of every late unit.
_ENTRY = update(rows_of(WarningEntry)).where(WarningEntry.id == bindparam("row"), WarningEntry.left_at.is_(None))
_CHANGED = Worded(
    _ENTRY.where(WarningEntry.level == bindparam("seen_level"), WarningEntry.reason == bindparam("seen_reason"))
    .values({name: bindparam(f"new_{name}") for name in ("report_id", "reason", "level")})
    .returning(WarningEntry.id)
)
_LEFT = Worded(_ENTRY.values(left_at=bindparam("new_left_at")).returning(WarningEntry.id))
_IS_UNIT = and_(WarningEntry.indicator_id.is_(None), WarningEntry.task_id.is_(None))
_COUNTS = select(func.count(case((_IS_UNIT, 1))), func.count(case((_IS_UNIT, None), else_=1))).where(*_OF_ORGANISATION)
_OPEN_UNTIL = select(func.min(Report.due_at)).where(
    Report.organisation_id == bindparam("organisation"), Report.due_at > _AT
)
_RETURNED_UNTIL = select(func.min(Report.return_due_at)).where(
    Report.organisation_id == bindparam("organisation"), Report.state == State.RETURNED, Report.return_due_at > _AT
)
_NEXT_DEADLINES = select(_OPEN_UNTIL.scalar_subquery(), _RETURNED_UNTIL.scalar_subquery())
_Found = Select[WarningEntry, Unit, Period, str, date | None]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with its unit and its report's period; of an indicator or task its name and when it is expected."""

    row: WarningEntry
    unit: Unit
    period: Period
    duty_name: str | None
    expected_on: date | None


async def enter(session: AsyncSession, organisation_id: int, subject: Subject, entry: Entry) -> int | None:
    """A new entry's id. None: the subject stands in it already."""
    return await once.insert(
        session,
        WarningEntry,
        organisation_id=organisation_id,
        subject=subject.key,
        unit_id=subject.unit_id,
        indicator_id=subject.indicator_id,
        task_id=subject.task_id,
        report_id=entry.report_id,
        reason=entry.reason,
        level=entry.level,
        entered_at=entry.entered_at,
    )


async def change(session: AsyncSession, row: WarningEntry, entry: Entry) -> bool:
    """Another reason, another report, a higher level. False: somebody else has changed or left it since it was read."""
    new = {"report_id": entry.report_id, "reason": entry.reason, "level": entry.level}
    words = {"row": row.id, "seen_reason": row.reason, "seen_level": row.level}
    return await _written(session, row, _CHANGED, words, new)


async def leave(session: AsyncSession, row: WarningEntry, now: datetime) -> bool:
    """The subject leaves; the row stays as history. False: it has left already."""
    return await _written(session, row, _LEFT, {"row": row.id}, {"left_at": now})


async def _written(
    session: AsyncSession, row: WarningEntry, statement: Worded, words: Mapping[str, Any], new: Mapping[str, Any]
) -> bool:
    if await statement.one(session, {**words, **{f"new_{name}": value for name, value in new.items()}}) is None:
        return False
    for name, value in new.items():
        set_committed_value(row, name, value)
    return True


async def rows_standing(
    session: AsyncSession, organisation_id: int, unit_id: int | None = None
) -> dict[Subject, WarningEntry]:
    """The rows that stand in an organisation, or of one of its units."""
    found = _STANDING if unit_id is None else _STANDING_OF_UNIT
    rows = (await session.execute(found, {"organisation": organisation_id, "unit": unit_id})).scalars()
    return {Subject(row.unit_id, row.indicator_id, row.task_id): row for row in rows}


async def standing(session: AsyncSession, organisation_id: int, unit_ids: Collection[int] | None = None) -> list[Told]:
    """What stands in an organisation, or of some of its units: the gravest first, then the longest."""
    found = _told(organisation_id, unit_ids).where(WarningEntry.left_at.is_(None))
    return await _all(session, found.order_by(WarningEntry.level.desc(), WarningEntry.entered_at, WarningEntry.id))


async def history(
    session: AsyncSession, organisation_id: int, unit_ids: Collection[int] | None = None, since: datetime | None = None
) -> list[Told]:
    """What was left in an organisation, or by some of its units, newest first; since a moment, or ever."""
    found = _told(organisation_id, unit_ids).where(WarningEntry.left_at.is_not(None))
    if since is not None:
        found = found.where(WarningEntry.left_at >= since)
    return await _all(session, found.order_by(WarningEntry.left_at.desc(), WarningEntry.id.desc()))


async def counts(session: AsyncSession, organisation_id: int) -> tuple[int, int]:
    """How many units stand in it, and how many indicators and tasks."""
    units, duties = (await session.execute(_COUNTS, {"organisation": organisation_id})).one()
    return units, duties


async def look_after(session: AsyncSession, organisation_id: int, due_at: datetime) -> None:
    """Have an organisation looked at soon after this deadline, unless it is earlier anyway."""
    await look_by(session, organisation_id, due_at + AFTER_DUE)


async def look_by(session: AsyncSession, organisation_id: int, at: datetime) -> None:
    """Have an organisation looked at by this moment; a look that is planned for earlier stays."""
    await session.execute(_LOOKED_AT_BY, {"organisation": organisation_id, "at": at})


async def due_to_look(session: AsyncSession, now: datetime) -> Organisation | None:
    """An organisation that must be looked at."""
    found = select(Organisation).where(Organisation.next_warnings_at <= now)
    ordered = found.order_by(Organisation.next_warnings_at, Organisation.id)
    return (await session.execute(picking.free(ordered.limit(1), Organisation))).scalar_one_or_none()


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation whose look failed looked at again later. None: none is due."""
    row = await due_to_look(session, now)
    if row is None:
        return None
    row.next_warnings_at = until
    return f"organisation {row.id}"


async def next_deadline(session: AsyncSession, organisation_id: int, now: datetime) -> datetime | None:
    """Shortly after the next deadline, first or of a return, that has not been looked at."""
    words = {"organisation": organisation_id, "at": now - AFTER_DUE}
    moments = (await session.execute(_NEXT_DEADLINES, words)).one()
    return min((at + AFTER_DUE for at in moments if at), default=None)


def _told(organisation_id: int, unit_ids: Collection[int] | None) -> _Found:
    of_duty = or_(Figure.indicator_id == WarningEntry.indicator_id, Figure.task_id == WarningEntry.task_id)
    expected_on = select(Figure.expected_on).where(Figure.report_id == WarningEntry.report_id, of_duty).limit(1)
    # Each looked up beside the row: PostgreSQL would think longer about the order of seven joins than they take.
    names = [
        select(duty.name).where(duty.id == of_row).scalar_subquery()
        for duty, of_row in ((Indicator, WarningEntry.indicator_id), (Task, WarningEntry.task_id))
    ]
    found = (
        select(WarningEntry, Unit, Period, func.coalesce(*names), expected_on.scalar_subquery())
        .join(Unit, Unit.id == WarningEntry.unit_id)
        .join(Report, Report.id == WarningEntry.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(WarningEntry.organisation_id == organisation_id)
    )
    return found if unit_ids is None else found.where(WarningEntry.unit_id.in_(unit_ids))


async def _all(session: AsyncSession, found: _Found) -> list[Told]:
    return [Told(*row) for row in await session.execute(found)]
