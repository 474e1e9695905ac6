"""A report is approved, accepted, or sent back: each only once, whoever comes first."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from storage import warnings
from storage.tables import Account, Audit, LockException, Person, Report


async def approve(session: AsyncSession, report: Report, person_id: int, now: datetime) -> bool:
    """The unit's head says yes. False: it is not waiting for that any more."""
    return await _change(session, report, Report.approved_at.is_(None), approved_at=now, approved_by_id=person_id)


async def accept(session: AsyncSession, report: Report, person_id: int, now: datetime) -> bool:
    """The aggregating office takes it: from now on it is locked. False: it is not waiting for that any more."""
    values = {"state": State.ACCEPTED, "accepted_at": now, "accepted_by_id": person_id, "next_remind_at": None}
    if not await _change(session, report, **values):
        return False
    still_open = update(LockException).where(
        LockException.report_id == report.id, LockException.granted.is_(True), LockException.expires_at > now
    )
    await session.execute(still_open.values(expires_at=now))
    return True


async def give_back(
    session: AsyncSession, report: Report, due_at: datetime, remind_at: datetime | None, now: datetime
) -> bool:
    """The unit has it again until `due_at`; its own deadline stays. False: it is not waiting any more."""
    values = {"state": State.RETURNED, "returned_at": now, "return_due_at": due_at, "next_remind_at": remind_at}
    await warnings.look_after(session, report.organisation_id, due_at)
    return await _change(session, report, **values, approved_at=None, approved_by_id=None)


async def returned_by(session: AsyncSession, report: Report) -> tuple[str, datetime] | None:
    """Who sent it back last, and when: the audit trail knows. None: nobody has."""
    found = (
        select(Audit.actor, Audit.at)
        .where(
            Audit.organisation_id == report.organisation_id,
            Audit.action == "return",
            Audit.object == f"report:{report.id}",
        )
        .order_by(Audit.id.desc())
        .limit(1)
    )
    row = (await session.execute(found)).one_or_none()
    if row is None:
        return None
    account_id = int(row.actor.partition(":")[2])
    of_account = select(Person.name).join(Account, Account.person_id == Person.id).where(Account.id == account_id)
    return (await session.execute(of_account)).scalar_one(), row.at


async def lapse(session: AsyncSession, report: Report) -> bool:
    """A figure has changed: what was approved and accepted was another one. False: nobody had said yes."""
    if report.approved_at is None and report.state != State.ACCEPTED:
        return False
    report.state = State.SUBMITTED
    report.approved_at = report.approved_by_id = report.accepted_at = report.accepted_by_id = None
    await session.flush()
    return True


async def _change(session: AsyncSession, report: Report, *conditions: ColumnElement[bool], **values: Any) -> bool:
    changed = (
        update(Report)
        .where(Report.id == report.id, Report.state == State.SUBMITTED, *conditions)
        .values(**values)
        .returning(Report.id)
    )
    done = (await session.execute(changed)).scalar_one_or_none() is not None
    await session.refresh(report)
    return done
