"""A review's decision on a task or indicator: chosen or typed, with a reason, confirmed once, told to its leads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.chat import Button
from domain.decided import ENDING, Decided, Ruling, read_details, read_ruling
from domain.roles import Role
from domain.values import plain
from handlers import faltering, hand, own_words, passing_on, pin, quarters, refusing, secrecy, trail
from handlers.faltering import Item
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, decisions
from storage.conversations import Step
from storage.decisions import Subject
from storage.tables import Decision

DECIDING = frozenset({Role.LEADER, Role.AGGREGATOR})
MAX_WORDS = 500
_YES = frozenset({"ghi quyet dinh", "ghi", "dung", "dong y", "co", "yes", "record decision"})


async def may_decide(talk: Talk) -> bool:
    """Whether the person decides: leaders, and the aggregating office that records what the leaders decided."""
    return await talk.holds(DECIDING)


async def numbered(talk: Talk, number: str, said: str) -> None:
    """`rà soát 3`, with or without a decision: of the list in hand, else of the quarter that ended last."""
    held = _held(talk) if talk.known.conversation.step == Step.DECIDE else {}
    if not held.get("items"):
        organisation, key = talk.known.organisation, held.get("review")
        of_key = await quarters.of_key(talk.session, organisation, key, talk.now) if key else None
        quarter = of_key or await quarters.meant(talk.session, organisation, "", talk.now)
        if quarter is None:
            await talk.reply(talk.say("quarterly.no_such"))
            return
        found = await faltering.items(talk.session, organisation, quarter, talk.now)
        held = {"review": quarter.key, "items": _numbers(found)}
    if number.lstrip("0") not in held["items"]:
        await talk.reply(talk.say("ruling.no_such", number=number, most=len(held["items"])))
        return
    await _take(talk, held["review"], Subject.read(held["items"][number.lstrip("0")]), said)


async def heard(talk: Talk) -> None:
    """At the list a digit opens an item; at an item a decision, then what it lacks, then a yes."""
    held, text = _held(talk), talk.heard.text.strip()
    today = talk.now.astimezone(talk.known.zone).date()
    if "subject" not in held or (text.isdecimal() and len(text) <= 4):
        await _pick(talk, text)
    elif "decided" not in held:
        await _take(talk, held["review"], Subject.read(held["subject"]), text)
    elif "reason" in held and plain(text) in _YES:
        await record(talk, Subject.read(held["subject"]), held["review"])
    else:
        begun = Ruling(Decided(held["decided"]), held.get("words", ""), _day(held))
        said = read_ruling(text, today) or _completed(begun, text, today)
        await _go_on(talk, held["review"], Subject.read(held["subject"]), said)


async def tapped(talk: Talk, decided: Decided, subject: Subject, review: str) -> None:
    """A decision picked by its button; what it needs is asked for."""
    await _go_on(talk, review, subject, Ruling(decided))


async def record(talk: Talk, subject: Subject, review: str) -> None:
    """Keep the decision that waits for a yes, and tell who leads what it is about."""
    held = _held(talk)
    waits = talk.known.conversation.step == Step.DECIDE and "reason" in held
    if not waits or held["subject"] != str(subject) or held["review"] != review:
        await hand.stale_button(talk)
        return
    item = await _item(talk, review, subject)
    if item is None:
        return
    said = Ruling(Decided(held["decided"]), held.get("words", ""), _day(held), held["reason"])
    if held["seen"] != _stamp(item):
        await _confirm(talk, review, item, said, talk.say("ruling.changed"))
        return
    if await pin.is_asked(talk):
        return
    before = item.decision or item.ended_by
    row = await decisions.add(
        talk.session,
        talk.known.organisation.id,
        review,
        subject,
        said.decided,
        said.reason,
        talk.known.account,
        talk.now,
        words=said.words or None,
        new_due_on=said.new_due_on,
    )
    old = _kept(before) if before else None
    await trail.note(
        talk, row.organisation_id, "review_decision", str(subject), old=old, new=_kept(row), why=said.reason
    )
    await _say_recorded(talk, review, item, row)
    await _tell_leads(talk, item, row)


async def decided_line(talk: Talk, row: Decision) -> str:
    """What was decided, by whom, when."""
    who, day = await decisions.decided_by(talk.session, row), row.decided_at.astimezone(talk.known.zone).date()
    words = {"what": written(talk.say, row), "reason": row.reason, "who": who, "day": talk.say.day(day)}
    return talk.say("ruling.decided", **words)


def written(say: Speaker, row: Decision) -> str:
    """ "gia hạn đến Thứ Năm 31/12/2026"."""
    return _written(say, Ruling(Decided(row.decision), row.subject or "", row.new_due_on))


async def _pick(talk: Talk, text: str) -> None:
    if text.isdecimal() and len(text) <= 4:
        await numbered(talk, text, "")
    else:
        await talk.reply(secrecy.said_first(talk, talk.say("ruling.waiting_list")))


async def _take(talk: Talk, review: str, subject: Subject, text: str) -> None:
    """An item that was named, with what was said of it."""
    today = talk.now.astimezone(talk.known.zone).date()
    said = read_ruling(text, today)
    if said is not None:
        await _go_on(talk, review, subject, said)
        return
    item = await _item(talk, review, subject)
    if item is None:
        return
    _put(talk, review, subject, {})
    lines = [talk.say("ruling.item", number=item.number, name=item.name)]
    for one in (item.ended_by, item.decision):
        lines += [await decided_line(talk, one)] if one else []
    lines.append(talk.say("ruling.not_understood" if text.strip() else "ruling.which", number=item.number))
    buttons = [[Button(talk.say(f"button.rule.{one}"), f"rule:{one}:{subject}:{review}")] for one in Decided]
    await talk.reply(secrecy.said_first(talk, "\n".join(lines)), buttons=buttons)


async def _go_on(talk: Talk, review: str, subject: Subject, said: Ruling) -> None:
    """Ask for what a decision lacks, or for the one yes."""
    item = await _item(talk, review, subject)
    if item is None:
        return
    fitting = _fitting(talk, item, said)
    _put(talk, review, subject, _as_held(fitting))
    if fitting.lacks:
        key = f"ruling.ask.{fitting.decided}" if fitting.lacks != "reason" else "ruling.ask.reason"
        lines = [talk.say(key, name=item.name, what=_written(talk.say, fitting), most=MAX_WORDS)]
        if said.new_due_on is not None and fitting.new_due_on is None:
            lines.insert(0, talk.say("ruling.too_early", day=talk.say.full_day(said.new_due_on)))
        await talk.reply(secrecy.said_first(talk, "\n".join(lines)))
    else:
        await _confirm(talk, review, item, fitting)


async def _confirm(talk: Talk, review: str, item: Item, said: Ruling, lead: str = "") -> None:
    _put(talk, review, item.subject, {**_as_held(said), "reason": said.reason, "seen": _stamp(item)})
    before = [await decided_line(talk, item.decision)] if item.decision else []
    lines = [
        *([lead] if lead else []),
        talk.say(
            "ruling.confirm",
            number=item.number,
            name=item.name,
            what=_written(talk.say, said),
            reason=said.reason,
            units=_units(item),
        ),
        *before,
        *([talk.say("ruling.ends")] if said.decided in ENDING else []),
        talk.say("ruling.confirm_how"),
    ]
    yes = Button(talk.say("button.record_decision"), f"record:{item.subject}:{review}")
    await talk.reply("\n".join(lines), buttons=[[yes]])


async def _item(talk: Talk, review: str, subject: Subject) -> Item | None:
    """The item, if this person may decide on it; None: what there is to say was said."""
    if not await may_decide(talk):
        await refusing.say(talk, "ruling.not_for_you", f"{subject}")
        return None
    organisation = talk.known.organisation
    quarter = await quarters.of_key(talk.session, organisation, review, talk.now)
    found = await faltering.items(talk.session, organisation, quarter, talk.now) if quarter else []
    item = faltering.at(found, subject)
    if item is None:
        talk.known.conversation.step = Step.IDLE
        await talk.reply(talk.say("ruling.gone"))
    return item


async def _say_recorded(talk: Talk, review: str, item: Item, row: Decision) -> None:
    organisation = talk.known.organisation
    quarter = await quarters.of_key(talk.session, organisation, review, talk.now)
    found = await faltering.items(talk.session, organisation, quarter, talk.now) if quarter else []
    conversations.take_up(talk.known.conversation, None, Step.DECIDE, {"review": review, "items": _numbers(found)})
    done = talk.say("ruling.recorded", number=item.number, name=item.name, what=written(talk.say, row))
    left = sum(one.waits for one in found)
    more = talk.say.count("ruling.left", left) if left else talk.say("ruling.all_decided")
    await talk.reply(f"{done}\n{more}")


async def _tell_leads(talk: Talk, item: Item, row: Decision) -> None:
    def write(say: Speaker) -> str:
        told = say(
            "ruling.told",
            review=quarters.name(say, row.review),
            name=item.name,
            what=written(say, row),
            reason=row.reason,
        )
        return f"{told}\n{say(f'ruling.then.{row.decision}')}"

    for unit_id in dict.fromkeys(duty.unit.id for duty in item.duties):
        await passing_on.tell_all(talk, f"ruling:{item.subject}", [Role.OFFICER, Role.HEAD], write, unit_id=unit_id)


def _fitting(talk: Talk, item: Item, said: Ruling) -> Ruling:
    """What of it can be kept: an extension lies behind today and the day it was due, words are legible and fit."""
    today = talk.now.astimezone(talk.known.zone).date()
    earliest = max(filter(None, (today, item.due_on, *(of.aim.due_on for of in item.paced))))
    new_due_on = said.new_due_on if said.new_due_on and said.new_due_on > earliest else None
    words = own_words.fitting(talk, said.words, MAX_WORDS) or ""
    return Ruling(said.decided, words, new_due_on, own_words.fitting(talk, said.reason, MAX_WORDS) or "")


def _completed(begun: Ruling, text: str, today: date) -> Ruling:
    """What was begun, with what is said now; where only the reason was missing, all of it is the reason."""
    if begun.lacks == "reason":
        return Ruling(begun.decided, begun.words, begun.new_due_on, " ".join(text.split()).strip(" :"))
    return read_details(begun.decided, text, today)


def _written(say: Speaker, said: Ruling) -> str:
    day = say.full_day(said.new_due_on) if said.new_due_on else ""
    if said.decided is Decided.EXTEND and not day:
        return say("ruling.what.extend_open")
    return say(f"ruling.what.{said.decided}", words=said.words, day=day).strip()


def _numbers(found: Sequence[Item]) -> dict[str, str]:
    return {str(one.number): str(one.subject) for one in found}


def _units(item: Item) -> str:
    return ", ".join(dict.fromkeys(duty.unit.name for duty in item.duties))


def _stamp(item: Item) -> int:
    return item.decision.id if item.decision else 0


def _kept(row: Decision) -> str:
    parts = (row.decision, row.new_due_on.isoformat() if row.new_due_on else "", row.subject or "")
    return ":".join(part for part in parts if part)


def _held(talk: Talk) -> dict[str, Any]:
    return talk.known.conversation.candidates or {}


def _put(talk: Talk, review: str, subject: Subject, more: dict[str, Any]) -> None:
    """Keep what is being decided; the numbers of the list stay in hand."""
    held = _held(talk)
    items = held.get("items", {}) if held.get("review") == review else {}
    kept = {"review": review, "items": items, "subject": str(subject), **more}
    conversations.take_up(talk.known.conversation, None, Step.DECIDE, kept)


def _as_held(said: Ruling) -> dict[str, Any]:
    day = {"new_due_on": said.new_due_on.isoformat()} if said.new_due_on else {}
    return {"decided": said.decided, "words": said.words, **day}


def _day(held: dict[str, Any]) -> date | None:
    return date.fromisoformat(held["new_due_on"]) if "new_due_on" in held else None
