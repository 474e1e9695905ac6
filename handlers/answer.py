"""An answer arrives: it is read, stored in the same breath, echoed, and the next question asked."""

import re
from typing import Any

from domain import values
from domain.chat import Button, Heard
from domain.indicators import Indicator, Kind
from domain.lateness import State, is_locked
from domain.values import Ask, Refusal, Refused, Special, Value, plain
from handlers import asking, dates, hand, review, secrecy, todo
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, reports
from storage.conversations import Step
from storage.reports import Answer, Question

MAX_WORDS = 1000
YES = re.compile(r"(dung|dung roi|dung vay|yes)")
NO_DAY_KNOWN = frozenset({"bo qua", "chua ro", "chua biet", "khong ro", "skip", "unknown"})
PERSONAL_OR_SECRET = frozenset({Refusal.PERSONAL_DATA_PHONE, Refusal.PERSONAL_DATA_IDENTITY, Refusal.SECRET})


async def heard(talk: Talk) -> None:
    """Whatever a known person writes that is no command."""
    talking = talk.known.conversation
    if talking.step == Step.CHOOSE and talk.heard.text.strip().isdigit():
        await todo.choose(talk, int(talk.heard.text))
        return
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talking.figure_id) if sheet else None
    if sheet is None or asked is None:
        await todo.nothing_in_hand(talk)
    elif talking.step == Step.REVIEW:
        await review.heard(talk, sheet)
    elif talking.step in (Step.IDLE, Step.CHOOSE):
        await hand.say_what_is_owed(talk)
    elif is_locked(State(sheet.owed.report.state), sheet.owed.period.locks_at, talk.now):
        await hand.say_locked(talk, sheet)
    elif talk.heard.heard is not Heard.TEXT:
        out_of_place = talk.say("answer.content_out_of_place", question=_short(sheet, asked))
        await talk.reply(secrecy.said_first(talk, out_of_place))
    elif asked.figure.version != talking.figure_version:
        await _answered_by_other(talk, sheet, asked)
    else:
        await _take(talk, sheet, asked)


async def _take(talk: Talk, sheet: Sheet, asked: Question) -> None:
    step = talk.known.conversation.step
    if talk.refusal and asked.indicator.kind is not Kind.AMOUNT:
        await _refuse(talk, sheet, asked, talk.refusal)
    elif step == Step.EXPECTED_ON:
        await _expected_on(talk, sheet, asked)
    elif step == Step.CONFIRM and (answer := _chosen(talk)) is not None:
        await _store(talk, sheet, asked, answer)
    elif step == Step.CONFIRM and _says_yes(talk):
        await _offer(talk, asked, talk.say("answer.which_one"))
    else:
        await _read(talk, sheet, asked)


def is_awaited(talk: Talk) -> bool:
    """Whether this message settles what waits, though it may look like a command: "dung" for đúng, "bỏ qua"."""
    step = talk.known.conversation.step
    if step == Step.EXPECTED_ON:
        return plain(talk.heard.text) in NO_DAY_KNOWN
    return step == Step.CONFIRM and (_says_yes(talk) or _chosen(talk) is not None)


async def tapped(talk: Talk, figure_id: int, version: int, number: int) -> None:
    """A reading was picked by its button; a button of an earlier question changes nothing."""
    talking = talk.known.conversation
    readings: list[dict[str, Any]] = (talking.candidates or {}).get("readings", [])
    waits = talking.step == Step.CONFIRM and (talking.figure_id, talking.figure_version) == (
        figure_id,
        version,
    )
    sheet = await hand.in_hand(talk) if waits else None
    asked = sheet.holding(figure_id) if sheet else None
    if sheet is None or asked is None or number >= len(readings):
        await hand.stale_button(talk)
    elif is_locked(State(sheet.owed.report.state), sheet.owed.period.locks_at, talk.now):
        await hand.say_locked(talk, sheet)
    else:
        await _store(talk, sheet, asked, reports.answer_from_json(readings[number]))


async def _read(talk: Talk, sheet: Sheet, asked: Question) -> None:
    if asked.indicator.kind is Kind.PROGRESS:
        await _read_words(talk, sheet, asked)
        return
    last = await reports.last_answer(talk.session, sheet.owed, asked.figure)
    match values.read_value(talk.heard.text, asked.indicator, last.value if last else None):
        case Refused(reason):
            await _refuse(talk, sheet, asked, reason)
        case Value() as value:
            talk.refusal = None  # read as the amount that is asked, it is nobody's number
            await _store(talk, sheet, asked, Answer(value=value))
        case Special() as special:
            await _store(talk, sheet, asked, Answer(special=special))
        case Ask() as doubt:
            await _ask_back(talk, sheet, asked, doubt)


async def _read_words(talk: Talk, sheet: Sheet, asked: Question) -> None:
    words = " ".join(talk.heard.text.split())
    match values.read_value(words, Indicator(Kind.COUNT)):
        case Special() as special:
            await _store(talk, sheet, asked, Answer(special=special))
        case _ if len(words) > MAX_WORDS:
            await talk.reply(talk.say("answer.words_too_long", most=MAX_WORDS, length=len(words)))
        case _ if not any(c.isalnum() for c in words):
            await talk.reply(talk.say("answer.no_words", question=_short(sheet, asked)))
        case _:
            await _store(talk, sheet, asked, Answer(words=words))


async def _refuse(talk: Talk, sheet: Sheet, asked: Question, reason: Refusal) -> None:
    talk.refusal = reason if reason in PERSONAL_OR_SECRET else None
    question = _short(sheet, asked)
    await talk.reply(talk.say("answer.refused", reason=talk.say(f"refused.{reason}"), question=question))


async def _ask_back(talk: Talk, sheet: Sheet, asked: Question, doubt: Ask) -> None:
    why = talk.say(f"doubt.{doubt.doubt}" if asking.is_measured(asked) else "doubt.no_answer")
    if not doubt.readings:
        how = asking.how(talk.say, asked, await reports.last_answer(talk.session, sheet.owed, asked.figure))
        again = talk.say("answer.confirm_none", question=_short(sheet, asked), how=how)
        await talk.reply(f"{why}\n{again}", figure_id=asked.figure.id)
        return
    answers = [_answer(reading) for reading in doubt.readings]
    written = [asking.answer_text(talk.say, asked, answer) for answer in answers]
    candidates = {"readings": [reports.as_json(answer) for answer in answers], "written": written}
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


async def _store(talk: Talk, sheet: Sheet, asked: Question, answer: Answer) -> None:
    before = reports.answer_of(asked.figure) if asked.figure.answered_at else None
    if not await _record(talk, asked, answer):
        await talk.session.refresh(asked.figure)
        await _answered_by_other(talk, sheet, asked)
        return
    if answer.special is Special.NO_FIGURE_YET and answer.expected_on is None:
        conversations.take_up(talk.known.conversation, asked.figure, Step.EXPECTED_ON)
        await talk.reply(talk.say("answer.when_expected"), figure_id=asked.figure.id)
        return
    await _go_on(talk, sheet, asked, await _echo(talk, sheet, asked, answer, before))


async def _record(talk: Talk, asked: Question, answer: Answer) -> bool:
    said = "" if talk.refusal else talk.heard.text
    return await reports.record(talk.session, asked.figure, answer, said, talk.known.account, talk.now)


async def _echo(talk: Talk, sheet: Sheet, asked: Question, answer: Answer, before: Answer | None) -> str:
    written = asking.answer_text(talk.say, asked, answer)
    if before is not None:
        was = asking.answer_text(talk.say, asked, before)
        return talk.say("answer.changed", value=written, before=was)
    if answer.value is None or not asking.is_measured(asked):
        return talk.say("answer.recorded_words", value=written.rstrip("."))
    last = await reports.last_answer(talk.session, sheet.owed, asked.figure)
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
    if sheet.owed.report.state == State.SUBMITTED:
        await review.corrected(talk, sheet, asked, echo)
        return
    following = sheet.next_open(asked.figure.position)
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
        who=await reports.answered_by(talk.session, asked.figure),
        when=talk.say.moment(asked.figure.answered_at or talk.now, talk.known.zone),
        number=asked.figure.position,
    )
    if sheet.owed.report.state == State.SUBMITTED:
        conversations.take_up(talk.known.conversation, asked.figure, Step.IDLE)
        await talk.reply(told)
    else:
        await _go_on(talk, sheet, asked, told)


async def _expected_on(talk: Talk, sheet: Sheet, asked: Question) -> None:
    day = dates.expected_day(talk.heard.text, talk.now.astimezone(talk.known.zone).date())
    if day is None and plain(talk.heard.text) not in NO_DAY_KNOWN:
        await talk.reply(talk.say("answer.date_unclear"))
        return
    answer = Answer(special=Special.NO_FIGURE_YET, expected_on=day)
    if day is not None:
        await _record(talk, asked, answer)
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
        if yes in ("dung", "yes") and re.match(rf"{re.escape(plain(text).rstrip('%'))}%?(?![\w.,/])", meant):
            return reports.answer_from_json(reading)
    return None


def _answer(reading: Value | Special) -> Answer:
    return Answer(value=reading) if isinstance(reading, Value) else Answer(special=reading)


def _short(sheet: Sheet, asked: Question) -> str:
    return f"{asked.figure.position}/{len(sheet.questions)} · {asked.name}"
