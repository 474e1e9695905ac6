"""Chasing: the ladder's rungs, each said once for each report; who hears of one hears of it in their next message."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ladder, local_days, rounds, timetables
from domain.lateness import State, days_late
from domain.regimes import Audience, Regime, Stage
from domain.roles import Role
from domain.texts import fits
from domain.workdays import WorkingDays
from handlers import asking
from handlers.digest_words import NAMES_AT_MOST
from locales import Speaker, speak
from storage import days_off, groups, mentions, outbox, people, plans, reminders, reports
from storage.mentions import Part
from storage.outbox import MAX_TEXT, Kind, To
from storage.reports import Owed
from storage.tables import Group

RETURNED_TIME = time(8)

# Who besides those who answer for it hears of a report, and whether only people of the report's own unit do.
_ROLES: dict[Audience, tuple[Role, bool]] = {
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


async def remind_next(session: AsyncSession, now: datetime) -> bool:
    """Take the rungs that are due in one organisation. False: there are none anywhere."""
    organisation_id = await reminders.due(session, now)
    if organisation_id is None:
        return False
    looked_at = [await _look_at(session, owed, now) for owed in await reports.to_remind(session, organisation_id, now)]
    due = [one for one in looked_at if one is not None]
    for one in due:
        await _mention(session, one, now)
    warned = [one for one in due if Audience.LEADERSHIP_GROUP in one.stage.audience]
    if warned:
        for group in await groups.leadership(session, organisation_id):
            await _warn(session, group, warned, now)
    return True


async def _look_at(session: AsyncSession, owed: Owed, now: datetime) -> Due | None:
    """Note the newest rung as said and set the next look. None: nothing is to be said."""
    regime = await plans.regime(session, owed.period.regime_id)
    days = await days_off.around(session, owed.report.organisation_id, owed.due_at)
    rungs = _rungs(owed, regime, days, now)
    owed.report.next_remind_at = ladder.next_stage_at(rungs, now)
    stage = ladder.due_stage(rungs, await reminders.said(session, owed.report.id), now)
    if owed.report.state not in (State.OPEN, State.RETURNED):
        owed.report.next_remind_at = None
        return None
    awake_at = timetables.awake_at(regime, days, now, due_day(owed, regime))
    if awake_at > now:  # looked at again in the morning: by then it may have been answered, and a day is gone
        owed.report.next_remind_at = awake_at
        return None
    if stage is None or not await reminders.note(session, owed.report, stage.name, now):
        return None
    return Due(owed, stage, regime, days)


def due_day(owed: Owed, regime: Regime) -> date:
    """The day a report is due where its regime is."""
    return owed.due_at.astimezone(regime.zone).date()


def _rungs(owed: Owed, regime: Regime, days: WorkingDays, now: datetime) -> ladder.Rungs:
    """The ladder of the deadline; what was sent back has one rung, in the morning of its new due day."""
    if owed.report.state != State.RETURNED and owed.period.frequency == rounds.ROUND:
        return rounds.rungs(regime, owed.period.opened_at, owed.report.due_at, days)
    if owed.report.state != State.RETURNED:
        return timetables.stages(regime, owed.report.due_at, days)
    morning = datetime.combine(due_day(owed, regime), RETURNED_TIME, regime.zone)
    stage = Stage(f"returned-{owed.report.submissions}", 0, RETURNED_TIME, (Audience.OFFICER,))
    return [(stage, morning)] if now <= owed.due_at else []


async def _mention(session: AsyncSession, one: Due, now: datetime) -> None:
    """Everybody the rung is for is to hear of it; those who answer for the report first, and after their pause."""
    report = one.owed.report
    if Audience.OFFICER in one.stage.audience:
        due_at = max(now, report.snoozed_until_at or now)
        for _, person in await people.answerers(session, report, now):
            await mentions.queue(session, person.id, report, one.stage.name, Part.OWN, due_at)
    for audience in one.stage.audience:
        if audience not in _ROLES:
            continue
        role, own_unit_only = _ROLES[audience]
        unit_id = one.owed.unit.id if own_unit_only else None
        for _, person in await people.holders(session, report.organisation_id, [role], now, unit_id):
            await mentions.queue(session, person.id, report, one.stage.name, Part.OTHERS, now)


async def _warn(session: AsyncSession, group: Group, warned: Iterable[Due], now: datetime) -> None:
    """The overdue warning in the leadership group: names and days, no reproach."""
    organisation = await people.organisation(session, group.organisation_id)
    say = speak(organisation.locale)
    by_period = defaultdict(list)
    for one in warned:
        by_period[asking.period_name(say, one.owed)].append(one)
    for names in range(NAMES_AT_MOST, -1, -1):
        text = _warning(say, by_period, names, now)
        if fits(text, MAX_TEXT):
            break
    await outbox.add(
        session,
        f"overdue:{group.id}:{now.isoformat()}",
        Kind.WARNING,
        To(group.channel, group.address, group.organisation_id),
        text,
        now,
        valid_until_at=local_days.ends_at(now, ZoneInfo(organisation.zone)),  # the days in it are today's
        title=say("warning.title", organisation=organisation.short_name),
    )


def _warning(say: Speaker, by_period: Mapping[str, list[Due]], names: int, now: datetime) -> str:
    """Longest overdue first; how many more there are than these names, and how to see them, is said."""
    lines, is_full = [], True
    for period, late in by_period.items():
        lines.append(say("warning.head", period=period))
        for one in sorted(late, key=lambda one: -one.late(now))[:names]:
            counted = {"unit": one.owed.unit_name, "answered": one.owed.answered, "asked": one.owed.asked}
            lines.append(say.count("warning.line", one.late(now), **counted))
        if len(late) > names:
            is_full = False
            lines.append(say.count("digest.more_units", len(late) - names))
    return "\n".join([*lines, say("warning.next"), *([] if is_full else [say("digest.how_in_full")])])
