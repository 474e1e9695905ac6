"""Inviting: a one-time code for a unit and a role, as a link and a picture to scan."""

import secrets
from datetime import datetime
from io import BytesIO

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import LEADERSHIP_GROUP, Role
from domain.values import plain
from handlers import trail
from handlers.talk import Talk
from storage import invites, people
from storage.tables import Unit

# No 0/O, 1/I/L: the code is read aloud and typed on phones.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10  # 49 bits: not to be guessed at five tries in ten minutes within two weeks
MAY_INVITE = frozenset({Role.ADMINISTRATOR})
ROLES = (*Role, LEADERSHIP_GROUP)


async def make(session: AsyncSession, unit: Unit, role: str, now: datetime) -> str:
    """A new one-time code for a unit and a role. Only its hash is kept."""
    code = _draw()
    await invites.add(session, unit.organisation_id, unit.id, role, code, now)
    return code


async def make_for(session: AsyncSession, unit: Unit, role: str, name: str, now: datetime) -> str:
    """A code for somebody by name, long enough in force to be printed and handed out."""
    code = _draw()
    lifetime = invites.PRINTED_LIFETIME
    await invites.add(session, unit.organisation_id, unit.id, role, code, now, name=name, lifetime=lifetime)
    return code


def _draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def picture(link: str) -> bytes:
    """A QR code of a link, as PNG."""
    out = BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=8, border=3)
    return out.getvalue()


async def in_chat(talk: Talk, said: str = "") -> None:
    """`mời VHXH officer`: an administrator invites from the chat."""
    if not await people.has_role(talk.session, talk.known.account, MAY_INVITE, talk.now):
        await talk.reply(talk.say("invite.not_yours"))
        return
    name, role = _name_and_role(talk, said)
    unit = await people.unit_by_name(talk.session, talk.known.organisation.id, name)
    if unit is None or role is None:
        known = ", ".join(talk.say(f"role.{one}") for one in (Role.OFFICER, Role.HEAD, Role.AGGREGATOR, Role.LEADER))
        await talk.reply(talk.say("invite.how", roles=known))
        return
    code = await make(talk.session, unit, role, talk.now)
    await trail.note(talk, unit.organisation_id, "invite", f"unit:{unit.code}", new=role)
    link = talk.reach.deep_link(code)
    text = talk.say("invite.made", unit=unit.name, role=talk.say(f"role.{role}"), code=code)
    personal = link and role != LEADERSHIP_GROUP
    await talk.reply(f"{text}\n{link}" if personal else text, photo=picture(link) if personal else None)


def _name_and_role(talk: Talk, said: str) -> tuple[str, str | None]:
    """ "VHXH officer" or "Phòng Văn hóa Xã hội cán bộ đầu mối": the unit, then the role; officer by default."""
    for role in ROLES:
        for word in (str(role), talk.say(f"role.{role}")):
            if plain(said).endswith(" " + plain(word)):
                return said[: -len(word)].strip(), str(role)
    return said.strip(), str(Role.OFFICER)
