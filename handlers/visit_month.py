"""`đội`: the team's own month, kindly told; its head confirms a month that is over, which closes it for the sum."""

import re
from datetime import date, timedelta

from domain.chat import Button
from handlers import refusing, trail, visit_month_sums, visit_team, visit_words
from handlers.talk import Talk
from handlers.visit_month_sums import Sums
from handlers.visit_team import Team
from storage import visits

MOST_UNSEEN = 12
_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?: ?/ ?(\d{4}))?(?!\d)")


async def show(talk: Talk, said: str = "") -> None:
    """`đội`, `đội tháng 10`: what the team did, alone or in its group."""
    units = await visit_team.meant(talk)
    if not units:
        await talk.reply(talk.say("visit.no_team"))
        return
    texts, buttons = [], []
    for unit in units:
        team = await visit_team.team(talk.session, unit, talk.now)
        month = _month(talk.heard.text, team.today)
        texts.append(await _text(talk, team, month))
        for open_ in await _to_confirm(talk, team, month):
            label = talk.say("visit.button.confirm", month=visit_words.month(talk.say, open_))
            buttons.append([Button(label, f"visitmonth:{unit.id}:{open_}")])
    await talk.reply("\n\n".join(texts), buttons=buttons)


async def confirm(talk: Talk, said: str = "") -> None:
    """`chốt tháng`, `chốt tháng 10`: the head's word closes a month."""
    units = [unit for unit in await visit_team.heads(talk) if unit in await visit_team.meant(talk)] if talk.by else []
    if not units:
        await talk.reply(talk.say("visit.not_head"))
        return
    for unit in units:
        team = await visit_team.team(talk.session, unit, talk.now)
        named = _MONTH.search(talk.heard.text)
        month = _month(talk.heard.text, team.today) if named else newest_over(team.today)
        await _confirm(talk, team, month)


async def tapped(talk: Talk, unit_id: int, month: str) -> None:
    """[Chốt tháng …]."""
    unit = next((one for one in await visit_team.heads(talk) if one.id == unit_id), None)
    if unit is None:
        await refusing.outside(talk, f"unit:{unit_id}")
        return
    await _confirm(talk, await visit_team.team(talk.session, unit, talk.now), month)


def newest_over(today: date) -> str:
    """The newest month that is over, on its last day this one."""
    return f"{(today + timedelta(days=1)).replace(day=1) - timedelta(days=1):%Y-%m}"


async def _confirm(talk: Talk, team: Team, month: str) -> None:
    shown = visit_words.month(talk.say, month)
    if month > newest_over(team.today):
        await talk.reply(talk.say("visit.month_not_over", month=shown))
        return
    sums = await visit_month_sums.of_month(talk.session, team, month)
    by = talk.known.person
    if not await visits.confirm(talk.session, team.organisation.id, team.unit.id, month, by, talk.now):
        await talk.reply(talk.say("visit.month_confirmed_already", month=shown))
        return
    what = f"unit:{team.unit.code}"
    await trail.note(
        talk, team.organisation.id, "confirm_visits", what, new=f"{month} {sums.of.people}+{sums.of.households}"
    )
    total = visit_words.numbers(talk.say, sums.of)
    told = talk.say.count("visit.month_confirmed", sums.entries, team=team.unit.name, month=shown, sum=total)
    await talk.reply(told)


def _month(text: str, today: date) -> str:
    """The month that is named, this one where none is; without its year the last one of that name."""
    found = _MONTH.search(text)
    if found is None or not 1 <= int(found[1]) <= 12:
        return f"{today:%Y-%m}"
    number = int(found[1])
    year = int(found[2]) if found[2] else today.year - (number > today.month)
    return f"{year:04}-{number:02}"


async def _text(talk: Talk, team: Team, month: str) -> str:
    sums = await visit_month_sums.of_month(talk.session, team, month)
    shown = visit_words.month(talk.say, month)
    if not sums.entries and not sums.aside:
        return talk.say("visit.month_empty", team=team.unit.name, month=shown)
    total = visit_words.numbers(talk.say, sums.of)
    lines = [talk.say.count("visit.month_head", sums.entries, team=team.unit.name, month=shown, sum=total)]
    lines += _activities(talk, team, sums)
    if sums.of.classes:
        participants = talk.say.count("visit.words.people", sums.of.participants)
        lines.append(talk.say.count("visit.month_classes", sums.of.classes, participants=participants))
    if sums.streak > 1:
        lines.append(talk.say.count("visit.month_streak", sums.streak))
    lines += _coverage(talk, team, sums)
    lines += [
        talk.say(
            "visit.month_aside",
            visit=visit_words.one_logged(talk.say, team, one),
            day=talk.say.day(one.visit.on),
            reason=one.visit.set_aside_reason,
        )
        for one in sums.aside
    ]
    if await visits.confirmed(talk.session, team.organisation.id, team.unit.id, month):
        lines.append(talk.say("visit.month_is_confirmed"))
    return "\n".join(lines)


def _activities(talk: Talk, team: Team, sums: Sums) -> list[str]:
    told = [
        talk.say(
            "visit.month_activity",
            activity=team.activity_name(code),
            number=visit_words.numbers(talk.say, of),
        )
        for code, of in sums.activities
    ]
    return [" · ".join(told)] if told else []


def _coverage(talk: Talk, team: Team, sums: Sums) -> list[str]:
    if not team.places:
        return []
    if not sums.unseen:
        return [talk.say("visit.month_all_seen")]
    names = ", ".join(sums.unseen[:MOST_UNSEEN])
    left = len(sums.unseen) - MOST_UNSEEN
    more = f" {talk.say.count('visit.and_more_places', left)}" if left > 0 else ""
    seen = len(team.places) - len(sums.unseen)
    return [talk.say("visit.month_unseen", seen=seen, places=len(team.places), names=f"{names}{more}")]


async def _to_confirm(talk: Talk, team: Team, month: str) -> list[str]:
    """The month a head may confirm here: the one shown, or the one before it while it is open and has visits."""
    if team.unit.id not in {unit.id for unit in await visit_team.heads(talk)}:
        return []
    candidate = min(month, newest_over(team.today))
    if await visits.confirmed(talk.session, team.organisation.id, team.unit.id, candidate):
        return []
    sums = await visit_month_sums.of_month(talk.session, team, candidate)
    return [candidate] if sums.entries else []
