"""An answer arrives: it is read, stored in the same breath, echoed, and the next question asked."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from domain import values
from domain.chat import Button, Heard
from domain.indicators import Indicator, Kind
from domain.lateness import State, is_locked
from domain.values import Ask, Refused, Special, Value, plain
from handlers import asking, hand, review, todo
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, reports
from storage.conversations import Step
from storage.reports import Answer, Question

MAX_WORDS = 1000
YES = re.compile(r"(dung|dung roi|dung vay|yes)")
DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")


async def heard(talk: Talk) -> None:
    """Whatever a known person writes that is no command."""
    talking = talk.known.conversation
    if talking.step == Step.CHOOSE and talk.heard.text.strip().isdigit():
        await todo.choose(talk, int(talk.heard.text))
        return
    sheet = await hand.in_hand(talk)
    if sheet is None:
        await todo.nothing_in_hand(talk)
        return
    asked = sheet.holding(talking.figure_id)
    if asked is None or talking.step in (Step.IDLE, Step.REVIEW, Step.CHOOSE):
        await hand.say_what_is_owed(talk)
    elif talk.heard.heard is not Heard.TEXT:
        await talk.reply(talk.say("answer.content_out_of_place", question=_short(talk, sheet, asked)))
    elif is_locked(State(sheet.owed.report.state), sheet.owed.period.locks_at, talk.now):
        await hand.say_locked(talk, sheet)
    elif talking.step == Step.EXPECTED_ON:
        await _expected_on(talk, sheet, asked)
    elif asked.figure.version != talking.figure_version:
        await _answered_by_other(talk, sheet, asked)
    elif talking.step == Step.CONFIRM and (answer := _chosen(talk)) is not None:
        await _store(talk, sheet, asked, answer)
    else:
        await _read(talk, sheet, asked)


def confirms(talk: Talk) -> bool:
    """Whether this message says yes to a doubt that waits. "đúng" and "dừng" look alike without marks."""
    waits = talk.known.conversation.step == Step.CONFIRM
    return waits and "dừng" not in talk.heard.text.casefold() and _chosen(talk) is not None


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
        case Value() as value:
            await _store(talk, sheet, asked, Answer(value=value))
        case Special() as special:
            await _store(talk, sheet, asked, Answer(special=special))
        case Ask() as doubt:
            await _ask_back(talk, sheet, asked, doubt)
        case Refused(reason):
            refusal = talk.say(f"refused.{reason}")
            await talk.reply(talk.say("answer.refused", reason=refusal, question=_short(talk, sheet, asked)))


async def _read_words(talk: Talk, sheet: Sheet, asked: Question) -> None:
    words = " ".join(talk.heard.text.split())
    match values.read_value(words, Indicator(Kind.COUNT)):
        case Special() as special:
            await _store(talk, sheet, asked, Answer(special=special))
        case Refused(reason):
            refusal = talk.say(f"refused.{reason}")
            await talk.reply(talk.say("answer.refused", reason=refusal, question=_short(talk, sheet, asked)))
        case _ if len(words) > MAX_WORDS:
            await talk.reply(talk.say("answer.words_too_long", most=MAX_WORDS, length=len(words)))
        case _ if not any(c.isalnum() for c in words):
            await talk.reply(talk.say("answer.no_words", question=_short(talk, sheet, asked)))
        case _:
            await _store(talk, sheet, asked, Answer(words=words))


async def _ask_back(talk: Talk, sheet: Sheet, asked: Question, doubt: Ask) -> None:
    why = talk.say(f"doubt.{doubt.doubt}")
    if not doubt.readings:
        again = talk.say("answer.confirm_none", how=_how(talk, asked))
        await talk.reply(f"{why}\n{_short(talk, sheet, asked)}\n{again}", figure_id=asked.figure.id)
        return
    answers = [_answer(reading) for reading in doubt.readings]
    written = [asking.answer_text(talk.say, asked, answer) for answer in answers]
    candidates = {"readings": [reports.as_json(answer) for answer in answers], "written": written}
    conversations.take_up(talk.known.conversation, asked.figure, Step.CONFIRM, candidates)
    key = "answer.confirm_one" if len(written) == 1 else "answer.confirm_several"
    which = talk.say(key, likely=written[0], choices=talk.say("answer.or").join(written))
    mark = f"reading:{asked.figure.id}:{asked.figure.version}"
    buttons = [[Button(text, f"{mark}:{n}")] for n, text in enumerate(written)]
    await talk.reply(f"{why}\n{which}", buttons=buttons, figure_id=asked.figure.id)


async def _store(talk: Talk, sheet: Sheet, asked: Question, answer: Answer) -> None:
    before = reports.answer_of(asked.figure) if asked.figure.answered_at else None
    by = talk.known.account
    if not await reports.record(talk.session, asked.figure, answer, talk.heard.text, by, talk.now):
        await talk.session.refresh(asked.figure)
        await _answered_by_other(talk, sheet, asked)
        return
    if answer.special is Special.NO_FIGURE_YET and answer.expected_on is None:
        conversations.take_up(talk.known.conversation, asked.figure, Step.EXPECTED_ON)
        await talk.reply(talk.say("answer.when_expected"), figure_id=asked.figure.id)
        return
    await _go_on(talk, sheet, asked, await _echo(talk, sheet, asked, answer, before))


async def _echo(talk: Talk, sheet: Sheet, asked: Question, answer: Answer, before: Answer | None) -> str:
    written = asking.answer_text(talk.say, asked, answer)
    if before is not None:
        was = asking.answer_text(talk.say, asked, before)
        return talk.say("answer.changed", value=written, before=was)
    last = await reports.last_answer(talk.session, sheet.owed, asked.figure)
    return talk.say("answer.recorded", value=written, change=_against(talk, asked, answer, last))


def _against(talk: Talk, asked: Question, answer: Answer, last: Answer | None) -> str:
    measured = asked.indicator.kind not in (Kind.YES_NO, Kind.MILESTONE)
    if not measured or answer.value is None or last is None or last.value is None:
        return talk.say("answer.stop")
    change = answer.value.number - last.value.number
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
        question=_short(talk, sheet, asked),
        value=asking.answer_text(talk.say, asked, held),
        who=await reports.answered_by(talk.session, asked.figure),
        when=talk.say.moment(asked.figure.answered_at or talk.now, talk.known.zone),
        number=asked.figure.position,
    )
    await _go_on(talk, sheet, asked, told)


async def _expected_on(talk: Talk, sheet: Sheet, asked: Question) -> None:
    day = _date(talk.heard.text, talk.now.astimezone(talk.known.zone).date())
    said = plain(talk.heard.text)
    if day is None and said not in ("bo qua", "chua ro", "chua biet", "khong ro", "skip"):
        await talk.reply(talk.say("answer.date_unclear"))
        return
    answer = Answer(special=Special.NO_FIGURE_YET, expected_on=day)
    if day is not None:
        await reports.record(talk.session, asked.figure, answer, talk.heard.text, talk.known.account, talk.now)
    await _go_on(talk, sheet, asked, await _echo(talk, sheet, asked, answer, None))


def _chosen(talk: Talk) -> Answer | None:
    """The reading a "đúng" or "đúng 0,95" stands for; None when the message is a new answer."""
    readings: list[dict[str, Any]] = (talk.known.conversation.candidates or {}).get("readings", [])
    written: list[str] = (talk.known.conversation.candidates or {}).get("written", [])
    said = plain(talk.heard.text)
    if YES.fullmatch(said) and readings:
        return reports.answer_from_json(readings[0])
    meant = said.removeprefix("dung ").rstrip("%")
    for reading, text in zip(readings, written, strict=True):
        if said.startswith("dung ") and plain(text).rstrip("%") == meant:
            return reports.answer_from_json(reading)
    return None


def _answer(reading: Value | Special) -> Answer:
    return Answer(value=reading) if isinstance(reading, Value) else Answer(special=reading)


def _short(talk: Talk, sheet: Sheet, asked: Question) -> str:
    return f"{asked.figure.position}/{len(sheet.questions)} · {asked.name}"


def _how(talk: Talk, asked: Question) -> str:
    kind = asked.indicator.kind
    return talk.say(f"ask.how.{kind}", example=talk.say.number(asked.indicator.target or Decimal(12)))


def _date(text: str, today: date) -> date | None:
    found = DATE.search(text)
    if not found:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    for candidate in (year,) if found[3] else (year, year + 1):
        try:
            meant = date(candidate, month, day)
        except ValueError:
            continue
        if meant >= today:
            return meant
    return None
