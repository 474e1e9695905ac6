"""The aggregating office looks at a team's visits, sets one aside with a reason, or opens a month; the team sees it."""

import re

from domain.roles import TEAM, Role
from handlers import pin, refusing, trail, visit_month_sums, visit_team, visit_words
from handlers.talk import Talk
from handlers.visit_team import Team
from locales import speak
from storage import groups, outbox, people, visits
from storage.outbox import Kind, To
from storage.tables import Person, Unit
from storage.visits import Logged

OVERSEES = frozenset({Role.AGGREGATOR, Role.ADMINISTRATOR})
MOST_SHOWN, MOST_SIGNS = 20, 200
_SHOW = re.compile(r"^/?\s*(?:xem ?lượt|xem ?luot|visits)\b\s*(?P<team>.*)$", re.IGNORECASE | re.DOTALL)
_ASIDE = re.compile(
    r"^/?\s*(?P<verb>(?:để|de) ?(?:riêng|rieng)|set aside|(?:tính|tinh) ?(?:lượt|luot)|count visit)\b[ #]*"
    r"(?P<id>\d{1,12})?\s*[:,;]?\s*(?P<why>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"^/?\s*(?:mở|mo|reopen) ?(?:tháng|thang|month)\s*(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?\s+"
    r"(?P<team>[^:;]+?)\s*[:;]\s*(?P<why>.+)$",
    re.IGNORECASE | re.DOTALL,
)


async def show(talk: Talk, said: str = "") -> None:
    """`xem lượt TCNS01`: the newest visits of a team this month, each with the number it is set aside by."""
    if not await _may(talk):
        return
    found = _SHOW.match(talk.heard.text.strip())
    unit = await _team_called(talk, found["team"] if found else "")
    if unit is None:
        return
    team = await visit_team.team(talk.session, unit, talk.now)
    first, last = visit_month_sums.days_of(f"{team.today:%Y-%m}")
    rows = await visits.of_days(talk.session, team.organisation.id, [unit.id], first, last)
    if not rows:
        await talk.reply(talk.say("visit.none_this_month", team=unit.name))
        return
    lines = [_line(talk, team, one) for one in rows[-MOST_SHOWN:]]
    await talk.reply("\n".join([talk.say("visit.listed", team=unit.name), *lines, talk.say("visit.listed_how")]))


async def aside(talk: Talk, said: str = "") -> None:
    """`để riêng 12: lý do`, and `tính lượt 12: lý do` to count it again."""
    if not await _may(talk):
        return
    found = _ASIDE.match(talk.heard.text.strip())
    why = (found["why"] if found else "").strip()
    if found is None or not found["id"] or sum(map(str.isalpha, why)) < 3 or len(why) > MOST_SIGNS or talk.refusal:
        await talk.reply(talk.say("visit.aside_how", most=MOST_SIGNS))
        return
    one = await talk.scope.logged_visit(int(found["id"]))
    if one is None:
        await refusing.say(talk, "visit.aside_unknown", f"visit:{found['id']}", number=found["id"])
        return
    counts = found["verb"].lower().startswith(("t", "c"))
    if counts is (one.visit.set_aside_at is None):
        await talk.reply(talk.say("visit.aside_already", number=found["id"]))
        return
    changed = (
        {"set_aside_at": None, "set_aside_by_id": None, "set_aside_reason": None}
        if counts
        else {"set_aside_at": talk.now, "set_aside_by_id": talk.known.person.id, "set_aside_reason": why}
    )
    await visits.change(talk.session, one.visit, talk.known.account, talk.now, why, **changed)
    unit = await talk.session.get_one(Unit, one.visit.unit_id)
    team = await visit_team.team(talk.session, unit, talk.now)
    await _tell_team(talk, team, one, "visit.counts_again" if counts else "visit.set_aside", why)
    key = "visit.counts_again_done" if counts else "visit.set_aside_done"
    await talk.reply(talk.say(key, visit=_line(talk, team, one), team=unit.name))


async def reopen(talk: Talk, said: str = "") -> None:
    """`mở tháng 10 TCNS01: lý do`: a confirmed month takes visits again, until the head confirms it anew."""
    if not await _may(talk):
        return
    found = _OPEN.match(talk.heard.text.strip())
    if found is None or talk.refusal or len(found["why"]) > MOST_SIGNS or not 1 <= int(found["month"]) <= 12:
        await talk.reply(talk.say("visit.reopen_how"))
        return
    unit = await _team_called(talk, found["team"])
    if unit is None:
        return
    team = await visit_team.team(talk.session, unit, talk.now)
    year = int(found["year"] or team.today.year - (int(found["month"]) > team.today.month))
    month = f"{year:04}-{int(found['month']):02}"
    row = await visits.confirmed(talk.session, team.organisation.id, unit.id, month)
    shown = visit_words.month(talk.say, month)
    if row is None:
        await talk.reply(talk.say("visit.month_is_open", month=shown, team=unit.name))
        return
    if await pin.is_asked(talk):
        return
    await talk.session.delete(row)
    what = f"unit:{unit.code}"
    await trail.note(talk, team.organisation.id, "reopen_visits", what, old=month, why=found["why"])
    await talk.reply(talk.say("visit.month_reopened", month=shown, team=unit.name))


async def _may(talk: Talk) -> bool:
    if await talk.holds(OVERSEES):
        return True
    await refusing.say(talk, "visit.not_yours", "visits")
    return False


async def _team_called(talk: Talk, name: str) -> Unit | None:
    unit = await people.unit_by_name(talk.session, talk.known.organisation.id, name.strip()) if name.strip() else None
    if unit is None or unit.kind != TEAM:
        await talk.reply(talk.say("visit.unknown_team", name=name.strip()[:60]))
        return None
    return unit


def _line(talk: Talk, team: Team, one: Logged) -> str:
    text = talk.say(
        "visit.listed_line",
        number=one.visit.id,
        day=talk.say.day(one.visit.on),
        done=visit_words.one_logged(talk.say, team, one),
        place=f", {one.place}" if one.place else "",
        who=one.person,
    )
    notes = [talk.say("visit.mark.night")] if one.visit.is_night else []
    notes += [talk.say("visit.mark.aside", reason=one.visit.set_aside_reason)] if one.visit.set_aside_at else []
    return " ".join([text, *notes])


async def _tell_team(talk: Talk, team: Team, one: Logged, key: str, why: str) -> None:
    """Who logged it and the team's head hear it, and so does the team's group."""
    heads = await people.holders(talk.session, team.organisation.id, [Role.HEAD], talk.now, team.unit.id)
    logger = await people.account_of(talk.session, one.visit.person_id)
    told = {account.id: (account.channel, account.address, someone.locale) for account, someone in heads}
    if logger is not None:
        someone = await talk.session.get_one(Person, one.visit.person_id)
        told[logger.id] = (logger.channel, logger.address, someone.locale)
    here = await groups.of_team(talk.session, team.organisation.id, team.unit.id)
    to = [*told.values(), *((group.channel, group.address, team.organisation.locale) for group in here)]
    for channel, address, locale in dict.fromkeys(to):
        say = speak(locale)
        text = say(
            key,
            visit=say(
                "visit.line",
                day=say.day(one.visit.on),
                done=visit_words.one_logged(say, team, one),
                place=f", {one.place}" if one.place else "",
            ),
            reason=why,
        )
        about = f"visit_aside:{one.visit.id}:{one.visit.version}:{channel}:{address}"
        await outbox.add(talk.session, about, Kind.REPLY, To(channel, address, team.organisation.id), text, talk.now)
