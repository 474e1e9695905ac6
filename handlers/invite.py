"""Inviting: a one-time code for a unit and a role, as a link and a picture to scan."""

import re
import secrets
from datetime import datetime
from io import BytesIO

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from domain import codes
from domain.roles import LEADERSHIP_GROUP, Role
from domain.values import plain
from files import cards
from handlers import channel_names, invite_card, pin, refusing, trail
from handlers.invite_card import Invitation, Way
from handlers.talk import Talk
from storage import invites, people
from storage.tables import Unit

MAY_INVITE = frozenset({Role.ADMINISTRATOR})
ROLES = (*Role, LEADERSHIP_GROUP)
_USING = re.compile(r"[ ,;]+(?:dùng|dung|using) ([^,;]+)$", re.IGNORECASE)


def new_code() -> str:
    """A code nobody can guess."""
    return "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH))


async def make(session: AsyncSession, unit: Unit, role: str, now: datetime, channel: str | None = None) -> str:
    """A new one-time code for a unit and a role. Only its hash is kept.

    `channel`: by which the person should be written to, once they have an address there.
    """
    code = new_code()
    await invites.add(session, unit.organisation_id, unit.id, role, code, now, channel)
    return code


async def make_for(session: AsyncSession, unit: Unit, role: str, name: str, now: datetime) -> str:
    """A code for somebody by name, long enough in force to be printed and handed out."""
    code = new_code()
    lifetime = invites.PRINTED_LIFETIME
    await invites.add(session, unit.organisation_id, unit.id, role, code, now, name=name, lifetime=lifetime)
    return code


def picture(link: str) -> bytes:
    """A QR code of a link, as PNG."""
    out = BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()


async def in_chat(talk: Talk, said: str = "") -> None:
    """`mời VHXH officer`, `mời VHXH officer, dùng Zalo`: an administrator invites from the chat."""
    if not await talk.holds(MAY_INVITE):
        await refusing.say(talk, "invite.not_yours", "invite")
        return
    said, channel = _without_channel(talk, said)
    name, role = _name_and_role(talk, said)
    unit = await people.unit_by_name(talk.session, talk.known.organisation.id, name)
    if unit is None or role is None:
        known = ", ".join(talk.say(f"role.{one}") for one in (Role.OFFICER, Role.HEAD, Role.AGGREGATOR, Role.LEADER))
        await talk.reply(talk.say("invite.how", roles=known))
        return
    if await pin.is_asked(talk):
        return
    code = await make(talk.session, unit, role, talk.now, channel)
    await trail.note(talk, unit.organisation_id, "invite", f"unit:{unit.code}", new=role)
    link = talk.reach.deep_link(code)
    words = {"unit": unit.name, "role": talk.say(f"role.{role}"), "code": code}
    wish = f" {talk.say('invite.by', channel=channel_names.name(talk.say, channel))}" if channel else ""
    if role == LEADERSHIP_GROUP:
        await talk.reply(talk.say("invite.made_for_group", **words) + wish)
    elif not link or channel not in (None, talk.heard.channel):
        await talk.reply(talk.say("invite.made_to_type", **words) + wish)
    else:
        until = talk.now + invites.LIFETIME
        invitation = Invitation(talk.known.organisation, unit, role, code, until, await contact(talk))
        drawn = cards.as_png(invite_card.card(invitation, Way(link, carries_code=True)))
        await talk.reply(f"{talk.say('invite.made', **words)}{wish}\n{link}", photo=drawn)


async def contact(talk: Talk) -> str:
    """Who helps with joining: the aggregating unit."""
    organisation = talk.known.organisation
    unit = await people.unit_by_name(talk.session, organisation.id, organisation.aggregator_unit_code or "")
    return unit.name if unit else ""


def _without_channel(talk: Talk, said: str) -> tuple[str, str | None]:
    """ "VHXH officer, dùng Zalo": what comes before, and the channel; all of it where none of ours is named."""
    found = _USING.search(said)
    channel = channel_names.meant(talk.say, found[1], talk.reach.channels) if found else None
    return (said[: found.start()], channel) if found and channel else (said, None)


def _name_and_role(talk: Talk, said: str) -> tuple[str, str | None]:
    """ "VHXH officer" or "Phòng Văn hóa Xã hội cán bộ đầu mối": the unit, then the role; officer by default."""
    for role in ROLES:
        for word in (str(role), talk.say(f"role.{role}")):
            if plain(said).endswith(" " + plain(word)):
                return said[: -len(word)].strip(), str(role)
    return said.strip(), str(Role.OFFICER)
