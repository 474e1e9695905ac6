"""What a unit gave earlier, and which message asked for a figure or gave it; nothing crosses towns."""

from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain.values import Value
from storage import answers, outbox, recording, reports
from storage.outbox import Kind, To
from storage.reports import Answer, Owed, Question
from storage.tables import Account, Figure, Indicator, Outbox
from tests.rows import NOW, Town, add_period, add_report


async def test_the_history_is_the_units_own_oldest_first(session: AsyncSession, town: Town, other_town: Town) -> None:
    for key, number in (("2026-10", 30), ("2026-09", 20), ("2026-12", 99)):
        await _gave(session, town, key, number)
    await _gave(session, other_town, "2026-10", 7)
    owed, asked = await _first(session, town)
    assert await answers.history(session, owed, asked) == [Value(Decimal(20)), Value(Decimal(30))]
    owed, asked = await _first(session, other_town)
    assert await answers.history(session, owed, asked) == [Value(Decimal(7))]


async def test_a_cumulative_figure_begins_anew_each_year(session: AsyncSession, town: Town) -> None:
    (await session.get_one(Indicator, town.figures[0].indicator_id)).nature = "cumulative"
    last_year = await _gave(session, town, "2026-09", 900)
    period = (await reports.get(session, last_year.report_id) or _nothing()).period
    period.key, period.cut_off = "2025-12", date(2025, 12, 14)
    await _gave(session, town, "2026-10", 30)
    owed, asked = await _first(session, town)
    assert await answers.history(session, owed, asked) == [Value(Decimal(30))]


async def test_a_task_has_no_history(session: AsyncSession, town: Town) -> None:
    owed, _ = await _first(session, town)
    task = (await reports.questions(session, town.report.id))[1]
    assert await answers.history(session, owed, task) == []


async def test_the_message_that_asked_is_known_in_its_own_chat_only(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    for one in (town, other_town):
        to = To("telegram", one.officer.address, one.organisation.id)
        await outbox.add(session, f"q:{one.officer.id}", Kind.PROMPT, to, "?", NOW, figure_id=one.figures[0].id)
    for row in (await session.execute(Outbox.__table__.select())).all():
        (await session.get_one(Outbox, row.id)).message = "55"  # a messenger counts each chat from one
    await session.flush()
    for one in (town, other_town):
        assert await answers.asked_in(session, "telegram", one.officer.address, "55") == one.figures[0].id
    assert await answers.asked_in(session, "telegram", town.officer.address, "56") is None
    assert await answers.asked_in(session, "zalo", town.officer.address, "55") is None
    assert await answers.asked_in(session, "telegram", town.officer.address, "56", "?") == town.figures[0].id
    assert await answers.asked_in(session, "telegram", town.officer.address, "56", "!") is None


async def test_the_message_that_gave_an_answer_is_known_of_its_own_account(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    for one in (town, other_town):
        await _record(session, one.figures[0], 5, one.officer, "77")
    assert await answers.given_in(session, town.officer, "77") == [town.figures[0].id]
    assert await answers.given_in(session, other_town.officer, "77") == [other_town.figures[0].id]
    await _record(session, town.figures[0], 6, town.officer, "78")
    assert await answers.given_in(session, town.officer, "77") == [], "a later message has given another answer"


async def _gave(session: AsyncSession, town: Town, key: str, number: int) -> Figure:
    """A report of another month, its one indicator answered."""
    period = await add_period(session, town.organisation.id, town.regime.id, town.plan.id, key)
    report = await add_report(session, period, town.unit.id)
    indicator_id = town.figures[0].indicator_id
    figure = Figure(
        organisation_id=town.organisation.id, report_id=report.id, position=1, version=0, indicator_id=indicator_id
    )
    session.add(figure)
    await session.flush()
    await _record(session, figure, number, town.officer, "")
    return figure


async def _record(session: AsyncSession, figure: Figure, number: int, by: Account, message: str) -> None:
    answer = Answer(value=Value(Decimal(number)))
    assert await recording.record(session, figure, answer, str(number), by, NOW, message=message)


async def _first(session: AsyncSession, town: Town) -> tuple[Owed, Question]:
    owed = await reports.get(session, town.report.id) or _nothing()
    return owed, (await reports.questions(session, town.report.id))[0]


def _nothing() -> Owed:
    raise AssertionError("the report is gone")
