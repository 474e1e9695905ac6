"""`ngày nghỉ`: the coming days off; administrators and aggregators swap days after seeing which deadlines move."""

import json
import re
from datetime import date
from hashlib import sha256
from typing import Any

from domain import swaps as reading
from domain.chat import Button
from domain.roles import Role
from domain.swaps import Refused, Swap
from domain.values import plain
from handlers import hand, pin, refusing, secrecy, swaps
from handlers.talk import Talk
from storage import conversations
from storage.conversations import Step

MAY_SWAP = frozenset({Role.ADMINISTRATOR, Role.AGGREGATOR})
MAX_SOURCE = 300
_LEAD = re.compile(r"^/?\s*(?:ngày ?nghỉ|ngay ?nghi|days ?off)[ :]*", re.IGNORECASE)
_YES = frozenset({"ghi", "luu", "dung", "dong y", "ok", "yes", "save", "store"})


async def show(talk: Talk, said: str = "") -> None:
    """`ngày nghỉ` alone lists; with a day it asks for a yes to the change."""
    text = _LEAD.sub("", talk.heard.text.strip())
    may = await _may(talk)
    if not text:
        listed = await swaps.listed(talk.session, talk.say, talk.known.organisation, talk.now)
        await talk.reply(f"{listed}\n{talk.say('days_off.how')}" if may else listed)
    elif not may:
        await refusing.say(talk, "days_off.not_yours", "days_off")
    else:
        await _propose(talk, text)


async def heard(talk: Talk) -> None:
    """The yes to a change that was shown; anything else is asked again."""
    if plain(talk.heard.text) in _YES:
        await _store(talk)
    else:
        await talk.reply(secrecy.said_first(talk, talk.say("days_off.yes_or_no")))


async def tapped(talk: Talk, mark: str) -> None:
    """[Ghi] under a change: it counts while that very change is the one that waits."""
    held = _held(talk)
    if held is None or _mark(held) != mark:
        await hand.stale_button(talk)
    else:
        await _store(talk)


async def _propose(talk: Talk, text: str) -> None:
    today = talk.now.astimezone(talk.known.zone).date()
    if talk.refusal or len(text) > MAX_SOURCE:
        await talk.reply(secrecy.said_first(talk, talk.say("days_off.too_long", most=MAX_SOURCE)))
        return
    proposal = await swaps.propose(talk.session, talk.known.organisation, reading.read(text, today), talk.now)
    if isinstance(proposal, Refused):
        await talk.reply(swaps.refusal(talk.say, proposal))
        return
    held = _as_held(proposal.swap)
    conversations.take_up(talk.known.conversation, None, Step.SWAP, held)
    shown = swaps.proposed(talk.say, proposal, talk.known.organisation)
    button = Button(talk.say("button.store"), f"swap:{_mark(held)}")
    await talk.reply(f"{shown}\n{talk.say('days_off.yes_or_no')}", buttons=[[button]])


async def _store(talk: Talk) -> None:
    """Checked anew: the day may have passed, somebody else may have swapped it, a role may have ended."""
    held = _held(talk)
    may = await _may(talk)
    if held is not None and may and await pin.is_asked(talk):
        return
    talk.known.conversation.step = Step.IDLE
    if held is None or not may:
        await refusing.say(talk, "days_off.not_yours", "days_off")
        return
    swap = Swap({date.fromisoformat(day): is_worked for day, is_worked in held["changes"].items()}, held["source"])
    proposal = await swaps.propose(talk.session, talk.known.organisation, swap, talk.now)
    if isinstance(proposal, Refused):
        await talk.reply(swaps.refusal(talk.say, proposal))
        return
    actor = f"account:{talk.known.account.id}"
    await swaps.store(talk.session, talk.known.organisation, swap, actor, talk.now)
    stored = [swaps.which(talk.say, day, is_worked) for day, is_worked in swap.changes.items()]
    undo = f"{min(swap.changes):%d/%m/%Y}"
    await talk.reply("\n".join([talk.say("days_off.stored"), *stored, talk.say("days_off.stored_next", day=undo)]))


async def _may(talk: Talk) -> bool:
    return await talk.holds(MAY_SWAP)


def _held(talk: Talk) -> dict[str, Any] | None:
    talking = talk.known.conversation
    return talking.candidates if talking.step == Step.SWAP else None


def _as_held(swap: Swap) -> dict[str, Any]:
    return {"changes": {day.isoformat(): worked for day, worked in swap.changes.items()}, "source": swap.source}


def _mark(held: dict[str, Any]) -> str:
    return sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:12]
