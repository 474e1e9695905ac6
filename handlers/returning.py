"""`trả lại`: a question goes back into the officers' chats with a reason and a new due time, and comes in again."""

import json
import re
from datetime import datetime, time, timedelta
from typing import Any

from domain.lateness import State
from domain.moments import read_moment
from domain.roles import Role
from handlers import asking, checking, deciding, hand, on_behalf, passing_on, pin, secrecy, trail, watching
from handlers.asking import Sheet
from handlers.checking import Check
from handlers.talk import Talk
from locales import Speaker, speak
from storage import acceptance, conversations, people, reports
from storage.conversations import Step
from storage.reports import Owed, Question

REASONS = ("mismatch", "wrong_unit", "no_evidence", "other")
MAX_REASON = 500
DUE_TIME = time(11)
REMIND_TIME = time(8)
_NUMBERS = re.compile(
    r"(?:(?:câu|cau|mục|muc) ?)?(\d{1,3}(?:(?: ?, ?| và | va | )\d{1,3})*)(?=$|[\s:.])[ :.]*", re.IGNORECASE
)
_PICKED = re.compile(r"([1-4])(?:[ .:,)\-]+(.*))?", re.DOTALL)
_DUE = re.compile(r"(?:^|[ ;,.]+)(?:hạn|han|due)(?: mới| moi)?:? +(?=\S*\d)(.+)$", re.IGNORECASE | re.DOTALL)


async def give_back(talk: Talk, said: str = "") -> None:
    """`trả lại 2: lý do`: of the report on the card; without one, the list says what could be sent back."""
    held = talk.known.conversation.candidates or {}
    rest = re.sub(r"^/?\s*(?:trả ?lại|tra ?lai|return)[ :]*", "", talk.heard.text.strip(), flags=re.IGNORECASE)
    if talk.known.conversation.step not in (Step.CHECK, Step.RETURN) or "report" not in held:
        waiting = [what for what in Check if await checking.waiting_for(talk, what)]
        await checking.show(talk, waiting[0] if waiting else Check.ACCEPT)
        return
    await _take(talk, {name: held[name] for name in ("what", "report", "stamp")}, rest)


async def heard(talk: Talk) -> None:
    """The questions, or the reason, that were asked for."""
    await _take(talk, dict(talk.known.conversation.candidates or {}), talk.heard.text.strip())


async def tapped(talk: Talk, action: str, what: Check, report_id: int, seen: int) -> None:
    """A button under a card or a notice, which may be an old one: the rows decide."""
    if action == "see":
        await checking.see(talk, what, report_id)
    elif action == "return":
        await _take(talk, {"what": what, "report": report_id, "stamp": seen}, "")
    else:
        await checking.say_yes(talk, what, report_id, seen)


async def sent_back(talk: Talk, sheet: Sheet, asked: Question, echo: str) -> bool:
    """The last question that was sent back is answered: the report goes in again by itself. False: it was not back."""
    report = sheet.owed.report
    if report.state != State.RETURNED:
        return False
    await reports.submit(talk.session, report, talk.now)
    conversations.take_up(talk.known.conversation, asked.figure, Step.IDLE)
    await trail.note(talk, report.organisation_id, "submit", f"report:{report.id}", new=str(report.submissions))
    on_time = report.first_submitted_at is not None and report.first_submitted_at <= report.due_at
    organisation = talk.known.organisation
    if organisation.head_approves:
        to = talk.say("return.to_head")
    else:
        unit = await people.unit_by_name(talk.session, organisation.id, organisation.aggregator_unit_code or "")
        to = unit.name if unit else organisation.short_name
    lines = [talk.say("return.in_again_on_time" if on_time else "return.in_again", echo=echo, to=to)]
    lines += checking.waits_for(talk, sheet.owed)
    await talk.reply("\n".join([*lines, *await watching.after_update(talk, sheet.owed)]))
    await checking.tell_of(talk, sheet.owed)
    await on_behalf.tell_officers(talk, sheet)
    return True


async def _take(talk: Talk, held: dict[str, Any], text: str) -> None:
    """One more piece of what a return needs: which questions, why, until when. Asks for what is missing."""
    what, report_id = Check(held["what"]), int(held["report"])
    owed = await checking.still_waiting(talk, what, report_id)
    if owed is None:
        return
    if talk.refusal:
        await talk.reply(secrecy.said_first(talk, talk.say("return.why_again")))
        return
    sheet = await asking.sheet(talk.session, owed)
    if "numbers" not in held:
        numbers, text = _numbers(text, sheet)
        if not numbers:
            conversations.take_up(talk.known.conversation, None, Step.RETURN, held)
            await talk.reply(talk.say("return.which", most=len(sheet.questions)))
            return
        held["numbers"] = numbers
    text, due_at = await _due(talk, text)
    if due_at is None:
        conversations.take_up(talk.known.conversation, None, Step.RETURN, held)
        await talk.reply(talk.say("return.due_unclear"))
        return
    reason = _reason(talk.say, text)
    if reason is None or len(reason) > MAX_REASON:
        conversations.take_up(talk.known.conversation, None, Step.RETURN, held)
        await _ask_why(talk, too_long=reason is not None, wants_words=text == "4", numbers=held["numbers"])
        return
    await _give_back(talk, what, sheet, held["numbers"], reason, due_at)


async def _ask_why(talk: Talk, *, too_long: bool, wants_words: bool, numbers: list[int]) -> None:
    if too_long:
        await talk.reply(talk.say("return.too_long", most=MAX_REASON))
    elif wants_words:
        await talk.reply(talk.say("return.other_needs_words"))
    else:
        lines = [talk.say("return.why", which=", ".join(map(str, numbers)))]
        lines += [f"{n}. {talk.say(f'return.reason.{name}')}" for n, name in enumerate(REASONS, start=1)]
        lines.append(talk.say("return.why_how", due=talk.say.moment(await _usual_due(talk), talk.known.zone)))
        await talk.reply("\n".join(lines))


async def _give_back(talk: Talk, what: Check, sheet: Sheet, numbers: list[int], reason: str, due_at: datetime) -> None:
    if await pin.is_asked(talk):
        return
    owed = sheet.owed
    zone = talk.known.zone
    remind_at = datetime.combine(due_at.astimezone(zone).date(), REMIND_TIME, zone)
    remind = remind_at if talk.now < remind_at < due_at else None
    old = checking.stands(owed)
    if not await acceptance.give_back(talk.session, owed.report, due_at, remind, talk.now):
        await checking.gone(talk, what, owed.report.id)
        return
    back = [question for question in sheet.questions if question.figure.position in numbers]
    for question in back:
        question.figure.return_reason = reason
    await talk.session.flush()
    which = ", ".join(str(question.figure.position) for question in back)
    await trail.note(
        talk,
        owed.report.organisation_id,
        "return",
        f"report:{owed.report.id}",
        old=old,
        new=json.dumps({"questions": numbers, "due_at": due_at.isoformat()}),
        why=reason,
    )
    conversations.take_up(talk.known.conversation, None, Step.IDLE)
    told = await passing_on.listeners(talk, [Role.OFFICER], owed.unit.id)
    words = {
        "which": which,
        "unit": owed.unit_name,
        "period": asking.period_name(talk.say, owed),
        "reason": reason,
        "due": talk.say.moment(due_at, zone),
    }
    key = "return.done" if told else "return.done_nobody"
    await talk.reply(talk.say(key, **words))
    who = await _who(talk)
    for account, person in told:
        say = speak(person.locale)
        talking = await conversations.of(talk.session, account)
        elsewhere = sheet.holding(talking.figure_id) is None or talking.step == Step.SEVERAL
        busy = elsewhere and await hand.is_busy(talk.session, talking, talk.now)
        lines = [_head(talk, say, owed, who, which, due_at)]
        if len(back) > 1:
            lines += [f"{one.figure.position}. {one.name}" for one in back]
        if busy:
            lines += [say("return.reason_was", reason=reason), say("return.busy")]
        else:
            conversations.take_up(talking, back[0].figure, Step.ANSWER)
            lines += ["", await asking.question(talk.session, say, sheet, back[0], at_length=True)]
        figure_id = None if busy else back[0].figure.id
        await passing_on.tell(talk, "returned", account, "\n".join(lines), figure_id=figure_id)


def _head(talk: Talk, say: Speaker, owed: Owed, who: str, which: str, due_at: datetime) -> str:
    period = asking.period_name(say, owed)
    return say("return.told", who=who, which=which, period=period, due=say.moment(due_at, talk.known.zone))


async def _who(talk: Talk) -> str:
    """Who sends it back, as the officers know them: a name with its unit."""
    units = await people.units_of(talk.session, talk.known.person.id, [Role.AGGREGATOR, Role.HEAD], talk.now)
    return f"{talk.known.person.name} ({units[0].name})" if units else talk.known.person.name


def _numbers(text: str, sheet: Sheet) -> tuple[list[int], str]:
    """The questions named at the beginning, each once and all of them there; the rest of the text."""
    if len(sheet.questions) == 1 and not _NUMBERS.match(text):
        return [1], text
    found = _NUMBERS.match(text)
    if found is None:
        return [], text
    # "2 1 lệch": question 2, reason 1; only commas and "và" join questions.
    joined, rest = found[1], text[found.end() :]
    if " " in joined and not re.search(r",|và|va", joined):
        joined, _, more = joined.partition(" ")
        rest = f"{more} {rest}".strip()
    numbers = sorted({int(number) for number in re.findall(r"\d+", joined)})
    return (numbers, rest) if all(sheet.at(number) for number in numbers) else ([], text)


def _reason(say: Speaker, text: str) -> str | None:
    """The reason in words: one of the list, with what was added; None when a word is still needed."""
    text = " ".join(text.split()).strip(' "“”;,')
    picked = _PICKED.fullmatch(text)
    if picked is None:
        return text if any(sign.isalpha() for sign in text) else None
    name, words = REASONS[int(picked[1]) - 1], (picked[2] or "").strip()
    if name == "other":
        return words or None
    listed = say(f"return.reason.{name}")
    return f"{listed}: {words}" if words else listed


async def _due(talk: Talk, text: str) -> tuple[str, datetime | None]:
    """The text without its new due time, and that moment; None when it names none that lies ahead."""
    found = _DUE.search(text)
    if found is None:
        return text, await _usual_due(talk)
    due_at = read_moment(found[1], talk.now.astimezone(talk.known.zone), DUE_TIME)
    if due_at is None:
        return text, None
    return text[: found.start()], due_at if due_at > talk.now + timedelta(minutes=1) else None


async def _usual_due(talk: Talk) -> datetime:
    """11:00 of the next working day."""
    return datetime.combine(await deciding.usual_day(talk), DUE_TIME, talk.known.zone)
