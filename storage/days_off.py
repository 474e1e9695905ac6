"""Vietnam's public holidays, lunar ones included, and swapped days, as working days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

import holidays
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.workdays import WorkingDays
from storage import recall
from storage.tables import SwappedDay

# The swapped days of the whole country, each with where it is said. The library knows some of them itself; where it
# does, ours say the same.
SWAPS = (
    # off, worked, source
    (date(2026, 1, 2), date(2026, 1, 10), "Văn phòng Chính phủ, 12729/VPCP-KGVX, 25/12/2025"),
    (
        date(2026, 8, 31),
        date(2026, 8, 22),
        "thuvienphapluat.vn, lịch nghỉ Quốc khánh 2/9/2026 (theo thư viện holidays 0.109)",
    ),
)
PLAN = "plan"
_OWN_WORDS = select(SwappedDay.day, SwappedDay.is_worked).where(  # put together once: asked for every deadline
    SwappedDay.organisation_id == bindparam("organisation")
)


def announced(year: int) -> bool:
    """Whether the swaps of a year are among those the program ships."""
    return any(off.year == year for off, _, _ in SWAPS)


@cache
def public(first_year: int, last_year: int) -> WorkingDays:
    """Working days of the whole country from one year to another, both inclusive."""
    calendar = holidays.country_holidays("VN", years=range(first_year, last_year + 1))
    return WorkingDays(
        days_off=frozenset(calendar) | {off for off, _, _ in SWAPS},
        days_worked=frozenset(calendar.weekend_workdays) | {worked for _, worked, _ in SWAPS},
    )


async def around(
    session: AsyncSession, organisation_id: int, moment: datetime, changes: Mapping[date, bool | None] | None = None
) -> WorkingDays:
    """An organisation's working days in the years that deadlines near a moment can touch.

    `changes`: as they would be with these days worked (True), off (False), or what the whole country has (None).
    """
    known = public(moment.year - 1, moment.year + 2)
    said = await recall.once(session, ("days off", organisation_id), lambda: own_words(session, organisation_id))
    own = said | dict(changes or {})
    if not own:
        return known
    off = frozenset(day for day, is_worked in own.items() if is_worked is False)
    worked = frozenset(day for day, is_worked in own.items() if is_worked)
    return WorkingDays(known.days_off - worked | off, known.days_worked - off | worked)


async def own_words(session: AsyncSession, organisation_id: int) -> dict[date, bool | None]:
    """What an organisation says of single days: worked (True) or off (False)."""
    found = await session.execute(_OWN_WORDS, {"organisation": organisation_id})
    return {row.day: row.is_worked for row in found}


async def swap(
    session: AsyncSession, organisation_id: int, day: date, *, is_worked: bool, source: str, actor: str, now: datetime
) -> None:
    """Say of a day that it is worked, or that it is off; what was said of it before is replaced."""
    said = SwappedDay.organisation_id == organisation_id, SwappedDay.day == day
    await session.execute(delete(SwappedDay).where(*said))
    session.add(
        SwappedDay(organisation_id=organisation_id, day=day, is_worked=is_worked, source=source, at=now, actor=actor)
    )
    await session.flush()
    recall.forget(session)


async def forget(session: AsyncSession, organisation_id: int, day: date) -> None:
    """A day is again what it is in the whole country."""
    said = SwappedDay.organisation_id == organisation_id, SwappedDay.day == day
    await session.execute(delete(SwappedDay).where(*said))
    recall.forget(session)


async def take_from_plan(
    session: AsyncSession, organisation_id: int, swaps: Iterable[tuple[date, bool, str]], now: datetime
) -> None:
    """Take over a plan's swapped days: day, whether it is worked, source. Those of the version before go."""
    of_plan = SwappedDay.organisation_id == organisation_id, SwappedDay.actor == PLAN
    await session.execute(delete(SwappedDay).where(*of_plan))
    recall.forget(session)
    for day, is_worked, source in swaps:
        await swap(session, organisation_id, day, is_worked=is_worked, source=source, actor=PLAN, now=now)


async def swaps(session: AsyncSession, organisation_id: int, first_day: date) -> list[SwappedDay]:
    """The organisation's own swapped days from a day on, in order."""
    found = select(SwappedDay).where(SwappedDay.organisation_id == organisation_id, SwappedDay.day >= first_day)
    return list((await session.execute(found.order_by(SwappedDay.day))).scalars())
