"""Visits add up as a naive count of the same rows does, by every key, and only what counts is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from domain.visit_readings import Counted
from domain.visit_sums import Sum, monday
from storage import people, visit_sums
from storage.tables import Account, Unit
from storage.visit_sums import By, Span
from storage.visit_tables import Place, Visit, VisitMonth
from tests.rows import NOW, Town

FIRST, LAST = date(2026, 10, 15), date(2026, 11, 14)


@dataclass(slots=True)
class Team:
    """A team with two members and two places, and a pen that writes visits straight into the table."""

    session: AsyncSession
    town: Town
    unit: Unit
    members: list[Account]
    places: list[Place]
    entries: Any

    async def log(self, on: date, number: int, **values: Any) -> Visit:
        member = values.pop("member", self.members[0])
        visit = Visit(
            organisation_id=self.town.organisation.id,
            unit_id=self.unit.id,
            person_id=member.person_id,
            account_id=member.id,
            entry=values.pop("entry", f"e{next(self.entries)}"),
            position=values.pop("position", 1),
            kind=values.pop("kind", "visit"),
            activity=values.pop("activity", "vneid"),
            words="",
            number=number,
            counted=values.pop("counted", Counted.PEOPLE),
            place_id=values.pop("place", self.places[0]).id,
            on=on,
            at=values.pop("at", datetime(on.year, on.month, on.day, 3, tzinfo=UTC)),
            channel="telegram",
            chat="1",
            message="1",
            **values,
        )
        self.session.add(visit)
        await self.session.flush()
        return visit


MakeTeam = Callable[[str], Any]


@pytest.fixture
def make_team(session: AsyncSession, town: Town) -> MakeTeam:
    numbers = count(1)

    async def make(code: str) -> Team:
        of = {"organisation_id": town.organisation.id}
        unit = Unit(**of, code=code, name=f"Tổ {code}", short_name=code, kind="team", aliases=[])
        session.add(unit)
        await session.flush()
        places = [Place(**of, unit_id=unit.id, name=name, kind="ngõ") for name in ("ngõ 1", "ngõ 2")]
        session.add_all(places)
        members = [
            await people.add_account(session, town.organisation.id, "telegram", f"{code}{n}", "Mai", "vi", "1", NOW)
            for n in (1, 2)
        ]
        await session.flush()
        return Team(session, town, unit, members, places, numbers)

    return make


def span(town: Town, **values: Any) -> Span:
    return Span(town.organisation.id, FIRST, LAST, **values)


async def test_every_key_and_both_together(session: AsyncSession, town: Town, make_team: MakeTeam) -> None:
    one, other = await make_team("T1"), await make_team("T2")
    await one.log(date(2026, 11, 1), 5)  # a Sunday
    await one.log(date(2026, 11, 2), 3, activity="app_install", place=one.places[1], member=one.members[1])
    await other.log(date(2026, 11, 2), 2, counted=Counted.HOUSEHOLDS)
    await other.log(date(2026, 10, 31), 30, kind="class", activity="")
    sunday, whole = Sum(1, people=5), Sum(3, people=8, households=2, classes=1, participants=30)
    told = await visit_sums.by(session, span(town), By.TEAM)
    assert told == {
        (one.unit.id,): Sum(2, people=8),
        (other.unit.id,): Sum(1, households=2, classes=1, participants=30),
    }
    assert (await visit_sums.by(session, span(town), By.MEMBER))[one.members[1].person_id,] == Sum(1, people=3)
    assert (await visit_sums.by(session, span(town), By.ACTIVITY))["vneid",] == Sum(2, people=5, households=2)
    assert (await visit_sums.by(session, span(town), By.PLACE))[one.places[1].id,] == Sum(1, people=3)
    by_week = await visit_sums.by(session, span(town), By.TEAM, By.WEEK)
    assert by_week[one.unit.id, date(2026, 10, 26)] == sunday
    assert by_week[one.unit.id, date(2026, 11, 2)] == Sum(1, people=3)
    assert (await visit_sums.by(session, span(town), By.MONTH))["2026-10",] == Sum(classes=1, participants=30)
    assert await visit_sums.total(session, span(town)) == whole
    assert await visit_sums.places_seen(session, span(town)) == {one.unit.id: 2, other.unit.id: 1}


async def test_several_activities_of_one_message_are_one_visit(
    session: AsyncSession, town: Town, make_team: MakeTeam
) -> None:
    team = await make_team("T1")
    await team.log(FIRST, 5, entry="both")
    await team.log(FIRST, 2, entry="both", position=2, activity="app_install")
    assert await visit_sums.total(session, span(town)) == Sum(1, people=7)
    assert {sums.visits for sums in (await visit_sums.by(session, span(town), By.ACTIVITY)).values()} == {1}


@pytest.mark.parametrize(
    "values",
    [
        {"set_aside_at": NOW, "set_aside_reason": "ghi trùng"},
        {"deleted_at": NOW},
        {"on": FIRST - timedelta(days=1)},
        {"on": LAST + timedelta(days=1)},
    ],
    ids=["set aside", "deleted", "before", "after"],
)
async def test_what_does_not_count(
    session: AsyncSession, town: Town, make_team: MakeTeam, values: dict[str, Any]
) -> None:
    team = await make_team("T1")
    await team.log(**{"on": FIRST, "number": 5} | values)
    assert await visit_sums.by(session, span(town), By.TEAM) == {}
    assert await visit_sums.total(session, span(town)) == Sum()


async def test_only_some_activities_and_some_teams(session: AsyncSession, town: Town, make_team: MakeTeam) -> None:
    one, other = await make_team("T1"), await make_team("T2")
    await one.log(FIRST, 5)
    await one.log(FIRST, 2, activity="app_install")
    await other.log(FIRST, 9)
    of_one = span(town, unit_ids=[one.unit.id], activities=["vneid"])
    assert await visit_sums.total(session, of_one) == Sum(1, people=5)


async def test_another_organisations_visits_are_no_part(
    session: AsyncSession, town: Town, other_town: Town, make_team: MakeTeam
) -> None:
    await (await make_team("T1")).log(FIRST, 5)
    assert await visit_sums.total(session, Span(other_town.organisation.id, FIRST, LAST)) == Sum()


async def test_what_comes_after_the_cut_off_or_the_confirmation_is_late(
    session: AsyncSession, town: Town, make_team: MakeTeam
) -> None:
    team = await make_team("T1")
    cut_off_at = datetime(2026, 11, 14, 17, tzinfo=UTC)
    await team.log(LAST, 5, at=cut_off_at - timedelta(seconds=1))
    await team.log(LAST, 7, at=cut_off_at)
    confirmed_at = datetime(2026, 11, 1, 1, tzinfo=UTC)
    session.add(
        VisitMonth(
            organisation_id=town.organisation.id,
            unit_id=team.unit.id,
            month="2026-10",
            confirmed_by_id=team.members[0].person_id,
            confirmed_at=confirmed_at,
        )
    )
    await team.log(date(2026, 10, 20), 11, at=confirmed_at - timedelta(hours=1))
    await team.log(date(2026, 10, 20), 13, at=confirmed_at + timedelta(hours=1))
    fed = await visit_sums.fed(session, span(town), cut_off_at)
    assert (fed.sum, fed.teams, fed.late) == (Sum(2, people=16), 1, 2)


async def test_weeks_and_months_are_those_of_the_calendar(
    session: AsyncSession, town: Town, make_team: MakeTeam
) -> None:
    team = await make_team("T1")
    days = [date(2025, 12, 20) + timedelta(days=n) for n in range(30)]
    for day in days:
        await team.log(day, 1)
    of_winter = Span(town.organisation.id, days[0], days[-1])
    weeks, months = dict[date, int](), dict[str, int]()
    for day in days:
        weeks[monday(day)] = weeks.get(monday(day), 0) + 1
        months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + 1
    assert {key: one.people for (key,), one in (await visit_sums.by(session, of_winter, By.WEEK)).items()} == weeks
    assert {key: one.people for (key,), one in (await visit_sums.by(session, of_winter, By.MONTH)).items()} == months
