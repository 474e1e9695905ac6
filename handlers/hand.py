"""What a person has in hand and may answer, asked anew of the rows at every message."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Button
from domain.lateness import State
from domain.roles import ANSWERING, Role
from handlers import asking, proposing, refusing, secrecy
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, entered_for, people, reports, visit_drafts
from storage.conversations import Step
from storage.reports import Owed, Question
from storage.tables import Conversation, Unit

A_VISIT = timedelta(minutes=30)  # how long a visit half logged is not pushed aside


@dataclass(frozen=True, slots=True)
class Put:
    """What was put into a hand, as it is said; `figure_id`: the question that a reply to it answers."""

    text: str
    figure_id: int
    buttons: tuple[tuple[Button, ...], ...] = ()
    is_derived: bool = False


async def in_hand(talk: Talk) -> Sheet | None:
    """The report the person has in hand, whatever its state; None when there is none."""
    figure_id = talk.known.conversation.figure_id
    if figure_id is None:
        return None
    owed = await asking_report(talk, figure_id)
    if owed is None:
        await _let_go(talk, figure_id)
        return None
    return await asking.sheet(talk.session, owed)


async def report(talk: Talk, report_id: int) -> Owed | None:
    """The report with this number from the chat, if the person may answer it."""
    return await _turned_to(talk, await talk.scope.report(report_id))


async def asking_report(talk: Talk, figure_id: int) -> Owed | None:
    """The report that a question from the chat is in, if the person may answer it."""
    return await _turned_to(talk, await talk.scope.report_asking(figure_id))


async def _let_go(talk: Talk, figure_id: int) -> None:
    """Who answers for the unit no more holds nothing of it any longer."""
    conversations.take_up(talk.known.conversation, None, Step.IDLE)
    await refusing.note(talk, f"figure:{figure_id}", "todo.not_understood_nothing_owed")


async def say_locked(talk: Talk, sheet: Sheet, lead: str = "") -> None:
    """A late answer to a closed report: it is not taken, and who can help is said."""
    period = asking.period_name(talk.say, sheet.owed)
    if sheet.owed.report.state == State.ACCEPTED:
        told = talk.say("answer.accepted", period=period)
    elif sheet.owed.excepted_until_at is not None:
        until = talk.say.moment(sheet.owed.excepted_until_at, talk.known.zone)
        told = talk.say("answer.locked_again", period=period, until=until)
    else:
        locked = talk.say.moment(sheet.owed.period.locks_at, talk.known.zone)
        told = talk.say("answer.locked", period=period, locked=locked)
    await talk.reply(secrecy.said_first(talk, f"{lead}\n{told}" if lead else told))


async def ask(
    talk: Talk,
    sheet: Sheet,
    asked: Question,
    lead: str = "",
    *,
    at_length: bool = True,
    chosen: bool = False,
    buttons: Sequence[Sequence[Button]] = (),
) -> None:
    """Put a question into the person's hand and say it, after what there is to say first."""
    talking = talk.known.conversation
    new = await put(talk.session, talk.say, talking, sheet, asked, at_length=at_length, chosen=chosen)
    text = f"{lead}\n\n{new.text}" if lead else new.text
    await talk.reply(text, buttons=[*buttons, *new.buttons], figure_id=new.figure_id)


async def put(
    session: AsyncSession,
    say: Speaker,
    talking: Conversation,
    sheet: Sheet,
    asked: Question,
    *,
    at_length: bool,
    chosen: bool = False,
) -> Put:
    """Put a question into somebody's hand; it is for the caller to say it.

    What can be derived of the report is confirmed first, unless the person has chosen this question.
    """
    if not chosen and (proposed := await proposing.proposals(session, sheet)):
        proposing.take_up(talking, proposed)
        all_right = Button(say("button.all_right"), f"derived:{sheet.owed.report.id}")
        said = proposing.text(say, sheet, proposed)
        return Put(said, proposed[0].asked.figure.id, ((all_right,),), is_derived=True)
    conversations.take_up(talking, asked.figure, Step.ANSWER)
    return Put(await asking.question(session, say, sheet, asked, at_length=at_length), asked.figure.id)


async def owed_by(talk: Talk) -> list[Owed]:
    """The reports this person may still answer, nearest deadline first."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    own = await reports.of_units(talk.session, [unit.id for unit in units], talk.now)
    sent_on = await _sent_on(talk, {one.report.id for one in own})
    return own + sent_on + [one for one in await _taken_over(talk) if one.unit.id not in {unit.id for unit in units}]


async def newest(talk: Talk, limit: int = 1) -> list[Owed]:
    """The newest reports of this person's units, whatever their state; none for who answers for no unit."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    if own := await reports.recent_of_units(talk.session, [unit.id for unit in units], limit):
        return own
    units = await _aggregating(talk)
    recent = await reports.recent_of_units(talk.session, [unit.id for unit in units], limit)
    return [one for one in recent if one.report.is_upward]


async def is_of_unit(talk: Talk, owed: Owed) -> bool:
    """Whether the person answers for the unit as one of its own, or in the place of one."""
    return await talk.scope.is_of_unit(owed)


async def _sent_on(talk: Talk, known: Collection[int]) -> list[Owed]:
    """What an aggregating unit sends on is its aggregators' to answer, too."""
    owed = await reports.of_units(talk.session, [unit.id for unit in await _aggregating(talk)], talk.now)
    return [one for one in owed if one.report.is_upward and one.report.id not in known]


async def _taken_over(talk: Talk) -> list[Owed]:
    """What the person enters for other units and is not handed in yet."""
    if all(unit.organisation_id != talk.known.organisation.id for unit in await _aggregating(talk)):
        return []
    taken = [await reports.get(talk.session, i) for i in await entered_for.taken(talk.session, talk.known.account)]
    return [one for one in taken if one and not one.is_handed_in and not one.is_locked(talk.now)]


async def _aggregating(talk: Talk) -> list[Unit]:
    return await people.units_of(talk.session, talk.known.person.id, [Role.AGGREGATOR], talk.now)


async def _turned_to(talk: Talk, owed: Owed | None) -> Owed | None:
    """What follows is a matter of the report's organisation, where the person serves in several."""
    if owed is not None and owed.report.organisation_id != talk.known.organisation.id:
        talk.turn_to(await people.organisation(talk.session, owed.report.organisation_id))
    return owed


async def is_busy(session: AsyncSession, talking: Conversation, now: datetime) -> bool:
    """Whether somebody is in the middle of a report that can still be answered: another must not push it aside."""
    if talking.step == Step.CHOOSE and "list" in (talking.candidates or {}):
        return True  # a list of answers waits for the report it is for
    if talking.step == Step.ROUND:  # half put together, it would be lost
        return True
    if talking.step == Step.VISIT:  # the next digit is for the visit, not for a report; not for ever
        begun_at = await visit_drafts.begun_at(session, talking.person_id)
        return begun_at is not None and now - begun_at < A_VISIT
    if talking.figure_id is None or talking.step in (Step.IDLE, Step.CHOOSE):
        return False
    owed = await reports.holding(session, talking.figure_id)
    if owed is None or owed.is_locked(now):
        return False
    corrects = talking.step == Step.SEVERAL and owed.report.state == State.SUBMITTED
    return corrects or owed.report.state in (State.OPEN, State.RETURNED)


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


async def stale_of(talk: Talk, report_id: int) -> None:
    """A tap that no longer counts, on a message about a report, which may be somebody else's."""
    if await report(talk, report_id) is None:
        await refusing.outside(talk, f"report:{report_id}")
    else:
        await stale_button(talk)


async def stale_asking(talk: Talk, figure_id: int) -> None:
    """A tap that no longer counts, on a message about a question, which may be somebody else's."""
    if await asking_report(talk, figure_id) is None:
        await refusing.outside(talk, f"figure:{figure_id}")
    else:
        await stale_button(talk)


def now_holding(talk: Talk, question: Question) -> str:
    """What a question that is asked again holds so far; "" for nothing."""
    held = asking.answer_text(talk.say, question, reports.answer_of(question.figure))
    return talk.say("review.now_holding", value=held) if held else ""
