"""Inserting once: the first row stays, the second changes nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Membership, Reminder
from tests.rows import NOW, Town


async def test_the_first_gets_an_id_and_the_second_none(session: AsyncSession, town: Town) -> None:
    of = {"organisation_id": town.organisation.id, "report_id": town.report.id, "said_at": NOW}
    first = await once.insert(session, Reminder, stage="T-1", **of)
    assert first is not None
    assert await once.insert(session, Reminder, stage="T-1", **of) is None
    assert await once.insert(session, Reminder, stage="+1", **of) not in (None, first)
    assert len((await session.execute(select(Reminder))).all()) == 2


async def test_another_row_under_a_number_that_is_taken_is_refused_and_not_silently_dropped(
    session: AsyncSession, town: Town
) -> None:
    """As after a restore that set the numbering back: a message must not get lost as if it were there already."""
    of = {"organisation_id": town.organisation.id, "report_id": town.report.id, "said_at": NOW}
    taken = await once.insert(session, Reminder, stage="T-1", **of)
    with pytest.raises(IntegrityError):
        await once.insert(session, Reminder, stage="+1", id=taken, **of)


async def test_the_row_that_was_there_is_not_changed(session: AsyncSession, town: Town) -> None:
    again = await once.insert(
        session,
        Membership,
        organisation_id=town.organisation.id,
        person_id=town.officer.person_id,
        unit_id=town.unit.id,
        role="officer",
        since_at=NOW.replace(year=2030),
    )
    assert again is None
    assert (await session.execute(select(Membership.since_at))).scalar_one() == NOW


async def test_a_row_that_is_wrong_is_still_refused(session: AsyncSession) -> None:
    with pytest.raises(IntegrityError):
        await once.insert(session, Reminder, organisation_id=1, report_id=999, stage="T-1", said_at=NOW)
