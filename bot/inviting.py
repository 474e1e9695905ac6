"""`dunghan invite`: one-time codes, for one unit or for all that have nobody yet, on the screen or as printed cards."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import wiring
from bot.clock import RealClock
from bot.opened import opened
from bot.settings import CHANNELS, Settings
from channels.channel import UnauthorizedError
from channels.site import Site
from domain.roles import LEADERSHIP_GROUP, Role
from files import cards
from handlers import channel_names, invite_card
from handlers import invite as inviting
from handlers.invite_card import Invitation, Way
from locales import Speaker
from storage import invites, people, reach
from storage.tables import Organisation, Unit

NAME_SECONDS = 5  # how long the messenger may take to tell the bot's name before the code goes without a link
ENDINGS = (".pdf", ".png")
ALL_IN_ONE = "the-moi.pdf"
MAX_PAGE, MAX_CALL = 120, 100  # signs that fit on a card


class CannotInviteError(Exception):
    """The reason is a sentence of the catalogue: `key`, filled with `words`."""

    def __init__(self, key: str, **words: Any) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


@dataclass(frozen=True, slots=True)
class Asked:
    """Which organisation ("" for the only one) and role; `page`: the bot's page where links carry no code; `call`."""

    organisation: str = ""
    role: str = Role.OFFICER
    page: str = ""
    call: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """A code and how to get to the bot: with a picture as PNG and as text for the terminal where there is a link."""

    invitation: Invitation
    way: Way
    made_at: datetime
    channel: str = ""
    picture: bytes = b""
    drawing: str = field(default="", repr=False)

    @property
    def link(self) -> str:
        """What the picture holds."""
        return self.way.link

    def sentence(self, say: Speaker) -> str:
        """What to do with the code."""
        of = self.invitation
        key = "invite.made_for_group" if of.role == LEADERSHIP_GROUP else "invite.made"
        if key == "invite.made" and not self.way.carries_code:
            key = "invite.made_to_type"
        said = say(key, unit=of.unit.name, role=say(f"role.{of.role}"), code=of.code)
        return f"{said} {say('invite.by', channel=channel_names.name(say, self.channel))}" if self.channel else said

    def card(self, ending: str) -> bytes:
        """The printed card, as ".pdf" or ".png"."""
        drawn = invite_card.card(self.invitation, self.way)
        return cards.as_png(drawn) if ending == ".png" else cards.as_pdf([drawn], drawn.who, self.made_at)


def asked(organisation: str, role: str, page: str, call: str, channel: str = "") -> Asked:
    """What was asked for. Raises CannotInviteError for a role or channel there is not, or what no card can hold."""
    if role not in inviting.ROLES:
        raise CannotInviteError("cli.unknown_role", role=role, roles=", ".join(inviting.ROLES))
    if channel and channel not in CHANNELS:
        raise CannotInviteError("cli.unknown_channel", channel=channel, channels=", ".join(CHANNELS))
    if len(page) > MAX_PAGE or (page and not page.startswith("https://")):
        raise CannotInviteError("cli.wrong_page", page=page)
    if len(call) > MAX_CALL:
        raise CannotInviteError("cli.call_too_long", most=MAX_CALL)
    return Asked(organisation, role, page, call, channel)


def all_cards(unit: str, role: str, out: Path | None, *, everybody: bool) -> Path:
    """The folder for everybody's cards. Raises CannotInviteError for what does not go together."""
    if not everybody or out is None or unit or role != Role.OFFICER:
        raise CannotInviteError("cli.all_and_out")
    return out


def check_ending(card: Path) -> None:
    """Raises CannotInviteError for a card that would be neither PDF nor PNG."""
    if card.suffix not in ENDINGS:
        raise CannotInviteError("cli.card_ending", file=card)


async def invite(settings: Settings, unit: str, asked: Asked) -> Invited:
    """Make a code. Raises CannotInviteError for an organisation, unit or role nobody knows."""
    return (await _invite(settings, unit, asked))[0]


async def invite_all(settings: Settings, asked: Asked) -> list[Invited]:
    """A code for an officer of every unit that is asked for something and has none. Raises CannotInviteError."""
    return await _invite(settings, None, asked)


def write_cards(invited: list[Invited], folder: Path) -> int:
    """One PDF for each unit and one of them all, to be printed at once; how many units there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in invited:
        (folder / f"{one.invitation.unit.code}.pdf").write_bytes(one.card(".pdf"))
    if invited:
        drawn = [invite_card.card(one.invitation, one.way) for one in invited]
        (folder / ALL_IN_ONE).write_bytes(
            cards.as_pdf(drawn, invited[0].invitation.organisation.name, invited[0].made_at)
        )
    return len(invited)


async def _invite(settings: Settings, unit: str | None, asked: Asked) -> list[Invited]:
    now = RealClock().now()
    async with opened(settings) as database, database.sessions.begin() as session:
        of = await organisation_of(session, asked.organisation)
        found = await reach.units_without(session, of.id, now) if unit is None else [await _unit(session, of, unit)]
        call = asked.call or await _aggregator(session, of)
        made = [
            Invitation(of, one, asked.role, code, now + invites.LIFETIME, call)
            for one in found
            if (code := await inviting.make(session, one, asked.role, now, asked.channel or None))
        ]
    by_link = not asked.page and asked.channel in ("", "telegram")  # the only one with links that carry a code
    base = await _link(settings) if by_link else ""
    ways = [Way(asked.page or _with(base, one), carries_code=bool(base)) for one in made]
    return [_drawn(one, way, now, asked.channel) for one, way in zip(made, ways, strict=True)]


async def organisation_of(session: AsyncSession, code: str) -> Organisation:
    """The organisation with this code, or the only one. Raises CannotInviteError."""
    found = list((await session.execute(select(Organisation).order_by(Organisation.id))).scalars())
    meant = [one for one in found if one.code == code] if code else found
    if not found:
        raise CannotInviteError("cli.no_plan")
    if len(meant) != 1:
        raise CannotInviteError("cli.which_organisation", known=", ".join(one.code for one in found))
    return meant[0]


async def _unit(session: AsyncSession, of: Organisation, name: str) -> Unit:
    found = await people.unit_by_name(session, of.id, name)
    if found is None:
        raise CannotInviteError("cli.unknown_unit", unit=name, organisation=of.name)
    return found


async def _aggregator(session: AsyncSession, of: Organisation) -> str:
    unit = await people.unit_by_name(session, of.id, of.aggregator_unit_code or "")
    return unit.name if unit else ""


def _drawn(of: Invitation, way: Way, now: datetime, channel: str) -> Invited:
    if not way.link:
        return Invited(of, way, now, channel)
    drawing = StringIO()
    segno.make(way.link, error="m").terminal(drawing, compact=True, border=1)
    return Invited(of, way, now, channel, inviting.picture(way.link), drawing.getvalue())


def _with(base: str, of: Invitation) -> str:
    """A link with the code; a group's code is typed in the group."""
    return f"{base}{of.code}" if base and of.role != LEADERSHIP_GROUP else ""


async def _link(settings: Settings) -> str:
    """What a code is put behind to make a link; "" where the bot's name cannot be learnt."""
    if "telegram" not in wiring.configured(settings):
        return ""
    never_opened = Site(settings.site.host, settings.site.port)
    channel = wiring.telegram(settings.telegram, RealClock(), never_opened)
    try:
        async with asyncio.timeout(NAME_SECONDS):
            await channel.start()
        return channel.deep_link("")
    except (TimeoutError, UnauthorizedError):
        return ""  # the code works without its link: it can be typed
    finally:
        await channel.close()
