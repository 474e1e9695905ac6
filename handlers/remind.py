"""Chasing: the ladder's rungs, bundled into one message per person, each said once for each report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ladder, periods
from domain.lateness import State, days_late
from domain.periods import Audience, Regime, Stage
from domain.roles import Role
from domain.workdays import WorkingDays
from handlers import asking, hand
from handlers.hand import Put
from locales import Speaker, speak
from storage import conversations, days_off, groups, outbox, people, plans, reports
from storage.conversations import Step
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Account, Group, Person

RETURNED_TIME = time(8)

# Whom a report's rung is said to, and whether only people of the report's own unit hear it.
_ROLES: dict[Audience, tuple[Role, bool]] = {
    Audience.OFFICER: (Role.OFFICER, True),
    Audience.HEAD: (Role.HEAD, True),
    Audience.AGGREGATOR: (Role.AGGREGATOR, False),
    Audience.LEADER: (Role.LEADER, False),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A report whose rung is due now."""

    owed: Owed
    stage: Stage
    regime: Regime
    days: WorkingDays

    def late(self, now: datetime) -> int:
        """Working days over the deadline."""
        return days_late(self.owed.report.due_at, now, self.days, self.regime.zone)


@dataclass(slots=True)
class Letter:
    """What one person hears at once: reports to answer, and reports of others to know of."""

    account: Account
    person: Person
    own: list[Due]
    others: list[Due]


async def remind_next(session: AsyncSession, now: datetime) -> bool:
    """Say the rungs that are due in one organisation. False: there are none anywhere."""
    organisation_id = await reports.due_for_reminder(session, now)
    if organisation_id is None:
        return False
    looked_at = [await _look_at(session, owed, now) for owed in await reports.to_remind(session, organisation_id, now)]
    due = [one for one in looked_at if one is not None]
    for letter in await _letters(session, organisation_id, due, now):
        await _write(session, letter, now)
    warned = [one for one in due if Audience.LEADERSHIP_GROUP in one.stage.audience]
    if warned:
        for group in await groups.leadership(session, organisation_id):
            await _warn(session, group, warned, now)
    return True


async def _look_at(session: AsyncSession, owed: Owed, now: datetime) -> Due | None:
    """Note the newest rung as said and set the next look. None: nothing is to be said."""
    regime = await plans.regime(session, owed.period.regime_id)
    days = days_off.around(owed.due_at)
    rungs = _rungs(owed, regime, days, now)
    owed.report.next_remind_at = ladder.next_stage_at(rungs, now)
    stage = ladder.due_stage(rungs, await reports.said_stages(session, owed.report.id), now)
    if owed.report.state not in (State.OPEN, State.RETURNED):
        owed.report.next_remind_at = None
        return None
    awake_at = periods.out_of_quiet(regime, now)
    if awake_at > now:  # looked at again in the morning: by then it may have been answered, and a day is gone
        owed.report.next_remind_at = awake_at
        return None
    if stage is None or not await reports.note_stage(session, owed.report, stage.name, now):
        return None
    return Due(owed, stage, regime, days)


def _rungs(owed: Owed, regime: Regime, days: WorkingDays, now: datetime) -> ladder.Rungs:
    """The ladder of the deadline; what was sent back has one rung, in the morning of its new due day."""
    if owed.report.state != State.RETURNED:
        return periods.stages(regime, owed.report.due_at, days)
    morning = datetime.combine(owed.due_at.astimezone(regime.zone).date(), RETURNED_TIME, regime.zone)
    stage = Stage(f"returned-{owed.report.submissions}", 0, RETURNED_TIME, (Audience.OFFICER,))
    return [(stage, morning)] if now <= owed.due_at else []


async def _letters(session: AsyncSession, organisation_id: int, due: Iterable[Due], now: datetime) -> list[Letter]:
    letters: dict[int, Letter] = {}
    for one in due:
        for audience in one.stage.audience:
            if audience not in _ROLES:
                continue
            role, own_unit_only = _ROLES[audience]
            unit_id = one.owed.unit.id if own_unit_only else None
            for account, person in await people.holders(session, organisation_id, [role], now, unit_id):
                letter = letters.setdefault(account.id, Letter(account, person, [], []))
                if one in letter.own or one in letter.others:
                    continue
                (letter.own if role is Role.OFFICER else letter.others).append(one)
    return list(letters.values())


async def _write(session: AsyncSession, letter: Letter, now: datetime) -> None:
    say = speak(letter.person.locale)
    parts = [_own(say, one, now) for one in letter.own]
    if await _heads_hear(session, letter.own, now):
        parts.append(say("remind.head_too"))
    put = None
    if letter.own:
        question, put = await _question(session, say, letter, now)
        parts.append(question)
    if letter.others:
        others = [_other(say, one, now) for one in letter.others]
        parts.append("\n".join([say("remind.others"), *others, say("remind.others_next")]))
    await outbox.add(
        session,
        f"remind:{letter.account.id}:{now.isoformat()}",
        Kind.REMINDER,
        To(letter.account.channel, letter.account.address, letter.account.organisation_id),
        "\n\n".join(part for part in parts if part),
        now,
        buttons=put.buttons if put else (),
        figure_id=put.figure_id if put else None,
    )


async def _heads_hear(session: AsyncSession, own: list[Due], now: datetime) -> bool:
    for one in own:
        organisation_id, unit_id = one.owed.report.organisation_id, one.owed.unit.id
        if Audience.HEAD in one.stage.audience and await people.holders(
            session, organisation_id, [Role.HEAD], now, unit_id
        ):
            return True
    return False


async def _question(session: AsyncSession, say: Speaker, letter: Letter, now: datetime) -> tuple[str, Put | None]:
    """The first open question, so that the reminder can be answered where it stands."""
    sheet = await asking.sheet(session, letter.own[0].owed)
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


def _own(say: Speaker, one: Due, now: datetime) -> str:
    owed = one.owed
    words = {
        "period": asking.period_name(say, owed),
        "unit": owed.unit.name,
        "due": say.moment(owed.due_at, one.regime.zone),
        "locks": say.moment(owed.period.locks_at, one.regime.zone),
        "done": say("remind.done_none")
        if not owed.answered
        else say("remind.done", answered=owed.answered, asked=owed.asked),
    }
    if owed.report.state == State.RETURNED:
        return say("remind.returned", **words)
    if now > owed.report.due_at:
        late = one.late(now)
        return say.count("remind.overdue", late, **words) if late else say("remind.overdue_today", **words)
    left = one.days.count(now.astimezone(one.regime.zone).date(), owed.report.due_at.astimezone(one.regime.zone).date())
    return say.count("remind.before", left, **words) if left else say("remind.today", **words)


def _other(say: Speaker, one: Due, now: datetime) -> str:
    owed = one.owed
    return say.count(
        "remind.other_line",
        one.late(now),
        unit=owed.unit.name,
        period=asking.period_name(say, owed),
        answered=owed.answered,
        asked=owed.asked,
    )


async def _warn(session: AsyncSession, group: Group, warned: list[Due], now: datetime) -> None:
    """The overdue warning in the leadership group: names and days, no reproach."""
    organisation = await people.organisation(session, group.organisation_id)
    say = speak(organisation.locale)
    by_period = defaultdict(list)
    for one in warned:
        by_period[asking.period_name(say, one.owed)].append(one)
    lines = []
    for period, late in by_period.items():
        lines.append(say("warning.head", period=period))
        lines += [
            say.count(
                "warning.line", one.late(now), unit=one.owed.unit.name, answered=one.owed.answered, asked=one.owed.asked
            )
            for one in sorted(late, key=lambda one: -one.late(now))
        ]
    lines.append(say("warning.next"))
    await outbox.add(
        session,
        f"overdue:{group.id}:{now.isoformat()}",
        Kind.WARNING,
        To(group.channel, group.address, group.organisation_id),
        "\n".join(lines),
        now,
        title=say("warning.title", organisation=organisation.short_name),
    )
