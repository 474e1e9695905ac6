"""When organisations are asked for a year's swapped days, and whether they need not be."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import days_off, picking
from storage.tables import Audit, Organisation, SwappedDay

_ASKED = "ask_swapped_days"
_DECEMBER = 12


def december(zone: ZoneInfo, year: int) -> datetime:
    """When it is time to ask for the year after this one."""
    return datetime(year, _DECEMBER, 1, tzinfo=zone)


async def due(session: AsyncSession, now: datetime) -> Organisation | None:
    """An organisation that may have to be asked."""
    found = select(Organisation).where(Organisation.next_days_off_at <= now)
    first = found.order_by(Organisation.next_days_off_at, Organisation.id).limit(1)
    return (await session.execute(picking.free(first, Organisation))).scalar_one_or_none()


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the organisation that could not be asked tried again later. None: none is due."""
    row = await due(session, now)
    if row is None:
        return None
    row.next_days_off_at = until
    return f"organisation {row.id}"


async def is_settled(session: AsyncSession, organisation_id: int, year: int) -> bool:
    """Whether nobody need ask: the program ships the swaps of a year, the organisation knows one, or was asked."""
    swap = select(SwappedDay.id).where(
        SwappedDay.organisation_id == organisation_id,
        SwappedDay.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    asked = select(Audit.id).where(
        Audit.organisation_id == organisation_id, Audit.object == _year(year), Audit.action == _ASKED
    )
    there = select(swap.exists() | asked.exists())
    return days_off.announced(year) or bool((await session.execute(there)).scalar_one())


def note_asked(session: AsyncSession, organisation_id: int, year: int, now: datetime) -> None:
    """It is asked once for each year."""
    session.add(
        Audit(organisation_id=organisation_id, at=now, actor="bot", action=_ASKED, object=_year(year), new=None)
    )


def _year(year: int) -> str:
    return f"year:{year}"
