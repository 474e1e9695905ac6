"""What is due next, and how work that failed is put off without losing what it was."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from storage import groups, mentions, outbox, plans, reminders, reports, timetable, upward
from storage.mentions import Part
from storage.outbox import Kind, To
from storage.tables import Outbox, Regime
from tests.rows import DUE, NOW, Town, add_period, add_report

SOON, HOUR = NOW + timedelta(minutes=5), NOW + timedelta(hours=1)


async def _nothing_planned(session: AsyncSession, town: Town) -> None:
    town.report.next_remind_at = None
    town.period.closing_at = None
    await session.refresh(town.organisation)
    town.organisation.next_warnings_at = None
    await session.flush()


async def test_with_nothing_planned_nothing_is_due(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    assert await timetable.next_action_at(session) is None
    assert await timetable.next_opening_at(session) is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("regime", "next_opens_at"),
        ("report", "next_remind_at"),
        ("period", "closing_at"),
        ("group", "next_digest_at"),
        ("organisation", "next_warnings_at"),
        ("organisation", "next_days_off_at"),
    ],
)
async def test_each_column_the_ticks_read_is_counted(
    session: AsyncSession, town: Town, other_town: Town, row: str, column: str
) -> None:
    await _nothing_planned(session, town)
    await _nothing_planned(session, other_town)
    setattr(getattr(town, row), column, SOON)
    setattr(getattr(other_town, row), column, HOUR)
    await session.flush()
    assert await timetable.next_action_at(session) == SOON


async def test_a_waiting_message_counts_and_a_sent_one_does_not(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    await outbox.add(session, "a", Kind.REPLY, To("telegram", "1"), "a", NOW, due_at=SOON)
    assert await timetable.next_action_at(session) == SOON
    await outbox.put_off(session, "telegram", "1", HOUR)
    assert await timetable.next_action_at(session) == HOUR
    await outbox.settle(session, (await session.execute(select(Outbox.id))).scalar_one(), "sent", NOW)
    assert await timetable.next_action_at(session) is None


async def test_what_somebody_is_to_hear_counts_until_it_is_said(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    person_id = town.officer.person_id
    await mentions.queue(session, person_id, town.report, "before", Part.OWN, SOON)
    assert await timetable.next_action_at(session) == SOON
    await mentions.put_off(session, SOON, HOUR)
    assert await timetable.next_action_at(session) == HOUR
    await mentions.told(session, await mentions.waiting(session, person_id, HOUR), "a")
    assert await timetable.next_action_at(session) is None


async def test_the_second_stage_is_asked_at_the_units_deadline_or_once_all_are_in(
    session: AsyncSession, town: Town
) -> None:
    await _nothing_planned(session, town)
    second = await add_report(session, town.period, town.unit.id, is_upward=True)
    second.next_remind_at = None
    await _nothing_planned(session, town)
    assert await timetable.next_action_at(session) == DUE
    assert await upward.next_to_ask(session, DUE - timedelta(seconds=1)) is None
    assert await upward.next_to_ask(session, DUE) == second.id
    await reports.submit(session, town.report, NOW)
    assert await timetable.next_action_at(session) == NOW
    assert await upward.next_to_ask(session, NOW) == second.id
    town.report.state = State.RETURNED
    await session.flush()
    assert await upward.next_to_ask(session, NOW) is None
    assert await timetable.next_action_at(session) == DUE
    second.ask_at = None
    await session.flush()
    assert await timetable.next_action_at(session) is None


async def test_a_group_the_bot_has_left_plans_nothing(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    town.group.next_digest_at = SOON
    await groups.mark_left(session, "telegram", town.group.address, NOW)
    await session.flush()
    assert await timetable.next_action_at(session) is None
    assert await groups.due_for_digest(session, HOUR) is None


async def test_an_opening_that_failed_keeps_which_period_opens(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    town.regime.next_opens_at = NOW
    await session.flush()
    assert await plans.put_off_opening(session, NOW, HOUR) == f"regime {town.regime.id}"
    await session.flush()
    assert await plans.due_to_open(session, HOUR - timedelta(seconds=1)) is None
    assert await timetable.next_action_at(session) == HOUR
    held = await plans.due_to_open(session, HOUR)
    assert held is not None
    assert held.next_opens_at == NOW
    assert await timetable.next_opening_at(session) == NOW


async def test_a_hold_of_an_earlier_opening_delays_no_later_one(session: AsyncSession, town: Town) -> None:
    await _nothing_planned(session, town)
    town.regime.held_until_at = HOUR
    town.regime.next_opens_at = DUE
    await session.flush()
    assert await timetable.next_action_at(session) == DUE
    assert await plans.due_to_open(session, DUE) is not None


async def test_of_two_openings_only_the_one_in_turn_is_put_off(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    town.regime.next_opens_at = NOW - timedelta(days=1)
    other_town.regime.next_opens_at = NOW
    await session.flush()
    for one in (town, other_town):
        in_turn = await plans.due_to_open(session, NOW)
        assert in_turn is not None
        assert in_turn.id == one.regime.id
        await plans.put_off_opening(session, NOW, HOUR)
        await session.flush()
    assert await plans.put_off_opening(session, NOW, HOUR) is None


async def test_regimes_of_one_organisation_open_together_and_are_put_off_a_minute_apart(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    second = Regime(organisation_id=town.organisation.id, code="quarterly", rules=town.regime.rules, next_opens_at=NOW)
    session.add(second)
    town.regime.next_opens_at = other_town.regime.next_opens_at = NOW
    await session.flush()
    together = [town.regime.id, second.id]
    assert [one.id for one in await plans.opening_together(session, NOW)] == together
    assert await plans.put_off_opening(session, NOW, HOUR) == f"regime {town.regime.id}, {second.id}"
    await session.flush()
    assert [one.id for one in await plans.opening_together(session, NOW)] == [other_town.regime.id]
    other_town.regime.next_opens_at = None
    await session.flush()
    assert [one.id for one in await plans.opening_together(session, HOUR)] == [town.regime.id]


async def test_a_closing_and_a_digest_that_failed_come_later(session: AsyncSession, town: Town) -> None:
    town.group.next_digest_at = NOW
    town.period.closing_at = NOW
    await session.flush()
    assert await plans.put_off_closing(session, NOW, HOUR) == f"period {town.period.id}"
    assert await groups.put_off_digest(session, NOW, HOUR) == f"group {town.group.id}"
    await session.flush()
    assert (town.period.closing_at, town.group.next_digest_at) == (HOUR, HOUR)
    assert await plans.put_off_closing(session, NOW, HOUR) is None
    assert await groups.put_off_digest(session, NOW, HOUR) is None


async def test_reports_whose_reminding_failed_come_later_one_by_one(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    remind_at = NOW + timedelta(days=2)
    second = await add_report(
        session,
        await add_period(session, town.organisation.id, town.regime.id, town.plan.id, "2026-10"),
        town.unit.id,
    )
    other_town.report.next_remind_at = remind_at + timedelta(seconds=1)
    await session.flush()
    until = remind_at + timedelta(hours=1)
    assert await reminders.put_off(session, remind_at, until) == f"reports {town.report.id}, {second.id}"
    await session.flush()
    looked_at: list[datetime | None] = [town.report.next_remind_at, second.next_remind_at]
    assert looked_at == [until, until + timedelta(minutes=1)]
    assert await reminders.due(session, until - timedelta(seconds=1)) == other_town.organisation.id
    assert await reminders.put_off(session, remind_at, until) is None
