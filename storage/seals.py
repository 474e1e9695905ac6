"""Seals the trails of figures, visits and decisions, which are only added to, and finds what was changed after all."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
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
    REPLACED = "replaced"  # another link than was written down elsewhere: the chain was made anew
    CUT = "cut"  # it once was longer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found: how many links there are, the newest, and the first that is wrong."""

    links: int
    head: str
    row: str = ""
    fault: Fault | None = None


def waits(before: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that something from before a moment is to be sealed."""
    return or_(*(_unsealed(of, trail, before) for of, trail in TRAILS.items()))


async def seal_next(session: AsyncSession, now: datetime) -> bool:
    """Seal the next rows. False: there are none."""
    key = session.info.get(KEY)
    if key is None:
        return False
    seq, mac = await newest(session)
    for of, trail in TRAILS.items():
        rows = (await session.execute(_to_seal(of, trail))).scalars().all()
        for row in rows:
            seq, mac = seq + 1, seals.link(key, mac, f"{of}:{row.id}", _values(row))
            session.add(Seal(seq=seq, trail=of, row_id=row.id, mac=mac, at=now))
        if rows:
            return True
    return False


async def newest(session: AsyncSession) -> tuple[int, str]:
    """How many links there are, and the last; 0 and "" while there is none."""
    found = select(Seal.seq, Seal.mac).order_by(Seal.seq.desc()).limit(1)
    row = (await session.execute(found)).one_or_none()
    return (row.seq, row.mac) if row else (0, seals.FIRST)


async def verify(session: AsyncSession, key: bytes, anchors: Mapping[int, str]) -> Verdict:
    """Compute every link again, in the order of the chain, and stop at the first that is wrong.

    `anchors`: links that were written down elsewhere, by number, or their beginnings.
    """
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
        if not mac.startswith(anchors.get(links, "")):
            return Verdict(links, mac, name, Fault.REPLACED)
    if max(anchors, default=0) > links:
        return Verdict(links, mac, fault=Fault.CUT)
    return Verdict(links, mac)


async def unsealed(session: AsyncSession, before: datetime) -> int:
    """How many rows from before a moment have no seal."""
    total = 0
    for of, trail in TRAILS.items():
        sealed = exists().where(Seal.trail == of, Seal.row_id == trail.id)
        found = select(func.count()).select_from(trail).where(trail.at < before, ~sealed)
        total += (await session.execute(found)).scalar_one()
    return total


async def behind(session: AsyncSession) -> int:
    """How many rows have no seal yet, of those that the next seals are for: cheap, however long the trails are."""
    total = 0
    for of, trail in TRAILS.items():
        rows = _to_seal(of, trail).limit(None).with_only_columns(trail.id).order_by(None).subquery()
        total += (await session.execute(select(func.count()).select_from(rows))).scalar_one()
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
    if not numbers:
        return {}
    rows: Sequence[Any] = (await session.execute(select(trail).where(trail.id.in_(numbers)))).scalars().all()
    return {row.id: row for row in rows}


def _to_seal(of: str, trail: Trail) -> Select[Any]:
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).where(Seal.trail == of).scalar_subquery()
    is_sealed = exists().where(Seal.trail == of, Seal.row_id == trail.id)
    return select(trail).where(trail.id > newest - _STRAGGLERS, ~is_sealed).order_by(trail.id).limit(BATCH)


def _unsealed(of: str, trail: Trail, before: ColumnElement[datetime]) -> ColumnElement[bool]:
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).where(Seal.trail == of).scalar_subquery()
    first = select(trail.at).where(trail.id > newest).order_by(trail.id).limit(1)  # in order, or all are looked at
    return first.scalar_subquery() <= before


def _values(row: Audit | Revision | VisitRevision) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
