"""A team's month added up: people and households, per activity, days on which something was done, places not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.visits import Counted
from handlers.visit_team import Team
from storage import visits
from storage.visits import Logged


@dataclass(frozen=True, slots=True)
class Sums:
    """What counts of a month, and what was set aside of it. `streak`: days in a row up to the last one visited."""

    month: str
    entries: int
    people: int
    households: int
    classes: int
    participants: int
    activities: Sequence[tuple[str, int, int]]  # code, people, households; most people first
    streak: int
    unseen: Sequence[str]
    aside: Sequence[Logged]


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of "2026-11"."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


async def of_month(session: AsyncSession, team: Team, month: str) -> Sums:
    """A month of a team."""
    rows = await visits.of_days(session, team.organisation.id, [team.unit.id], *days_of(month))
    aside = [one for one in rows if one.visit.set_aside_at is not None]
    counting = [one.visit for one in rows if one.visit.set_aside_at is None]
    done = [one for one in counting if one.kind == visits.VISIT]
    by = {who: Counter[str]() for who in Counted}
    for one in done:
        by[Counted(one.counted)][one.activity] += one.number
    people, households = by[Counted.PEOPLE], by[Counted.HOUSEHOLDS]
    codes = sorted({*people, *households}, key=lambda code: (-people[code], -households[code], code))
    seen = {one.place_id for one in counting}
    classes = [one for one in counting if one.kind == visits.CLASS]
    return Sums(
        month=month,
        entries=len({one.entry for one in counting}),
        people=people.total(),
        households=households.total(),
        classes=len(classes),
        participants=sum(one.number for one in classes),
        activities=[(code, people[code], households[code]) for code in codes],
        streak=_streak({one.on for one in counting}, team.today),
        unseen=[place.name for place in sorted(team.places, key=lambda one: one.id) if place.id not in seen],
        aside=aside,
    )


def _streak(days: set[date], today: date) -> int:
    """Days in a row that end today or, where today is not over, yesterday; in a month gone by, on its last."""
    if not days:
        return 0
    last = max(days)
    if last < today - timedelta(days=1) and last.month == today.month:
        return 0
    length = 1
    while last - timedelta(days=length) in days:
        length += 1
    return length
