"""What a person has in hand and may answer, asked anew of the rows at every message."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State, is_locked
from domain.roles import Role
from handlers import asking, secrecy
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, people, reports
from storage.conversations import Step
from storage.reports import Owed, Question
from storage.tables import Conversation

ANSWERING = frozenset({Role.OFFICER, Role.HEAD})


async def in_hand(talk: Talk) -> Sheet | None:
    """The report the person has in hand, whatever its state; None when there is none."""
    figure_id = talk.known.conversation.figure_id
    if figure_id is None:
        return None
    owed = await reports.holding(talk.session, figure_id)
    if owed is None or not await may_answer(talk, owed):
        return None
    return await asking.sheet(talk.session, owed)


async def say_locked(talk: Talk, sheet: Sheet) -> None:
    """A late answer to a closed report: it is not taken, and who can help is said."""
    await talk.reply(
        talk.say(
            "answer.locked",
            period=asking.period_name(talk.say, sheet.owed),
            locked=talk.say.moment(sheet.owed.period.locks_at, talk.known.zone),
        )
    )


async def ask(talk: Talk, sheet: Sheet, asked: Question, lead: str = "", *, at_length: bool = True) -> None:
    """Put a question into the person's hand and say it, after what there is to say first."""
    conversations.take_up(talk.known.conversation, asked.figure, Step.ANSWER)
    text = await asking.question(talk.session, talk.say, sheet, asked, at_length=at_length)
    await talk.reply(f"{lead}\n\n{text}" if lead else text, figure_id=asked.figure.id)


async def owed_by(talk: Talk) -> list[Owed]:
    """The reports this person may still answer, nearest deadline first."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    return await reports.of_units(talk.session, [unit.id for unit in units], talk.now)


async def newest(talk: Talk) -> list[Owed]:
    """The newest report of this person's units, whatever its state; none for who answers for no unit."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    return await reports.recent_of_units(talk.session, [unit.id for unit in units])


async def may_answer(talk: Talk, owed: Owed) -> bool:
    """Whether the person answers for this report's unit. Asked anew at every message and tap."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    return owed.unit.id in {unit.id for unit in units}


async def is_busy(session: AsyncSession, talking: Conversation, now: datetime) -> bool:
    """Whether somebody is in the middle of a report that can still be answered: another must not push it aside."""
    if talking.figure_id is None or talking.step in (Step.IDLE, Step.CHOOSE):
        return False
    owed = await reports.holding(session, talking.figure_id)
    if owed is None or is_locked(State(owed.report.state), owed.period.locks_at, now):
        return False
    return owed.report.state in (State.OPEN, State.RETURNED)


async def say_what_is_owed(talk: Talk) -> None:
    """Free text that fits nothing gets the one thing most likely wanted."""
    owed = await owed_by(talk)
    if not owed:
        await talk.reply(secrecy.said_first(talk, talk.say("todo.not_understood_nothing_owed")))
        return
    first = owed[0]
    waits = talk.say.count(
        "todo.not_understood",
        len(owed),
        period=asking.period_name(talk.say, first),
        answered=first.answered,
        asked=first.asked,
    )
    await talk.reply(secrecy.said_first(talk, waits))


async def stale_button(talk: Talk) -> None:
    """A tap on a message that has had its day."""
    await talk.reply(talk.say("todo.stale_button"))


def now_holding(talk: Talk, question: Question) -> str:
    """What a question that is asked again holds so far; "" for nothing."""
    held = asking.answer_text(talk.say, question, reports.answer_of(question.figure))
    return talk.say("review.now_holding", value=held) if held else ""
