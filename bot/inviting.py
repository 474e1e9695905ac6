"""`dunghan invite`: a one-time code, with a link and a picture where the bot's name can be learnt."""

import asyncio
from dataclasses import dataclass
from io import StringIO
from typing import Any

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import wiring
from bot.clock import RealClock
from bot.settings import CHANNELS, Settings
from channels.channel import UnauthorizedError
from channels.site import Site
from domain.roles import LEADERSHIP_GROUP
from handlers import channel_names
from handlers import invite as inviting
from locales import Speaker
from storage import people
from storage.database import migrate, open_database
from storage.tables import Organisation

NAME_SECONDS = 5  # how long the messenger may take to tell the bot's name before the code goes without a link


class CannotInviteError(Exception):
    """The reason is a sentence of the catalogue: `key`, filled with `words`."""

    def __init__(self, key: str, **words: Any) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


@dataclass(frozen=True, slots=True)
class Invited:
    """A code and, where the bot's name is known, a link with its picture as PNG and as text for the terminal."""

    unit: str
    role: str
    code: str
    link: str
    channel: str = ""
    picture: bytes = b""
    drawing: str = ""

    def sentence(self, say: Speaker) -> str:
        """What to do with the code."""
        key = "invite.made_for_group" if self.role == LEADERSHIP_GROUP else "invite.made"
        said = say(key, unit=self.unit, role=say(f"role.{self.role}"), code=self.code)
        return f"{said} {say('invite.by', channel=channel_names.name(say, self.channel))}" if self.channel else said


async def invite(settings: Settings, organisation: str, unit: str, role: str, channel: str = "") -> Invited:
    """Make a code. Raises CannotInviteError for an organisation, unit, role or channel nobody knows.

    `channel`: by which the person should be written to; "" leaves it to them.
    """
    if role not in inviting.ROLES:
        raise CannotInviteError("cli.unknown_role", role=role, roles=", ".join(inviting.ROLES))
    if channel and channel not in CHANNELS:
        raise CannotInviteError("cli.unknown_channel", channel=channel, channels=", ".join(CHANNELS))
    database = open_database(settings.database())
    await migrate(database)
    try:
        async with database.sessions.begin() as session:
            of = await organisation_of(session, organisation)
            found = await people.unit_by_name(session, of.id, unit)
            if found is None:
                raise CannotInviteError("cli.unknown_unit", unit=unit, organisation=of.name)
            code = await inviting.make(session, found, role, RealClock().now(), channel or None)
            name = found.name
    finally:
        await database.close()
    by_link = role != LEADERSHIP_GROUP and channel in ("", "telegram")  # the only one with links that carry a code
    link = await _link(settings, code) if by_link else ""
    if not link:
        return Invited(name, role, code, "", channel)
    drawing = StringIO()
    segno.make(link, error="m").terminal(drawing, compact=True, border=1)
    return Invited(name, role, code, link, channel, inviting.picture(link), drawing.getvalue())


async def organisation_of(session: AsyncSession, code: str) -> Organisation:
    """The organisation with this code, or the only one. Raises CannotInviteError."""
    found = list((await session.execute(select(Organisation).order_by(Organisation.id))).scalars())
    meant = [one for one in found if one.code == code] if code else found
    if not found:
        raise CannotInviteError("cli.no_plan")
    if len(meant) != 1:
        raise CannotInviteError("cli.which_organisation", known=", ".join(one.code for one in found))
    return meant[0]


async def _link(settings: Settings, code: str) -> str:
    if "telegram" not in wiring.configured(settings):
        return ""
    never_opened = Site(settings.site.host, settings.site.port)
    channel = wiring.telegram(settings.telegram, RealClock(), never_opened)
    try:
        async with asyncio.timeout(NAME_SECONDS):
            await channel.start()
        return channel.deep_link(code)
    except (TimeoutError, UnauthorizedError):
        return ""  # the code works without its link: it can be typed
    finally:
        await channel.close()
