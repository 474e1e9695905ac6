"""Community teams log what they did: one free line is read, echoed and stored; or what, how many and where are asked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain import visits as reading
from domain.activities import OTHER
from domain.chat import Heard
from domain.folding import plain
from domain.values import Refusal as Unkept
from domain.visits import Class, Doubt, Part, Reading, Refusal, Refused, Unclear, Understood
from handlers import hand, visit_asking, visit_draft, visit_fixing, visit_storing, visit_team
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team
from storage import groups
from storage.conversations import Step
from storage.tables import Unit

_LEAD = re.compile(r"^/?\s*(?:ghi ?lượt|ghi ?luot|lượt mới|luot moi|log visit)\b[ :]*", re.IGNORECASE)
_YES = frozenset({"dung", "yes", "ok", "dong y", "co"})
_NO = frozenset({"khong", "no", "thoi", "huy"})
_UNKEPT = frozenset({Refusal.PERSONAL, Refusal.SECRET})
# What stands in a report's question that waits for an answer.
_ANSWERING = frozenset({Step.ANSWER, Step.CONFIRM, Step.REASON, Step.EXPECTED_ON, Step.EVIDENCE, Step.REVIEW})


async def begin(talk: Talk, said: str = "") -> None:
    """`ghi lượt`: alone it asks what, how many and where; with a line it reads that."""
    unit = await _unit(talk, _LEAD.sub("", talk.heard.text.strip()))
    if unit is None:
        return
    team = await visit_team.team(talk.session, unit, talk.now)
    text = _LEAD.sub("", talk.heard.text.strip())
    if text:
        await _read(talk, team, text, surely=True)
    else:
        parts = (Part(on=team.today),)
        draft = Draft(Unclear.WHAT, unit.id, parts, before=visit_draft.before(talk), message=talk.heard.message)
        await visit_asking.ask(talk, team, draft)


async def taken(talk: Talk) -> bool:
    """A free line in private that reads as a visit. False: it is none, or the person is of no team."""
    teams = await visit_team.units(talk)
    if not teams or talk.heard.heard is not Heard.TEXT or talk.refusal is Unkept.SECRET:
        return False
    every = [await visit_team.team(talk.session, unit, talk.now) for unit in teams]
    readings = [(team, await reading_of(talk, team, talk.heard.text)) for team in every]
    meant = [(team, one) for team, one in readings if _is_visit(one)]
    if not meant:
        return False
    asked = await _question_in_hand(talk)
    if asked and not _surely(meant[0][1]):
        return False
    if asked and not isinstance(meant[0][1], Refused):
        await _ask_which(talk, asked)
        return True
    certain = [(team, one) for team, one in meant if isinstance(one, Understood)]
    if len(teams) > 1 and len(certain) != 1:
        await _ask_team(talk, teams, talk.heard.text)
        return True
    team, one = certain[0] if len(teams) > 1 else meant[0]
    await _go_on(talk, team, one, _fresh(talk, team))
    return True


async def in_group(talk: Talk) -> bool:
    """Said to the bot in a team's group. False: nothing about visits."""
    group = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
    if group is None or group.unit_id is None or talk.heard.heard is not Heard.TEXT:
        return False
    if talk.by is None:
        await talk.reply(talk.say("visit.stranger"))
        return True
    draft = await visit_draft.held(talk)
    if draft is not None:
        await heard(talk)
        return True
    unit = await _unit(talk, "")
    if unit is None:
        return True
    team = await visit_team.team(talk.session, unit, talk.now)
    one = await reading_of(talk, team, talk.heard.text)
    if not _is_visit(one):
        await talk.reply(talk.say("visit.group_how"))
    else:
        await _go_on(talk, team, one, _fresh(talk, team))
    return True


async def heard(talk: Talk) -> None:
    """The answer to what was asked about a visit; a whole new line is a new visit."""
    draft = await _waiting(talk)
    if draft is None:
        await visit_draft.let_go(talk)
        await talk.reply(talk.say("visit.no_team"))
        return
    said = talk.heard.text.strip()
    if (value := _offered(draft, said)) is not None:
        await _chosen(talk, draft, value)
    elif draft.asked in (Also.FIX, Also.WHY):
        await visit_fixing.heard(talk, draft)
    elif draft.asked in (Also.TEAM, Also.WHICH, Also.TWICE, Also.UNUSUAL):
        await visit_asking.offer(talk, draft, talk.say("visit.ask.again"))
    else:
        await _answered(talk, await _team_of(talk, draft), draft, said)


async def tapped(talk: Talk, number: str, mark: str) -> None:
    """An answer by its button: it counts while that very question waits."""
    draft = await _waiting(talk)
    if draft is None or draft.mark != mark or int(number) >= len(draft.options):
        await hand.stale_button(talk)
    else:
        await _chosen(talk, draft, draft.options[int(number)].value)


async def _waiting(talk: Talk) -> Draft | None:
    """What is half logged here, while the person is still of its team."""
    draft = await visit_draft.held(talk)
    if draft is None or draft.unit_id is None:
        return draft
    return draft if any(one.id == draft.unit_id for one in await visit_team.units(talk)) else None


def _offered(draft: Draft, said: str) -> str | None:
    """The answer that was offered under this number or by this name."""
    word = plain(said).removeprefix("dung ").strip()
    by_name = next((one.value for one in draft.options if plain(one.label) == word), None)
    if by_name is not None or draft.asked == Unclear.HOW_MANY:
        return by_name
    yes = {"yes:": _YES, "no:": _NO}
    if spoken := next((one.value for one in draft.options if plain(said) in yes.get(one.value, ())), None):
        return spoken
    if not word.isdecimal() or not 0 < int(word[:4]) <= len(draft.options):
        return None
    value = draft.options[int(word) - 1].value
    if draft.asked != Unclear.WHERE:
        return value
    called = [one.value for one in draft.options if plain(one.label).partition(" ")[2] == word]
    return value if not called or called == [value] else None  # "2": the second place, or tổ 2?


async def _answered(talk: Talk, team: Team, draft: Draft, said: str) -> None:
    """Words instead of a number of the menu."""
    if draft.asked == Unclear.WHERE and plain(said).isdecimal():
        index = int(plain(said)[:4])
        named = [one.label for one in draft.options if plain(one.label).partition(" ")[2] == plain(said)]
        if 0 < index <= len(draft.options) and named:
            both = [draft.options[index - 1].label, *named]
            asked = replace(draft, asked=Unclear.WHICH_PLACE, said="")
            await visit_asking.ask(talk, team, asked, suggestions=both)
            return
    again = await reading_of(talk, team, said)
    if isinstance(again, Refused) and again.reason in _UNKEPT:
        await _refuse(talk, again.reason)
    elif isinstance(again, Understood) and not _fits(draft, again):
        await visit_draft.let_go(talk)
        await _go_on(talk, team, again, _fresh(talk, team))
    else:
        await _take_words(talk, team, draft, said)


def _fits(draft: Draft, whole: Understood) -> bool:
    """ "+3" and the like are no new line while something is asked."""
    return whole.adds or (whole.repeats and draft.asked == Unclear.CONFIRM)


async def _take_words(talk: Talk, team: Team, draft: Draft, said: str) -> None:
    if draft.asked in (Unclear.WHAT, Also.CLASS):
        found = reading.read_activity(said, team.activities)
        if isinstance(found, str):
            await _chosen(talk, draft, f"activity:{found}")
            return
        if draft.asked == Also.CLASS and not isinstance(found, Refused):
            await _fill(talk, team, draft, words=said[:80])
            return
    elif draft.asked == Unclear.HOW_MANY:
        number = reading.read_number(said)
        if isinstance(number, tuple):
            more = {"of": number[1]} if number[1] is not None else {}
            await _fill(talk, team, draft, number=number[0], **more)
            return
        found = number
    elif draft.asked in (Unclear.WHERE, Unclear.WHICH_PLACE):
        place = reading.read_place(said, team.place_names)
        if isinstance(place, str):
            await _fill(talk, team, draft, place=place)
            return
        found = place
    elif draft.asked == Unclear.WHEN:
        on = reading.read_on(said, team.today, team.since)
        if not isinstance(on, Doubt | Refused):
            await _fill(talk, team, draft, on=on)
            return
        found = on
    else:
        await visit_asking.ask(talk, team, draft, talk.say("visit.ask.again"))
        return
    await _ask_again(talk, team, draft, found)


async def _ask_again(talk: Talk, team: Team, draft: Draft, found: Doubt | Refused) -> None:
    if isinstance(found, Refused):
        if found.reason in _UNKEPT:
            await _refuse(talk, found.reason)
        else:
            await visit_asking.ask(talk, team, replace(draft, said=""), _why(talk, team, found.reason))
        return
    asked = found.kind if found.kind in visit_draft.OPEN else draft.asked
    await visit_asking.ask(talk, team, replace(draft, asked=asked, said=found.said), suggestions=_suggested(found))


async def _chosen(talk: Talk, draft: Draft, value: str) -> None:
    """One of the answers that were offered."""
    kind, _, what = value.partition(":")
    if kind == "answer":
        await _as_answer(talk, draft)
    elif kind == "no":
        await visit_draft.let_go(talk)
        await talk.reply(talk.say("visit.dropped"))
    elif kind in ("team", "visit"):
        await _as_visit(talk, draft, int(what) if kind == "team" else None)
    elif kind == "fix":
        await visit_fixing.chosen(talk, draft, int(what))
    else:
        await _settled(talk, await _team_of(talk, draft), draft, kind, what)


async def _settled(talk: Talk, team: Team, draft: Draft, kind: str, what: str) -> None:
    """The answer closes a gap, or a doubt."""
    if kind in ("agree", "yes"):
        await _judge(talk, team, replace(draft, agreed=(*draft.agreed, what)))
    elif kind == "class":
        parts = (Part(on=team.today, is_class=True),)
        await visit_asking.ask(talk, team, replace(draft, asked=Also.CLASS, parts=parts, said=""))
    elif kind == "activity" and _asks_topic(draft):
        await _fill(talk, team, draft, words=team.activity_name(what))
    elif kind == "activity" and what == OTHER:
        await _fill(talk, team, draft, activity=what, words=_first_open(draft).words or draft.said)
    elif kind == "activity":
        await _fill(talk, team, draft, activity=what, words="")
    elif kind == "number":
        await _fill(talk, team, draft, number=int(what))
    elif kind == "place":
        await _fill(talk, team, draft, place=what)
    else:
        await _fill(talk, team, draft, on=date.fromisoformat(what))


def _asks_topic(draft: Draft) -> bool:
    return draft.asked == Also.CLASS or (draft.asked == Unclear.WHAT and _first_open(draft).is_class)


def _first_open(draft: Draft) -> Part:
    """The part whose activity, or topic, is asked for."""
    return next((one for one in draft.parts if one.activity is None), draft.parts[0])


async def _fill(talk: Talk, team: Team, draft: Draft, **known: object) -> None:
    """The gap that was asked about: of the place and the day in every part, else in the first that has it."""
    gap = next(iter(known))
    parts = list(draft.parts)
    open_ = [n for n, part in enumerate(parts) if getattr(part, gap) in (None, "")] or [0]
    for n in open_ if gap in ("place", "on") else open_[:1]:
        parts[n] = replace(parts[n], **known)  # type: ignore[arg-type] # the caller names fields of a part
    await _judge(talk, team, replace(draft, parts=tuple(parts), said=""))


async def _judge(talk: Talk, team: Team, draft: Draft) -> None:
    one = reading.judged(
        draft.parts,
        places=team.place_names,
        today=team.today,
        since=team.since,
        repeats=draft.repeats,
        adds=draft.adds,
    )
    await _go_on(talk, team, one, draft)


async def _go_on(talk: Talk, team: Team, one: Reading, draft: Draft) -> None:
    """Log what is understood; ask what is open; say why not."""
    if isinstance(one, Understood):
        parts = tuple(map(_as_part, one.done))
        await visit_storing.take(talk, team, one.done, replace(draft, parts=parts, repeats=one.repeats, adds=one.adds))
    elif isinstance(one, Refused):
        await _refuse(talk, one.reason, team)
    elif one.kind is Unclear.NOTHING_LAST:
        await visit_draft.let_go(talk)
        await talk.reply(talk.say("visit.nothing_last"))
    else:
        parts = tuple(replace(part, on=part.on or (None if one.days else team.today)) for part in one.parts)
        asked = replace(
            visit_draft.of_doubt(one, team.unit.id),
            parts=parts or (Part(on=team.today),),
            agreed=draft.agreed,
            before=draft.before,
            message=draft.message,
            album=draft.album,
        )
        await visit_asking.ask(talk, team, asked, suggestions=_suggested(one))


def _suggested(doubt: Doubt) -> Sequence[str]:
    if doubt.kind is Unclear.HOW_MANY:
        return [str(number) for number in doubt.numbers]
    return [day.isoformat() for day in doubt.days] if doubt.kind is Unclear.WHEN else doubt.suggestions


def _as_part(one: reading.Done | Class) -> Part:
    if isinstance(one, Class):
        return Part(None, one.participants, place=one.place, on=one.on, words=one.topic, is_class=True)
    return Part(one.activity, one.number, one.of, one.place, one.on, one.words)


async def _refuse(talk: Talk, reason: Refusal, team: Team | None = None) -> None:
    if reason in _UNKEPT:
        talk.refusal = talk.refusal or (
            Unkept.SECRET if reason is Refusal.SECRET else Unkept.PERSONAL_DATA_IDENTITY
        )  # the message itself must not stay stored
    await visit_draft.let_go(talk)
    await talk.reply(_why(talk, team, reason))


def _why(talk: Talk, team: Team | None, reason: Refusal) -> str:
    since = talk.say.day(team.since) if team else ""
    return talk.say(f"visit.refused.{reason}", most=talk.say.number(Decimal(reading.MOST)), since=since)


async def _read(talk: Talk, team: Team, text: str, *, surely: bool) -> None:
    one = await reading_of(talk, team, text)
    if isinstance(one, Doubt) and one.kind is Unclear.NOT_A_VISIT and surely:
        one = replace(one, kind=Unclear.WHAT, said=text[:60], parts=one.parts or (Part(on=team.today),))
    await _go_on(talk, team, one, _fresh(talk, team))


async def reading_of(talk: Talk, team: Team, text: str) -> Reading:
    if talk.refusal is not None and talk.heard.text.strip() == text:
        return Refused(Refusal.SECRET if talk.refusal is Unkept.SECRET else Refusal.PERSONAL)
    return reading.read_visit(
        text,
        activities=team.activities,
        places=team.place_names,
        last=await visit_fixing.last_done(talk, team),
        today=team.today,
        since=team.since,
    )


def _is_visit(one: Reading) -> bool:
    """Something was said of a visit; a bare number or a word that is none is not enough."""
    if isinstance(one, Doubt):
        return one.kind is not Unclear.NOT_A_VISIT
    return True


def _surely(one: Reading) -> bool:
    """Whether it can hardly be the answer to a report's question alone: an activity is named, or the last visit."""
    if isinstance(one, Understood):
        return True
    return isinstance(one, Doubt) and any(part.activity or part.is_class for part in one.parts)


def _fresh(talk: Talk, team: Team) -> Draft:
    return Draft(
        Unclear.WHAT,
        team.unit.id,
        before=visit_draft.before(talk),
        message=talk.heard.message,
        album=talk.heard.album,
    )


async def _question_in_hand(talk: Talk) -> str:
    """The question of a report that waits for an answer, as the person knows it; "" for none."""
    talking = talk.known.conversation
    if talking.step not in _ANSWERING | {Step.SEVERAL, Step.DERIVED}:
        return ""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talking.figure_id) if sheet else None
    if sheet is None or asked is None or sheet.owed.is_locked(talk.now):
        return ""
    return f"{asked.figure.position}/{len(sheet.questions)} · {asked.name}"


async def _ask_which(talk: Talk, asked: str) -> None:
    """A visit, or the answer to the question in hand: nothing is taken from it without a word."""
    options = (
        Option(talk.say("visit.option.visit"), "visit:"),
        Option(talk.say("visit.option.answer"), "answer:"),
    )
    draft = Draft(Also.WHICH, said=talk.heard.text, options=options, before=visit_draft.before(talk))
    draft = replace(draft, message=talk.heard.message)
    await visit_asking.offer(talk, draft, talk.say("visit.ask.which", question=asked))


async def _ask_team(talk: Talk, teams: Sequence[Unit], text: str) -> None:
    options = tuple(Option(unit.name, f"team:{unit.id}") for unit in teams)
    draft = Draft(Also.TEAM, said=text, options=options, before=visit_draft.before(talk))
    draft = replace(draft, message=talk.heard.message, album=talk.heard.album)
    await visit_asking.offer(talk, draft, talk.say("visit.ask.team"))


async def _as_visit(talk: Talk, draft: Draft, unit_id: int | None) -> None:
    """The whole message again, now that it is known to be a visit, or of which team."""
    units = await visit_team.units(talk)
    unit = next((one for one in units if one.id == unit_id or unit_id is None), None)
    await visit_draft.let_go(talk)
    if unit is None:
        await talk.reply(talk.say("visit.no_team"))
        return
    if unit_id is None and len(units) > 1:
        await _ask_team(talk, units, draft.said)
        return
    team = await visit_team.team(talk.session, unit, talk.now)
    fresh = replace(_fresh(talk, team), message=draft.message, album=draft.album)
    if not draft.said:
        await visit_asking.ask(talk, team, replace(fresh, parts=(Part(on=team.today),)))
    else:
        await _go_on(talk, team, await reading_of(talk, team, draft.said), fresh)


async def _as_answer(talk: Talk, draft: Draft) -> None:
    """It was meant for the report's question, which is in hand again."""
    from handlers import answer  # it is above this file: answers fall through to it

    await visit_draft.let_go(talk)
    talk.heard = replace(talk.heard, heard=Heard.TEXT, text=draft.said, message=draft.message)
    await answer.heard(talk)


async def _team_of(talk: Talk, draft: Draft) -> Team:
    """The team of a draft, if the person is still of it. Raises LookupError otherwise."""
    unit = next((one for one in await visit_team.units(talk) if one.id == draft.unit_id), None)
    if unit is None:
        raise LookupError(draft.unit_id)
    return await visit_team.team(talk.session, unit, talk.now)


async def _unit(talk: Talk, text: str) -> Unit | None:
    """The team that is meant: the group's, the only one; otherwise why not is said, or which is asked."""
    units = await visit_team.units(talk)
    if talk.heard.is_group:
        group = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
        if group is None or group.unit_id is None:
            await talk.reply(talk.say("visit.group_not_bound"))
            return None
        unit = next((one for one in units if one.id == group.unit_id), None)
        if unit is None:
            await talk.reply(talk.say("visit.stranger"))
        return unit
    if not units:
        await talk.reply(talk.say("visit.no_team"))
    elif len(units) > 1:
        await _ask_team(talk, units, text)
    return units[0] if len(units) == 1 else None
