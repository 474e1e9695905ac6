"""The card with all figures, sending it in with a receipt, and correcting one of them."""

import re

from domain.chat import Button, Heard
from domain.lateness import days_late
from domain.values import plain
from handlers import (
    asking,
    checking,
    ended,
    hand,
    on_behalf,
    outdated,
    proposing,
    refusing,
    secrecy,
    sequel,
    trail,
    watching,
)
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, days_off, difficulties, reports
from storage.conversations import Step
from storage.reports import Owed, Question
from storage.tables import Report

RECENT = 12  # reports in which a name is looked for


async def card(talk: Talk, sheet: Sheet, lead: str = "") -> None:
    """All figures of a report, to be sent or corrected."""
    lines = [talk.say("review.complete", answered=sheet.owed.asked, asked=sheet.owed.asked)]
    lines += [_line(talk, question) for question in sheet.questions]
    told = await difficulties.going_with(talk.session, sheet.owed.report)
    lines += [talk.say("difficulty.on_card", text=one.text) for one in told] or [talk.say("difficulty.none_yet")]
    lines += await ended.of_unit(talk.session, talk.say, talk.known.organisation, sheet.owed.unit.id)
    lines += await proposing.grown(talk.session, talk.say, sheet)
    lines.append(talk.say("review.how"))
    lines[-1:-1] = await on_behalf.named(talk, sheet)
    text = "\n".join(lines)
    report = sheet.owed.report
    conversations.take_up(talk.known.conversation, sheet.questions[-1].figure, Step.REVIEW)
    buttons = [
        [
            Button(talk.say("button.send"), f"send:{report.id}"),
            Button(talk.say("button.fix"), f"fix:{report.id}"),
        ]
    ]
    await talk.reply(f"{lead}\n\n{text}" if lead else text, buttons=buttons)


async def heard(talk: Talk, sheet: Sheet) -> None:
    """At the card: a digit picks the question to correct, anything else is told what the card waits for."""
    asked = sheet.at(int(talk.heard.text)) if talk.heard.text.isdecimal() and len(talk.heard.text) < 4 else None
    if asked is not None and talk.heard.heard is Heard.TEXT:
        await fix(talk, talk.heard.text)
    elif sheet.owed.is_handed_in or sheet.open_questions():
        await hand.say_what_is_owed(talk)
    else:
        period = asking.period_name(talk.say, sheet.owed)
        waits = talk.say("review.waiting", period=period, asked=sheet.owed.asked)
        await talk.reply(secrecy.said_first(talk, f"{waits}\n{talk.say('review.how')}"))


async def send(talk: Talk, said: str = "") -> None:
    """`gửi`: the report in hand, or the only one that is complete."""
    sheet = await _sheet_to_send(talk)
    if sheet is None:
        await hand.say_what_is_owed(talk)
    else:
        await _send(talk, sheet)


async def fix(talk: Talk, said: str = "") -> None:
    """`sửa 2`: ask question 2 again; without a number the card says how."""
    sheet = await sheet_to_fix(talk)
    if sheet is None:
        await hand.say_what_is_owed(talk)
        return
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return
    number = said.rpartition(" ")[2]
    question = sheet.at(int(number)) if number.isdecimal() and len(number) < 4 else None
    if question is None:
        conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.REVIEW)
        lines = [_line(talk, q) for q in sheet.questions]
        await talk.reply("\n".join([*lines, talk.say("review.which", most=len(sheet.questions))]))
    else:
        await hand.ask(talk, sheet, question, hand.now_holding(talk, question), chosen=True)


async def tapped(talk: Talk, action: str, report_id: int) -> None:
    """[Gửi] or [Sửa] under a card, which may be an old one: the rows decide, not the button."""
    owed = await hand.report(talk, report_id)
    if owed is None:
        await refusing.outside(talk, f"report:{report_id}")
        return
    sheet = await asking.sheet(talk.session, owed)
    if action == "send":
        await _send(talk, sheet)
    else:
        conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.REVIEW)
        await fix(talk)


async def corrected(talk: Talk, sheet: Sheet, asked: Question, echo: str) -> None:
    """A figure of a report that was sent already has changed: the report stays sent, and as timely as it was."""
    conversations.take_up(talk.known.conversation, asked.figure, Step.IDLE)
    report = sheet.owed.report
    on_time = report.first_submitted_at is not None and report.first_submitted_at <= report.due_at
    key = "review.corrected_on_time" if on_time else "review.corrected"
    told = talk.say(key, echo=echo, receipt=receipt_number(sheet.owed))
    more = [*await checking.corrected(talk, sheet), *await watching.after_update(talk, sheet.owed)]
    await talk.reply("\n".join([told, *more]))
    await on_behalf.tell_officers(talk, sheet)
    await outdated.tell(talk, sheet.owed)


def receipt_number(owed: Owed) -> str:
    """BC-2026-11-TTPVHCC-1: period, unit, and how often it was handed in."""
    kind = "TH" if owed.report.is_upward else "BC"
    return f"{kind}-{owed.period.key}-{owed.unit.code}-{owed.report.submissions}"


async def _send(talk: Talk, sheet: Sheet) -> None:
    report = sheet.owed.report
    left = sheet.open_questions()
    if sheet.owed.is_handed_in:
        await talk.reply(talk.say("review.sent_already", receipt=receipt_number(sheet.owed)))
    elif sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif left:
        numbers = ", ".join(str(question.figure.position) for question in left)
        await hand.ask(talk, sheet, left[0], talk.say.count("review.left", len(left), which=numbers))
    elif sheet.lacking() and not _knows_what_lacks(talk, report):
        await _say_what_lacks(talk, sheet)
    else:
        await reports.submit(talk.session, report, talk.now)
        conversations.take_up(talk.known.conversation, sheet.questions[-1].figure, Step.IDLE)
        await trail.note(talk, report.organisation_id, "submit", f"report:{report.id}", new=str(report.submissions))
        owed = await hand.owed_by(talk)
        following = sequel.after(sheet.owed, owed)
        out_of = await watching.after_update(talk, sheet.owed)
        out_of += await proposing.grown(talk.session, talk.say, sheet)
        more = 0 if following else len(owed)
        await talk.reply(await _receipt(talk, sheet, following, out_of, more))
        await checking.tell_of(talk, sheet.owed)
        await on_behalf.tell_officers(talk, sheet)
        await outdated.tell(talk, sheet.owed)
        if following is not None:
            await _go_on(talk, following)


def _knows_what_lacks(talk: Talk, report: Report) -> bool:
    held = talk.known.conversation.candidates or {}
    return held.get("told_lacking") == report.id


async def _say_what_lacks(talk: Talk, sheet: Sheet) -> None:
    """Said once before sending: the evidence may come now, or the report goes without it at the second `gửi`."""
    lacking = sheet.lacking()
    report_id = sheet.owed.report.id
    conversations.take_up(talk.known.conversation, lacking[0].figure, Step.EVIDENCE, {"told_lacking": report_id})
    words = {"what": asking.lacking_named(talk.say, lacking), "number": lacking[0].figure.position}
    buttons = [[Button(talk.say("button.send"), f"send:{report_id}")]]
    await talk.reply(talk.say("review.lacking", **words), buttons=buttons, figure_id=lacking[0].figure.id)


async def go_on_after(talk: Talk, sent: Owed) -> None:
    """What was sent already has been corrected: what is derived from it and still waits is shown anew."""
    following = sequel.after(sent, await hand.owed_by(talk))
    if following is not None:
        await _go_on(talk, following)


async def _go_on(talk: Talk, owed: Owed) -> None:
    """The next report comes by itself."""
    sheet = await asking.sheet(talk.session, owed)
    due = talk.say.moment(owed.due_at, talk.known.zone)
    lead = talk.say("review.goes_on", period=asking.period_name(talk.say, owed), unit=owed.unit_name, due=due)
    asked = sheet.next_open(0)
    if asked is None:
        await card(talk, sheet, lead)
    else:
        await hand.ask(talk, sheet, asked, lead)


async def _receipt(talk: Talk, sheet: Sheet, following: Owed | None, out_of: list[str], more: int) -> str:
    """`out_of`: what was left of diện cảnh báo; `more`: how many reports are still owed beside what follows."""
    report, zone = sheet.owed.report, talk.known.zone
    text = talk.say(
        "review.receipt_before_next" if following else "review.receipt",
        named=_named_beside(talk, sheet.owed, following),
        period=asking.period_name(talk.say, sheet.owed),
        unit=sheet.owed.unit_name,
        time=talk.say.time(talk.now, zone),
        day=talk.say.day(talk.now.astimezone(zone).date()),
        timeliness=await _timeliness(talk, report),
        receipt=receipt_number(sheet.owed),
        locks=talk.say.moment(sheet.owed.period.locks_at, zone),
    )
    told = await difficulties.attach(talk.session, report)
    with_it = [talk.say.count("difficulty.with_it", told)] if told else []
    named = await on_behalf.named(talk, sheet)
    lines = [text, *_sent_without(talk, sheet), *with_it, *named, *checking.waits_for(talk, sheet.owed), *out_of]
    return "\n".join([*lines, talk.say.count("review.more", more)] if more else lines)


def _sent_without(talk: Talk, sheet: Sheet) -> list[str]:
    lacking = sheet.lacking()
    if not lacking:
        return []
    what = asking.lacking_named(talk.say, lacking)
    return [talk.say("review.sent_without", what=what, number=lacking[0].figure.position)]


async def _timeliness(talk: Talk, report: Report) -> str:
    zone = talk.known.zone
    if talk.now <= report.due_at:
        early = (report.due_at.astimezone(zone).date() - talk.now.astimezone(zone).date()).days
        return talk.say.count("review.early", early) if early else talk.say("review.on_time")
    days = await days_off.around(talk.session, report.organisation_id, talk.now)
    late = days_late(report.due_at, talk.now, days, zone)
    return talk.say.count("review.late", late) if late else talk.say("review.late_today")


async def _sheet_to_send(talk: Talk) -> Sheet | None:
    """The one in hand if it may be sent; else the only complete one; else the only one; else the one in hand."""
    in_hand = await hand.in_hand(talk)
    owed = await hand.owed_by(talk)
    if in_hand is not None and in_hand.owed.report.id in {one.report.id for one in owed}:
        return in_hand
    complete = [one for one in owed if one.answered == one.asked]
    chosen = complete or (owed if len(owed) == 1 else [])
    return await asking.sheet(talk.session, chosen[0]) if len(chosen) == 1 else in_hand


async def sheet_to_fix(talk: Talk) -> Sheet | None:
    """The one in hand, else the only one that is owed, else the one sent last."""
    in_hand = await hand.in_hand(talk)
    if in_hand is not None:
        return in_hand
    owed = await hand.owed_by(talk)
    chosen = owed if len(owed) == 1 else [] if owed else await hand.newest(talk)
    return await asking.sheet(talk.session, chosen[0]) if chosen else None


async def sheet_named(talk: Talk, period: str) -> Sheet | None:
    """The report somebody calls "Tháng 12/2026", "tháng 12" or "tháng 12 VPHDND"; None: it is no such name."""
    named = _folded(period)
    for one in [*await hand.owed_by(talk), *await hand.newest(talk, RECENT)]:
        name, code = _folded(_named(talk, one)), _folded(one.unit.code)
        if named in (name, name.partition("/")[0], f"{name} {code}", f"{name.partition('/')[0]} {code}"):
            return await asking.sheet(talk.session, one)
    return None


def _named(talk: Talk, owed: Owed) -> str:
    return talk.say("review.named", period=asking.period_name(talk.say, owed))


def _named_beside(talk: Talk, owed: Owed, following: Owed | None) -> str:
    """The name that `sửa` takes, with the unit's code where the report that comes next is called the same."""
    name = _named(talk, owed)
    return f"{name} {owed.unit.code}" if following and _named(talk, following) == name else name


def _folded(period: str) -> str:
    """ "Tháng 09/2026" and "thang 9/2026" are the same."""
    return re.sub(r"\b0", "", plain(period))


def _line(talk: Talk, question: Question) -> str:
    held = reports.answer_of(question.figure)
    written = asking.answer_text(talk.say, question, held) or talk.say("review.no_answer")
    if question.figure.reason:
        written = talk.say("review.with_reason", value=written, reason=question.figure.reason)
    if question.figure.derived_how:
        written = f"{written} · {proposing.how_text(talk.say, question.figure.derived_how, held)}"
    noted = asking.evidence_note(talk.say, question)
    return f"{question.figure.position}. {question.name}: {written}{noted}"
