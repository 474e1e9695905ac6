"""A round that was agreed to is asked: a period of its own, a report for each unit, one message to each person."""

from datetime import datetime

from domain import rounds as rules
from handlers import prompting
from handlers.round_draft import Desk, Draft, Share, shares, span
from storage import days_off, reports, rounds
from storage.tables import Figure, Period, Report


async def open_round(at: Desk, draft: Draft, due_at: datetime, asked_by_id: int | None) -> Period:
    """Ask it, in the caller's transaction: all of it happens, or nothing. Raises ValueError where nobody is asked."""
    asked = await shares(at, draft)
    if not asked:
        raise ValueError("a round that asks nobody")
    period = await _period(at, draft, due_at, asked_by_id)
    free = await rounds.add_questions(
        at.session, period, [(one.text, one.kind, one.unit_of_measure) for one in draft.questions]
    )
    days = await days_off.around(at.session, at.organisation.id, due_at)
    ladder = rules.rungs(at.regime, at.now, due_at, days)
    remind_at = next((moment for _, moment in ladder if moment > at.now), None)
    for share in asked:
        await _report(at, period, share, free, remind_at)
    await prompting.prompt(at.session, period, Report.period_id == period.id, at.now)
    return period


async def _period(at: Desk, draft: Draft, due_at: datetime, asked_by_id: int | None) -> Period:
    today = at.now.astimezone(at.zone).date()
    about = await span(at, draft)
    days = await days_off.around(at.session, at.organisation.id, due_at)
    number, period_id = await rounds.how_many(at.session, at.regime_id), None
    while period_id is None:  # another process may have taken the number
        number += 1
        period_id = await reports.open_period(
            at.session,
            organisation_id=at.organisation.id,
            regime_id=at.regime_id,
            plan_id=at.plan.id,
            key=rules.key(number, today.year, draft.phase),
            frequency=rules.ROUND,
            first_day=about.first_day if about else today,
            cut_off=about.cut_off if about else today,
            opened_at=at.now,
            due_at=due_at,
            locks_at=rules.locks_at(at.regime, due_at, days),
            closing_at=due_at + at.regime.closing_delay,
            title=draft.title,
            asked_by_id=asked_by_id,
        )
    return await at.session.get_one(Period, period_id)


async def _report(at: Desk, period: Period, share: Share, free: list[int], remind_at: datetime | None) -> None:
    report_id = await reports.open_report(
        at.session,
        organisation_id=period.organisation_id,
        period_id=period.id,
        unit_id=share.unit.id,
        unit_name=share.unit.name,
        due_at=period.due_at,
        next_remind_at=remind_at,
    )
    if report_id is None:
        raise ValueError(f"unit {share.unit.id} has a report for period {period.id} already")
    asked = [{"indicator_id": one} for one in share.indicators] + [{"task_id": one} for one in share.tasks]
    asked += [{"free_question_id": one} for one in free]
    at.session.add_all(
        Figure(organisation_id=period.organisation_id, report_id=report_id, position=position, version=0, **what)
        for position, what in enumerate(asked, start=1)
    )
    await at.session.flush()
