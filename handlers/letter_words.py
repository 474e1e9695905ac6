"""How a message to somebody reads: what presses first, what opened, the first question, what others owe."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import budget
from domain.budget import Urgency
from domain.chat import Button
from domain.lateness import State, days_late
from domain.regimes import Audience, Regime
from domain.roles import Role
from domain.workdays import WorkingDays
from handlers import asking, hand, opened_words, sequel
from handlers.hand import Put
from handlers.prompting import OPENING
from locales import Speaker
from storage import conversations, people, reach
from storage.conversations import Step
from storage.mentions import Part
from storage.reports import Owed
from storage.tables import Account, Mention, Person

# A message is read on a telephone: what presses most is named, and the rest counted.
MOST_OWN, MOST_OTHERS = 6, 12
NOBODIES_AT_LENGTH, NOBODIES_NAMED = 6, 30


@dataclass(frozen=True, slots=True)
class Told:
    """One report in somebody's message. `instead`: the head is asked, for no officer of the unit can be reached."""

    mention: Mention
    owed: Owed
    regime: Regime
    days: WorkingDays
    now: datetime
    instead: bool = False

    @property
    def is_opening(self) -> bool:
        """Whether it is told of for the first time."""
        return self.mention.stage == OPENING

    @property
    def is_asked_for(self) -> bool:
        """Whether the person has said when to be reminded of it."""
        return self.mention.part == Part.OWN and self.owed.report.snoozed_until_at == self.mention.due_at

    @property
    def urgency(self) -> Urgency:
        """How much it presses now."""
        return budget.urgency_of(self.owed.due_at, self.now, self.regime.zone, is_opening=self.is_opening)

    @property
    def late(self) -> int:
        """Working days over the deadline."""
        return days_late(self.owed.report.due_at, self.now, self.days, self.regime.zone)

    def turn(self) -> tuple[int, int, datetime, int, int]:
        """What presses most comes first; of what opened, the shortest period, for a longer one is made of it."""
        period = self.owed.period
        length = (period.cut_off - period.first_day).days
        return -self.urgency, self.mention.part != Part.OWN, self.owed.due_at, length, self.owed.report.id


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one person hears of at once, what presses most first."""

    account: Account
    person: Person
    told: Sequence[Told]

    def _of(self, part: Part) -> list[Told]:
        return [one for one in self.told if one.mention.part == part]

    @property
    def own(self) -> list[Told]:
        """What the person answers for."""
        return self._of(Part.OWN)

    @property
    def chased(self) -> list[Told]:
        """Of their own, what they heard of before."""
        return [one for one in self.own if not one.is_opening]

    @property
    def opened(self) -> list[Told]:
        """Of their own, what has just opened."""
        return [one for one in self.own if one.is_opening]

    @property
    def others(self) -> list[Told]:
        """What others owe."""
        return self._of(Part.OTHERS)

    @property
    def nobody(self) -> list[Told]:
        """What no officer could be asked for."""
        return self._of(Part.NOBODY)

    @property
    def is_opening(self) -> bool:
        """Whether nothing in it reminds of anything."""
        return not self.chased and not self.others

    @property
    def is_asked_for(self) -> bool:
        """Whether the person wants to hear now of something in it."""
        return any(one.is_asked_for for one in self.told)

    @property
    def waits_since(self) -> datetime:
        """When the first of it could have been said."""
        return min(one.mention.since_at for one in self.told)


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it goes out; `figure_id`: the question that a reply to it answers."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    figure_id: int | None = None


async def written(session: AsyncSession, say: Speaker, letter: Letter, now: datetime) -> Written:
    """The whole message; the question in it is put into the person's hand."""
    parts = _chased(say, letter.chased)
    if await _heads_hear(session, letter, now):
        parts.append(say("remind.head_too"))
    if any(one.instead for one in letter.own):
        parts.append(say("letter.instead"))
    put = None
    if letter.chased:
        if letter.opened:
            parts.append(await opened_words.told(session, say, [one.owed for one in letter.opened], begins=False))
        question, put = await _question(session, say, letter, now)
        parts.append(question)
    elif letter.opened:
        question, put = await _first_question(session, say, letter, now)
        opened = await opened_words.told(session, say, [one.owed for one in letter.opened], begins=put is not None)
        parts.append(f"{opened}\n\n{question}")
    if letter.others:
        parts.append(_others(say, letter.others))
    parts += await _nobody(session, say, letter.nobody, now)
    text = "\n\n".join(part for part in parts if part)
    return Written(text, put.buttons, put.figure_id) if put else Written(text)


async def _first_question(session: AsyncSession, say: Speaker, letter: Letter, now: datetime) -> tuple[str, Put | None]:
    """The first question of what has just opened, unless something else is in hand."""
    talking = await conversations.of(session, letter.account)
    if await hand.is_busy(session, talking, now):
        return say("open.busy"), None
    sheet = await asking.sheet(session, sequel.in_turn(one.owed for one in letter.opened)[0])
    put = await hand.put(session, say, talking, sheet, sheet.next_open(0) or sheet.questions[0], at_length=True)
    return put.text, put


async def _question(session: AsyncSession, say: Speaker, letter: Letter, now: datetime) -> tuple[str, Put | None]:
    """The first open question, so that the reminder can be answered where it stands."""
    sheet = await asking.sheet(session, letter.chased[0].owed)
    talk = await conversations.of(session, letter.account)
    held = sheet.holding(talk.figure_id)
    if held is None and await hand.is_busy(session, talk, now):
        return say("remind.see_list"), None
    following = held if held and sheet.is_open(held) else sheet.next_open(0)
    if held and talk.step == Step.SEVERAL:  # a list that waits is not pushed aside
        return say("remind.list_waits"), None
    if following is None:
        conversations.take_up(talk, sheet.questions[-1].figure, Step.REVIEW)
        return say("remind.only_send"), None
    put = await hand.put(session, say, talk, sheet, following, at_length=False)
    return put.text if put.is_derived else f"{put.text}\n{say('remind.answer_here')}", put


async def _heads_hear(session: AsyncSession, letter: Letter, now: datetime) -> bool:
    """Whether the head of a unit hears of its lateness, too, and is somebody else."""
    for one in letter.chased:
        stage = next((stage for stage in one.regime.ladder if stage.name == one.mention.stage), None)
        if stage is None or Audience.HEAD not in stage.audience:
            continue
        organisation_id, unit_id = one.owed.report.organisation_id, one.owed.unit.id
        heads = await people.holders(session, organisation_id, [Role.HEAD], now, unit_id)
        if any(head.id != letter.person.id for _, head in heads):
            return True
    return False


def _chased(say: Speaker, chased: Sequence[Told]) -> list[str]:
    left = len(chased) - MOST_OWN
    lines = [_own(say, one) for one in chased[:MOST_OWN]]
    return [*lines, say.count("letter.more_own", left)] if left > 0 else lines


def _own(say: Speaker, one: Told) -> str:
    owed = one.owed
    words = {
        "period": asking.period_name(say, owed),
        "unit": owed.unit_name,
        "due": say.moment(owed.due_at, one.regime.zone),
        "locks": say.moment(owed.locks_at, one.regime.zone),
        "done": say("remind.done_none")
        if not owed.answered
        else say("remind.done", answered=owed.answered, asked=owed.asked),
    }
    if owed.report.state == State.RETURNED:
        return say("remind.returned", **words)
    if one.urgency is Urgency.OVERDUE:
        return say.count("remind.overdue", one.late, **words) if one.late else say("remind.overdue_today", **words)
    today, due_day = (at.astimezone(one.regime.zone).date() for at in (one.now, owed.report.due_at))
    if today == due_day:
        return say("remind.today", **words)
    left = one.days.count(today, due_day)
    return say.count("remind.before", left, **words) if left else say("letter.before_day_off", **words)


def _others(say: Speaker, others: Sequence[Told]) -> str:
    lines = [
        say.count(
            "remind.other_line",
            one.late,
            unit=one.owed.unit_name,
            period=asking.period_name(say, one.owed),
            answered=one.owed.answered,
            asked=one.owed.asked,
        )
        for one in others[:MOST_OTHERS]
    ]
    left = len(others) - MOST_OTHERS
    if left > 0:
        lines.append(say.count("letter.more_others", left))
    return "\n".join([say("remind.others"), *lines, say("remind.others_next")])


async def _nobody(session: AsyncSession, say: Speaker, nobody: Sequence[Told], now: datetime) -> list[str]:
    """Unit by unit: who could not be asked, and who mends it."""
    by_unit: dict[int, list[Told]] = defaultdict(list)
    for one in nobody:
        by_unit[one.owed.unit.id].append(one)
    if len(by_unit) <= NOBODIES_AT_LENGTH:
        return [await _nobody_of(session, say, of_unit, now) for of_unit in by_unit.values()]
    units = [of_unit[0].owed.unit for of_unit in by_unit.values()]
    names = ", ".join(unit.short_name for unit in units[:NOBODIES_NAMED])
    more = say.count("digest.and_more", len(units) - NOBODIES_NAMED) if len(units) > NOBODIES_NAMED else ""
    return [say.count("open.nobody_many", len(units), names=f"{names} {more}".rstrip(), code=units[0].code)]


async def _nobody_of(session: AsyncSession, say: Speaker, of_unit: Sequence[Told], now: datetime) -> str:
    soonest = min(of_unit, key=lambda one: one.owed.report.due_at)
    organisation_id, unit = soonest.owed.report.organisation_id, soonest.owed.unit
    lost = await reach.lost(session, organisation_id, now, unit.id, [Role.OFFICER])
    asked = await people.answerers(session, soonest.owed.report, now)
    words = {
        "unit": soonest.owed.unit_name,
        "period": ", ".join(asking.period_name(say, one.owed) for one in of_unit),
        "due": say.moment(soonest.owed.report.due_at, soonest.regime.zone),
        "code": unit.code,
    }
    if lost:
        words["names"] = ", ".join(one.person.name for one in lost)
        return say("open.out_of_reach_head" if asked else "open.out_of_reach", **words)
    return say("open.nobody_head" if asked else "open.nobody", **words)
