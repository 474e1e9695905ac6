"""Moving among the questions of the report in hand: leave one for later, go back one, stop for now."""

from handlers import asking, hand, on_behalf, review, which_report
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import reports
from storage.conversations import Step
from storage.reports import Question

ASIDE = frozenset(
    {Step.CHECK, Step.RETURN, Step.UNLOCK, Step.SOURCE, Step.SUBSTITUTE, Step.SWAP, Step.DECIDE, Step.ROUND}
    | {Step.VISIT}
)
HOLDING = frozenset({Step.ANSWER, Step.CONFIRM, Step.REASON, Step.EXPECTED_ON})


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
        lead = _left(talk, sheet, asked)
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
    left = await on_behalf.leaving(talk)
    talking = talk.known.conversation
    if which_report.waits(talk):
        await talk.reply(talk.say("several.stopped"))
        return
    step, talking.step, talking.candidates = talking.step, Step.IDLE, None
    unsaid = [talk.say("moving.unconfirmed")] if step in (Step.CONFIRM, Step.REASON) else []
    if left:
        await talk.reply(left)
    elif step in ASIDE:
        await talk.reply(talk.say("moving.put_aside"))
    elif sheet is not None and sheet.owed.is_handed_in and step in HOLDING:
        receipt = review.receipt_number(sheet.owed)
        await talk.reply("\n".join([*unsaid, talk.say("moving.left_as_sent", receipt=receipt)]))
    elif sheet is None or sheet.owed.is_handed_in:
        await hand.say_what_is_owed(talk)
    elif sheet.owed.answered:
        await talk.reply("\n".join([*unsaid, talk.say.count("moving.stopped", sheet.owed.answered)]))
    else:
        await talk.reply("\n".join([*unsaid, talk.say("moving.stopped_unbegun")]))


async def cancel(talk: Talk, said: str = "") -> None:
    """`hủy`: drop what waits for a yes and ask again; drop a correction; else as `dừng`."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    step = talk.known.conversation.step
    if which_report.waits(talk):
        talk.known.conversation.step, talk.known.conversation.candidates = Step.IDLE, None
        await talk.reply(talk.say("moving.cancelled"))
    elif step in ASIDE:
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


def _left(talk: Talk, sheet: Sheet, asked: Question) -> str:
    """What becomes of the question that is passed over: it comes again, or keeps its answer."""
    number = asked.figure.position
    if sheet.is_open(asked):
        return talk.say("moving.skipped", number=number)
    value = asking.answer_text(talk.say, asked, reports.answer_of(asked.figure))
    if missing := asking.evidence_missing(asked):
        what = asking.evidence_names(talk.say, missing)
        return talk.say("moving.kept_lacking", number=number, value=value, what=what)
    return talk.say("moving.kept", number=number, value=value)


async def _leave_as_sent(talk: Talk, sheet: Sheet) -> None:
    talking = talk.known.conversation
    talking.step, talking.candidates = Step.IDLE, None
    receipt = review.receipt_number(sheet.owed)
    await talk.reply(talk.say("moving.left_as_sent", receipt=receipt))
