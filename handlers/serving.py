"""`cơ quan`: somebody who serves in several organisations sees which one is meant now, and turns to another."""

import re

from domain.chat import Button
from handlers import refusing
from handlers.talk import Talk
from storage import people
from storage.tables import Organisation


async def show(talk: Talk, said: str = "") -> None:
    """The organisations of this person by number; with a number, that one from now on."""
    served = await people.organisations_of(talk.session, talk.known.person.id, talk.now)
    wanted = re.search(r"\d+$", talk.heard.text.strip())
    if len(served) < 2:
        await talk.reply(talk.say("serving.only_one", organisation=talk.known.organisation.name))
    elif wanted and 1 <= int(wanted[0]) <= len(served):
        await _turn(talk, served[int(wanted[0]) - 1])
    else:
        lines = [talk.say("serving.list")]
        for number, one in enumerate(served, start=1):
            key = "serving.line_now" if one.id == talk.known.organisation.id else "serving.line"
            lines.append(talk.say(key, number=number, organisation=one.name))
        buttons = [[Button(one.short_name, f"serve:{one.id}")] for one in served]
        await talk.reply("\n".join([*lines, talk.say("serving.how")]), buttons=buttons)


async def tapped(talk: Talk, organisation_id: int) -> None:
    """An organisation of the list, if the person still serves there."""
    served = await people.organisations_of(talk.session, talk.known.person.id, talk.now)
    meant = next((one for one in served if one.id == organisation_id), None)
    if meant is None:
        await refusing.outside(talk, f"organisation:{organisation_id}")
    else:
        await _turn(talk, meant)


async def _turn(talk: Talk, to: Organisation) -> None:
    talk.turn_to(to)
    await talk.reply(talk.say("serving.turned", organisation=to.name))
