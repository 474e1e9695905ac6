"""Moving among the questions of the report in hand: leave one for later, go back one, stop for now."""

from handlers import asking, hand, review
from handlers.talk import Talk
from storage import conversations
from storage.conversations import Step


async def skip(talk: Talk, said: str = "") -> None:
    """`bỏ qua`: the question stays open, the next one comes."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    if sheet is None or asked is None:
        await hand.say_what_is_owed(talk)
        return
    following = sheet.next_open(asked.figure.position)
    if following is None:
        await review.card(talk, sheet)
    elif following is asked:
        await talk.reply(talk.say("moving.last_open", number=asked.figure.position))
    else:
        lead = talk.say("moving.skipped", number=asked.figure.position)
        await hand.ask(talk, sheet, following, lead, at_length=not asking.same_kind(asked, following))


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
        await hand.ask(talk, sheet, before, hand.now_holding(talk, before))


async def stop(talk: Talk, said: str = "") -> None:
    """`dừng`: nothing is lost, and the way back is said."""
    talking = talk.known.conversation
    talking.step, talking.candidates = Step.IDLE, None
    owed = await hand.owed_by(talk)
    answered = owed[0].answered if owed else 0
    await talk.reply(talk.say.count("moving.stopped", answered))


async def cancel(talk: Talk, said: str = "") -> None:
    """`hủy`: drop what waits for a yes, and ask the question again."""
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    if sheet is None or asked is None or talk.known.conversation.step not in (Step.CONFIRM, Step.EXPECTED_ON):
        conversations.take_up(talk.known.conversation, None, Step.IDLE)
        await hand.say_what_is_owed(talk)
    else:
        await hand.ask(talk, sheet, asked, talk.say("moving.cancelled"))
