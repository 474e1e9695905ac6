"""What opened is told: one message to each person, with every report that is theirs and the first question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.periods import Regime
from domain.roles import Role
from handlers import asking, hand, sequel
from locales import Speaker, speak
from storage import conversations, outbox, parts, people, plans, reports
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Account, Person

OPENING = "opening"
SECONDS_A_QUESTION = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A report that has just opened. `is_derived`: its unit is asked something of it more often."""

    owed: Owed
    regime: Regime
    is_derived: bool

    def words(self, say: Speaker) -> dict[str, str]:
        """What both ways of telling it name."""
        return {
            "period": asking.period_name(say, self.owed),
            "unit": self.owed.unit.name,
            "first": say.day(self.owed.period.first_day),
            "last": say.day(self.owed.period.cut_off),
            "due": say.moment(self.owed.report.due_at, self.regime.zone),
        }


@dataclass(slots=True)
class Letter:
    """What one person hears of."""

    account: Account
    person: Person
    opened: list[Opened] = field(default_factory=list)


async def prompt(session: AsyncSession, owed: Iterable[Owed], now: datetime) -> None:
    """Tell the officers what they are asked; of a unit without officers its aggregating office hears."""
    letters: dict[int, Letter] = {}
    unheard: list[Opened] = []
    for one in sequel.in_turn(owed):
        await reports.note_stage(session, one.report, OPENING, now)
        regime = await plans.regime(session, one.period.regime_id)
        opened = Opened(one, regime, bool(await parts.frequencies(session, one)))
        officers = await people.holders(session, one.report.organisation_id, [Role.OFFICER], now, one.unit.id)
        for account, officer in officers:
            letters.setdefault(account.id, Letter(account, officer)).opened.append(opened)
        if not officers:
            unheard.append(opened)
    for letter in letters.values():
        await _write(session, letter, now)
    if unheard:
        await _tell_aggregators(session, unheard, now)


async def _write(session: AsyncSession, letter: Letter, now: datetime) -> None:
    say = speak(letter.person.locale)
    talking = await conversations.of(session, letter.account)
    put = None
    if not await hand.is_busy(session, talking, now):
        sheet = await asking.sheet(session, letter.opened[0].owed)
        put = await hand.put(session, say, talking, sheet, sheet.questions[0], at_length=True)
    head = _one(say, letter.opened[0]) if len(letter.opened) == 1 else _several(say, letter.opened, begins=bool(put))
    await outbox.add(
        session,
        _key("prompt", letter.account, letter.opened),
        Kind.PROMPT,
        To(letter.account.channel, letter.account.address, letter.account.organisation_id),
        f"{head}\n\n{put.text if put else say('open.busy')}",
        now,
        due_at=_awake_at(letter.opened, now),
        valid_until_at=max(one.owed.report.due_at for one in letter.opened),
        buttons=put.buttons if put else (),
        figure_id=put.figure_id if put else None,
    )


def _one(say: Speaker, opened: Opened) -> str:
    asked = say.count("open.questions", opened.owed.asked, unit=opened.owed.unit.name, minutes=_minutes(say, opened))
    return f"{say('open.period', **opened.words(say))}\n{asked}"


def _several(say: Speaker, opened: Sequence[Opened], *, begins: bool) -> str:
    """All of them, in the order in which they will be asked."""
    one_unit = len({one.owed.unit.id for one in opened}) == 1
    unit = opened[0].owed.unit.name
    lines = [say.count("open.several" if one_unit else "open.several_units", len(opened), unit=unit)]
    line = "open.line" if one_unit else "open.line_of_unit"
    lines += [say.count(line, one.owed.asked, **one.words(say)) for one in opened]
    if begins:
        first = opened[0]
        words = {**first.words(say), "minutes": _minutes(say, first)}
        lines.append(say("open.begins" if one_unit else "open.begins_of_unit", **words))
        is_derived = any(one.is_derived for one in opened[1:])
        lines.append(say("open.then_derived" if is_derived else "open.then_in_turn"))
    return "\n".join(lines)


def _minutes(say: Speaker, opened: Opened) -> str:
    return say.count("open.minutes", max(1, round(opened.owed.asked * SECONDS_A_QUESTION / 60)))


async def _tell_aggregators(session: AsyncSession, unheard: Sequence[Opened], now: datetime) -> None:
    """Units that nobody answers for: the aggregating office hears of them while there is time."""
    organisation_id = unheard[0].owed.report.organisation_id
    by_unit = defaultdict(list)
    for one in unheard:
        by_unit[one.owed.unit.id].append(one)
    for account, someone in await people.holders(session, organisation_id, [Role.AGGREGATOR, Role.ADMINISTRATOR], now):
        say = speak(someone.locale)
        await outbox.add(
            session,
            _key("nobody", account, unheard),
            Kind.PROMPT,
            To(account.channel, account.address, organisation_id),
            "\n\n".join(_nobody(say, of_unit) for of_unit in by_unit.values()),
            now,
            due_at=_awake_at(unheard, now),
            valid_until_at=max(one.owed.report.due_at for one in unheard),
        )


def _nobody(say: Speaker, of_unit: Sequence[Opened]) -> str:
    soonest = min(of_unit, key=lambda one: one.owed.report.due_at)
    names = ", ".join(asking.period_name(say, one.owed) for one in of_unit)
    return say("open.nobody", **{**soonest.words(say), "period": names}, code=soonest.owed.unit.code)


def _key(what: str, account: Account, opened: Sequence[Opened]) -> str:
    """ "prompt:12:2026-11:CAP:31": the first report names the message, for a report opens once."""
    first = opened[0].owed
    return f"{what}:{account.id}:{first.period.key}:{first.unit.code}:{first.report.id}"


def _awake_at(opened: Iterable[Opened], now: datetime) -> datetime:
    return max(periods.out_of_quiet(one.regime, now) for one in opened)
