"""`tính lại`: derived figures that no longer match the shorter periods are taken from them anew."""

from handlers import asking, hand, proposing, refusing, review
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import recording, reports

LOOKED_THROUGH = 12  # of a unit's newest reports


async def recompute(talk: Talk, said: str = "") -> None:
    """The newest report of which something comes out otherwise now."""
    for owed in await hand.newest(talk, LOOKED_THROUGH):
        sheet = await asking.sheet(talk.session, owed)
        if await proposing.anew(talk.session, sheet):
            await _recompute(talk, sheet)
            return
    await talk.reply(talk.say("outdated.nothing"))


async def tapped(talk: Talk, report_id: int) -> None:
    """[Tính lại], maybe under an old message: the rows decide, not the button."""
    owed = await hand.report(talk, report_id)
    if owed is None:
        await refusing.outside(talk, f"report:{report_id}")
        return
    await _recompute(talk, await asking.sheet(talk.session, owed))


async def _recompute(talk: Talk, sheet: Sheet) -> None:
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return
    lines: list[str] = []
    for one in await proposing.anew(talk.session, sheet):
        held = asking.answer_text(talk.say, one.asked, reports.answer_of(one.asked.figure))
        by, said = talk.known.account, talk.heard.text
        if await recording.record(talk.session, one.asked.figure, one.answer, said, by, talk.now, derived_how=one.how):
            new = asking.answer_text(talk.say, one.asked, one.answer)
            number = one.asked.figure.position
            lines.append(talk.say("outdated.recomputed", number=number, value=new, before=held))
    if not lines:
        await talk.reply(talk.say("outdated.nothing"))
        return
    echo = "\n".join(lines)
    fresh = await asking.sheet(talk.session, sheet.owed)
    following = fresh.next_open(0)
    if sheet.owed.is_handed_in:
        await review.corrected(talk, fresh, fresh.questions[0], echo)
    elif following is None:
        await review.card(talk, fresh, echo)
    else:
        await hand.ask(talk, fresh, following, echo)
