"""`nhập hộ`: the aggregating office enters a unit's figures on somebody's word, and the unit hears what it entered."""

from domain.roles import Role
from handlers import asking, hand, own_words, passing_on, pin, refusing, secrecy
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import Speaker, speak
from storage import conversations, entered_for, people, reports
from storage.conversations import Step
from storage.reports import Owed

MAX_SOURCE = 300


async def begin(talk: Talk, said: str = "") -> None:
    """`nhập hộ VPHDND`: that unit's nearest report comes into the aggregator's hand, once the source is known."""
    if not await talk.holds([Role.AGGREGATOR]):
        await refusing.say(talk, "enter_for.not_for_you", "enter_for")
        return
    name = _unit_name(talk.heard.text)
    organisation_id = talk.known.organisation.id
    unit = await people.unit_by_name(talk.session, organisation_id, name, or_retired=True) if name else None
    if unit is None:
        await talk.reply(talk.say("enter_for.unknown_unit", name=name) if name else talk.say("enter_for.which_unit"))
        return
    owed = await reports.of_units(talk.session, [unit.id], talk.now)
    newest = [one for one in await reports.recent_of_units(talk.session, [unit.id]) if not one.is_locked(talk.now)]
    if not owed and not newest:
        await talk.reply(talk.say("enter_for.nothing", unit=unit.name))
        return
    if await pin.is_asked(talk):
        return
    left = await leaving(talk, unless_unit_id=unit.id)
    await _open(talk, (owed or newest)[0], left)


async def leaving(talk: Talk, unless_unit_id: int | None = None) -> str:
    """What to say to who leaves a report of another unit half done; "" for anything else.

    The unit's officers hear what stands and what is left for them, too.
    """
    sheet = await hand.in_hand(talk)
    if sheet is None or sheet.owed.is_handed_in or sheet.owed.unit.id == unless_unit_id:
        return ""
    if await hand.is_of_unit(talk, sheet.owed) or not await entered_for.entered(talk.session, sheet.owed.report):
        return ""
    for account, person in await passing_on.listeners(talk, [Role.OFFICER], sheet.owed.unit.id):
        say = speak(person.locale)
        await passing_on.tell(
            talk,
            "left_half",
            account,
            _half_done(talk, say, sheet, "enter_for.told_left", "enter_for.told_left_to_send"),
        )
    return _half_done(talk, talk.say, sheet, "enter_for.left", "enter_for.left_to_send")


def _half_done(talk: Talk, say: Speaker, sheet: Sheet, key: str, key_complete: str) -> str:
    left = ", ".join(str(question.figure.position) for question in sheet.open_questions())
    return say(
        key if left else key_complete,
        who=talk.known.person.name,
        unit=sheet.owed.unit_name,
        code=sheet.owed.unit.code,
        period=asking.period_name(say, sheet.owed),
        which=left,
        due=say.moment(sheet.owed.due_at, talk.known.zone),
    )


async def heard(talk: Talk) -> None:
    """On whose word: a letter, a phone call."""
    held = talk.known.conversation.candidates or {}
    owed = await talk.scope.report_for(int(held["report"]), [Role.AGGREGATOR])
    if owed is None:
        await refusing.note(talk, f"report:{held['report']}", "enter_for.not_for_you")
    if owed is None or owed.is_locked(talk.now):
        talk.known.conversation.step = Step.IDLE
        await hand.say_what_is_owed(talk)
        return
    source = own_words.fitting(talk, talk.heard.text, MAX_SOURCE)
    if source is None:
        again = talk.say("enter_for.source_again", most=MAX_SOURCE, unit=owed.unit_name)
        await talk.reply(secrecy.said_first(talk, again))
        return
    await entered_for.take(talk.session, talk.known.account, owed.report, source, talk.now)
    for account, person in await passing_on.listeners(talk, [Role.OFFICER], owed.unit.id):
        say = speak(person.locale)
        words = {"who": talk.known.person.name, "period": asking.period_name(say, owed), "unit": owed.unit_name}
        await passing_on.tell(talk, "enter_for", account, say("enter_for.told_begun", source=source, **words))
    await _go(talk, owed, talk.say("enter_for.begun", unit=owed.unit_name, source=source))


async def source(talk: Talk, owed: Owed) -> str | None:
    """On whose word this person enters a report's figures; None for answers of the unit's own."""
    return None if await hand.is_of_unit(talk, owed) else await talk.scope.enters_for(owed)


async def named(talk: Talk, sheet: Sheet) -> list[str]:
    """The lines of a card or receipt that say who entered what for the unit; none where nobody did."""
    by: dict[tuple[str, str], list[str]] = {}
    for position, name, on_word in await entered_for.entered(talk.session, sheet.owed.report):
        by.setdefault((name, on_word), []).append(str(position))
    return [
        talk.say("enter_for.named", name=name, source=on_word, which=", ".join(positions))
        for (name, on_word), positions in by.items()
    ]


async def tell_officers(talk: Talk, sheet: Sheet) -> None:
    """The unit's officers hear what was entered for them; they can correct it. Nothing for the unit's own doing."""
    owed = sheet.owed
    if await hand.is_of_unit(talk, owed):
        return
    entered = {position for position, _, _ in await entered_for.entered(talk.session, owed.report)}
    for account, person in await passing_on.listeners(talk, [Role.OFFICER], owed.unit.id):
        say = speak(person.locale)
        lines = [say("enter_for.told_sent", who=talk.known.person.name, period=asking.period_name(say, owed))]
        for question in sheet.questions:
            if question.figure.position in entered:
                given = asking.answer_text(say, question, reports.answer_of(question.figure))
                lines.append(f"{question.figure.position}. {question.name}: {given}")
        lines.append(say("enter_for.told_how"))
        talking = await conversations.of(talk.session, account)
        if not await hand.is_busy(talk.session, talking, talk.now):
            conversations.take_up(talking, sheet.questions[0].figure, Step.IDLE)
        await passing_on.tell(talk, "entered_for", account, "\n".join(lines))


async def _open(talk: Talk, owed: Owed, left: str) -> None:
    before = await entered_for.source(talk.session, talk.known.account, owed.report)
    if before is not None:
        begun = talk.say("enter_for.begun", unit=owed.unit_name, source=before)
        await _go(talk, owed, f"{left}\n\n{begun}" if left else begun)
        return
    conversations.take_up(talk.known.conversation, None, Step.SOURCE, {"report": owed.report.id})
    period = asking.period_name(talk.say, owed)
    asked = talk.say("enter_for.source", unit=owed.unit_name, period=period)
    await talk.reply(f"{left}\n\n{asked}" if left else asked)


async def _go(talk: Talk, owed: Owed, lead: str) -> None:
    sheet = await asking.sheet(talk.session, owed)
    following = sheet.next_open(0)
    if following is not None:
        await hand.ask(talk, sheet, following, lead)
        return
    conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.REVIEW)
    lines = [lead]
    for question in sheet.questions:
        given = asking.answer_text(talk.say, question, reports.answer_of(question.figure))
        lines.append(f"{question.figure.position}. {question.name}: {given}")
    key = "enter_for.fix" if owed.is_handed_in else "enter_for.fix_or_send"
    await talk.reply("\n".join([*lines, talk.say(key)]))


def _unit_name(text: str) -> str:
    """What follows `nhập hộ`, in two words or, with a slash, in one."""
    words = text.strip().removeprefix("/").split()
    return " ".join(words[1:] if words and len(words[0]) > 5 else words[2:])
