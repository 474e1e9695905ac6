"""On Monday mornings a team's group hears what the team did last week: with thanks, and without anybody's name."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.visit_sums import Sum, monday, weeks_in_a_row
from handlers import visit_mornings, visit_team, visit_words
from handlers.visit_team import Team
from locales import Speaker, speak
from storage import outbox, people, visit_sums, visit_timetable
from storage.outbox import Kind, To
from storage.tables import Group, Unit
from storage.visit_sums import By, Span

MOST_NAMED = 5  # places it might go to next
_WEEK = timedelta(days=7)
_YEAR = 52  # weeks looked back on


async def tell_next(session: AsyncSession, now: datetime) -> bool:
    """Write one group's week, or plan its first. After a stop only the newest week is told. False: none is due."""
    group = await visit_timetable.due_group(session, now)
    if group is None or group.unit_id is None:
        return False
    organisation = await people.organisation(session, group.organisation_id)
    is_planned = group.next_visits_at is not None
    morning = await visit_mornings.or_next(session, organisation, now)
    if is_planned and morning > now:
        group.next_visits_at = morning
        return True
    group.next_visits_at = await visit_mornings.of_next_week(session, organisation, now)
    unit = await session.get_one(Unit, group.unit_id)
    if is_planned and unit.retired_at is None:
        await _tell(session, group, await visit_team.team(session, unit, now), now)
    return True


async def _tell(session: AsyncSession, group: Group, team: Team, now: datetime) -> None:
    say = speak(team.organisation.locale)
    week = monday(now.astimezone(ZoneInfo(team.organisation.zone)).date()) - _WEEK
    text = await text_of(session, say, team, week)
    if text:
        key = f"visits_week:{group.id}:{week}"
        to = To(group.channel, group.address, team.organisation.id)
        await outbox.add(session, key, Kind.DIGEST, to, text, now, title=text.split("\n", 1)[0])


async def text_of(session: AsyncSession, say: Speaker, team: Team, week: date) -> str:
    """A team's week that begins on this Monday; "" for the second empty one in a row: once is a reminder."""
    last = week + 6 * timedelta(days=1)
    span = Span(team.organisation.id, week, last, [team.unit.id])
    total = await visit_sums.total(session, span)
    words = {"team": team.unit.name, "first": say.day(week), "last": say.day(last)}
    if total == Sum():
        before = Span(team.organisation.id, week - _WEEK, week - timedelta(days=1), [team.unit.id])
        if await visit_sums.total(session, before) == Sum():
            return ""
        place = f" {team.place_names[0]}" if team.places else ""
        return say("visit_week.quiet", place=place, **words)
    helped = visit_words.numbers(say, total)
    lines = [say.count("visit_week.head", total.visits, sum=helped, **words)] if total.visits else []
    lines = lines or [say("visit_week.head_of_classes", **words)]
    by_activity = await visit_sums.by(session, span, By.ACTIVITY)
    lines += _activities(say, team, {code: one for (code,), one in by_activity.items() if code})
    if total.classes:
        participants = say.count("visit.words.people", total.participants)
        lines.append(f"{say.count('visit_feed.held_classes', total.classes, participants=participants)}.")
    seen = {place for (place,) in await visit_sums.by(session, span, By.PLACE)}
    lines += _coverage(say, team, seen)
    weeks = await _weeks_in_a_row(session, team, week)
    lines.append(say.count("visit_week.thanks_again", weeks) if weeks > 1 else say("visit_week.thanks"))
    return "\n".join(lines)


def _activities(say: Speaker, team: Team, sums: dict[str, Sum]) -> list[str]:
    """Most people first."""
    told = sorted(sums.items(), key=lambda one: (-one[1].people, -one[1].households, one[0]))
    words = [
        say(
            "visit.month_activity",
            activity=team.activity_name(code),
            number=visit_words.numbers(say, one),
        )
        for code, one in told
    ]
    return [" · ".join(words)] if words else []


def _coverage(say: Speaker, team: Team, seen: set[int | None]) -> list[str]:
    """Where the team was; where it might go next, those it has not been to for longest first."""
    if not team.places:
        return []
    left = [place.name for place in reversed(team.places) if place.id not in seen]
    words = {"seen": len(team.places) - len(left), "places": len(team.places)}
    if not left:
        return [say("visit_week.everywhere", **words)]
    return [say("visit_week.elsewhere", names=_named(left), **words)]


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


async def _weeks_in_a_row(session: AsyncSession, team: Team, week: date) -> int:
    span = Span(team.organisation.id, week - _YEAR * _WEEK, week + timedelta(days=6), [team.unit.id])
    busy = {one for (one,) in await visit_sums.by(session, span, By.WEEK)}
    return weeks_in_a_row(busy, week)
