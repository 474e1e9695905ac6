"""A reading of a visit taken further: logged when it is understood, asked about where it is not, or refused."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain import visits as reading
from domain.activities import OTHER
from domain.values import Refusal as Unkept
from domain.visit_readings import as_part
from domain.visits import Doubt, Part, Reading, Refusal, Refused, Unclear, Understood
from handlers import visit_asking, visit_draft, visit_fixing, visit_storing
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team
from storage.tables import Unit

UNKEPT = frozenset({Refusal.PERSONAL, Refusal.SECRET})


async def go_on(talk: Talk, team: Team, one: Reading, draft: Draft) -> None:
    """Log what is understood; ask what is open; say why not."""
    if isinstance(one, Understood):
        parts = tuple(map(as_part, one.done))
        await visit_storing.take(talk, team, one.done, replace(draft, parts=parts, repeats=one.repeats, adds=one.adds))
    elif isinstance(one, Refused):
        await refuse(talk, one.reason, team)
    elif one.kind is Unclear.NOTHING_LAST:
        await visit_draft.let_go(talk)
        await talk.reply(talk.say("visit.nothing_last"))
    else:
        parts = tuple(replace(part, on=part.on or (None if one.days else team.today)) for part in one.parts)
        doubt = visit_draft.of_doubt(one, team.unit.id)
        if (
            one.kind is Unclear.WHAT
            and not one.said
            and any(part.activity == OTHER and not part.words for part in parts)
        ):
            doubt = replace(doubt, asked=Also.OTHER)
        asked = replace(
            doubt,
            parts=parts or (Part(on=team.today),),
            agreed=draft.agreed,
            before=draft.before,
            message=draft.message,
            album=draft.album,
        )
        await visit_asking.ask(talk, team, asked, suggestions=suggested(one))


def suggested(doubt: Doubt) -> Sequence[str]:
    if doubt.kind is Unclear.HOW_MANY:
        return [str(number) for number in doubt.numbers]
    return [day.isoformat() for day in doubt.days] if doubt.kind is Unclear.WHEN else doubt.suggestions


async def refuse(talk: Talk, reason: Refusal, team: Team | None = None) -> None:
    if reason in UNKEPT:
        talk.refusal = talk.refusal or (
            Unkept.SECRET if reason is Refusal.SECRET else Unkept.PERSONAL_DATA_IDENTITY
        )  # the message itself must not stay stored
    await visit_draft.let_go(talk)
    await talk.reply(why(talk, team, reason))


def why(talk: Talk, team: Team | None, reason: Refusal) -> str:
    since = talk.say.day(team.since) if team else ""
    return talk.say(f"visit.refused.{reason}", most=talk.say.number(Decimal(reading.MOST)), since=since)


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


def fresh(talk: Talk, team: Team) -> Draft:
    return Draft(
        Unclear.WHAT,
        team.unit.id,
        before=visit_draft.before(talk),
        message=talk.heard.message,
        album=talk.heard.album,
    )


async def ask_team(talk: Talk, teams: Sequence[Unit], text: str) -> None:
    options = tuple(Option(unit.name, f"team:{unit.id}") for unit in teams)
    draft = Draft(Also.TEAM, said=text, options=options, before=visit_draft.before(talk))
    draft = replace(draft, message=talk.heard.message, album=talk.heard.album)
    await visit_asking.offer(talk, draft, talk.say("visit.ask.team"))
