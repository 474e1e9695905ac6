"""A team's month added up, from the rows: what counts, what was set aside, which places were not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import visit_sums
from domain.visit_sums import Row, Sum
from domain.visits import Class, Counted, Done
from handlers.visit_team import Team
from storage import visits
from storage.visits import Logged

LOOKED_BACK = timedelta(days=120)  # for a streak of weeks


@dataclass(frozen=True, slots=True)
class Sums:
    """A month of a team. `entries`: messages that were logged; `activities`: code and sum, most people first."""

    entries: int
    of: Sum
    activities: Sequence[tuple[str, Sum]]
    streak: int
    unseen: Sequence[str]
    aside: Sequence[Logged]


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of "2026-11"."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def row(of: Logged) -> Row:
    """A stored visit as it is summed."""
    visit = of.visit
    is_class = visit.kind == visits.CLASS
    return Row(
        team=visit.unit_id,
        member=visit.person_id,
        activity=visit.words if is_class else visit.activity,
        number=visit.number,
        of=Counted(visit.counted),
        place=visit.place_id,
        on=visit.on,
        is_class=is_class,
    )


def row_to_be(team: Team, person_id: int, one: Done | Class) -> Row:
    """A visit that is understood, as it would be summed."""
    place = team.place_id(one.place)
    if isinstance(one, Class):
        return Row(team.unit.id, person_id, one.topic, one.participants, Counted.PEOPLE, place, one.on, is_class=True)
    return Row(team.unit.id, person_id, one.activity, one.number, one.of, place, one.on)


async def counted(session: AsyncSession, team: Team, first: date, last: date) -> list[Row]:
    """What counts of some days."""
    rows = await visits.of_days(session, team.organisation.id, [team.unit.id], first, last)
    return [row(one) for one in rows if one.visit.set_aside_at is None]


async def of_month(session: AsyncSession, team: Team, month: str) -> Sums:
    """A month of a team."""
    first, last = days_of(month)
    found = await visits.of_days(session, team.organisation.id, [team.unit.id], first - LOOKED_BACK, last)
    counting = [one for one in found if one.visit.set_aside_at is None]
    of_it = [one for one in counting if one.visit.on >= first]
    rows = [row(one) for one in of_it]
    by_activity = visit_sums.by_activity(rows)
    listed = sorted(team.places, key=lambda one: one.id)
    unseen = set(visit_sums.not_visited(rows, [place.id for place in listed], first))
    return Sums(
        entries=len({one.visit.entry for one in of_it}),
        of=visit_sums.summed(rows),
        activities=sorted(by_activity.items(), key=lambda one: (-one[1].people, -one[1].households, one[0])),
        streak=visit_sums.streak([row(one) for one in counting], min(team.today, last)),
        unseen=[place.name for place in listed if place.id in unseen],
        aside=[one for one in found if one.visit.set_aside_at is not None and one.visit.on >= first],
    )
