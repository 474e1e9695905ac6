"""`xóa PIN`: who forgot theirs has it taken away by an administrator, and sets another."""

import re

from domain.roles import Role
from domain.values import plain
from handlers import passing_on, pin, refusing, trail
from handlers.talk import Talk
from locales import speak
from storage import pins
from storage.tables import Account, Person

_LEAD = re.compile(r"^/?\s*(?:(?:xóa|xoá|xoa) ?(?:mã |ma )?pin|reset pin)\b[ :]*", re.IGNORECASE)


async def reset(talk: Talk, said: str = "") -> None:
    """`xóa PIN Trần Thị Mai`: of somebody else; one's own only another administrator takes away."""
    if not await talk.holds([Role.ADMINISTRATOR]):
        await refusing.say(talk, "pin.reset_not_yours", "pin")
        return
    name = _LEAD.sub("", " ".join(talk.heard.text.split()))
    found = await _called(talk, name)
    if len(found) != 1:
        await talk.reply(talk.say("pin.reset_whom" if not found else "pin.reset_several", name=name[:80]))
        return
    if await pin.is_asked(talk):
        return
    account, person = found[0]
    if not await pins.forget(talk.session, person.id):
        await talk.reply(talk.say("pin.reset_none", name=person.name))
        return
    await trail.note(talk, talk.known.organisation.id, "pin_reset", f"person:{person.id}")
    await talk.reply(talk.say("pin.reset_done", name=person.name))
    told = speak(person.locale)("pin.told_reset", who=talk.known.person.name)
    await passing_on.tell(talk, "pin_reset", account, told)


async def _called(talk: Talk, name: str) -> list[tuple[Account, Person]]:
    """The others of the organisation with this name, with or without marks."""
    wanted = plain(name)
    everybody = await passing_on.listeners(talk, list(Role))
    fitting = [one for one in everybody if wanted and f" {plain(one[1].name)}".endswith(f" {wanted}")]
    exact = [one for one in fitting if one[1].name.casefold() == name.casefold()]
    return exact or fitting
