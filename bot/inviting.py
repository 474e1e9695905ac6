"""`dunghan invite`: a one-time code, with a link and a picture where the bot's name can be learnt."""

import asyncio
from dataclasses import dataclass
from io import StringIO
from typing import Any

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import RealClock
from bot.run import telegram
from bot.settings import Settings
from channels.channel import UnauthorizedError
from channels.site import Site
from domain.roles import LEADERSHIP_GROUP
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
    picture: bytes = b""
    drawing: str = ""

    def sentence(self, say: Speaker) -> str:
        """What to do with the code."""
        key = "invite.made_for_group" if self.role == LEADERSHIP_GROUP else "invite.made"
        return say(key, unit=self.unit, role=say(f"role.{self.role}"), code=self.code)


async def invite(settings: Settings, organisation: str, unit: str, role: str) -> Invited:
    """Make a code. Raises CannotInviteError for an organisation, unit or role nobody knows."""
    if role not in inviting.ROLES:
        raise CannotInviteError("cli.unknown_role", role=role, roles=", ".join(inviting.ROLES))
    database = open_database(settings.database())
    await migrate(database)
    try:
        async with database.sessions.begin() as session:
            of = await organisation_of(session, organisation)
            found = await people.unit_by_name(session, of.id, unit)
            if found is None:
                raise CannotInviteError("cli.unknown_unit", unit=unit, organisation=of.name)
            code = await inviting.make(session, found, role, RealClock().now())
            name = found.name
    finally:
        await database.close()
    link = await _link(settings, code) if role != LEADERSHIP_GROUP else ""
    if not link:
        return Invited(name, role, code, "")
    drawing = StringIO()
    segno.make(link, error="m").terminal(drawing, compact=True, border=1)
    return Invited(name, role, code, link, inviting.picture(link), drawing.getvalue())


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
    if settings.telegram.token is None:
        return ""
    never_opened = Site(settings.telegram.webhook_host, settings.telegram.webhook_port)
    channel = telegram(settings.telegram, RealClock(), never_opened)
    try:
        async with asyncio.timeout(NAME_SECONDS):
            await channel.start()
        return channel.deep_link(code)
    except (TimeoutError, UnauthorizedError):
        return ""  # the code works without its link: it can be typed
    finally:
        await channel.close()
