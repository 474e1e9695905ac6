"""Derived figures are confirmed all at once; what changed since they were shown is shown again first."""

from handlers import asking, hand, proposing, review
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import recording
from storage.conversations import Step


async def confirm(talk: Talk, sheet: Sheet) -> None:
    """Record every proposal that was shown, and ask what could not be derived."""
    shown = (talk.known.conversation.candidates or {}).get("derived")
    proposed = await proposing.proposals(talk.session, sheet)
    if shown != [one.as_json() for one in proposed]:
        await _go_on(talk, sheet, talk.say("derived.changed"))
        return
    recorded = 0
    for one in proposed:
        figure, said = one.asked.figure, talk.heard.text
        recorded += await recording.record(
            talk.session, figure, one.answer, said, talk.known.account, talk.now, derived_how=one.how
        )
    key = "visit_feed.recorded" if proposing.is_from_visits(proposed) else "derived.recorded"
    await _go_on(talk, sheet, talk.say.count(key, recorded))


async def tapped(talk: Talk, report_id: int) -> None:
    """[Đúng] under a list of derived figures: it counts while that list is the one in hand."""
    in_hand = await hand.in_hand(talk)
    waits = talk.known.conversation.step == Step.DERIVED and in_hand and in_hand.owed.report.id == report_id
    if in_hand is None or not waits:
        await hand.stale_of(talk, report_id)
    elif in_hand.owed.is_locked(talk.now):
        await hand.say_locked(talk, in_hand)
    else:
        await confirm(talk, in_hand)


async def _go_on(talk: Talk, sheet: Sheet, lead: str) -> None:
    fresh = await asking.sheet(talk.session, sheet.owed)
    following = fresh.next_open(0)
    if following is None:
        await review.card(talk, fresh, lead)
    else:
        await hand.ask(talk, fresh, following, lead)
