"""Visits of the community teams: kept with every revision, found by entry, by team and by month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Account, Outbox, Person
from storage.visit_tables import Place, Visit, VisitMonth, VisitRevision

VISIT, CLASS = "visit", "class"
_SHOWN = ("kind", "activity", "words", "number", "counted", "place_id", "on", "deleted_at", "set_aside_reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """What came in one message: whose it is and where it was said. `key` is unique for ever."""

    organisation_id: int
    unit_id: int
    account: Account
    key: str
    channel: str
    chat: str
    message: str
    album: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """One visit with the names it is told by."""

    visit: Visit
    place: str
    person: str


async def add(session: AsyncSession, entry: Entry, position: int, now: datetime, **values: Any) -> Visit | None:
    """Log one part of an entry, with its first revision. None: it was logged already."""
    row_id = await once.insert(
        session,
        Visit,
        organisation_id=entry.organisation_id,
        unit_id=entry.unit_id,
        person_id=entry.account.person_id,
        account_id=entry.account.id,
        entry=entry.key,
        position=position,
        channel=entry.channel,
        chat=entry.chat,
        message=entry.message,
        album=entry.album,
        at=now,
        version=1,
        **values,
    )
    if row_id is None:
        return None
    visit = await session.get_one(Visit, row_id)
    _revise(session, visit, None, entry.account, now, None)
    return visit


async def change(
    session: AsyncSession, visit: Visit, by: Account, now: datetime, why: str | None = None, **values: Any
) -> bool:
    """Make a visit something else, keeping what it was. False: somebody else has just changed it."""
    old, version = _as_json(visit), visit.version
    changed = (
        update(Visit)
        .where(Visit.organisation_id == visit.organisation_id, Visit.id == visit.id, Visit.version == version)
        .values(version=version + 1, **values)
        .returning(Visit.id)
        .execution_options(synchronize_session=False)
    )
    done = (await session.execute(changed)).scalar_one_or_none() is not None
    await session.refresh(visit)
    if done:
        _revise(session, visit, old, by, now, why)
    return done


async def of_entry(session: AsyncSession, organisation_id: int, key: str) -> list[Logged]:
    """The parts of one entry that are not deleted."""
    found = _standing(organisation_id).where(Visit.entry == key)
    return await _logged(session, found.order_by(Visit.position))


async def get(session: AsyncSession, organisation_id: int, visit_id: int) -> Visit | None:
    """One visit, deleted or not."""
    found = select(Visit).where(Visit.organisation_id == organisation_id, Visit.id == visit_id)
    return (await session.execute(found)).scalar_one_or_none()


async def told(session: AsyncSession, organisation_id: int, visit_id: int) -> Logged | None:
    """One visit that is not deleted, with its names."""
    return next(iter(await _logged(session, _standing(organisation_id).where(Visit.id == visit_id))), None)


async def latest_entry(
    session: AsyncSession, organisation_id: int, account_id: int, unit_ids: Collection[int], since: datetime
) -> list[Logged]:
    """What somebody logged last since a moment, for one of these teams."""
    newest = (
        _standing(organisation_id)
        .with_only_columns(Visit.entry)
        .where(Visit.account_id == account_id, Visit.unit_id.in_(unit_ids), Visit.at >= since)
        .order_by(Visit.at.desc(), Visit.id.desc())
        .limit(1)
    )
    key = (await session.execute(newest)).scalar_one_or_none()
    return await of_entry(session, organisation_id, key) if key else []


async def own_since(
    session: AsyncSession, organisation_id: int, person_id: int, since: datetime, limit: int
) -> list[Logged]:
    """A person's own visits logged since a moment, newest first."""
    found = _standing(organisation_id).where(Visit.person_id == person_id, Visit.at >= since)
    return await _logged(session, found.order_by(Visit.at.desc(), Visit.id.desc()).limit(limit))


async def of_days(
    session: AsyncSession, organisation_id: int, unit_ids: Collection[int], first: date, last: date
) -> list[Logged]:
    """What teams did from one day to another, both included, as it was logged; set aside or not."""
    found = _standing(organisation_id).where(Visit.unit_id.in_(unit_ids), Visit.on >= first, Visit.on <= last)
    return await _logged(session, found.order_by(Visit.on, Visit.id))


async def logged_since(session: AsyncSession, organisation_id: int, unit_id: int, since: datetime) -> list[Logged]:
    """What a team has logged since a moment."""
    found = _standing(organisation_id).where(Visit.unit_id == unit_id, Visit.at >= since)
    return await _logged(session, found.order_by(Visit.id))


async def shown_in(session: AsyncSession, organisation_id: int, channel: str, chat: str, message: str) -> str | None:
    """The entry whose receipt is this message of ours, or that this message of somebody's is."""
    here = _standing(organisation_id).with_only_columns(Visit.entry).where(Visit.channel == channel, Visit.chat == chat)
    receipt = select(Outbox.key).where(Outbox.channel == channel, Outbox.chat == chat, Outbox.message == message)
    for key in (await session.execute(receipt)).scalars():
        entry = key.removeprefix("reply:").rpartition(":")[0]
        if (await session.execute(here.where(Visit.entry == entry).limit(1))).scalar_one_or_none():
            return entry
    said = here.where(Visit.message == message)
    return (await session.execute(said.order_by(Visit.id.desc()).limit(1))).scalar_one_or_none()


async def of_album(session: AsyncSession, organisation_id: int, person_id: int, album: str) -> str | None:
    """The entry that the captioned picture of an album made."""
    if not album:
        return None
    found = _standing(organisation_id).with_only_columns(Visit.entry)
    of = found.where(Visit.person_id == person_id, Visit.album == album)
    return (await session.execute(of.order_by(Visit.id).limit(1))).scalar_one_or_none()


async def place_at(session: AsyncSession, visits: Sequence[Visit], latitude: Decimal, longitude: Decimal) -> None:
    """Note where the visits of an entry were."""
    for visit in visits:
        visit.latitude, visit.longitude = latitude, longitude
    await session.flush()


async def confirmed(session: AsyncSession, organisation_id: int, unit_id: int, month: str) -> VisitMonth | None:
    """The month ("2026-11") as the team's head has confirmed it; None while it is open."""
    found = select(VisitMonth).where(
        VisitMonth.organisation_id == organisation_id, VisitMonth.unit_id == unit_id, VisitMonth.month == month
    )
    return (await session.execute(found)).scalar_one_or_none()


async def confirm(
    session: AsyncSession, organisation_id: int, unit_id: int, month: str, by: Person, now: datetime
) -> bool:
    """Lock a month for the sum. False: it was confirmed already."""
    row = await once.insert(
        session,
        VisitMonth,
        organisation_id=organisation_id,
        unit_id=unit_id,
        month=month,
        confirmed_by_id=by.id,
        confirmed_at=now,
    )
    return row is not None


async def revisions(session: AsyncSession, organisation_id: int, visit_id: int) -> list[VisitRevision]:
    """Everything a visit ever was, oldest first."""
    found = select(VisitRevision).where(
        VisitRevision.organisation_id == organisation_id, VisitRevision.visit_id == visit_id
    )
    return list((await session.execute(found.order_by(VisitRevision.version))).scalars())


def _standing(organisation_id: int) -> Select[Any]:
    return select(Visit).where(Visit.organisation_id == organisation_id, Visit.deleted_at.is_(None))


async def _logged(session: AsyncSession, found: Select[Any]) -> list[Logged]:
    named = (
        found.with_only_columns(Visit, Place.name, Person.name)
        .outerjoin(Place, Place.id == Visit.place_id)
        .join(Person, Person.id == Visit.person_id)
    )
    rows = await session.execute(named, execution_options={"populate_existing": True})
    return [Logged(visit, place or "", person) for visit, place, person in rows]


def _as_json(visit: Visit) -> dict[str, Any]:
    held = {name: getattr(visit, name) for name in _SHOWN}
    return {
        name: one.isoformat() if isinstance(one, date) else one  # a moment is a date, too
        for name, one in held.items()
        if one not in (None, "")
    }


def _revise(
    session: AsyncSession, visit: Visit, old: dict[str, Any] | None, by: Account, now: datetime, why: str | None
) -> None:
    session.add(
        VisitRevision(
            organisation_id=visit.organisation_id,
            visit_id=visit.id,
            version=visit.version,
            old=old,
            new=_as_json(visit),
            person_id=by.person_id,
            account_id=by.id,
            at=now,
            why=why,
        )
    )
