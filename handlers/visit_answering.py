"""The answer to what was asked about a visit: a number of the menu, its word, other words, or a whole new line."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain import visits as reading
from domain.activities import OTHER
from domain.chat import Heard
from domain.folding import plain
from domain.visit_judging import lacks_what
from domain.visits import Doubt, Part, Refused, Unclear, Understood
from handlers import answer, hand, visit_asking, visit_draft, visit_fixing, visit_taking, visit_team
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft
from handlers.visit_team import Team

CONFIRMED = "confirmed"
MOST_WORDS = 80  # signs of a topic, or of what was done under "khác"
_YES = frozenset({"dung", "yes", "ok", "dong y", "co"})
_NO = frozenset({"khong", "no", "thoi", "huy"})


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
    again = await visit_taking.reading_of(talk, team, said)
    if isinstance(again, Refused) and again.reason in visit_taking.UNKEPT:
        await visit_taking.refuse(talk, again.reason)
    elif isinstance(again, Understood) and not _fits(draft, again):
        await visit_draft.let_go(talk)
        await visit_taking.go_on(talk, team, again, visit_taking.fresh(talk, team))
    else:
        await _take_words(talk, team, draft, said)


def _fits(draft: Draft, whole: Understood) -> bool:
    """ "+3" and the like are no new line while something is asked."""
    return whole.adds or (whole.repeats and draft.asked == Unclear.CONFIRM)


async def _take_words(talk: Talk, team: Team, draft: Draft, said: str) -> None:
    found = _answer_in(team, draft, said)
    if found is None:
        await visit_asking.ask(talk, team, draft, talk.say("visit.ask.again"))
    elif isinstance(found, Doubt | Refused):
        await _ask_again(talk, team, draft, found)
    elif "activity" in found:
        await _settled(talk, team, draft, "activity", found["activity"])
    else:
        await _fill(talk, team, draft, **found)


def _answer_in(team: Team, draft: Draft, said: str) -> dict[str, Any] | Doubt | Refused | None:
    """What the words say of the part that was asked about; None where words do not settle it."""
    if draft.asked in (Unclear.WHAT, Also.CLASS, Also.OTHER):
        return _what_in(team, draft, said)
    if draft.asked == Unclear.HOW_MANY:
        number = reading.read_number(said)
        if not isinstance(number, tuple):
            return number
        return {"number": number[0]} if number[1] is None else {"number": number[0], "of": number[1]}
    if draft.asked in (Unclear.WHERE, Unclear.WHICH_PLACE):
        place = reading.read_place(said, team.place_names)
        return {"place": place} if isinstance(place, str) else place
    if draft.asked == Unclear.WHEN:
        on = reading.read_on(said, team.today, team.since)
        return on if isinstance(on, Doubt | Refused) else {"on": on}
    return None


def _what_in(team: Team, draft: Draft, said: str) -> dict[str, Any] | Doubt | Refused:
    what = reading.read_activity(said, team.activities)
    if isinstance(what, Refused):
        return what
    if isinstance(what, str) and draft.asked != Also.OTHER:
        return {"activity": what}
    return {"words": said[:MOST_WORDS]} if _asks_topic(draft) or isinstance(what, str) else what


async def _ask_again(talk: Talk, team: Team, draft: Draft, found: Doubt | Refused) -> None:
    if isinstance(found, Refused):
        if found.reason in visit_taking.UNKEPT:
            await visit_taking.refuse(talk, found.reason)
        else:
            await visit_asking.ask(talk, team, replace(draft, said=""), visit_taking.why(talk, team, found.reason))
        return
    asked = found.kind if found.kind in visit_draft.OPEN else draft.asked
    await visit_asking.ask(
        talk, team, replace(draft, asked=asked, said=found.said), suggestions=visit_taking.suggested(found)
    )


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
        await _judge(talk, team, replace(draft, agreed=(*draft.agreed, what or CONFIRMED)))
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
    """Whether words will do: the topic of a class, or what was done under "khác"."""
    return (
        draft.asked == Also.OTHER
        or draft.asked == Also.CLASS
        or (draft.asked == Unclear.WHAT and _first_open(draft).is_class)
    )


def _first_open(draft: Draft) -> Part:
    """The part whose activity, or topic, is asked for."""
    return next((one for one in draft.parts if lacks_what(one)), draft.parts[0])


async def _fill(talk: Talk, team: Team, draft: Draft, **known: Any) -> None:
    """The gap that was asked about: of the place and the day in every part, else in the first that has it."""
    gap = next(iter(known))
    lacks = [lacks_what(part) if gap in ("activity", "words") else getattr(part, gap) is None for part in draft.parts]
    gaps = [n for n, is_open in enumerate(lacks) if is_open] or [0]
    parts = list(draft.parts)
    for n in gaps if gap in ("place", "on") else gaps[:1]:
        parts[n] = replace(parts[n], **known)
    await _judge(talk, team, replace(draft, parts=tuple(parts), said=""))


async def _judge(talk: Talk, team: Team, draft: Draft) -> None:
    one = reading.judged(
        draft.parts,
        places=team.place_names,
        today=team.today,
        since=team.since,
        repeats=draft.repeats,
        adds=draft.adds,
        confirmed=CONFIRMED in draft.agreed,
    )
    await visit_taking.go_on(talk, team, one, draft)


async def _as_visit(talk: Talk, draft: Draft, unit_id: int | None) -> None:
    """The whole message again, now that it is known to be a visit, or of which team."""
    units = await visit_team.units(talk)
    unit = next((one for one in units if one.id == unit_id or unit_id is None), None)
    await visit_draft.let_go(talk)
    if unit is None:
        await talk.reply(talk.say("visit.no_team"))
        return
    if unit_id is None and len(units) > 1:
        await visit_taking.ask_team(talk, units, draft.said)
        return
    team = await visit_team.team(talk.session, unit, talk.now)
    fresh = replace(visit_taking.fresh(talk, team), message=draft.message, album=draft.album)
    if not draft.said:
        await visit_asking.ask(talk, team, replace(fresh, parts=(Part(on=team.today),)))
    else:
        await visit_taking.go_on(talk, team, await visit_taking.reading_of(talk, team, draft.said), fresh)


async def _as_answer(talk: Talk, draft: Draft) -> None:
    """It was meant for the report's question, which is in hand again."""
    await visit_draft.let_go(talk)
    talk.heard = replace(talk.heard, heard=Heard.TEXT, text=draft.said, message=draft.message)
    await answer.heard(talk)


async def _team_of(talk: Talk, draft: Draft) -> Team:
    """The team of a draft, if the person is still of it. Raises LookupError otherwise."""
    unit = next((one for one in await visit_team.units(talk) if one.id == draft.unit_id), None)
    if unit is None:
        raise LookupError(draft.unit_id)
    return await visit_team.team(talk.session, unit, talk.now)
