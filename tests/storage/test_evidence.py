"""A figure without the evidence its plan asks for makes the report incomplete, for everybody who asks."""

from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import Status, status_of
from domain.progress import TaskState
from domain.values import Special, Value
from storage import evidence, recording, reports
from storage.reports import Answer
from storage.tables import Assignment
from tests.rows import NOW, Town

FIVE, NOTHING = Answer(value=Value(Decimal(5))), Answer(special=Special.NOTHING_AROSE)
DONE, UNDER_WAY = Answer(progress=TaskState.DONE), Answer(progress=TaskState.IN_PROGRESS)
DONE_WITH = Answer(progress=TaskState.DONE, document="12/BC-UBND")
NOT_YET = Answer(special=Special.NO_FIGURE_YET)


@pytest.mark.parametrize(
    ("position", "wanted", "given", "kept", "missing"),
    [
        (1, [], FIVE, [], 0),
        (1, ["photo"], FIVE, [], 1),
        (1, ["photo"], FIVE, ["jpeg"], 0),
        (1, ["photo"], FIVE, ["pdf"], 1),
        (1, ["photo", "file"], FIVE, ["png", "xlsx"], 0),
        (1, ["photo"], NOTHING, [], 0),
        (1, ["photo"], NOT_YET, [], 1),  # once, for the figure itself
        (1, ["photo"], None, [], 0),  # not answered yet: that is another thing
        (2, ["document_number"], DONE, [], 1),
        (2, ["document_number"], DONE_WITH, [], 0),
        (2, ["document_number"], UNDER_WAY, [], 0),
    ],
)
async def test_what_lacks_is_counted(
    session: AsyncSession,
    town: Town,
    position: int,
    wanted: list[str],
    given: Answer | None,
    kept: list[str],
    missing: int,
) -> None:
    figure = town.figures[position - 1]
    await _ask_for(session, town, position, wanted)
    if given is not None:
        assert await recording.record(session, figure, given, "", town.officer, NOW)
    for number, kind in enumerate(kept):
        await _keep(session, town, position, kind, str(number))
    assert await _missing(session, town) == missing


async def test_evidence_that_comes_later_completes_the_report(session: AsyncSession, town: Town) -> None:
    await _ask_for(session, town, 1, ["photo"])
    assert await recording.record(session, town.figures[0], FIVE, "5", town.officer, NOW)
    await reports.submit(session, town.report, NOW)
    assert await _status(session, town) is Status.INCOMPLETE
    await _keep(session, town, 1, "jpeg", "1")
    assert await _status(session, town) is Status.ON_TIME


async def test_what_another_town_asks_for_or_has_kept_counts_for_nothing(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    for one in (town, other_town):
        assert await recording.record(session, one.figures[0], FIVE, "5", one.officer, NOW)
    await _ask_for(session, town, 1, ["photo"])
    await _keep(session, other_town, 1, "jpeg", "1")
    assert (await _missing(session, town), await _missing(session, other_town)) == (1, 0)


async def _ask_for(session: AsyncSession, town: Town, position: int, wanted: list[str]) -> None:
    figure = town.figures[position - 1]
    session.add(
        Assignment(
            organisation_id=town.organisation.id,
            plan_id=town.plan.id,
            unit_id=town.unit.id,
            indicator_id=figure.indicator_id,
            task_id=figure.task_id,
            leads=True,
            position=position,
            evidence=wanted,
        )
    )
    await session.flush()


async def _keep(session: AsyncSession, town: Town, position: int, kind: str, sha256: str) -> None:
    assert await evidence.add(
        session,
        organisation_id=town.organisation.id,
        figure_id=town.figures[position - 1].id,
        sha256=sha256,
        received_sha256=sha256,
        kind=kind,
        name="",
        size=1,
        person_id=town.officer.person_id,
        at=NOW,
    )


async def _missing(session: AsyncSession, town: Town) -> int:
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    return owed.missing


async def _status(session: AsyncSession, town: Town) -> Status:
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    return status_of(owed.standing, NOW)
