"""Seals what may only be added to (the trails of figures, visits and decisions), and finds what was changed after all."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import seals
from storage.tables import Audit, Revision, Seal
from storage.visit_tables import VisitRevision

KEY = "seal_key"  # where a session carries the key; without one nothing is sealed
AFTER = timedelta(minutes=1)  # a row is sealed by then at the latest: many at once cost little more than one
BATCH = 500
_STRAGGLERS = 10_000  # transactions commit in another order than their rows are numbered

Trail = type[Audit] | type[Revision] | type[VisitRevision]
TRAILS: dict[str, Trail] = {"audit": Audit, "revision": Revision, "visit_revision": VisitRevision}


class Fault(StrEnum):
    """What is wrong with a sealed row."""

    CHANGED = "changed"
    MISSING = "missing"  # the row is gone
    BROKEN = "broken"  # the chain itself: a link was taken out or put in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found: how many links there are, the newest, and the first that is wrong."""

    links: int
    head: str
    row: str = ""
    fault: Fault | None = None


def waits(now: datetime) -> ColumnElement[bool]:
    """The condition that something is to be sealed."""
    first, *others = (_unsealed(of, trail, now) for of, trail in TRAILS.items())
    condition: ColumnElement[bool] = first
    for other in others:
        condition = condition | other
    return condition


async def seal_next(session: AsyncSession, now: datetime) -> bool:
    """Seal the next rows. False: there are none."""
    key = session.info.get(KEY)
    if key is None:
        return False
    newest = (await session.execute(select(Seal).order_by(Seal.seq.desc()).limit(1))).scalar_one_or_none()
    seq, mac = (newest.seq, newest.mac) if newest else (0, seals.FIRST)
    for of, trail in TRAILS.items():
        rows = (await session.execute(_to_seal(of, trail))).scalars().all()
        for row in rows:
            seq, mac = seq + 1, seals.link(key, mac, f"{of}:{row.id}", _values(row))
            session.add(Seal(seq=seq, trail=of, row_id=row.id, mac=mac, at=now))
        if rows:
            return True
    return False


async def head(session: AsyncSession) -> str:
    """The newest link; "" while there is none."""
    newest = select(Seal.mac).order_by(Seal.seq.desc()).limit(1)
    return (await session.execute(newest)).scalar_one_or_none() or seals.FIRST


async def verify(session: AsyncSession, key: bytes) -> Verdict:
    """Compute every link again, in the order of the chain, and stop at the first that is wrong."""
    links, mac = 0, seals.FIRST
    async for seal, row in _sealed(session):
        name = f"{seal.trail}:{seal.row_id}"
        if seal.seq != links + 1:
            return Verdict(links, mac, name, Fault.BROKEN)
        if row is None:
            return Verdict(links, mac, name, Fault.MISSING)
        if seal.mac != seals.link(key, mac, name, _values(row)):
            return Verdict(links, mac, name, Fault.CHANGED)
        links, mac = seal.seq, seal.mac
    return Verdict(links, mac)


async def unsealed(session: AsyncSession, before: datetime) -> int:
    """How many rows from before a moment have no seal."""
    total = 0
    for of, trail in TRAILS.items():
        sealed = exists().where(Seal.trail == of, Seal.row_id == trail.id)
        found = select(func.count()).select_from(trail).where(trail.at < before, ~sealed)
        total += (await session.execute(found)).scalar_one()
    return total


async def _sealed(session: AsyncSession) -> AsyncIterator[tuple[Seal, Any]]:
    """Every link with its row, a batch at a time."""
    seq = 0
    while found := (await session.execute(_after(seq))).scalars().all():
        rows = {of: await _rows(session, trail, of, found) for of, trail in TRAILS.items()}
        for seal in found:
            yield seal, rows[seal.trail].get(seal.row_id)
        seq = found[-1].seq
        session.expunge_all()


def _after(seq: int) -> Select[Seal]:
    return select(Seal).where(Seal.seq > seq).order_by(Seal.seq).limit(BATCH)


async def _rows(session: AsyncSession, trail: Trail, of: str, found: Sequence[Seal]) -> dict[int, Any]:
    numbers = [seal.row_id for seal in found if seal.trail == of]
    rows = (await session.execute(select(trail).where(trail.id.in_(numbers)))).scalars() if numbers else ()
    return {row.id: row for row in rows}


def _to_seal(of: str, trail: Trail) -> Select[Any]:
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).where(Seal.trail == of).scalar_subquery()
    is_sealed = exists().where(Seal.trail == of, Seal.row_id == trail.id)
    return select(trail).where(trail.id > newest - _STRAGGLERS, ~is_sealed).order_by(trail.id).limit(BATCH)


def _unsealed(of: str, trail: Trail, now: datetime) -> ColumnElement[bool]:
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).where(Seal.trail == of).scalar_subquery()
    return exists().where(and_(trail.id > newest, trail.at <= now - AFTER))


def _values(row: Audit | Revision | VisitRevision) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
