"""An answer for a question that is not in hand: "sửa 2: 89", a reply to an older question, an edited message."""

from dataclasses import replace

from domain.chat import Heard
from domain.lateness import State
from domain.progress import ProgressAsk
from domain.several import read_correction
from domain.values import Ask
from handlers import answer, asking, hand, odd, refusing, review, secrecy, several
from handlers.asking import Sheet
from handlers.talk import Talk
from handlers.understanding import understood
from storage import answers, conversations, recording, reports
from storage.conversations import Step
from storage.reports import Answer, Question

_HOLDING = frozenset({Step.ANSWER, Step.CONFIRM, Step.REASON, Step.EXPECTED_ON})


async def in_one_step(talk: Talk, number: int, raw: str) -> None:
    """ "sửa 2: 89": the item of a list that waits, or answer 2 itself, before and after handing in.

    "sửa 2 Tháng 12/2026" asks for answer 2 of that report, and "sửa 2 Tháng 12/2026: 89" gives it.
    """
    name, _, new = raw.partition(":")
    named = await review.sheet_named(talk, name)
    sheet = named or await review.sheet_to_fix(talk)
    asked = sheet.at(number) if sheet else None
    if sheet is None:
        await hand.say_what_is_owed(talk)
    elif talk.known.conversation.step == Step.SEVERAL and not named:
        await several.change(talk, sheet, number, raw)
    elif sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif asked is None:
        await talk.reply(talk.say("review.which", most=len(sheet.questions)))
    elif named and not new.strip():
        await hand.ask(talk, sheet, asked, hand.now_holding(talk, asked), chosen=True)
    else:
        talk.heard = replace(talk.heard, text=new.strip() if named else raw)
        await answer.take(talk, sheet, asked)


async def replied(talk: Talk) -> bool:
    """A reply to an older question's message answers that question. False: it is no such reply."""
    heard = talk.heard
    if not heard.reply_to or heard.heard is not Heard.TEXT:
        return False
    figure_id = await answers.asked_in(talk.session, heard.channel, heard.chat, heard.reply_to, heard.quoted)
    owed = await hand.asking_report(talk, figure_id) if figure_id else None
    if owed is None:
        if figure_id:
            await refusing.note(talk, f"figure:{figure_id}", "todo.not_understood_nothing_owed")
        return False
    sheet = await asking.sheet(talk.session, owed)
    asked = sheet.holding(figure_id)
    talking = talk.known.conversation
    if asked is None or (talking.figure_id == figure_id and talking.step in _HOLDING):
        return False
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif await several.given(talk, sheet):
        return True  # a list goes to the report whose prompt it replies to
    elif talking.step == Step.SEVERAL and sheet.holding(talking.figure_id):
        await several.change(talk, sheet, asked.figure.position, heard.text)
    elif await several.say_waits(talk):
        return True
    else:
        await answer.take(talk, sheet, asked)
    return True


async def edited(talk: Talk) -> None:
    """The sender changed an earlier message: the figure it gave is read anew; nothing else changes."""
    talking = talk.known.conversation
    waiting = (talking.candidates or {}).get("message") if talking.step in (*_HOLDING, Step.SEVERAL) else None
    if waiting and waiting == talk.heard.message:
        await _waiting_edited(talk)
        return
    given = await answers.given_in(talk.session, talk.known.account, talk.heard.message)
    owed = await hand.asking_report(talk, given[0]) if given and not talk.refusal else None
    if given and owed is None and not talk.refusal:
        await refusing.note(talk, f"figure:{given[0]}", "answer.edited")
    if owed is None:
        await talk.reply(secrecy.said_first(talk, talk.say("answer.edited")))
        return
    sheet = await asking.sheet(talk.session, owed)
    questions = [one for figure_id in given if (one := sheet.holding(figure_id))]
    talk.heard = replace(talk.heard, heard=Heard.TEXT)
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif await several.say_waits(talk):
        return
    elif len(questions) > 1:
        if not await several.taken(talk, sheet):
            await talk.reply(talk.say("answer.edited"))
    else:
        await _reread(talk, sheet, questions[0])


async def _waiting_edited(talk: Talk) -> None:
    """What waits for a yes was worded anew: it is read instead."""
    talk.heard = replace(talk.heard, heard=Heard.TEXT)
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    if sheet is None or asked is None:
        await talk.reply(secrecy.said_first(talk, talk.say("answer.edited")))
        return
    if talk.known.conversation.step != Step.SEVERAL:  # a list keeps what other messages gave it
        conversations.take_up(talk.known.conversation, asked.figure, Step.ANSWER)
    await answer.heard(talk)


async def _reread(talk: Talk, sheet: Sheet, asked: Question) -> None:
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    correction = read_correction(talk.heard.text)
    text = correction[1] if correction and correction[0] == asked.figure.position else talk.heard.text
    talk.heard = replace(talk.heard, text=text)
    read = understood(asked, text, last.value if last else None, talk.today)
    if not isinstance(read, Answer):
        if isinstance(read, Ask | ProgressAsk) and not read.readings:
            await talk.reply(talk.say("correct.not_read", value=_held(talk, asked), number=asked.figure.position))
        else:
            await answer.take(talk, sheet, asked)
    elif read == reports.answer_of(asked.figure):
        await talk.reply(talk.say("correct.unchanged", value=_held(talk, asked)))
    elif read.value is not None and await odd.doubts(talk, sheet, asked, read.value):
        await answer.take(talk, sheet, asked)
    else:
        await _store(talk, sheet, asked, read)


async def _store(talk: Talk, sheet: Sheet, asked: Question, new: Answer) -> None:
    """Store what the message says now; what the person has in hand stays there."""
    talking = talk.known.conversation
    before = _held(talk, asked)
    by = talk.known.account
    await recording.record(talk.session, asked.figure, new, talk.heard.text, by, talk.now, message=talk.heard.message)
    echo = talk.say("answer.changed", value=asking.answer_text(talk.say, asked, new), before=before)
    if talking.figure_id == asked.figure.id:
        talking.figure_version = asked.figure.version
    holding = sheet.holding(talking.figure_id)
    if sheet.owed.report.state == State.SUBMITTED:
        held = (talking.figure_id, talking.figure_version, talking.step, talking.candidates)
        await review.corrected(talk, sheet, asked, echo)
        if held[0] is not None:
            talking.figure_id, talking.figure_version, talking.step, talking.candidates = held
    elif talking.step == Step.REVIEW and holding is not None:
        await review.card(talk, sheet, echo)
    elif holding is not None and talking.step in _HOLDING:
        goes_on = talk.say("correct.go_on", number=holding.figure.position, name=holding.name)
        await talk.reply(f"{echo}\n{goes_on}", figure_id=holding.figure.id)
    else:
        await talk.reply(f"{echo}\n{talk.say('correct.see_work')}")


def _held(talk: Talk, asked: Question) -> str:
    return asking.answer_text(talk.say, asked, reports.answer_of(asked.figure))
