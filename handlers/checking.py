"""The head approves and the aggregating office accepts: what waits for them, its card, and saying yes."""

from datetime import datetime
from enum import StrEnum

from domain.chat import Button
from domain.lateness import State
from domain.roles import Role
from handlers import asking, ended, incomplete, passing_on, pin, refusing, secrecy, trail
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import Speaker
from storage import acceptance, conversations, entered_for, people, reports
from storage.conversations import Step
from storage.reports import Owed


class Check(StrEnum):
    """Who looks at a report that was handed in, in this order."""

    APPROVE = "approve"  # the head of its unit
    ACCEPT = "accept"  # the aggregating office


async def approve(talk: Talk, said: str = "") -> None:
    """`duyệt`: the report on the card, or what waits for the head."""
    await _say_yes_or_show(talk, Check.APPROVE)


async def accept(talk: Talk, said: str = "") -> None:
    """`tiếp nhận`: the report on the card, or what waits for the aggregating office."""
    await _say_yes_or_show(talk, Check.ACCEPT)


async def heard(talk: Talk) -> None:
    """At the list a digit opens a card; at the card anything else is told what it waits for."""
    held = talk.known.conversation.candidates or {}
    what = Check(held["what"])
    said = talk.heard.text.strip()
    if said in held.get("opens", {}):
        await see(talk, what, held["opens"][said])
        return
    if "report" not in held:
        key = "check.waiting_list"
    else:
        key = "check.waiting_look" if only_looks(talk, what) else "check.waiting_card"
    await talk.reply(secrecy.said_first(talk, talk.say(key, yes=talk.say(f"check.yes.{what}"))))


def only_looks(talk: Talk, what: Check) -> bool:
    """Whether the plan does not ask for this yes: a report is done when sent, and can be looked at and sent back."""
    return what is Check.ACCEPT and not talk.known.organisation.aggregator_accepts


async def show(talk: Talk, what: Check) -> None:
    """What waits: none, the one, or a list to choose from."""
    if not await _checks_anything(talk, what):
        await refusing.say(talk, f"check.not_for_you.{what}", what)
        return
    waiting = await waiting_for(talk, what)
    looks = only_looks(talk, what)
    if not waiting:
        await talk.reply(talk.say("check.none_to_see" if looks else f"check.none.{what}"))
    elif len(waiting) == 1:
        await card(talk, what, waiting[0])
    else:
        lines = [talk.say.count("check.list_to_see" if looks else "check.list", len(waiting))]
        for number, one in enumerate(waiting, start=1):
            lines.append(talk.say("check.list_line", number=number, **_named(talk.say, one)))
        lines.append(talk.say("check.list_how"))
        opens = {str(number): one.report.id for number, one in enumerate(waiting, start=1)}
        conversations.take_up(talk.known.conversation, None, Step.CHECK, {"what": what, "opens": opens})
        await talk.reply("\n".join(lines))


async def see(talk: Talk, what: Check, report_id: int) -> None:
    """The card of one report, if it still waits for this person."""
    owed = await still_waiting(talk, what, report_id)
    if owed is not None:
        await card(talk, what, owed)


async def still_waiting(talk: Talk, what: Check, report_id: int) -> Owed | None:
    """The report, if it still waits for this person. None: who was quicker, or that there is none, was said."""
    owed = next((one for one in await waiting_for(talk, what) if one.report.id == report_id), None)
    if owed is None:
        await gone(talk, what, report_id)
    return owed


async def card(talk: Talk, what: Check, owed: Owed, lead: str = "") -> None:
    """All figures of a report with what there is to say about them, to be approved, accepted or sent back."""
    sheet = await asking.sheet(talk.session, owed)
    seen = stamp(sheet)
    report = owed.report
    lines = [lead] if lead else []
    handed_in = talk.say.moment(_handed_in_at(owed), talk.known.zone)
    lines.append(talk.say("check.card", handed_in=handed_in, asked=owed.asked, **_named(talk.say, owed)))
    by = {position: (name, source) for position, name, source in await entered_for.entered(talk.session, report)}
    for question in sheet.questions:
        given = asking.answer_text(talk.say, question, reports.answer_of(question.figure))
        noted = asking.evidence_note(talk.say, question)
        lines.append(f"{question.figure.position}. {question.name}: {given}{noted}")
        if question.figure.reason:
            lines.append(talk.say("check.reason", reason=question.figure.reason))
        if question.figure.position in by:
            name, source = by[question.figure.position]
            lines.append(talk.say("check.entered_for", name=name, source=source))
    if report.approved_at is not None and report.approved_by_id is not None:
        head = await people.person(talk.session, report.approved_by_id)
        lines.append(talk.say("check.approved_by", name=head.name))
    if lacks := incomplete.named(talk.say, sheet):
        lines.append(talk.say("check.lacking", what=lacks))
    lines += await ended.of_unit(talk.session, talk.say, talk.known.organisation, owed.unit.id)
    lines.append(talk.say("check.how_looking" if only_looks(talk, what) else f"check.how.{what}"))
    conversations.take_up(talk.known.conversation, None, Step.CHECK, {"what": what, "report": report.id, "stamp": seen})
    yes = [] if only_looks(talk, what) else [Button(talk.say(f"button.{what}"), f"{what}:{what}:{report.id}:{seen}")]
    back = Button(talk.say("button.return"), f"return:{what}:{report.id}:{seen}")
    await talk.reply("\n".join(lines), buttons=[[*yes, back]])


async def say_yes(talk: Talk, what: Check, report_id: int, seen: int) -> None:
    """Approve or accept what was on the card. A figure that changed since is shown first."""
    owed = await still_waiting(talk, what, report_id)
    if owed is None:
        return
    if only_looks(talk, what):
        await card(talk, what, owed, talk.say("check.no_accepting"))
        return
    sheet = await asking.sheet(talk.session, owed)
    if stamp(sheet) != seen:
        await card(talk, what, owed, talk.say("check.changed"))
        return
    if await pin.is_asked(talk):
        return
    old = stands(owed)
    settle = acceptance.approve if what is Check.APPROVE else acceptance.accept
    if not await settle(talk.session, owed.report, talk.known.person.id, talk.now):
        await gone(talk, what, report_id)
        return
    await trail.note(talk, owed.report.organisation_id, what, f"report:{report_id}", old=old, new=stands(owed))
    conversations.take_up(talk.known.conversation, None, Step.IDLE)
    done = talk.say(f"check.done.{what}", **_named(talk.say, owed))
    left = len(await waiting_for(talk, what))
    more = talk.say.count("check.left", left, again=talk.say(f"check.yes.{what}"))
    await talk.reply(f"{done}\n{more}" if left else done)
    await _tell_officers(talk, what, owed)
    if what is Check.APPROVE:
        await tell_of(talk, owed)


async def tell_of(talk: Talk, owed: Owed) -> None:
    """Whoever looks at it next hears that it is there."""
    what = _next(talk, owed)
    if what is None:
        return
    seen = stamp(await asking.sheet(talk.session, owed))

    def write(say: Speaker) -> str:
        return say(f"check.arrived.{what}", who=talk.known.person.name, **_named(say, owed))

    def buttons(say: Speaker) -> list[list[Button]]:
        return [[Button(say("button.see"), f"see:{what}:{owed.report.id}:{seen}")]]

    role, unit_id = (Role.HEAD, owed.unit.id) if what is Check.APPROVE else (Role.AGGREGATOR, None)
    told = await passing_on.tell_all(talk, f"check:{what}", [role], write, unit_id=unit_id, buttons=buttons)
    is_head = what is Check.APPROVE and await _may_check(talk, what, owed)
    if what is Check.APPROVE and not told and not is_head:
        await _tell_nobody_approves(talk, owed)


def waits_for(talk: Talk, owed: Owed) -> list[str]:
    """The line of a receipt that says whose yes is still to come; none where nobody's is."""
    what = _next(talk, owed)
    return [talk.say(f"check.waits.{what}")] if what else []


async def corrected(talk: Talk, sheet: Sheet) -> list[str]:
    """A figure changed after it was handed in: what was approved or accepted was another one, so it is asked anew.

    Returns what there is to say of that to who corrected it.
    """
    report = sheet.owed.report
    old = stands(sheet.owed)
    if not await acceptance.lapse(talk.session, report):
        return []
    new = stands(sheet.owed)
    await trail.note(talk, report.organisation_id, "lapse", f"report:{report.id}", old=old, new=new)
    await tell_of(talk, sheet.owed)
    return waits_for(talk, sheet.owed)


async def waiting_for(talk: Talk, what: Check) -> list[Owed]:
    """The reports that wait for this person's yes, oldest first."""
    if not await _checks_anything(talk, what):
        return []
    organisation = talk.known.organisation
    if what is Check.APPROVE:
        units = await people.units_of(talk.session, talk.known.person.id, [Role.HEAD], talk.now)
        waiting = await reports.handed_in(talk.session, organisation.id, [unit.id for unit in units])
        return [one for one in waiting if one.report.approved_at is None]
    waiting = await reports.handed_in(talk.session, organisation.id)
    return [
        one
        for one in waiting
        if (one.report.approved_at is not None or not organisation.head_approves)
        and (organisation.aggregator_accepts or not one.is_locked(talk.now))
    ]


async def gone(talk: Talk, what: Check, report_id: int) -> None:
    """It does not wait any more: who settled it is said to who may know."""
    role = Role.HEAD if what is Check.APPROVE else Role.AGGREGATOR
    owed = await talk.scope.report_for(report_id, [role])
    if owed is None or not await _may_check(talk, what, owed):
        await refusing.outside(talk, f"report:{report_id}")
        return
    words = _named(talk.say, owed)
    settled = await _settled(talk, owed)
    if settled is None:
        await talk.reply(talk.say("check.gone", **words))
    else:
        key, who, at = settled
        await talk.reply(talk.say(key, who=who, when=talk.say.moment(at, talk.known.zone), **words))


async def _settled(talk: Talk, owed: Owed) -> tuple[str, str, datetime] | None:
    """How it was settled (the key of a sentence), by whom, when; None while it waits for somebody else."""
    report = owed.report
    if report.state == State.RETURNED:
        returned = await acceptance.returned_by(talk.session, report)
        return ("check.gone_returned", *returned) if returned else None
    if report.accepted_by_id is not None and report.accepted_at is not None:
        return (
            "check.gone_accepted",
            (await people.person(talk.session, report.accepted_by_id)).name,
            report.accepted_at,
        )
    if report.approved_by_id is not None and report.approved_at is not None:
        return (
            "check.gone_approved",
            (await people.person(talk.session, report.approved_by_id)).name,
            report.approved_at,
        )
    return None


def stamp(sheet: Sheet) -> int:
    """A number that grows with every answer and every handing in: whether a card shows what stands now."""
    return sheet.owed.report.submissions + sum(question.figure.version for question in sheet.questions)


def stands(owed: Owed) -> str:
    """Where it stands, for the audit trail: "approved:2" is the second handing in, approved."""
    report = owed.report
    approved = report.state == State.SUBMITTED and report.approved_at is not None
    return f"{'approved' if approved else report.state}:{report.submissions}"


async def _say_yes_or_show(talk: Talk, what: Check) -> None:
    held = talk.known.conversation.candidates or {}
    if talk.known.conversation.step == Step.CHECK and held.get("what") == what and "report" in held:
        await say_yes(talk, what, held["report"], held["stamp"])
    else:
        await show(talk, what)


async def _checks_anything(talk: Talk, what: Check) -> bool:
    if what is Check.ACCEPT:
        return await talk.holds([Role.AGGREGATOR])
    units = await people.units_of(talk.session, talk.known.person.id, [Role.HEAD], talk.now)
    return bool(units) and talk.known.organisation.head_approves


async def _may_check(talk: Talk, what: Check, owed: Owed) -> bool:
    if owed.report.organisation_id != talk.known.organisation.id or not await _checks_anything(talk, what):
        return False
    units = await people.units_of(talk.session, talk.known.person.id, [Role.HEAD], talk.now)
    return what is Check.ACCEPT or owed.unit.id in {unit.id for unit in units}


def _next(talk: Talk, owed: Owed) -> Check | None:
    organisation = talk.known.organisation
    if owed.report.state != State.SUBMITTED or owed.report.is_upward:
        return None
    if organisation.head_approves and owed.report.approved_at is None:
        return Check.APPROVE
    return Check.ACCEPT if organisation.aggregator_accepts else None


async def _tell_nobody_approves(talk: Talk, owed: Owed) -> None:
    """A report must not wait for a head who does not exist without anybody knowing."""

    def write(say: Speaker) -> str:
        return say("check.nobody_approves", code=owed.unit.code, **_named(say, owed))

    await passing_on.tell_all(talk, "nobody_approves", [Role.AGGREGATOR, Role.ADMINISTRATOR], write)


async def _tell_officers(talk: Talk, what: Check, owed: Owed) -> None:
    def write(say: Speaker) -> str:
        return say(f"check.told.{what}", who=talk.known.person.name, **_named(say, owed))

    await passing_on.tell_all(talk, f"checked:{what}", [Role.OFFICER], write, unit_id=owed.unit.id)


def _named(say: Speaker, owed: Owed) -> dict[str, str]:
    return {"unit": owed.unit_name, "period": asking.period_name(say, owed)}


def _handed_in_at(owed: Owed) -> datetime:
    return owed.report.submitted_at or owed.report.due_at
