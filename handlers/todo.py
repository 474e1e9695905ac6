"""What a person owes, computed from rows: the list, opening one of it, and saying so when nothing fits."""

from domain.chat import Heard
from handlers import asking, hand, incomplete, on_behalf, review, unreached, upcoming, which_report
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
        lines = [*await incomplete.lines(talk), nothing, *([talk.say("upcoming.list"), later] if later else [])]
        lines += await unreached.hint(talk)
        await talk.reply("\n".join(lines))
    elif len(owed) == 1:
        await _open(talk, owed[0])
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
        await _open(talk, owed)


async def _asks_which(talk: Talk) -> bool:
    """A list of answers that may be for several reports is kept, and the menu asks for which. False: it is none."""
    owed = await hand.owed_by(talk)
    if not await which_report.keeps(talk, owed):
        return False
    await _menu(talk, owed)
    return True


async def _open(talk: Talk, owed: Owed) -> None:
    """A report chosen from the menu: it gets the list that was kept for it, or goes on where it was left."""
    if not which_report.waits(talk):
        await resume(talk, owed)
    elif not await which_report.given(talk, await asking.sheet(talk.session, owed)):
        await _menu(talk, await hand.owed_by(talk))


async def resume(talk: Talk, owed: Owed) -> None:
    """Take a report up where it was left: at its first open question, or at the card."""
    sheet = await asking.sheet(talk.session, owed)
    held = sheet.holding(talk.known.conversation.figure_id)
    following = held if held and sheet.is_open(held) else sheet.next_open(0)
    lead = talk.say(
        "todo.resume",
        period=asking.period_name(talk.say, owed),
        unit=owed.unit_name,
        answered=owed.answered,
        asked=owed.asked,
        due=talk.say.moment(owed.due_at, talk.known.zone),
    )
    lead = "\n".join([lead, *_open_until(talk, owed)])
    if following is None:
        await review.card(talk, sheet, lead)
    else:
        lead = "\n".join([lead, *await on_behalf.named(talk, sheet)])  # the card says it by itself
        await hand.ask(talk, sheet, following, lead)


async def nothing_in_hand(talk: Talk) -> None:
    """An answer without a question: maybe a list, and which report it is for is asked; maybe to a closed report."""
    if await _asks_which(talk):
        return
    newest = await hand.newest(talk)
    if not await hand.owed_by(talk) and newest and newest[0].is_locked(talk.now) and _has_figure(talk):
        await hand.say_locked(talk, await asking.sheet(talk.session, newest[0]))
        return
    await hand.say_what_is_owed(talk)


def _open_until(talk: Talk, owed: Owed) -> list[str]:
    """A report that an exception holds open says until when."""
    if owed.excepted_until_at is None or talk.now <= owed.period.locks_at:
        return []
    return [talk.say("unlock.open_until", until=talk.say.moment(owed.excepted_until_at, talk.known.zone))]


def _has_figure(talk: Talk) -> bool:
    return talk.heard.heard is Heard.TEXT and any(c.isdigit() for c in talk.heard.text) and not talk.refusal


async def _menu(talk: Talk, owed: list[Owed]) -> None:
    kept = which_report.kept(talk) if which_report.waits(talk) else {}
    lines = [talk.say("several.for_which") if kept else talk.say.count("todo.list", len(owed))]
    for number, one in enumerate(owed, start=1):
        lines.append(
            talk.say(
                "todo.list_line",
                number=number,
                period=asking.period_name(talk.say, one),
                unit=one.unit_name,
                answered=one.answered,
                asked=one.asked,
                due=talk.say.moment(one.due_at, talk.known.zone),
            )
        )
        lines += [f"   {line}" for line in await on_behalf.named(talk, await asking.sheet(talk.session, one))]
        lines += [f"   {line}" for line in _open_until(talk, one)]
    lines.append(talk.say("todo.list_how"))
    lines += await incomplete.lines(talk) + await unreached.hint(talk)
    opens: dict[str, int | str] = {str(number): one.report.id for number, one in enumerate(owed, start=1)}
    conversations.take_up(talk.known.conversation, None, Step.CHOOSE, opens | kept)
    await talk.reply("\n".join(lines))
