"""What the card says that a unit gets on paper: what this is, what to scan, what to type, whom to call."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import codes
from domain.roles import LEADERSHIP_GROUP, TEAM
from files.cards import Card
from locales import speak
from storage.tables import Organisation, Unit


@dataclass(frozen=True, slots=True)
class Way:
    """How a newcomer gets to the bot. `link` "": nothing to scan. `carries_code`: following it, nothing is typed."""

    link: str = ""
    carries_code: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """One code, whom it is for, and until when it works. `call`: who helps, "" for the aggregating unit.

    `name`: of somebody on a list of members.
    """

    organisation: Organisation
    unit: Unit
    role: str
    code: str
    until: datetime
    call: str
    name: str = ""


def card(of: Invitation, way: Way) -> Card:
    """The card of one invitation, in the organisation's language."""
    say = speak(of.organisation.locale)
    role = say(f"teams.role.{of.role}" if of.unit.kind == TEAM else f"role.{of.role}")
    is_group = of.role == LEADERSHIP_GROUP
    zone = ZoneInfo(of.organisation.zone)
    until = f"{say.time(of.until, zone)} {say.full_day(of.until.astimezone(zone).date())}"
    kind = "group" if is_group else "team" if of.unit.kind == TEAM else "person"
    return Card(
        organisation=of.organisation.name,
        title=say(f"card.title.{kind}"),
        who=say("card.who", role=of.name or f"{role[:1].upper()}{role[1:]}", unit=_place(of, role)),
        about=say(f"card.about.{kind}"),
        steps=[say(key) for key in _steps(way, is_group=is_group, is_named=bool(of.name))],
        code=f"LK {codes.grouped(of.code)}",
        notes=[say("card.until", until=until), say("card.call", call=of.call or say("join.aggregator"))],
        link="" if is_group and way.carries_code else way.link,
    )


def _place(of: Invitation, role: str) -> str:
    """The unit; after somebody's name also as what."""
    return f"{role}, {of.unit.name}" if of.name else of.unit.name


def _steps(way: Way, *, is_group: bool, is_named: bool) -> list[str]:
    """`is_named`: the name is on a list already and is not asked."""
    if is_group:
        return ["card.step.add", "card.step.type_in_group", "card.step.done_in_group"]
    agree = "card.step.agree_only" if is_named else "card.step.agree"
    if not way.link:
        return ["card.step.find", "card.step.type", agree]
    if way.carries_code:
        return ["card.step.open", "card.step.type_instead", agree]
    return ["card.step.scan", "card.step.type", agree]
