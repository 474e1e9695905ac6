"""What people ask of their own data: kept from the asking to the end, with its due dates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.data_requests import Kind, State
from storage import picking
from storage.privacy_tables import DataRequest
from storage.tables import Account, Person


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and whose it is."""

    request: DataRequest
    person: Person


async def add(
    session: AsyncSession, by: Account, kind: Kind, now: datetime, reply_due_at: datetime, due_at: datetime
) -> DataRequest:
    """A new request, open."""
    row = DataRequest(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        account_id=by.id,
        kind=kind,
        asked_at=now,
        reply_due_at=reply_due_at,
        due_at=due_at,
        state=State.OPEN,
    )
    session.add(row)
    await session.flush()
    return row


def close(row: DataRequest, state: State, by: Account, now: datetime, why: str | None = None) -> None:
    """It is decided, and with that over: nobody is reminded any more."""
    row.state, row.why, row.decided_by_id, row.decided_at, row.next_remind_at = state, why, by.id, now, None
    row.done_at = now if state is State.DONE else None


async def opened(session: AsyncSession, organisation_id: int) -> list[Asked]:
    """The requests of an organisation that are not decided, the most urgent first."""
    found = _asked().where(DataRequest.organisation_id == organisation_id, DataRequest.state == State.OPEN)
    return [Asked(*row) for row in await session.execute(found.order_by(DataRequest.due_at, DataRequest.id))]


async def get(session: AsyncSession, organisation_id: int, number: int) -> Asked | None:
    """A request of this organisation by its number."""
    found = _asked().where(DataRequest.organisation_id == organisation_id, DataRequest.id == number)
    row = (await session.execute(found)).one_or_none()
    return Asked(*row) if row else None


async def open_of(session: AsyncSession, person_id: int, kind: Kind) -> DataRequest | None:
    """What somebody has asked already and is not decided."""
    found = select(DataRequest).where(
        DataRequest.person_id == person_id, DataRequest.kind == kind, DataRequest.state == State.OPEN
    )
    return (await session.execute(found.limit(1))).scalar_one_or_none()


async def of_person(session: AsyncSession, person_id: int) -> list[DataRequest]:
    """Everything somebody ever asked."""
    found = select(DataRequest).where(DataRequest.person_id == person_id).order_by(DataRequest.id)
    return list((await session.execute(found)).scalars())


async def number_since(session: AsyncSession, person_id: int, kind: Kind, since: datetime) -> int:
    """How often somebody has asked for this from a moment on."""
    found = select(func.count()).where(
        DataRequest.person_id == person_id, DataRequest.kind == kind, DataRequest.asked_at >= since
    )
    return (await session.execute(found)).scalar_one()


def waits(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that somebody is to be reminded of a request."""
    return DataRequest.next_remind_at <= now


async def to_remind(session: AsyncSession, now: datetime) -> Asked | None:
    """A request of which who decides is to be reminded."""
    found = select(DataRequest).where(DataRequest.next_remind_at <= now)
    first = found.order_by(DataRequest.next_remind_at, DataRequest.id).limit(1)
    row = (await session.execute(picking.free(first, DataRequest))).scalar_one_or_none()
    return Asked(row, await session.get_one(Person, row.person_id)) if row else None


def _asked() -> Select[DataRequest, Person]:
    return select(DataRequest, Person).join(Person, Person.id == DataRequest.person_id)
