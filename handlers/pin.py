"""The PIN: asked for before somebody approves or administers; what waited for it goes on by itself once it is right."""

from dataclasses import replace
from enum import Enum, auto
from typing import Any

from domain import pins as rules
from domain.chat import Heard
from domain.roles import Role
from handlers import passing_on, secrecy, trail
from handlers.talk import Talk
from locales import Speaker
from storage import pins
from storage.tables import Pin

NEW, AGAIN, PROVE = "new", "again", "prove"
_MINUTES = 60


class Taken(Enum):
    """What became of a message: it was no PIN; it was one and all is said; it was the right one and `heard` goes on."""

    NOT = auto()
    DONE = auto()
    GO_ON = auto()


async def is_asked(talk: Talk, *, afresh: bool = False) -> bool:
    """True: the PIN is asked for first, and the caller leaves everything as it is; it is called again afterwards.

    Only who has set a PIN is asked, and everybody where the organisation wants it. `afresh`: however short a while ago
    it was typed, for what gives a phone away for good.
    """
    row = await pins.of(talk.session, talk.known.person.id)
    if row is None or row.digest is None:
        if not talk.known.organisation.pin_required:
            return False
        await _ask_new(talk, await pins.made(talk.session, talk.known.person), "pin.required", _waiting(talk))
        return True
    is_proven = row.proven_at == talk.now if afresh else pins.is_proven(row, talk.known.account, talk.now)
    if is_proven and row.proven_by_id == talk.known.account.id:
        return False
    if pins.is_closed(row, talk.now):
        await _say_closed(talk, row)
        return True
    pins.ask(row, talk.known.account, talk.now, what=PROVE, event=_waiting(talk))
    await talk.reply(talk.say("pin.ask"))
    return True


async def taken(talk: Talk) -> Taken:
    """Six digits while a PIN is awaited. Whatever comes of them, the message does not stay stored."""
    heard = talk.heard
    if heard.heard not in (Heard.TEXT, Heard.EDIT) or (digits := rules.read(heard.text)) is None:
        return Taken.NOT
    row = await pins.of(talk.session, talk.known.person.id)
    if row is None or not pins.is_awaited(row, talk.known.account, talk.now):
        return Taken.NOT
    talk.is_secret, talk.refusal = True, None
    asks: dict[str, Any] = row.asks or {}
    if asks["what"] == PROVE:
        return await _prove(talk, row, digits, asks)
    return await _choose(talk, row, digits, asks)


async def set_up(talk: Talk, said: str = "") -> None:
    """`mã PIN`: set one, or another in the place of the one that is typed first."""
    talk.is_secret = talk.is_secret or any(sign.isdigit() for sign in talk.heard.text)
    row = await pins.of(talk.session, talk.known.person.id)
    if row is not None and row.digest is not None and await is_asked(talk, afresh=True):
        return
    await _ask_new(talk, await pins.made(talk.session, talk.known.person), "pin.choose", None)


async def lock(talk: Talk, said: str = "") -> None:
    """`khóa`: the next approval asks for the PIN again, on every phone."""
    row = await pins.of(talk.session, talk.known.person.id)
    if row is None or row.digest is None:
        await talk.reply(talk.say("pin.none_to_lock"))
        return
    row.proven_at = row.proven_by_id = row.asks = None
    await talk.reply(talk.say("pin.locked"))


async def _ask_new(talk: Talk, row: Pin, key: str, event: dict[str, str] | None) -> None:
    pins.ask(row, talk.known.account, talk.now, what=NEW, event=event)
    await talk.reply(talk.say(key))


async def _prove(talk: Talk, row: Pin, digits: str, asks: dict[str, Any]) -> Taken:
    if await pins.fits(talk.session, digits, row.digest):
        pins.prove(row, talk.known.account, talk.now)
        await talk.reply(talk.say("pin.right", minutes=int(rules.IDLE.total_seconds() // _MINUTES)))
        return _go_on(talk, asks)
    if pins.fail(row, talk.now):
        await _note(talk, "pin_closed")
        await _say_closed(talk, row)
        await _tell_administrators(talk)
    else:
        pins.ask(row, talk.known.account, talk.now, what=PROVE, event=asks.get("event"))
        await talk.reply(talk.say("pin.wrong", left=rules.MAX_WRONG - row.wrong))
    return Taken.DONE


async def _choose(talk: Talk, row: Pin, digits: str, asks: dict[str, Any]) -> Taken:
    """The new digits, then the same once more, so that nobody locks themselves out by a slip."""
    event = asks.get("event")
    if asks["what"] == AGAIN:
        if not await pins.fits(talk.session, digits, asks["first"]):
            await _ask_new(talk, row, "pin.not_the_same", event)
            return Taken.DONE
        row.digest = asks["first"]
        pins.prove(row, talk.known.account, talk.now)
        await _note(talk, "pin_set")
        await talk.reply(talk.say("pin.set"))
        return _go_on(talk, asks)
    if rules.is_weak(digits):
        await _ask_new(talk, row, "pin.weak", event)
        return Taken.DONE
    first = await pins.digest(talk.session, digits)
    pins.ask(row, talk.known.account, talk.now, what=AGAIN, first=first, event=event)
    await talk.reply(talk.say("pin.again"))
    return Taken.DONE


def _waiting(talk: Talk) -> dict[str, str]:
    """The event that waits, as it came."""
    heard = talk.heard
    return {"heard": heard.heard, "text": heard.text, "message": heard.message, "reply_to": heard.reply_to}


def _go_on(talk: Talk, asks: dict[str, Any]) -> Taken:
    """From now on the event that waited is what is heard."""
    event = asks.get("event")
    if not event:
        return Taken.DONE
    talk.heard = replace(talk.heard, **{**event, "heard": Heard(event["heard"])})
    talk.refusal = secrecy.refusal(talk.heard)
    return Taken.GO_ON


async def _say_closed(talk: Talk, row: Pin) -> None:
    at = talk.say.moment(row.closed_until_at or talk.now, talk.known.zone)
    await talk.reply(talk.say("pin.closed", at=at))


async def _tell_administrators(talk: Talk) -> None:
    def write(say: Speaker) -> str:
        return say("pin.told_closed", who=talk.known.person.name, times=rules.MAX_WRONG)

    await passing_on.tell_all(talk, "pin_closed", [Role.ADMINISTRATOR], write)


async def _note(talk: Talk, action: str) -> None:
    await trail.note(talk, talk.known.person.organisation_id, action, f"person:{talk.known.person.id}")
