"""Moving among the questions of the report in hand: leave one for later, go back one, stop for now."""

from handlers import asking, hand, review
from handlers.asking import Sheet
from handlers.talk import Talk
from storage.conversations import Step


async def skip(talk: Talk, said: str = "") -> None:
    """`bỏ qua`: the question stays open, the next one comes."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    if sheet is None or asked is None:
        await hand.say_what_is_owed(talk)
        return
    following = sheet.next_open(asked.figure.position)
    if sheet.owed.is_handed_in:
        await _leave_as_sent(talk, sheet)
    elif following is None:
        await review.card(talk, sheet)
    elif following is asked:
        await talk.reply(talk.say("moving.last_open", number=asked.figure.position))
    else:
        lead = talk.say("moving.skipped", number=asked.figure.position)
        one_by_one = talk.known.conversation.step == Step.DERIVED
        at_length = one_by_one or not asking.same_kind(asked, following)
        await hand.ask(talk, sheet, following, lead, at_length=at_length, chosen=one_by_one)


async def back(talk: Talk, said: str = "") -> None:
    """`lùi`: the question before, answered or not."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    if sheet is None or asked is None:
        await hand.say_what_is_owed(talk)
        return
    before = sheet.at(asked.figure.position - 1)
    if before is None:
        await talk.reply(talk.say("moving.first"))
    else:
        await hand.ask(talk, sheet, before, hand.now_holding(talk, before), chosen=True)


async def stop(talk: Talk, said: str = "") -> None:
    """`dừng`: nothing is lost, and the way back is said."""
    sheet = await hand.in_hand(talk)
    talking = talk.known.conversation
    talking.step, talking.candidates = Step.IDLE, None
    if sheet is None or sheet.owed.is_handed_in:
        await hand.say_what_is_owed(talk)
    elif sheet.owed.answered:
        await talk.reply(talk.say.count("moving.stopped", sheet.owed.answered))
    else:
        await talk.reply(talk.say("moving.stopped_unbegun"))


async def cancel(talk: Talk, said: str = "") -> None:
    """`hủy`: drop what waits for a yes and ask again; drop a correction; else as `dừng`."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    step = talk.known.conversation.step
    if step in (Step.CHECK, Step.RETURN, Step.UNLOCK, Step.SOURCE, Step.SUBSTITUTE):
        talk.known.conversation.step = Step.IDLE
        await talk.reply(talk.say("moving.put_aside"))
    elif sheet is None or asked is None or step in (Step.IDLE, Step.CHOOSE):
        await hand.say_what_is_owed(talk)
    elif sheet.owed.is_handed_in:
        await _leave_as_sent(talk, sheet)
    elif step in (Step.CONFIRM, Step.REASON):
        await hand.ask(talk, sheet, asked, talk.say("moving.cancelled"))
    elif step == Step.EXPECTED_ON:
        await hand.ask(talk, sheet, asked, hand.now_holding(talk, asked))
    else:
        await stop(talk)


async def _leave_as_sent(talk: Talk, sheet: Sheet) -> None:
    talking = talk.known.conversation
    talking.step, talking.candidates = Step.IDLE, None
    receipt = await review.receipt_number(talk, sheet.owed.report)
    await talk.reply(talk.say("moving.left_as_sent", receipt=receipt))
