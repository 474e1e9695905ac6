"""`rời tổ`: somebody leaves a team. What they logged stays the team's."""

from domain.roles import OF_A_TEAM
from handlers import trail, visit_team
from handlers.talk import Talk
from storage import people


async def leave(talk: Talk, said: str = "") -> None:
    """`rời tổ` asks; `rời tổ TCNS01` leaves it."""
    units = await visit_team.units(talk)
    _, _, named = talk.heard.text.strip().partition(" ")
    named = named.partition(" ")[2].strip()
    if not units:
        await talk.reply(talk.say("visit.no_team"))
        return
    unit = next((one for one in units if named.casefold() == one.code.casefold()), None)
    if unit is None:
        lines = [talk.say("leaving.line", code=one.code, team=one.name) for one in units]
        await talk.reply("\n".join([talk.say("leaving.sure"), *lines]))
        return
    await people.leave(talk.session, talk.known.person.id, unit.id, OF_A_TEAM, talk.now)
    await trail.note(talk, unit.organisation_id, "leave", f"unit:{unit.code}")
    await talk.reply(talk.say("leaving.left", team=unit.name))
