"""A difficulty goes with the unit's next report, once, and never with another unit's."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage import difficulties, reports
from tests.rows import NOW, Town, add_period, add_report


async def test_one_told_at_any_time_waits_for_the_next_report(session: AsyncSession, town: Town) -> None:
    await difficulties.add(session, town.unit, None, town.officer.person_id, "mạng yếu", NOW)
    assert [one.text for one in await difficulties.going_with(session, town.report)] == ["mạng yếu"]
    assert await difficulties.attach(session, town.report) == 1
    await reports.submit(session, town.report, NOW)
    period = await add_period(session, town.organisation.id, town.regime.id, town.plan.id, "2026-12")
    following = await add_report(session, period, town.unit.id)
    assert await difficulties.going_with(session, following) == []
    assert await difficulties.attach(session, following) == 0


async def test_what_is_told_after_sending_waits_for_the_next_report(session: AsyncSession, town: Town) -> None:
    await reports.submit(session, town.report, NOW)
    await difficulties.add(session, town.unit, None, town.officer.person_id, "thiếu máy", NOW)
    assert await difficulties.going_with(session, town.report) == []


async def test_nothing_of_another_organisation_appears(session: AsyncSession, town: Town, other_town: Town) -> None:
    await difficulties.add(session, town.unit, None, town.officer.person_id, "của ta", NOW)
    await difficulties.add(session, other_town.unit, other_town.report, other_town.officer.person_id, "của họ", NOW)
    assert [one.text for one in await difficulties.going_with(session, town.report)] == ["của ta"]
    assert await difficulties.attach(session, other_town.report) == 1, "only its own"
    assert [one.text for one in await difficulties.going_with(session, other_town.report)] == ["của họ"]
    assert [one.text for one in await difficulties.going_with(session, town.report)] == ["của ta"]
