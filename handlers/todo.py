"""What a person owes, computed from rows: the list, opening one of it, and saying so when nothing fits."""

from domain.chat import Heard
from handlers import asking, hand, review, upcoming
from handlers.talk import Talk
from storage import conversations
from storage.conversations import Step
from storage.reports import Owed


async def show(talk: Talk, said: str = "") -> None:
    """`việc`: one report is resumed at once, several are listed, none says what comes next."""
    owed = await hand.owed_by(talk)
    if not owed:
        talk.known.conversation.step = Step.IDLE  # what was sent last stays in hand, for "sửa 2"
        coming = await upcoming.next_period(talk, talk.known.organisation)
        nothing = talk.say("todo.nothing", coming=coming)
        later = await upcoming.listed(talk, talk.known.organisation)
        await talk.reply(f"{nothing}\n{talk.say('upcoming.list')}\n{later}" if later else nothing)
    elif len(owed) == 1:
        await resume(talk, owed[0])
    else:
        await _menu(talk, owed)


async def go_on(talk: Talk, said: str = "") -> None:
    """`tiếp`: the question in hand again, or the list."""
    sheet = await hand.in_hand(talk)
    if sheet is None or sheet.owed.report.id not in {o.report.id for o in await hand.owed_by(talk)}:
        await show(talk)
    else:
        await resume(talk, sheet.owed)


async def choose(talk: Talk, number: int) -> None:
    """A digit typed at the list."""
    opens = (talk.known.conversation.candidates or {}).get(str(number))
    owed = next((o for o in await hand.owed_by(talk) if o.report.id == opens), None)
    if owed is None:
        await show(talk)
    else:
        await resume(talk, owed)


async def resume(talk: Talk, owed: Owed) -> None:
    """Take a report up where it was left: at its first open question, or at the card."""
    sheet = await asking.sheet(talk.session, owed)
    held = sheet.holding(talk.known.conversation.figure_id)
    following = held if held and sheet.is_open(held) else sheet.next_open(0)
    lead = talk.say(
        "todo.resume",
        period=asking.period_name(talk.say, owed),
        unit=owed.unit.name,
        answered=owed.answered,
        asked=owed.asked,
        due=talk.say.moment(owed.due_at, talk.known.zone),
    )
    if following is None:
        await review.card(talk, sheet, lead)
    else:
        await hand.ask(talk, sheet, following, lead)


async def nothing_in_hand(talk: Talk) -> None:
    """An answer without a question: maybe to a report that is closed by now."""
    newest = await hand.newest(talk)
    if not await hand.owed_by(talk) and newest and newest[0].is_locked(talk.now) and _has_figure(talk):
        await hand.say_locked(talk, await asking.sheet(talk.session, newest[0]))
        return
    await hand.say_what_is_owed(talk)


def _has_figure(talk: Talk) -> bool:
    return talk.heard.heard is Heard.TEXT and any(c.isdigit() for c in talk.heard.text) and not talk.refusal


async def _menu(talk: Talk, owed: list[Owed]) -> None:
    lines = [talk.say.count("todo.list", len(owed))]
    for number, one in enumerate(owed, start=1):
        lines.append(
            talk.say(
                "todo.list_line",
                number=number,
                period=asking.period_name(talk.say, one),
                unit=one.unit.name,
                answered=one.answered,
                asked=one.asked,
                due=talk.say.moment(one.due_at, talk.known.zone),
            )
        )
    lines.append(talk.say("todo.list_how"))
    opens = {str(number): one.report.id for number, one in enumerate(owed, start=1)}
    conversations.take_up(talk.known.conversation, None, Step.CHOOSE, opens)
    await talk.reply("\n".join(lines))
