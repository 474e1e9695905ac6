"""Who hears in the place of somebody who went out of reach while a message waited."""

import pytest
from sqlalchemy import text

from domain.roles import Role
from handlers import letters
from storage import mentions, people
from storage.database import Database
from storage.mentions import Part
from tests.rows import NOW, add_report, build


@pytest.mark.parametrize(
    ("is_upward", "hears"),
    [
        pytest.param(True, [(Part.OWN,)], id="the second stage is the aggregator's own, too"),
        pytest.param(False, [(Part.NOBODY,)], id="for a unit's report the aggregator hears that nobody can be asked"),
    ],
)
async def test_the_aggregator_hears(database: Database, is_upward: bool, hears: list[tuple[str]]) -> None:
    async with database.sessions.begin() as session:
        town = await build(session, "nho")
        report = await add_report(session, town.period, town.unit.id, is_upward=True) if is_upward else town.report
        of = town.organisation.id
        other = await people.add_account(session, of, "telegram", "99", "Hạnh", "vi", "1", NOW)
        await people.join(session, other, town.unit.id, Role.AGGREGATOR, NOW)
        await mentions.queue(session, town.officer.person_id, report, "before", Part.OWN, NOW)
        await people.mark_reach(session, "telegram", town.officer.address, NOW)
    async with database.sessions.begin() as session:
        assert await letters.tell_next(session, NOW)
    async with database.sessions() as session:
        rows = await session.execute(text(f"select part from mentions where person_id = {other.person_id}"))
        assert [tuple(row) for row in rows] == hears
