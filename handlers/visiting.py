"""Community teams log what they did: one free line is read and stored; or what, how many and where are asked."""

import re
from dataclasses import replace

from domain.chat import Heard
from domain.values import Refusal as Unkept
from domain.visits import Doubt, Part, Reading, Refused, Unclear, Understood
from handlers import (
    visit_answering,
    visit_asking,
    visit_draft,
    visit_taking,
    visit_team,
)
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team
from storage import groups
from storage.tables import Unit

_LEAD = re.compile(r"^/?\s*(?:ghi ?lượt|ghi ?luot|lượt mới|luot moi|log visit)\b[ :]*", re.IGNORECASE)


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
    readings = [(team, await visit_taking.reading_of(talk, team, talk.heard.text)) for team in every]
    meant = [(team, one) for team, one in readings if _is_visit(one)]
    if not meant:
        return False
    asked = await visit_draft.question_in_hand(talk)
    if asked and not _surely(meant[0][1]):
        return False
    if asked and not isinstance(meant[0][1], Refused):
        await _ask_which(talk, asked)
        return True
    certain = [(team, one) for team, one in meant if isinstance(one, Understood)]
    if len(teams) > 1 and len(certain) != 1:
        await visit_taking.ask_team(talk, teams, talk.heard.text)
        return True
    team, one = certain[0] if len(teams) > 1 else meant[0]
    await visit_taking.go_on(talk, team, one, visit_taking.fresh(talk, team))
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
        await visit_answering.heard(talk)
        return True
    unit = await _unit(talk, "")
    if unit is None:
        return True
    team = await visit_team.team(talk.session, unit, talk.now)
    one = await visit_taking.reading_of(talk, team, talk.heard.text)
    if not _is_visit(one):
        await talk.reply(talk.say("visit.group_how"))
    else:
        await visit_taking.go_on(talk, team, one, visit_taking.fresh(talk, team))
    return True


async def _read(talk: Talk, team: Team, text: str, *, surely: bool) -> None:
    one = await visit_taking.reading_of(talk, team, text)
    if isinstance(one, Doubt) and one.kind is Unclear.NOT_A_VISIT and surely:
        one = replace(one, kind=Unclear.WHAT, said=text[:60], parts=one.parts or (Part(on=team.today),))
    await visit_taking.go_on(talk, team, one, visit_taking.fresh(talk, team))


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


async def _ask_which(talk: Talk, asked: str) -> None:
    """A visit, or the answer to the question in hand: nothing is taken from it without a word."""
    options = (
        Option(talk.say("visit.option.visit"), "visit:"),
        Option(talk.say("visit.option.answer"), "answer:"),
    )
    draft = Draft(Also.WHICH, said=talk.heard.text, options=options, before=visit_draft.before(talk))
    draft = replace(draft, message=talk.heard.message)
    await visit_asking.offer(talk, draft, talk.say("visit.ask.which", question=asked))


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
        await visit_taking.ask_team(talk, units, text)
    return units[0] if len(units) == 1 else None
