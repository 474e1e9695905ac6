"""The quarters that are reviewed: which one has ended, how it is named, typed and kept ("2026-Q3")."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.periods import Period
from domain.regimes import Frequency, Regime
from domain.workdays import WorkingDays
from locales import Speaker, figures
from storage import days_off, plans
from storage.tables import Organisation

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_TYPED = re.compile(r"(?:quý|quy|quarter|q) ?(\d|i{1,3}|iv)(?:[/ ]+(\d{4}))?", re.IGNORECASE)


def name(say: Speaker, key: str) -> str:
    """ "Quý III/2026"."""
    return figures.period(say, key, Frequency.QUARTER)


async def meant(session: AsyncSession, organisation: Organisation, said: str, now: datetime) -> Period | None:
    """The quarter that is named, or the one that ended last. None: there is no such quarter, or it lies ahead."""
    regime = await plans.any_regime(session, organisation.id)
    if regime is None:
        return None
    days = await days_off.around(session, organisation.id, now)
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    begun = [one for one in _around(regime, today, days) if one.first_day <= today]
    typed = _TYPED.search(said)
    if typed is None:
        return next(one for one in reversed(begun) if one.cut_off < today)
    number = _ROMAN.get(typed[1].lower()) or int(typed[1])
    of_number = [one for one in begun if one.number == number and (not typed[2] or one.year == int(typed[2]))]
    return of_number[-1] if of_number else None


async def of_key(session: AsyncSession, organisation: Organisation, key: str, now: datetime) -> Period | None:
    """The quarter that was kept by its key."""
    year, _, number = key.partition("-Q")
    return await meant(session, organisation, f"quý {number}/{year}", now)


def ended_within(regime: Regime, first_day: date, last_day: date, days: WorkingDays) -> Period | None:
    """The last quarter that ends between two days, both included; None when none does."""
    return next(
        (one for one in reversed(_around(regime, last_day, days)) if first_day <= one.cut_off <= last_day), None
    )


def _around(regime: Regime, day: date, days: WorkingDays) -> list[Period]:
    """The quarters of the years around a day, in order."""
    return [
        periods.period(regime, Frequency.QUARTER, year, number, days)
        for year in (day.year - 1, day.year, day.year + 1)
        for number in range(1, 5)
    ]
