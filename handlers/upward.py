"""The second stage: when the units' time is over, the aggregating unit is asked for the report it sends on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.indicators import Kind
from domain.lateness import HANDED_IN, State
from domain.regimes import Regime
from domain.timetables import Timetable
from handlers import asking, prompting
from locales import Speaker, speak
from storage import days_off, people, plans, reminders, reports, upward
from storage.reports import Owed
from storage.tables import Figure, Period, Report

_NAMES_AT_MOST = 12


async def open_report(session: AsyncSession, regime: Regime, period: Period, table: Timetable) -> None:
    """The report of the second stage comes to be with its period; it is asked later, and not chased before."""
    if regime.upward is None or table.upward_due_at is None:
        return
    unit = await people.unit_by_name(session, period.organisation_id, regime.upward.unit)
    if unit is None:
        return
    report_id = await reports.open_report(
        session,
        organisation_id=period.organisation_id,
        period_id=period.id,
        unit_id=unit.id,
        unit_name=unit.name,
        is_upward=True,
        due_at=table.upward_due_at,
        ask_at=period.due_at,
    )
    owed = await reports.get(session, report_id) if report_id else None
    if owed is None:
        return
    organisation = await people.organisation(session, period.organisation_id)
    text = speak(organisation.locale)("upward.question", to=regime.upward.to)
    question_id = await upward.question(session, owed.report, text, Kind.DOCUMENT)
    session.add(
        Figure(
            organisation_id=period.organisation_id,
            report_id=owed.report.id,
            position=1,
            version=0,
            free_question_id=question_id,
        )
    )
    await session.flush()


async def ask_next(session: AsyncSession, now: datetime) -> bool:
    """Have one report of the second stage asked for, and chased around its own deadline. False: none is due."""
    report_id = await upward.next_to_ask(session, now)
    owed = await reports.get(session, report_id) if report_id else None
    if owed is None:
        return False
    await prompting.prompt(session, owed.period, Report.id == owed.report.id, now)
    owed.report.ask_at = None
    regime = await plans.regime(session, owed.period.regime_id)
    days = await days_off.around(session, owed.report.organisation_id, owed.report.due_at)
    ladder = timetables.stages(regime, owed.report.due_at, days)
    owed.report.next_remind_at = next((at for _, at in ladder if at > now), None)
    await session.flush()
    return True


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Leave the asking that failed to the first rung of its ladder, which asks the same question."""
    report_id = await upward.next_to_ask(session, now)
    owed = await reports.get(session, report_id) if report_id else None
    if owed is None:
        return None
    await reminders.note(session, owed.report, upward.ASKED, now)
    owed.report.ask_at, owed.report.next_remind_at = None, until
    return f"upward report {owed.report.id}"


async def told(session: AsyncSession, say: Speaker, owed: Owed) -> str:
    """That it is time for a report of the second stage, with how the units stand."""
    regime = await plans.regime(session, owed.period.regime_id)
    units = [one for one in await reports.of_period(session, owed.period.id) if not one.report.is_upward]
    words = {
        "period": asking.name_of(say, owed.period),
        "due": say.moment(owed.report.due_at, regime.zone),
        "to": regime.upward.to if regime.upward else "",
    }
    return "\n".join([say("upward.time", **words), *_standing(say, units)])


def _standing(say: Speaker, units: list[Owed]) -> list[str]:
    """How many of the units are in, and who is not."""
    expected = [one for one in units if one.report.state != State.EXCUSED]
    if not expected:
        return []
    missing = [one.unit_name for one in expected if one.report.state not in HANDED_IN]
    lines = [say("upward.units", handed_in=len(expected) - len(missing), expected=len(expected))]
    if missing:
        left = len(missing) - _NAMES_AT_MOST
        names = ", ".join(missing[:_NAMES_AT_MOST])
        names = f"{names} {say.count('digest.and_more', left)}" if left > 0 else names
        lines.append(say("upward.missing", names=names))
    return lines


def in_digest(say: Speaker, owed: Owed, zone: ZoneInfo, now: datetime) -> str:
    """The line of a digest that says where the second stage stands."""
    if owed.report.submitted_at is not None and owed.is_handed_in:
        return say("upward.digest_sent", unit=owed.unit_name, at=say.moment(owed.report.submitted_at, zone))
    key = "upward.digest_overdue" if now > owed.report.due_at else "upward.digest_waiting"
    return say(key, unit=owed.unit_name, due=say.moment(owed.report.due_at, zone))
