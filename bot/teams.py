"""`dunghan teams template` and `import`: the list that registers teams, and the codes that come of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.inviting import CannotInviteError, organisation_of
from bot.opened import opened
from bot.settings import Settings
from domain.attachments import Fault
from files import cards, team_list
from files.team_list import Code, Team, WrongRow
from handlers import invite_card, registering
from handlers.invite_card import Invitation, Way
from handlers.registering import Registered
from locales import Speaker
from storage import invites, people
from storage.tables import Organisation

MAX_FILE = 20_000_000  # bytes
_HOW = ("teams.how.places", "teams.how.members", "teams.how.example", "teams.how.again")
_HEADS = ("teams.head.team", "teams.head.name", "teams.head.role", "teams.head.code", "teams.head.until")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell the operator, and whether all is well. `codes`: a workbook of new codes, None for none.

    `cards`: the same codes as one PDF, a page for each member, team by team, to be printed and handed out.
    """

    text: str
    fine: bool
    codes: bytes | None = None
    cards: bytes | None = None


def template(say: Speaker, now: datetime) -> bytes:
    """The list to fill in."""
    return team_list.template([say(key) for key in _HOW], now)


async def register(
    settings: Settings, organisation: str, content: bytes, say: Speaker, now: datetime, page: str = ""
) -> Outcome:
    """Take up a list, all of it or, where a row is wrong, nothing. `page`: what the cards' pictures lead to."""
    if len(content) > MAX_FILE:
        return Outcome(say(f"teams.refused.{Fault.TOO_LARGE}"), False)
    listed = team_list.read(content)
    if isinstance(listed, Fault):
        return Outcome(say(f"teams.refused.{listed}"), False)
    teams, wrong = listed
    if wrong:
        return _refused(say, [_wrong(say, one) for one in wrong])
    try:
        async with opened(settings) as database, database.sessions.begin() as session:
            of = await organisation_of(session, organisation)
            if taken := await registering.taken_names(session, of.id, teams):
                return _refused(say, [_taken(say, team, name) for team, name in taken])
            done = await registering.register(session, of, teams, now)
            helper = await people.unit_by_name(session, of.id, of.aggregator_unit_code or "")
            call = helper.name if helper else ""
    except CannotInviteError as error:
        return Outcome(say(error.key, **error.words), False)
    cards = _cards(of, call, done, page, now)
    return Outcome("\n".join(_said(say, done)), True, _codes(say, of, done, now), cards)


def _said(say: Speaker, done: Registered) -> list[str]:
    changed = done.teams or done.renamed or done.places_come or done.places_gone or done.invited
    words = {"places": done.places_come, "gone": done.places_gone, "renamed": done.renamed}
    lines = [say.count("teams.registered", done.teams, **words) if changed else say("teams.unchanged")]
    lines.append(say("teams.members", new=len(done.invited), joined=done.joined, waiting=done.waiting))
    if done.headless:
        lines.append(say.count("teams.headless", len(done.headless), names=", ".join(done.headless)))
    return lines


def _codes(say: Speaker, of: Organisation, done: Registered, now: datetime) -> bytes | None:
    if not done.invited:
        return None
    zone = ZoneInfo(of.zone)
    until = say.moment(now + invites.PRINTED_LIFETIME, zone)
    rows = [
        Code(one.unit.name, one.member.name, say(f"teams.role.{one.member.role}"), one.code, until)
        for one in done.invited
    ]
    return team_list.codes([say(key) for key in _HEADS], rows, now)


def _cards(of: Organisation, call: str, done: Registered, page: str, now: datetime) -> bytes | None:
    if not done.invited:
        return None
    until, way = now + invites.PRINTED_LIFETIME, Way(page)
    invitations = [
        Invitation(of, one.unit, one.member.role, one.code, until, call, one.member.name) for one in done.invited
    ]
    return cards.as_pdf([invite_card.card(one, way) for one in invitations], of.name, now)


def _refused(say: Speaker, lines: list[str]) -> Outcome:
    return Outcome("\n".join([*lines, say.count("teams.nothing_taken", len(lines))]), False)


def _wrong(say: Speaker, one: WrongRow) -> str:
    return say("teams.wrong_row", sheet=one.sheet, row=one.row, why=say(f"teams.wrong.{one.why}", given=one.given))


def _taken(say: Speaker, team: Team, unit: str) -> str:
    why = say("teams.name_of_unit", name=team.name, unit=unit)
    return say("teams.wrong_row", sheet=team_list.TEAMS, row=team.row, why=why)
