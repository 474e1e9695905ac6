"""A period opens: every unit that leads something gets one report, and its officers the first question."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.periods import Regime, Timetable
from domain.roles import Role
from handlers import asking, hand, proposing
from locales import speak
from storage import conversations, days_off, finished, outbox, people, plans, reports, tables
from storage.conversations import Step
from storage.outbox import Kind, To
from storage.reports import Owed
from storage.tables import Account, Assignment, Figure, Person, Unit

OPENING = "opening"
SECONDS_A_QUESTION = 20


async def open_next(session: AsyncSession, now: datetime) -> bool:
    """Open the periods of one regime whose time has come. False: there are none."""
    row = await plans.due_to_open(session, now)
    if row is None or row.next_opens_at is None:
        return False
    plan = await plans.in_force(session, row.organisation_id)
    if plan is None:
        raise ValueError(f"regime {row.id} has no plan")
    regime = plans.regime_from_json(row.rules)
    days = days_off.around(row.next_opens_at)
    opening = periods.next_openings(regime, days, row.next_opens_at - periods.MOMENT)
    # The shortest first: what opens with it is derived from it.
    for of, table in sorted(opening, key=lambda pair: pair[0].first_day, reverse=True):
        await _open(session, row, plan.id, of, table, now)
    following = periods.next_openings(regime, days, row.next_opens_at)
    row.next_opens_at = following[0][1].opens_at
    return True


async def _open(
    session: AsyncSession, row: tables.Regime, plan_id: int, of: periods.Period, table: Timetable, now: datetime
) -> None:
    regime = plans.regime_from_json(row.rules)
    asked = await plans.questions(session, plan_id, row.id, of.frequency, *periods.shorter(regime, of.frequency))
    period_id = await reports.open_period(
        session,
        organisation_id=row.organisation_id,
        regime_id=row.id,
        plan_id=plan_id,
        key=of.key,
        frequency=of.frequency,
        first_day=of.first_day,
        cut_off=of.cut_off,
        opened_at=now,
        due_at=table.due_at,
        locks_at=table.locks_at,
        closing_at=table.closing_at,
    )
    if period_id is None:
        return
    for unit_id, group in groupby(asked, key=lambda pair: pair[0].id):
        questions = [assignment for _, assignment in group]
        await _open_report(session, period_id, unit_id, questions, table, regime, now)


async def _open_report(
    session: AsyncSession,
    period_id: int,
    unit_id: int,
    asked: Sequence[Assignment],
    table: Timetable,
    regime: Regime,
    now: datetime,
) -> None:
    reached = await finished.milestones_reached(session, unit_id)
    done = await finished.tasks_done(session, unit_id)
    questions = [
        a
        for a in asked
        if (a.indicator_id is None or a.indicator_id not in reached) and (a.task_id is None or a.task_id not in done)
    ]
    if not questions:
        return
    organisation_id = questions[0].organisation_id
    report_id = await reports.open_report(
        session,
        organisation_id=organisation_id,
        period_id=period_id,
        unit_id=unit_id,
        due_at=table.due_at,
        next_remind_at=next((at for _, at in table.stages if at > now), None),
    )
    if report_id is None:
        return
    for position, assignment in enumerate(questions, start=1):
        session.add(
            Figure(
                organisation_id=organisation_id,
                report_id=report_id,
                position=position,
                version=0,
                indicator_id=assignment.indicator_id,
                task_id=assignment.task_id,
            )
        )
    await session.flush()
    owed = await reports.get(session, report_id)
    if owed is not None and now < table.due_at:
        await _prompt(session, owed, regime, now)


async def _prompt(session: AsyncSession, owed: Owed, regime: Regime, now: datetime) -> None:
    await reports.note_stage(session, owed.report, OPENING, now)
    officers = await people.holders(session, owed.report.organisation_id, [Role.OFFICER], now, owed.unit.id)
    for account, officer in officers:
        await _prompt_one(session, owed, account, officer, regime, now)
    if not officers:
        await _tell_aggregators(session, owed, owed.unit, regime, now)


async def _prompt_one(
    session: AsyncSession, owed: Owed, account: Account, officer: Person, regime: Regime, now: datetime
) -> None:
    say = speak(officer.locale)
    sheet = await asking.sheet(session, owed)
    first = sheet.questions[0]
    minutes = max(1, round(owed.asked * SECONDS_A_QUESTION / 60))
    opened = say(
        "open.period",
        period=asking.period_name(say, owed),
        first=say.day(owed.period.first_day),
        last=say.day(owed.period.cut_off),
        due=say.moment(owed.report.due_at, regime.zone),
    )
    long = say.count("open.minutes", minutes)
    lead = f"{opened}\n{say.count('open.questions', owed.asked, unit=owed.unit.name, minutes=long)}"
    talk = await conversations.of(session, account)
    busy = await hand.is_busy(session, talk, now)
    if busy:
        text = f"{lead}\n\n{say('open.busy')}"
    else:
        proposed = await proposing.proposals(session, sheet)
        if proposed:
            proposing.take_up(talk, proposed)
            text = f"{lead}\n\n{proposing.text(say, sheet, proposed)}"
        else:
            conversations.take_up(talk, first.figure, Step.ANSWER)
            text = f"{lead}\n\n{await asking.question(session, say, sheet, first, at_length=True)}"
    await outbox.add(
        session,
        f"prompt:{account.id}:{owed.period.key}:{owed.unit.code}",
        Kind.PROMPT,
        To(account.channel, account.address, account.organisation_id),
        text,
        now,
        due_at=periods.out_of_quiet(regime, now),
        valid_until_at=owed.report.due_at,
        figure_id=None if busy else first.figure.id,
    )


async def _tell_aggregators(session: AsyncSession, owed: Owed, unit: Unit, regime: Regime, now: datetime) -> None:
    """A unit that nobody answers for: the aggregating office hears of it while there is time."""
    organisation = await people.organisation(session, owed.report.organisation_id)
    for account, someone in await people.holders(session, organisation.id, [Role.AGGREGATOR, Role.ADMINISTRATOR], now):
        say = speak(someone.locale)
        await outbox.add(
            session,
            f"nobody:{account.id}:{owed.period.key}:{unit.code}",
            Kind.PROMPT,
            To(account.channel, account.address, organisation.id),
            say(
                "open.nobody",
                unit=unit.name,
                code=unit.code,
                period=asking.period_name(say, owed),
                due=say.moment(owed.report.due_at, ZoneInfo(organisation.zone)),
            ),
            now,
            due_at=periods.out_of_quiet(regime, now),
            valid_until_at=owed.report.due_at,
        )
