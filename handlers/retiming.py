"""What a change of working days does to the timetable: which deadlines move, and moving them.

A period that has not opened yet simply goes by the new days. One that is open keeps the deadline its units were told,
unless nobody works on that very day any more: then it moves to the next working day. It never moves nearer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ladder, timetables
from domain.ladder import Rungs
from domain.regimes import Regime
from domain.roles import Role
from domain.workdays import WorkingDays
from handlers import awake, digest
from locales import figures, speak
from storage import groups, opened, outbox, people, plans, regime_rules, tables
from storage.outbox import Kind, To
from storage.tables import Organisation, Period, Report


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that moves. `is_open`: its period has been opened, and its units told the old one."""

    key: str
    frequency: str
    title: str
    old_at: datetime
    new_at: datetime
    is_open: bool


async def moves(
    session: AsyncSession,
    organisation_id: int,
    before: WorkingDays,
    after: WorkingDays,
    changed: Collection[date],
    now: datetime,
) -> list[Move]:
    """The deadlines that the changed days move, nearest first."""
    found = []
    for row in await _regimes(session, organisation_id):
        regime = regime_rules.from_json(row.rules)
        keys = await opened.keys(session, row.id)
        for of, old_at, new_at in timetables.moved(regime, before, after, changed):
            if of.key not in keys and old_at > now:
                found.append(Move(of.key, of.frequency, "", old_at, new_at, is_open=False))
    for period in await opened.not_yet_due(session, organisation_id, now):
        regime = await plans.regime(session, period.regime_id)
        new_at = timetables.due_on_a_working_day(regime, before, after, period.due_at)
        if new_at != period.due_at:
            found.append(Move(period.key, period.frequency, period.title, period.due_at, new_at, is_open=True))
    return sorted(found, key=lambda one: one.old_at)


async def retime(
    session: AsyncSession, organisation_id: int, before: WorkingDays, after: WorkingDays, now: datetime
) -> None:
    """Bring what is planned in line with the days as they are now; the units whose deadline moves are told."""
    organisation = await people.organisation(session, organisation_id)
    for row in await _regimes(session, organisation_id):
        if row.next_opens_at is not None and row.next_opens_at > now:
            regime = regime_rules.from_json(row.rules)
            keys = await opened.keys(session, row.id)
            row.next_opens_at = timetables.first_opening(regime, after, now, keys)
    for period in await opened.not_yet_due(session, organisation_id, now):
        await _move(session, organisation, period, before, after, now)
    at = await digest.next_digest_at(session, organisation, now)
    for group in await groups.leadership(session, organisation_id):
        if group.next_digest_at is not None and group.next_digest_at > now:
            group.next_digest_at = at


async def _move(
    session: AsyncSession,
    organisation: Organisation,
    period: Period,
    before: WorkingDays,
    after: WorkingDays,
    now: datetime,
) -> None:
    regime = await plans.regime(session, period.regime_id)
    new_at = timetables.due_on_a_working_day(regime, before, after, period.due_at)
    if new_at != period.due_at:
        period.due_at, period.closing_at = new_at, new_at + regime.closing_delay
        period.locks_at = max(period.locks_at, timetables.locks_at(regime, new_at, after))
    told: set[int] = set()
    for report in await opened.still_open(session, period.id):
        old_at = report.due_at
        report.due_at = timetables.due_on_a_working_day(regime, before, after, old_at)
        ladders = timetables.stages(regime, old_at, before), timetables.stages(regime, report.due_at, after)
        report.next_remind_at = _next_look(report, *ladders, now)
        if report.due_at != old_at:
            await _tell(session, organisation, regime, period, report, told, now)


def _next_look(report: Report, before: Rungs, after: Rungs, now: datetime) -> datetime | None:
    """When the report's ladder must be looked at: at once where a rung has moved from ahead to behind."""
    if report.next_remind_at is None or report.next_remind_at != ladder.next_stage_at(before, now):
        return report.next_remind_at  # over, or held back by something else
    passed = [sum(at <= now for _, at in rungs) for rungs in (before, after)]
    return now if passed[1] > passed[0] else ladder.next_stage_at(after, now)


async def _tell(
    session: AsyncSession,
    organisation: Organisation,
    regime: Regime,
    period: Period,
    report: Report,
    told: set[int],
    now: datetime,
) -> None:
    zone = ZoneInfo(organisation.zone)
    for account, person in await people.holders(session, organisation.id, [Role.OFFICER], now, report.unit_id):
        if account.id in told:
            continue
        told.add(account.id)
        say = speak(person.locale)
        name = period.title or figures.period(say, period.key, period.frequency)
        await outbox.add(
            session,
            f"due_moved:{account.id}:{period.id}:{report.due_at.isoformat()}",
            Kind.PROMPT,
            To(account.channel, account.address, organisation.id),
            say("days_off.due_moved", period=name, due=say.moment(report.due_at, zone)),
            now,
            due_at=await awake.at(session, organisation.id, now),
        )


async def _regimes(session: AsyncSession, organisation_id: int) -> list[tables.Regime]:
    found = select(tables.Regime).where(
        tables.Regime.organisation_id == organisation_id, tables.Regime.next_opens_at.is_not(None)
    )
    return list((await session.execute(found.order_by(tables.Regime.id))).scalars())
