"""Which reports the score for the year is made of, and which period a roll-up reads."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.rounds import ROUND
from storage import rollup, scoring
from tests.rows import DUE, NOW, Town, add_period, add_report


async def test_the_second_stage_counts_once_its_own_deadline_has_passed(session: AsyncSession, town: Town) -> None:
    second = await add_report(session, town.period, town.unit.id, is_upward=True)
    second.due_at = DUE + timedelta(days=1)
    second.ask_at = None
    await session.flush()
    assert await _counted(session, town, days=0.5) == 1
    assert await _counted(session, town, days=2) == 2


async def test_a_round_asked_out_of_turn_counts_as_a_report_of_its_unit(session: AsyncSession, town: Town) -> None:
    out_of_turn = await add_period(session, town.organisation.id, town.regime.id, town.plan.id, "2026-10")
    out_of_turn.frequency = ROUND
    await add_report(session, out_of_turn, town.unit.id)
    await session.flush()
    assert await _counted(session, town, days=0.5) == 2


async def test_a_roll_up_reads_no_round(session: AsyncSession, town: Town) -> None:
    town.report.state = State.SUBMITTED
    town.figures[0].answered_at = NOW
    await session.flush()
    indicator_id = town.figures[0].indicator_id
    assert indicator_id is not None
    assert await rollup.newest(session, indicator_id) == [(town.report.id, town.figures[0].id)]
    town.period.frequency = ROUND
    await session.flush()
    assert await rollup.newest(session, indicator_id) == []


async def _counted(session: AsyncSession, town: Town, days: float) -> int:
    _, facts = await scoring.of_year(session, town.organisation.id, 2026, DUE + timedelta(days=days))
    return len(facts[town.unit.id])
