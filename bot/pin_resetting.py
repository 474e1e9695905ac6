"""Takes a PIN away from the command line, and says so in the audit trail."""

from datetime import datetime

from sqlalchemy import select

from bot.opened import opened
from bot.settings import Settings
from domain.values import plain
from locales import Speaker
from storage import pins
from storage.tables import Audit, Organisation, Person

OPERATOR = "operator"


class WhoError(Exception):
    """Nobody, or more than one, is called so; the reason is a sentence."""


async def reset(settings: Settings, name: str, code: str, say: Speaker, now: datetime) -> str:
    """Take away the PIN of the one person of this name. `code` "": of any organisation. Raises WhoError."""
    async with opened(settings) as database, database.sessions.begin() as session:
        found = select(Person, Organisation).join(Organisation, Organisation.id == Person.organisation_id)
        everybody = (await session.execute(found.order_by(Person.id))).all()
        called = [one for one, of in everybody if plain(one.name) == plain(name) and code in ("", of.code)]
        if len(called) != 1:
            raise WhoError(say("cli.pin_several" if called else "cli.pin_nobody", name=name))
        person = called[0]
        if not await pins.forget(session, person.id):
            return say("pin.reset_none", name=person.name)
        session.add(
            Audit(
                organisation_id=person.organisation_id,
                at=now,
                actor=OPERATOR,
                action="pin_reset",
                object=f"person:{person.id}",
            )
        )
    return say("cli.pin_done", name=person.name)
