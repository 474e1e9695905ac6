"""Decisions of reviews: history is kept, the newest stands, and each organisation has its own."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.decided import Decided
from storage import decisions
from storage.decisions import Subject
from tests.rows import NOW, Town


def of(town: Town) -> Subject:
    task_id = town.figures[1].task_id
    assert task_id is not None
    return Subject("task", task_id)


async def test_the_newest_stands_and_the_older_are_kept(session: AsyncSession, town: Town) -> None:
    day = date(2026, 12, 31)
    for decided, due in ((Decided.EXTEND, day), (Decided.STOP, None), (Decided.GO_ON, None)):
        await decisions.add(
            session, town.organisation.id, "2026-Q3", of(town), decided, "lý do", town.officer, NOW, new_due_on=due
        )
        _, ended_tasks = await decisions.ended(session, town.organisation.id)
        assert ended_tasks == ({of(town).id} if decided is Decided.STOP else frozenset())
    standing = await decisions.standing(session, town.organisation.id)
    assert standing.newest[of(town)].decision == Decided.GO_ON
    assert standing.due_on(of(town), date(2026, 6, 30)) == day
    assert len(await decisions.of_organisation(session, town.organisation.id)) == 3


async def test_what_was_not_extended_is_due_as_planned(session: AsyncSession, town: Town) -> None:
    planned = NOW.date() + timedelta(days=3)
    standing = await decisions.standing(session, town.organisation.id)
    assert standing.due_on(of(town), planned) == planned
    assert standing.due_on(of(town), None) is None


async def test_nothing_of_another_organisation(session: AsyncSession, town: Town, other_town: Town) -> None:
    await decisions.add(
        session, other_town.organisation.id, "2026-Q3", of(other_town), Decided.STOP, "", other_town.officer, NOW
    )
    assert await decisions.ended(session, town.organisation.id) == (frozenset(), frozenset())
    assert await decisions.of_organisation(session, town.organisation.id) == []


def test_a_subject_is_written_and_read() -> None:
    assert Subject.read(str(Subject("indicator", 7))) == Subject("indicator", 7)
