"""A report is approved, accepted, sent back or opened again once, whoever comes first; nothing crosses towns."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.values import Value
from storage import acceptance, entered_for, lock_exceptions, recording, reports
from storage.reports import Answer
from storage.tables import Audit
from tests.rows import DUE, LOCKS, NOW, Town

LATE = LOCKS + timedelta(days=1)


async def test_the_second_yes_comes_too_late(session: AsyncSession, town: Town) -> None:
    person_id = town.officer.person_id
    assert not await acceptance.accept(session, town.report, person_id, NOW), "nothing was handed in"
    await reports.submit(session, town.report, NOW)
    assert [await acceptance.approve(session, town.report, person_id, NOW) for _ in range(2)] == [True, False]
    assert [await acceptance.accept(session, town.report, person_id, NOW) for _ in range(2)] == [True, False]
    assert (town.report.state, town.report.accepted_at) == (State.ACCEPTED, NOW)
    assert not await acceptance.give_back(session, town.report, DUE, None, NOW)


async def test_a_return_takes_the_heads_yes_away_but_no_time(session: AsyncSession, town: Town) -> None:
    await reports.submit(session, town.report, NOW)
    await acceptance.approve(session, town.report, town.officer.person_id, NOW)
    assert await acceptance.give_back(session, town.report, LATE, None, DUE + timedelta(days=1))
    assert (town.report.state, town.report.approved_at) == (State.RETURNED, None)
    assert (town.report.due_at, town.report.first_submitted_at) == (DUE, NOW)
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    assert owed.due_at == LATE
    assert not owed.is_locked(LATE), "it is answered until its new due time, though the period is locked"
    assert owed.is_locked(LATE + timedelta(seconds=1))
    assert [one.report.id for one in await reports.of_units(session, [town.unit.id], LATE)] == [town.report.id]
    assert await reports.of_units(session, [town.unit.id], LATE + timedelta(seconds=1)) == []


async def test_what_is_sent_back_counts_as_open_until_it_is_answered(session: AsyncSession, town: Town) -> None:
    figure = town.figures[0]
    assert await recording.record(session, figure, Answer(value=Value(Decimal(5))), "5", town.officer, NOW)
    figure.return_reason = "lệch"
    await session.flush()
    before = await reports.get(session, town.report.id)
    assert await recording.record(session, figure, Answer(value=Value(Decimal(6))), "6", town.officer, NOW)
    after = await reports.get(session, town.report.id)
    assert before is not None
    assert after is not None
    assert (before.answered, after.answered) == (0, 1)
    await session.refresh(figure)
    assert town.figures[0].return_reason is None


async def test_an_exception_opens_one_report_until_its_moment(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    asked = await lock_exceptions.request(session, town.report, town.officer, "nhầm", LATE)
    assert await lock_exceptions.get(session, other_town.organisation.id, asked.id) is None
    assert await lock_exceptions.all_waiting(session, other_town.organisation.id) == []
    assert await lock_exceptions.decide(session, asked, town.officer, LATE + timedelta(days=1), LATE)
    assert not await lock_exceptions.decide(session, asked, town.officer, None, LATE), "the first decision holds"
    assert asked.granted
    for one, locked in ((town, False), (other_town, True)):
        owed = await reports.get(session, one.report.id)
        assert owed is not None
        assert owed.is_locked(LATE) is locked
    assert len(await reports.of_units(session, [town.unit.id, other_town.unit.id], LATE)) == 1


async def test_accepting_closes_what_an_exception_opened(session: AsyncSession, town: Town) -> None:
    asked = await lock_exceptions.request(session, town.report, town.officer, "nhầm", NOW)
    await lock_exceptions.decide(session, asked, town.officer, LATE, NOW)
    await reports.submit(session, town.report, NOW)
    await acceptance.accept(session, town.report, town.officer.person_id, NOW + timedelta(hours=1))
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    assert owed.is_locked(NOW + timedelta(hours=2))


async def test_who_enters_for_a_unit_is_known_by_account_and_report(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    await entered_for.take(session, town.officer, town.report, "công văn 12", NOW)
    assert await entered_for.source(session, town.officer, town.report) == "công văn 12"
    assert await entered_for.source(session, town.officer, other_town.report) is None
    assert await entered_for.source(session, other_town.officer, town.report) is None
    assert await entered_for.taken(session, town.officer) == [town.report.id]
    figure = town.figures[0]
    await recording.record(
        session, figure, Answer(value=Value(Decimal(5))), "5", town.officer, NOW, source="công văn 12"
    )
    assert await entered_for.entered(session, town.report) == [(1, "Mai", "công văn 12")]
    await recording.record(session, figure, Answer(value=Value(Decimal(6))), "6", town.officer, NOW)
    assert await entered_for.entered(session, town.report) == []


async def test_the_first_time_of_handing_in_never_moves(session: AsyncSession, town: Town) -> None:
    person_id, report = town.officer.person_id, town.report
    await reports.submit(session, report, NOW)
    steps = [
        ("approved", acceptance.approve(session, report, person_id, LATE)),
        ("returned", acceptance.give_back(session, report, LATE + timedelta(days=1), None, LATE)),
        ("sent again", reports.submit(session, report, LATE)),
        ("approved again", acceptance.approve(session, report, person_id, LATE)),
        ("accepted", acceptance.accept(session, report, person_id, LATE)),
        ("corrected", acceptance.lapse(session, report)),
        ("sent a third time", reports.submit(session, report, LATE)),
    ]
    for what, step in steps:
        await step
        await session.refresh(report)
        assert (report.first_submitted_at, report.due_at) == (NOW, DUE), what
    assert report.submissions == 3


async def test_who_sent_it_back_is_known_in_its_own_organisation(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    for one in (town, other_town):
        session.add(
            Audit(
                organisation_id=one.organisation.id,
                at=NOW if one is town else LATE,
                actor=f"account:{one.officer.id}",
                action="return",
                object=f"report:{town.report.id}",
            )
        )
    await session.flush()
    assert await acceptance.returned_by(session, town.report) == ("Mai", NOW)
    assert await acceptance.returned_by(session, other_town.report) is None
