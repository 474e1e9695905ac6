"""One's own visits taken back or corrected: the same day freely, later with a reason; whatever they were is kept."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import visits as reading
from domain.folding import plain
from domain.values import Refusal as Unkept
from domain.visits import Class, Counted, Done, Doubt, Refused, Understood
from handlers import answer, hand, refusing, review, visit_draft, visit_storing, visit_team, visit_words
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team
from storage import visits
from storage.visits import Logged

LISTED, LOOKED_BACK = 9, timedelta(days=45)
MOST_SIGNS = 200  # of a reason
_COMMAND = re.compile(r"^/?\s*(?P<verb>sửa|sua|xóa|xoá|xoa|fix|delete) ?(?:lượt|luot|visit)\b[ :]*", re.IGNORECASE)
_CHANGE = re.compile(r"(?P<number>\d{1,2})\s*(?:[:;,.-]|\s|$)\s*(?P<to>[^;]*)(?:;\s*(?P<why>.*))?", re.DOTALL)
_DELETE = frozenset({"xoa", "bo", "huy", "delete"})
_WHY = re.compile(r"^(?:lý do|ly do|vì|vi|reason)[ :]+", re.IGNORECASE)


async def last_done(talk: Talk, team: Team) -> list[Done | Class]:
    """What the person logged last for a team, as "như trước" repeats it."""
    since = talk.now - LOOKED_BACK
    rows = await visits.latest_entry(talk.session, team.organisation.id, talk.known.account.id, [team.unit.id], since)
    return [as_done(one) for one in rows]


def as_done(of: Logged) -> Done | Class:
    """A stored visit as it was read."""
    visit, place = of.visit, of.place or None
    if visit.kind == visits.CLASS:
        return Class(visit.words, visit.number, place, visit.on)
    return Done(visit.activity, visit.number, Counted(visit.counted), place, visit.on, visit.words)


async def undo(talk: Talk, said: str = "") -> None:
    """`bỏ`, `hoàn tác`: what the person logged last today is taken back.

    While a report's question waits, "bỏ" may be its answer; "hoàn tác" never is.
    """
    in_private = not talk.heard.is_group
    if in_private and plain(talk.heard.text) == "bo" and await visit_draft.question_in_hand(talk):
        await answer.heard(talk)
        return
    for unit in await visit_team.units(talk):
        team = await visit_team.team(talk.session, unit, talk.now)
        if rows := await visits.latest_entry(
            talk.session, team.organisation.id, talk.known.account.id, [unit.id], _midnight(team, talk.now)
        ):
            await _take_back(talk, team, rows)
            return
    if plain(talk.heard.text) == "bo" and in_private:
        await answer.heard(talk)
    else:
        await talk.reply(talk.say("visit.nothing_to_undo"))


async def undo_tapped(talk: Talk, visit_id: int) -> None:
    """[Hoàn tác] under a receipt: the whole entry, by who logged it."""
    for unit in await visit_team.units(talk):
        visit = await talk.scope.own_visit(unit, visit_id)
        if visit is None:
            continue
        team = await visit_team.team(talk.session, unit, talk.now)
        rows = await visits.of_entry(talk.session, unit.organisation_id, visit.entry)
        if rows and visit.at >= _midnight(team, talk.now):
            await _take_back(talk, team, rows)
        else:
            await hand.stale_button(talk)
        return
    await refusing.outside(talk, f"visit:{visit_id}")


async def _take_back(talk: Talk, team: Team, rows: Sequence[Logged]) -> None:
    if any([await visit_storing.is_locked(talk, team, one.visit.on) for one in rows]):
        month = visit_words.month(talk.say, f"{rows[0].visit.on:%Y-%m}")
        await talk.reply(talk.say("visit.month_closed", month=month))
        return
    for one in rows:
        await visits.change(talk.session, one.visit, talk.known.account, talk.now, deleted_at=talk.now)
    place = visit_words.where_and_when(talk.say, rows[0].place or None, rows[0].visit.on, team.today)
    await talk.reply(talk.say("visit.undone", done=visit_words.logged(talk.say, team, rows), where=place))


async def fix_any(talk: Talk, said: str = "") -> None:
    """`sửa`: a report's answers where the person has a report; else the person's own visits."""
    if not said and await review.sheet_to_fix(talk) is None and await visit_team.units(talk):
        await fix(talk)
    else:
        await review.fix(talk, said)


async def fix(talk: Talk, said: str = "") -> None:
    """`sửa lượt`: own visits are listed; `sửa lượt 2: 6`, `xóa lượt 2` at once."""
    found = _COMMAND.match(talk.heard.text.strip())
    rest = talk.heard.text.strip()[found.end() :] if found else ""
    if found and rest and plain(found["verb"]) in ("xoa", "delete"):
        number, _, why = rest.partition(";")
        rest = f"{number.strip()}: xóa;{why}"
    listed = await _own(talk)
    if not listed:
        await talk.reply(talk.say("visit.nothing_to_fix"))
        return
    teams = {unit.id: await visit_team.team(talk.session, unit, talk.now) for unit in await visit_team.units(talk)}
    options = tuple(Option(_line(talk, teams[one.visit.unit_id], one), f"fix:{one.visit.id}") for one in listed)
    draft = Draft(Also.FIX, options=options, before=visit_draft.before(talk))
    if rest:
        await visit_draft.hold(talk, draft)
        await _change_as_said(talk, draft, rest)
    else:
        lines = [f"{n}. {one.label}" for n, one in enumerate(options, start=1)]
        await visit_draft.hold(talk, draft)
        await talk.reply("\n".join([talk.say("visit.ask.fix"), *lines, talk.say("visit.fix_how")]))


async def heard(talk: Talk, draft: Draft) -> None:
    """At the list, or while the reason of a late change is asked."""
    if draft.asked == Also.WHY:
        await _with_reason(talk, draft, talk.heard.text)
    elif "visit" in draft.about:
        await _change(talk, draft, draft.about["visit"], talk.heard.text.strip(), "")
    else:
        await _change_as_said(talk, draft, talk.heard.text)


async def chosen(talk: Talk, draft: Draft, visit_id: int) -> None:
    """One of the list was picked: what should it be?"""
    row = await _mine(talk, visit_id)
    if row is None:
        await hand.stale_button(talk)
        return
    team, one = row
    await visit_draft.hold(talk, replace(draft, options=(), about={"visit": visit_id}))
    await talk.reply(talk.say("visit.fix_one", visit=_line(talk, team, one)))


async def _change_as_said(talk: Talk, draft: Draft, said: str) -> None:
    found = _CHANGE.fullmatch(said.strip())
    number = int(found["number"]) if found else 0
    if found is None or not 0 < number <= len(draft.options):
        await talk.reply(talk.say("visit.fix_how"))
    elif not found["to"].strip():
        await chosen(talk, draft, int(draft.options[number - 1].value.partition(":")[2]))
    else:
        visit_id = int(draft.options[number - 1].value.partition(":")[2])
        await _change(talk, draft, visit_id, found["to"].strip(), found["why"] or "")


async def _change(talk: Talk, draft: Draft, visit_id: int, to: str, why: str) -> None:
    row = await _mine(talk, visit_id)
    if talk.refusal is not None:
        await talk.reply(talk.say(f"visit.refused.{reading.Refusal.PERSONAL}"))
        return
    if row is None:
        await visit_draft.let_go(talk)
        await hand.stale_button(talk)
        return
    team, one = row
    values = {"deleted_at": talk.now.isoformat()} if plain(to) in _DELETE else _read(team, one, to)
    if isinstance(values, str):
        await talk.reply(values if " " in values else _say_refused(talk, team, values))
        return
    changed = replace(draft, asked=Also.WHY, options=(), about={"visit": visit_id, "values": values})
    if one.visit.at < _midnight(team, talk.now) and not why.strip():
        await visit_draft.hold(talk, changed)
        await talk.reply(talk.say("visit.ask.why"))
    else:
        await _with_reason(talk, changed, why)


def _say_refused(talk: Talk, team: Team, reason: str) -> str:
    if reason == "unclear":
        return talk.say("visit.fix_unclear")
    if reason == reading.Refusal.PERSONAL:
        talk.refusal = talk.refusal or Unkept.PERSONAL_DATA_IDENTITY
    return talk.say(f"visit.refused.{reason}", most=f"{reading.MOST}", since=talk.say.day(team.since))


def _read(team: Team, one: Logged, to: str) -> dict[str, Any] | str:
    """What a visit becomes: a number, a place, an activity, or a whole line. A text: why not."""
    number = reading.read_number(to)
    if isinstance(number, tuple):
        of = {} if number[1] is None else {"counted": number[1]}
        return {"number": number[0], **of}
    if isinstance(number, Refused):
        return str(number.reason)
    place = reading.read_place(to, team.place_names)
    if isinstance(place, str):
        return {"place_id": team.place_id(place)}
    whole = reading.read_visit(
        to, activities=team.activities, places=team.place_names, last=[], today=team.today, since=team.since
    )
    if isinstance(whole, Refused):
        return str(whole.reason)
    return _merged(team, one, whole)


def _merged(team: Team, one: Logged, whole: Understood | Doubt) -> dict[str, Any] | str:
    """A line with gaps keeps what the visit was."""
    parts = whole.done if isinstance(whole, Understood) else whole.parts
    if len(parts) != 1 or one.visit.kind == visits.CLASS:
        return "unclear"
    part = parts[0]
    if isinstance(part, Class) or getattr(part, "is_class", False):
        return "unclear"
    found = {
        "activity": getattr(part, "activity", None),
        "number": getattr(part, "number", None),
        "counted": getattr(part, "of", None) if getattr(part, "number", None) else None,
        "place_id": team.place_id(part.place) if part.place else None,
        "on": part.on.isoformat() if part.on and part.on != team.today else None,
        "words": part.words if getattr(part, "activity", None) == "other" else None,
    }
    kept = {name: value for name, value in found.items() if value is not None}
    return kept or "unclear"


async def _with_reason(talk: Talk, draft: Draft, said: str) -> None:
    why = _WHY.sub("", said.strip())
    row = await _mine(talk, draft.about["visit"])
    if talk.refusal is not None or len(why) > MOST_SIGNS:
        await talk.reply(talk.say("visit.why_unfit", most=MOST_SIGNS))
        return
    if row is None:
        await visit_draft.let_go(talk)
        await hand.stale_button(talk)
        return
    team, one = row
    if one.visit.at < _midnight(team, talk.now) and sum(map(str.isalpha, why)) < 3:
        await visit_draft.hold(talk, draft)
        await talk.reply(talk.say("visit.ask.why"))
        return
    values = _typed(draft.about["values"])
    days = [one.visit.on, values.get("on", one.visit.on)]
    await visit_draft.let_go(talk)
    if any([await visit_storing.is_locked(talk, team, day) for day in days]):
        month = visit_words.month(talk.say, f"{one.visit.on:%Y-%m}")
        await talk.reply(talk.say("visit.month_closed", month=month))
        return
    before = _line(talk, team, one)
    if not await visits.change(talk.session, one.visit, talk.known.account, talk.now, why or None, **values):
        await hand.stale_button(talk)
        return
    now = await visits.told(talk.session, team.organisation.id, one.visit.id)
    key = "visit.deleted" if now is None else "visit.changed"
    await talk.reply(talk.say(key, before=before, now=_line(talk, team, now) if now else ""))


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """What travelled as text is a moment or a day again."""
    typed = dict(values)
    if "deleted_at" in typed:
        typed["deleted_at"] = datetime.fromisoformat(typed["deleted_at"])
    if "on" in typed:
        typed["on"] = date.fromisoformat(typed["on"])
    return typed


async def _own(talk: Talk) -> list[Logged]:
    found: list[Logged] = []
    for unit in await visit_team.units(talk):
        since = talk.now - LOOKED_BACK
        rows = await visits.own_since(talk.session, unit.organisation_id, talk.known.person.id, since, LISTED)
        found += [one for one in rows if one.visit.unit_id == unit.id]
    return sorted(found, key=lambda one: one.visit.id, reverse=True)[:LISTED]


async def _mine(talk: Talk, visit_id: int) -> tuple[Team, Logged] | None:
    """A visit of the person's own, in a team the person is still of."""
    for unit in await visit_team.units(talk):
        one = await visits.told(talk.session, unit.organisation_id, visit_id)
        if one and one.visit.unit_id == unit.id and one.visit.person_id == talk.known.person.id:
            return await visit_team.team(talk.session, unit, talk.now), one
    return None


def _line(talk: Talk, team: Team, one: Logged) -> str:
    return talk.say(
        "visit.line",
        day=talk.say.day(one.visit.on),
        done=visit_words.one_logged(talk.say, team, one),
        place=f", {one.place}" if one.place else "",
    )


def _midnight(team: Team, now: datetime) -> datetime:
    """When the day began where the team is."""
    return datetime.combine(team.today, time(), team.zone).astimezone(now.tzinfo)
