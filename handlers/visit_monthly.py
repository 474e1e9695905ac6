"""The month of all teams, for the aggregating office and the leaders: who works, whom they helped, who is silent."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from domain.visit_sums import SILENT_AFTER, Sum, month_before, silent_since
from handlers import refusing, visit_mornings, visit_words
from handlers.talk import Talk
from locales import Speaker, speak
from storage import activities, outbox, people, visit_sums, visit_teams, visit_timetable
from storage.outbox import ONE_MESSAGE, Kind, To
from storage.tables import Organisation
from storage.visit_sums import By, Span

NAMING = frozenset({Role.AGGREGATOR, Role.ADMINISTRATOR})  # who is told which team is silent
TOLD = frozenset({Role.AGGREGATOR, Role.LEADER})
_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?: ?/ ?(\d{4}))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Silent:
    """A team that has logged nothing for two weeks, and since when."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Month:
    """A month of all teams beside the one before it. `activities`: name, this month, the month before."""

    first: date
    last: date
    teams: int
    active: int
    confirmed: int
    now: Sum
    before: Sum
    activities: list[tuple[str, Sum, Sum]]
    silent: list[Silent]


async def tell_next(session: AsyncSession, now: datetime) -> bool:
    """Write one organisation's month, or plan its first. After a stop only the newest is told. False: none is due."""
    organisation = await visit_timetable.due_organisation(session, now)
    if organisation is None:
        return False
    is_planned = organisation.next_visits_at is not None
    morning = await visit_mornings.or_next(session, organisation, now)
    if is_planned and morning > now:
        organisation.next_visits_at = morning
        return True
    organisation.next_visits_at = await visit_mornings.of_next_month(session, organisation, now)
    if is_planned:
        await _tell(session, organisation, now)
    return True


async def show(talk: Talk, said: str = "") -> None:
    """`lượt tháng`, `lượt tháng 10/2026`: this month, or the one named. Who is silent only to who may know."""
    organisation = talk.known.organisation
    roles = NAMING | TOLD
    if not await talk.holds(roles):
        await refusing.say(talk, "visit.not_yours", "visits")
        return
    names = await talk.holds(NAMING)
    found = await month_of(talk.session, organisation, named(talk.heard.text, talk.today), talk.today)
    await talk.reply(text_of(talk.say, organisation, found, names=names))


def named(text: str, today: date) -> date:
    """The first of the month somebody names, or of this one; without its year the last of that name."""
    found = _MONTH.search(text)
    if found is None or not 1 <= int(found[1]) <= 12 or not 2000 <= int(found[2] or 2000) <= 2100:
        return today.replace(day=1)
    number = int(found[1])
    return date(int(found[2]) if found[2] else today.year - (number > today.month), number, 1)


async def month_of(session: AsyncSession, organisation: Organisation, first: date, today: date) -> Month:
    """The month that begins on this day; one under way up to today, against all of the one before."""
    before, last = month_before(first), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    span, span_before = Span(organisation.id, first, last), Span(organisation.id, before, first - timedelta(days=1))
    teams = await visit_teams.of(session, organisation.id)
    active = await visit_sums.by(session, span, By.TEAM)
    now_by = await visit_sums.by(session, span, By.ACTIVITY)
    before_by = await visit_sums.by(session, span_before, By.ACTIVITY)
    told = [
        (one.name, now_by.get((one.code,), Sum()), before_by.get((one.code,), Sum()))
        for one in await activities.of(session, organisation.id)
        if (one.code,) in now_by or (one.code,) in before_by
    ]
    return Month(
        first=first,
        last=last,
        teams=len(teams),
        active=sum((team.id,) in active for team in teams),
        confirmed=await visit_sums.confirmed_teams(session, organisation.id, f"{first:%Y-%m}"),
        now=await visit_sums.total(session, span),
        before=await visit_sums.total(session, span_before),
        activities=sorted(told, key=lambda one: (-one[1].people, -one[1].households)),
        silent=await _silent(session, organisation, min(today, last)),
    )


def text_of(say: Speaker, organisation: Organisation, of: Month, *, names: bool) -> str:
    """The table in at most one message. `names`: also which teams are silent, which nobody else is told."""
    month = f"{of.first:%m/%Y}"
    lines = [say("visit_table.head", month=month, organisation=organisation.short_name)]
    lines.append(say.count("visit_table.active", of.active, teams=of.teams, confirmed=of.confirmed))
    if of.silent:
        lines.append(say.count("visit_table.silent", len(of.silent), days=SILENT_AFTER.days))
    lines.append(say("visit_table.total", now=_sum(say, of.now), before=_sum(say, of.before)))
    lines += [
        say(
            "visit_table.activity",
            activity=name,
            now=visit_words.numbers(say, now),
            before=visit_words.numbers(say, before),
        )
        for name, now, before in of.activities
    ]
    if of.now.classes or of.before.classes:
        participants = say.count("visit.words.people", of.now.participants)
        words = {"participants": participants, "before": of.before.classes}
        lines.append(say.count("visit_table.classes", of.now.classes, **words))
    if names and of.silent:
        lines += _silent_lines(say, of.silent, ONE_MESSAGE - len("\n".join(lines)))
    return "\n".join(lines)


def _silent_lines(say: Speaker, silent: list[Silent], room: int) -> list[str]:
    """Who has been silent longest first, as many as there is room for."""
    head = say("visit_table.silent_head")
    told = [say("visit_table.silent_team", team=one.name, since=say.day(one.since)) for one in silent]
    shown: list[str] = []
    for at, one in enumerate(told):
        rest = say.count("visit_table.and_more", len(told) - at)
        if sum(map(len, (head, *shown, one, rest))) + 2 * len(shown) + 4 > room:
            return [f"{head} {', '.join([*shown, rest])}"]
        shown.append(one)
    return [f"{head} {', '.join(shown)}."]


def _sum(say: Speaker, of: Sum) -> str:
    return f"{say.count('visit_feed.visits', of.visits)}, {visit_words.numbers(say, of)}"


async def _silent(session: AsyncSession, organisation: Organisation, day: date) -> list[Silent]:
    zone = ZoneInfo(organisation.zone)
    last = await visit_sums.last_days(session, organisation.id, day)
    begun = await visit_teams.begun(session, organisation.id)
    names = {team.id: team.name for team in await visit_teams.of(session, organisation.id)}
    started = {team: begun[team].astimezone(zone).date() if team in begun else day for team in names}
    found = [Silent(names[team], one) for team, one in silent_since(last, started, day).items()]
    return sorted(found, key=lambda one: one.since)


async def _tell(session: AsyncSession, organisation: Organisation, now: datetime) -> None:
    """To each of them in private, never in a group: who is silent is for the aggregating office to know."""
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    found = await month_of(session, organisation, month_before(today), today)
    if found.now == found.before == Sum():
        return  # the teams have not begun yet
    naming = {account.id for account, _ in await people.holders(session, organisation.id, [Role.AGGREGATOR], now)}
    for account, someone in await people.holders(session, organisation.id, sorted(TOLD), now):
        text = text_of(speak(someone.locale), organisation, found, names=account.id in naming)
        key = f"visits_month:{account.id}:{organisation.id}:{found.first:%Y-%m}"
        to = To(account.channel, account.address, organisation.id)
        await outbox.add(session, key, Kind.DIGEST, to, text, now, title=text.split("\n", 1)[0])
