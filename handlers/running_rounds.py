"""A round under way: who has answered, and what who asked for it may change: a later deadline, an end, an excuse."""

import re

from domain import rounds as rules
from domain.chat import Button
from domain.lateness import HANDED_IN, State, status_of
from domain.moments import read_moment
from domain.roles import Role
from domain.values import plain
from handlers import asking, own_words, passing_on, pin, refusing, secrecy, trail
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, days_off, people, plans, reports, rounds
from storage.conversations import Step
from storage.reports import Owed
from storage.tables import Period

ASKING = frozenset({Role.AGGREGATOR, Role.ADMINISTRATOR})
MOST_REASON = 300
_EXTEND = re.compile(r"^(?:gia hạn|gia han|hạn|han|extend|due)[ :]+(?:đến |den )?(.+)$", re.IGNORECASE)
_CLOSE = frozenset({"dong", "dong dot", "dong som", "ket thuc", "close", "close round"})
_EXCUSE = re.compile(r"^(?:miễn|mien|excuse)[ :]+([^:;]+)[:;](.+)$", re.IGNORECASE | re.DOTALL)


async def show(talk: Talk) -> bool:
    """The rounds under way, to be opened by their number. False: there is none."""
    running = await rounds.running(talk.session, talk.known.organisation.id, talk.now)
    if not running:
        return False
    lines = [talk.say.count("rounds.running", len(running))]
    for number, period in enumerate(running, start=1):
        owed = await reports.of_period(talk.session, period.id)
        lines.append(f"{number}. {_line(talk, period, owed)}")
    opens = {str(number): period.id for number, period in enumerate(running, start=1)}
    conversations.take_up(talk.known.conversation, None, Step.ROUND, {"opens": opens})
    await talk.reply("\n".join([*lines, talk.say("rounds.running_how")]))
    return True


async def heard(talk: Talk) -> None:
    """A number of the list, or what is to be done with the round that is shown."""
    held = talk.known.conversation.candidates or {}
    said = " ".join(talk.heard.text.split())
    period_id = held.get("opens", {}).get(said) or held.get("round")
    period = await _period(talk, period_id) if period_id else None
    if period is None or "round" not in held:
        await (_card(talk, period) if period else talk.reply(secrecy.said_first(talk, talk.say("rounds.running_how"))))
    elif found := _EXTEND.match(said):
        await _extend(talk, period, found[1])
    elif plain(said) in _CLOSE:
        await _close(talk, period)
    elif found := _EXCUSE.match(said):
        await _excuse(talk, period, found[1].strip(), found[2])
    else:
        await _card(talk, period, secrecy.said_first(talk, talk.say("rounds.not_understood")))


async def tapped(talk: Talk, action: str, period_id: int) -> None:
    """A button under a card, which may be an old one or somebody else's: the rows decide."""
    may = await talk.holds(ASKING)
    period = await _period(talk, period_id) if may else None
    if period is None:
        await refusing.outside(talk, f"period:{period_id}")
    elif action == "close":
        await _close(talk, period)
    else:
        await _card(talk, period)


async def _period(talk: Talk, period_id: int) -> Period | None:
    running = await rounds.running(talk.session, talk.known.organisation.id, talk.now)
    return next((one for one in running if one.id == period_id), None)


async def _card(talk: Talk, period: Period, lead: str = "") -> None:
    owed = await reports.of_period(talk.session, period.id)
    lines = [*([lead, ""] if lead else []), _line(talk, period, owed)]
    for one in owed:
        status = talk.say(f"status.{status_of(one.standing, talk.now)}")
        lines.append(talk.say("rounds.unit", unit=one.unit_name, answered=one.answered, asked=one.asked, status=status))
    lines.append(talk.say("rounds.card_how"))
    conversations.take_up(talk.known.conversation, None, Step.ROUND, {"round": period.id})
    close = Button(talk.say("button.close_round"), f"round:close:{period.id}")
    await talk.reply("\n".join(lines), buttons=[[close]])


def _line(talk: Talk, period: Period, owed: list[Owed]) -> str:
    expected = [one for one in owed if one.report.state != State.EXCUSED]
    return talk.say(
        "rounds.line",
        title=asking.name_of(talk.say, period),
        handed_in=sum(one.is_handed_in for one in expected),
        expected=len(expected),
        due=talk.say.moment(period.due_at, talk.known.zone),
    )


async def _extend(talk: Talk, period: Period, said: str) -> None:
    """A later deadline for every unit that has not answered; who was in time stays in time."""
    regime = await plans.regime(talk.session, period.regime_id)
    due_at = read_moment(said, talk.now.astimezone(talk.known.zone), regime.due_time)
    if due_at is None or due_at <= max(talk.now, period.due_at):
        was = talk.say.moment(period.due_at, talk.known.zone)
        await talk.reply(talk.say("rounds.extend_unclear", due=was))
        return
    if await pin.is_asked(talk):
        return
    days = await days_off.around(talk.session, period.organisation_id, due_at)
    ladder = rules.rungs(regime, talk.now, due_at, days)
    old = period.due_at
    period.due_at, period.closing_at = due_at, due_at + regime.closing_delay
    period.locks_at = rules.locks_at(regime, due_at, days)
    waiting = await _waiting(talk, period)
    for one in waiting:
        one.report.due_at = due_at
        one.report.next_remind_at = next((at for _, at in ladder if at > talk.now), None)
    await talk.session.flush()
    await _note(talk, period, "extend_round", old=old.isoformat(), new=due_at.isoformat())

    def write(say: Speaker) -> str:
        return say("rounds.told_extended", title=period.title, due=say.moment(due_at, talk.known.zone))

    await _tell(talk, "round_extended", waiting, write)
    await _card(talk, period, talk.say("rounds.extended", due=talk.say.moment(due_at, talk.known.zone)))


async def _close(talk: Talk, period: Period) -> None:
    """No more answers are waited for: who has not answered is excused, and the closing digest is due."""
    if await pin.is_asked(talk):
        return
    waiting = await _waiting(talk, period)
    period.locks_at = talk.now
    period.closing_at = talk.now if period.closing_at else None
    await _let_off(talk, waiting, "round closed early")
    await _note(talk, period, "close_round", new=str(len(waiting)))
    conversations.take_up(talk.known.conversation, None, Step.IDLE)
    await _tell(talk, "round_closed", waiting, lambda say: say("rounds.told_closed", title=period.title))
    await talk.reply(talk.say.count("rounds.closed", len(waiting), title=period.title))


async def _excuse(talk: Talk, period: Period, name: str, why: str) -> None:
    unit = await people.unit_by_name(talk.session, period.organisation_id, name)
    reason = own_words.fitting(talk, why, MOST_REASON)
    waiting = [one for one in await _waiting(talk, period) if unit and one.unit.id == unit.id]
    if not waiting or reason is None:
        await _card(talk, period, secrecy.said_first(talk, talk.say("rounds.cannot_excuse", name=name)))
        return
    if await pin.is_asked(talk):
        return
    await _let_off(talk, waiting, reason)
    await _tell(talk, "round_excused", waiting, lambda say: say("rounds.told_excused", title=period.title))
    await _card(talk, period, talk.say("rounds.excused", unit=waiting[0].unit_name))


async def _waiting(talk: Talk, period: Period) -> list[Owed]:
    owed = await reports.of_period(talk.session, period.id)
    return [one for one in owed if one.report.state not in (*HANDED_IN, State.EXCUSED)]


async def _let_off(talk: Talk, waiting: list[Owed], why: str) -> None:
    for one in waiting:
        old, one.report.state, one.report.next_remind_at = one.report.state, State.EXCUSED, None
        await trail.note(
            talk, one.report.organisation_id, "excuse", f"report:{one.report.id}", old=old, new=State.EXCUSED, why=why
        )
    await talk.session.flush()


async def _tell(talk: Talk, what: str, owed: list[Owed], write: passing_on.Write) -> None:
    for one in owed:
        await passing_on.tell_all(talk, f"{what}:{one.report.id}", [Role.OFFICER], write, unit_id=one.unit.id)


async def _note(talk: Talk, period: Period, action: str, *, new: str, old: str | None = None) -> None:
    await trail.note(talk, period.organisation_id, action, f"period:{period.id}", old=old, new=new)
