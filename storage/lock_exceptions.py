"""Lock exceptions: asked for with a reason, granted until a moment or refused, by whoever decides first."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Account, LockException, Person, Report


async def request(session: AsyncSession, report: Report, by: Account, reason: str, now: datetime) -> LockException:
    """A new request, which waits for the aggregating office."""
    asked = LockException(
        organisation_id=report.organisation_id, report_id=report.id, asked_by_id=by.id, asked_at=now, reason=reason
    )
    session.add(asked)
    await session.flush()
    return asked


async def waiting(session: AsyncSession, report: Report) -> LockException | None:
    """The request for this report that nobody has decided on."""
    found = select(LockException).where(LockException.report_id == report.id, LockException.decided_at.is_(None))
    return (await session.execute(found.order_by(LockException.id).limit(1))).scalar_one_or_none()


async def all_waiting(session: AsyncSession, organisation_id: int) -> list[LockException]:
    """The requests of an organisation that nobody has decided on, oldest first."""
    found = select(LockException).where(
        LockException.organisation_id == organisation_id, LockException.decided_at.is_(None)
    )
    return list((await session.execute(found.order_by(LockException.id))).scalars())


async def get(session: AsyncSession, organisation_id: int, number: int) -> LockException | None:
    """The request with this number, in its own organisation."""
    found = select(LockException).where(LockException.id == number, LockException.organisation_id == organisation_id)
    return (await session.execute(found)).scalar_one_or_none()


async def decide(
    session: AsyncSession, asked: LockException, by: Account, expires_at: datetime | None, now: datetime
) -> bool:
    """Grant until a moment, or refuse (None). False: somebody has decided before."""
    decided = (
        update(LockException)
        .where(LockException.id == asked.id, LockException.decided_at.is_(None))
        .values(decided_by_id=by.id, decided_at=now, granted=expires_at is not None, expires_at=expires_at)
        .returning(LockException.id)
    )
    done = (await session.execute(decided)).scalar_one_or_none() is not None
    await session.refresh(asked)
    return done


async def person_of(session: AsyncSession, account_id: int) -> tuple[Account, Person]:
    """Whose account asked, or decided."""
    found = select(Account, Person).join(Person, Person.id == Account.person_id).where(Account.id == account_id)
    account, person = (await session.execute(found)).one()
    return account, person
