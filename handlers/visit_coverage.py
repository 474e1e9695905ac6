"""`độ phủ`: where a team has been in the last weeks, and which teams have been out, as a picture."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from unicodedata import normalize

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import OVERSEEING
from domain.visit_sums import Sum, monday
from files import heat_map
from files.heat_map import HeatMap, Row
from handlers import visit_team
from handlers.talk import Talk
from handlers.visit_team import Team
from locales import Speaker
from storage import people, places, visit_sums, visit_teams
from storage.tables import Organisation
from storage.visit_sums import By, Span

WEEKS = 8
_WEEK = timedelta(days=7)
_LEAD = re.compile(r"^/?(?:độ ?phủ|do ?phu|coverage)\s*", re.IGNORECASE)


async def show(talk: Talk, said: str = "") -> None:
    """`độ phủ`: of one's own team; `độ phủ TCNS01`, or of all teams, for the aggregating office and the leaders."""
    oversees = not talk.heard.is_group and await talk.holds(OVERSEEING)
    own = await visit_team.meant(talk)
    said = _LEAD.sub("", normalize("NFC", talk.heard.text).strip())
    if oversees and not said and not own:
        drawn = await of_all(talk.session, talk.say, talk.known.organisation, talk.today)
        if drawn is None:
            await talk.reply(talk.say("visit_coverage.no_teams"))
        else:
            await talk.reply(talk.say("visit_coverage.all"), photo=await talk.beside(heat_map.as_png, drawn))
        return
    named = await people.unit_by_name(talk.session, talk.known.organisation.id, said) if said and oversees else None
    units = [named] if named and named.kind == visit_teams.TEAM else [] if said and oversees else own
    if not units:
        await talk.reply(talk.say("visit.unknown_team", name=said[:60]) if oversees else talk.say("visit.no_team"))
        return
    for unit in units:
        team = await visit_team.team(talk.session, unit, talk.now)
        if team.places:
            photo = await talk.beside(heat_map.as_png, await of_team(talk.session, talk.say, team))
            await talk.reply(talk.say("visit_coverage.team", team=unit.name), photo=photo)
        else:
            await talk.reply(talk.say("visit_coverage.no_places", team=unit.name))


async def of_team(session: AsyncSession, say: Speaker, team: Team) -> HeatMap:
    """The last weeks of a team: one row for each place. A team of many places shows those visited least."""
    weeks = _weeks(team.today)
    span = Span(team.organisation.id, weeks[0], weeks[-1] + timedelta(days=6), [team.unit.id])
    by = await visit_sums.by(session, span, By.PLACE, By.WEEK)
    listed = sorted(team.places, key=lambda one: _natural(one.name))
    rows = [Row(one.name, _numbers(by, one.id, weeks)) for one in listed]
    seen = sum(any(row.numbers) for row in rows)
    about = say("visit_coverage.about_team", weeks=WEEKS, since=say.day(weeks[0]), seen=seen, places=len(rows))
    return _map(say, team.unit.name, about, weeks, rows, say("visit_coverage.legend_team"))


async def of_all(session: AsyncSession, say: Speaker, organisation: Organisation, today: date) -> HeatMap | None:
    """The last weeks of all teams: one row for each, with how many of its places it was at. None without teams."""
    teams = await visit_teams.of(session, organisation.id)
    if not teams:
        return None
    weeks = _weeks(today)
    span = Span(organisation.id, weeks[0], weeks[-1] + timedelta(days=6))
    by = await visit_sums.by(session, span, By.TEAM, By.WEEK)
    seen = await visit_sums.places_seen(session, span)
    there = await places.how_many(session, organisation.id)
    rows = [
        Row(one.name, _numbers(by, one.id, weeks), note=f"{seen.get(one.id, 0)}/{there.get(one.id, 0)}")
        for one in sorted(teams, key=lambda one: _natural(one.name))
    ]
    active = sum(any(row.numbers) for row in rows)
    about = say("visit_coverage.about_all", weeks=WEEKS, since=say.day(weeks[0]), active=active, teams=len(rows))
    return _map(say, organisation.short_name, about, weeks, rows, say("visit_coverage.legend_all"))


def _map(say: Speaker, whose: str, about: str, weeks: Sequence[date], rows: list[Row], legend: str) -> HeatMap:
    heads = [say.day(week) for week in weeks]
    return HeatMap(say("visit_coverage.title", whose=whose), about, heads, _fitting(rows), legend)


def _weeks(today: date) -> list[date]:
    """The Mondays of the last weeks, this one included."""
    return [monday(today) - at * _WEEK for at in reversed(range(WEEKS))]


def _numbers(by: dict[tuple[object, ...], Sum], one: int, weeks: Sequence[date]) -> list[int]:
    """Visits and classes of each week."""
    sums = [by.get((one, week), Sum()) for week in weeks]
    return [each.visits + each.classes for each in sums]


def _fitting(rows: list[Row]) -> list[Row]:
    """In their order; where there are more than a picture holds, those with the fewest visits."""
    kept = sorted(range(len(rows)), key=lambda at: sum(rows[at].numbers))[: heat_map.MOST_ROWS]
    return [rows[at] for at in sorted(kept)]


def _natural(name: str) -> list[tuple[int, str]]:
    """tổ 2 before tổ 12."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d{1,9})", name)]
