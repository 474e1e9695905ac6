"""An answer arrives: it is read, stored in the same breath, echoed, and the next question asked."""

import re
from dataclasses import replace
from typing import Any

from domain import values
from domain.chat import Button, Heard
from domain.dates import read_day
from domain.expected_days import NOT_KNOWN
from domain.indicators import TOLD, Kind
from domain.progress import LONGEST, ProgressAsk, ProgressDoubt
from domain.several import read_correction
from domain.values import Ask, Refusal, Refused, Special, Value, plain
from handlers import (
    asking,
    confirming,
    evidence,
    hand,
    odd,
    on_behalf,
    progress,
    returning,
    review,
    secrecy,
    several,
    todo,
)
from handlers.asking import Sheet
from handlers.talk import Talk
from handlers.understanding import promised, understood
from storage import answers, conversations, recording, reports
from storage.conversations import Step
from storage.reports import Answer, Question

YES = re.compile(r"(dung|dung roi|dung vay|yes)")
PERSONAL_OR_SECRET = frozenset({Refusal.PERSONAL_DATA_PHONE, Refusal.PERSONAL_DATA_IDENTITY, Refusal.SECRET})


async def heard(talk: Talk) -> None:
    """Whatever a known person writes that is no command."""
    talking = talk.known.conversation
    if talking.step == Step.CHOOSE and talk.heard.text.strip().isdigit():
        await todo.choose(talk, int(talk.heard.text))
        return
    if await evidence.taken(talk):
        return
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talking.figure_id) if sheet else None
    if await several.taken(talk, sheet):
        return
    if sheet is None or asked is None:
        await todo.nothing_in_hand(talk)
    elif talking.step == Step.REVIEW:
        await review.heard(talk, sheet)
    elif talking.step in (Step.IDLE, Step.CHOOSE):
        await hand.say_what_is_owed(talk)
    elif sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif talk.heard.heard is not Heard.TEXT:
        key = "evidence.out_of_place" if asked.evidence else "answer.content_out_of_place"
        out_of_place = talk.say(key, question=_short(sheet, asked))
        await talk.reply(secrecy.said_first(talk, out_of_place))
    elif asked.figure.version != talking.figure_version:
        await _answered_by_other(talk, sheet, asked)
    else:
        await _take(talk, sheet, asked)


async def _take(talk: Talk, sheet: Sheet, asked: Question) -> None:
    step = talk.known.conversation.step
    if talk.refusal and asked.indicator.kind is not Kind.AMOUNT:
        await _refuse(talk, sheet, asked, talk.refusal)
    elif step == Step.DERIVED:
        await _at_proposal(talk, sheet)
    elif step == Step.EVIDENCE and (document := evidence.document_given(talk, asked)):
        await _store(talk, sheet, asked, replace(reports.answer_of(asked.figure), document=document))
    elif step == Step.EXPECTED_ON:
        await _expected_on(talk, sheet, asked)
    elif step == Step.REASON and (yes := odd.said(talk, asked)) is not None:
        await _agree(talk, sheet, asked, yes)
    elif step in (Step.CONFIRM, Step.REASON) and (answer := _chosen(talk)) is not None:
        await _confirmed(talk, sheet, asked, answer)
    elif step == Step.CONFIRM and _says_yes(talk):
        await _offer(talk, asked, talk.say("answer.which_one"))
    else:
        await _read(talk, sheet, asked)


async def _at_proposal(talk: Talk, sheet: Sheet) -> None:
    """Derived figures wait: "đúng" takes them all, "sửa 2: 89" gives one of them otherwise."""
    correction = read_correction(talk.heard.text)
    asked = sheet.at(correction[0]) if correction else None
    if _says_yes(talk):
        await confirming.confirm(talk, sheet)
    elif correction is None or asked is None:
        await hand.ask(talk, sheet, sheet.questions[0], talk.say("derived.waits"))
    else:
        conversations.take_up(talk.known.conversation, asked.figure, Step.ANSWER)
        talk.heard = replace(talk.heard, text=correction[1])
        await _read(talk, sheet, asked)


def is_awaited(talk: Talk) -> bool:
    """Whether this message settles what waits, though it may look like a command: "dung" for đúng, "bỏ qua"."""
    step = talk.known.conversation.step
    if step == Step.EXPECTED_ON:
        return plain(talk.heard.text) in NOT_KNOWN
    if step == Step.REASON:
        return _says_yes(talk) or odd.awaits(talk)
    if step == Step.SEVERAL:
        return several.awaits(talk)
    if step == Step.DERIVED:
        return _says_yes(talk)
    return step == Step.CONFIRM and (_says_yes(talk) or _chosen(talk) is not None)


async def tapped(talk: Talk, figure_id: int, version: int, number: int) -> None:
    """A reading was picked by its button; a button of an earlier question changes nothing."""
    talking = talk.known.conversation
    readings: list[dict[str, Any]] = (talking.candidates or {}).get("readings", [])
    waits = talking.step in (Step.CONFIRM, Step.REASON) and (talking.figure_id, talking.figure_version) == (
        figure_id,
        version,
    )
    sheet = await hand.in_hand(talk) if waits else None
    asked = sheet.holding(figure_id) if sheet else None
    if sheet is None or asked is None or number >= len(readings):
        await hand.stale_asking(talk, figure_id)
    elif sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    else:
        await _confirmed(talk, sheet, asked, reports.answer_from_json(readings[number]), odd_one=number == 0)


async def take(talk: Talk, sheet: Sheet, asked: Question) -> None:
    """Read what was said as the answer to this question, whatever was in hand before."""
    conversations.take_up(talk.known.conversation, asked.figure, Step.ANSWER)
    await _take(talk, sheet, asked)


async def _confirmed(talk: Talk, sheet: Sheet, asked: Question, answer: Answer, *, odd_one: bool = False) -> None:
    """A doubtful reading got its yes; one that is odd all the same wants a reason, too."""
    held = talk.known.conversation.candidates or {}
    why = odd.reason_behind(talk, asked) if answer.value is not None and asking.is_measured(asked) else ""
    wants_why = held.get("doubt") in odd.WANT_A_REASON or (talk.known.conversation.step == Step.REASON and odd_one)
    if not wants_why and answer.value is not None:
        wants_why = await odd.doubts(talk, sheet, asked, answer.value) is not None
    message = held.get("message", "")
    if why or not wants_why:
        await _agree(talk, sheet, asked, odd.Agreed(answer, why, message), why_needed=False)
    else:
        await odd.ask_why(talk, asked, answer, message)


async def _agree(talk: Talk, sheet: Sheet, asked: Question, yes: odd.Agreed, *, why_needed: bool = True) -> None:
    if not yes.why:
        if why_needed:
            await odd.ask_why(talk, asked, yes.answer, yes.message)
        else:
            await _store(talk, sheet, asked, yes.answer, message=yes.message)
        return
    against = odd.unfit(yes.why)
    if isinstance(against, Refusal):
        await _refuse(talk, sheet, asked, against)
    elif against:
        await talk.reply(talk.say(against, most=odd.MOST_SIGNS), figure_id=asked.figure.id)
    else:
        talk.refusal = None
        await _store(talk, sheet, asked, yes.answer, message=yes.message, why=yes.why)


async def _read(talk: Talk, sheet: Sheet, asked: Question) -> None:
    if asked.indicator.kind in TOLD:
        await _read_told(talk, sheet, asked)
        return
    if later := promised(asked, talk.heard.text, talk.today):
        await _store(talk, sheet, asked, later)
        return
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    match values.read_value(talk.heard.text, asked.indicator, last.value if last else None):
        case Refused(reason):
            await _refuse(talk, sheet, asked, reason)
        case Value() as value:
            talk.refusal = None  # read as the amount that is asked, it is nobody's number
            if unusual := await odd.doubts(talk, sheet, asked, value):
                await odd.ask_back(talk, asked, value, unusual, talk.heard.message)
            else:
                await _store(talk, sheet, asked, Answer(value=value))
        case Special() as special:
            await _store(talk, sheet, asked, Answer(special=special))
        case Ask() as doubt:
            await _ask_back(talk, sheet, asked, doubt)


async def _read_told(talk: Talk, sheet: Sheet, asked: Question) -> None:
    match understood(asked, talk.heard.text, None, talk.today):
        case Answer() as told:
            await _store(talk, sheet, asked, told)
        case Refused(reason):
            await _refuse(talk, sheet, asked, reason)
        case ProgressAsk() as doubt:
            await _ask_progress_back(talk, sheet, asked, doubt)
        case Ask() as doubt:
            await _ask_back(talk, sheet, asked, doubt)


async def _ask_progress_back(talk: Talk, sheet: Sheet, asked: Question, doubt: ProgressAsk) -> None:
    if doubt.doubt is ProgressDoubt.TOO_LONG:
        length = len(" ".join(talk.heard.text.split()))
        await talk.reply(talk.say("answer.words_too_long", most=LONGEST, length=length))
        return
    if doubt.doubt is ProgressDoubt.NOTHING_SAID:
        await talk.reply(
            talk.say(
                "answer.no_words" if asked.indicator.kind is Kind.PROGRESS else "answer.nothing_told",
                question=_short(sheet, asked),
            )
        )
        return
    why = talk.say(f"doubt.progress.{doubt.doubt}")
    if not doubt.readings:
        again = talk.say("answer.confirm_none", question=_short(sheet, asked), how=talk.say("ask.how.progress"))
        await talk.reply(f"{why}\n{again}", figure_id=asked.figure.id)
        return
    offered = [progress.answer(reading) for reading in doubt.readings]
    written = [progress.state_text(talk.say, answer) for answer in offered]
    candidates = {"readings": [reports.as_json(answer) for answer in offered], "written": written}
    conversations.take_up(talk.known.conversation, asked.figure, Step.CONFIRM, candidates)
    await _offer(talk, asked, why)


async def _refuse(talk: Talk, sheet: Sheet, asked: Question, reason: Refusal) -> None:
    talk.refusal = reason if reason in PERSONAL_OR_SECRET else None
    question = _short(sheet, asked)
    await talk.reply(talk.say("answer.refused", reason=talk.say(f"refused.{reason}"), question=question))


async def _ask_back(talk: Talk, sheet: Sheet, asked: Question, doubt: Ask) -> None:
    why = talk.say(f"doubt.{doubt.doubt}" if asking.is_measured(asked) else "doubt.no_answer")
    if not doubt.readings:
        how = asking.how(talk.say, asked, await answers.last_answer(talk.session, sheet.owed, asked.figure))
        again = talk.say("answer.confirm_none", question=_short(sheet, asked), how=how)
        await talk.reply(f"{why}\n{again}", figure_id=asked.figure.id)
        return
    offered = [_answer(reading) for reading in doubt.readings]
    written = [asking.answer_text(talk.say, asked, answer) for answer in offered]
    candidates = {
        "readings": [reports.as_json(answer) for answer in offered],
        "written": written,
        "doubt": doubt.doubt,
        "message": talk.heard.message,
    }
    conversations.take_up(talk.known.conversation, asked.figure, Step.CONFIRM, candidates)
    await _offer(talk, asked, why)


async def _offer(talk: Talk, asked: Question, why: str) -> None:
    """The readings of a doubtful answer, to be confirmed by a word or a tap."""
    written: list[str] = (talk.known.conversation.candidates or {}).get("written", [])
    key = "answer.confirm_one" if len(written) == 1 else "answer.confirm_several"
    which = talk.say(key, likely=written[0], choices=talk.say("answer.or").join(written))
    mark = f"reading:{asked.figure.id}:{asked.figure.version}"
    buttons = [[Button(text, f"{mark}:{n}")] for n, text in enumerate(written)]
    await talk.reply(f"{why}\n{which}", buttons=buttons, figure_id=asked.figure.id)


async def _store(
    talk: Talk, sheet: Sheet, asked: Question, answer: Answer, *, message: str = "", why: str = ""
) -> None:
    before = reports.answer_of(asked.figure) if asked.figure.answered_at else None
    if not await _record(talk, sheet, asked, answer, message, why):
        await talk.session.refresh(asked.figure)
        await _answered_by_other(talk, sheet, asked)
        return
    if answer.special is Special.NO_FIGURE_YET and answer.expected_on is None:
        conversations.take_up(talk.known.conversation, asked.figure, Step.EXPECTED_ON)
        await talk.reply(talk.say("answer.when_expected"), figure_id=asked.figure.id)
        return
    await _go_on(talk, sheet, asked, await _echo(talk, sheet, asked, answer, before))


async def _record(talk: Talk, sheet: Sheet, asked: Question, answer: Answer, message: str = "", why: str = "") -> bool:
    said = "" if talk.refusal else talk.heard.text
    own = message or (talk.heard.message if talk.heard.heard is not Heard.BUTTON else "")
    source = await on_behalf.source(talk, sheet.owed)
    return await recording.record(
        talk.session,
        asked.figure,
        answer,
        said,
        talk.known.account,
        talk.now,
        why=why or None,
        message=own,
        source=source,
    )


async def _echo(talk: Talk, sheet: Sheet, asked: Question, answer: Answer, before: Answer | None) -> str:
    written = asking.answer_text(talk.say, asked, answer)
    if before is not None:
        was = asking.answer_text(talk.say, asked, before)
        return talk.say("answer.changed", value=written, before=was)
    if answer.value is None or not asking.is_measured(asked):
        return talk.say("answer.recorded_words", value=written.rstrip("."))
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    return talk.say("answer.recorded", value=written, change=_against(talk, asked, answer.value, last))


def _against(talk: Talk, asked: Question, value: Value, last: Answer | None) -> str:
    if last is None or last.value is None:
        return talk.say("answer.stop")
    change = value.number - last.value.number
    if not change:
        return talk.say("answer.same")
    direction = "up" if change > 0 else "down"
    unit = talk.say("answer.points") if asked.indicator.unit_of_measure == "%" else asked.indicator.unit_of_measure
    return talk.say(f"answer.{direction}", change=f"{talk.say.number(abs(change))} {unit}".rstrip())


async def _go_on(talk: Talk, sheet: Sheet, asked: Question, echo: str) -> None:
    if sheet.owed.is_handed_in:
        await review.corrected(talk, sheet, asked, echo)
        await review.go_on_after(talk, sheet.owed)
        return
    if await evidence.still_wanted(talk, sheet, asked, echo):
        return
    following = sheet.next_open(asked.figure.position)
    if following is None and await returning.sent_back(talk, sheet, asked, echo):
        return
    if following is None:
        await review.card(talk, sheet, echo)
    else:
        await hand.ask(talk, sheet, following, echo, at_length=not asking.same_kind(asked, following))


async def _answered_by_other(talk: Talk, sheet: Sheet, asked: Question) -> None:
    held = reports.answer_of(asked.figure)
    told = talk.say(
        "answer.by_other",
        question=_short(sheet, asked),
        value=asking.answer_text(talk.say, asked, held),
        who=await answers.answered_by(talk.session, asked.figure),
        when=talk.say.moment(asked.figure.answered_at or talk.now, talk.known.zone),
        number=asked.figure.position,
    )
    if sheet.owed.is_handed_in:
        conversations.take_up(talk.known.conversation, asked.figure, Step.IDLE)
        await talk.reply(told)
    else:
        await _go_on(talk, sheet, asked, told)


async def _expected_on(talk: Talk, sheet: Sheet, asked: Question) -> None:
    day = read_day(talk.heard.text, talk.today)
    if day is None and plain(talk.heard.text) not in NOT_KNOWN:
        await talk.reply(talk.say("answer.date_unclear"))
        return
    answer = Answer(special=Special.NO_FIGURE_YET, expected_on=day)
    if day is not None:
        await _record(talk, sheet, asked, answer)
    await _go_on(talk, sheet, asked, await _echo(talk, sheet, asked, answer, None))


def _says_yes(talk: Talk) -> bool:
    """A bare "đúng". Typed without marks it looks like "dừng", which with its mark is no yes."""
    return YES.fullmatch(plain(talk.heard.text)) is not None and "dừng" not in talk.heard.text.casefold()


def _chosen(talk: Talk) -> Answer | None:
    """The reading a "đúng" or "đúng 0,95" stands for; None for a new answer, or a yes to several readings."""
    readings: list[dict[str, Any]] = (talk.known.conversation.candidates or {}).get("readings", [])
    written: list[str] = (talk.known.conversation.candidates or {}).get("written", [])
    said = plain(talk.heard.text)
    if _says_yes(talk) and len(readings) == 1:
        return reports.answer_from_json(readings[0])
    yes, _, meant = said.partition(" ")
    for reading, text in zip(readings, written, strict=True):
        # A reason may follow the number: it stays in the revision.
        if "progress" in reading and said == plain(text):
            return reports.answer_from_json(reading)  # the state offered, said alone
        names = {plain(text), plain(text).split(" (")[0]}  # a pair may be named by its share alone
        if yes in ("dung", "yes") and any(
            re.match(rf"{re.escape(one.rstrip('%'))}%?(?![\w/]|[.,]\d)", meant) for one in names
        ):
            return reports.answer_from_json(reading)
    return None


def _answer(reading: Value | Special) -> Answer:
    return Answer(value=reading) if isinstance(reading, Value) else Answer(special=reading)


def _short(sheet: Sheet, asked: Question) -> str:
    return f"{asked.figure.position}/{len(sheet.questions)} · {asked.name}"
