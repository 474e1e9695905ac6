"""Reports: answers by compare-and-set, every answer kept, and a first handing in that stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State, Status, status_of
from domain.values import Special, Value
from storage import answers, finished, recording, reminders, reports
from storage.database import Database
from storage.reports import Answer
from storage.tables import Account, Figure, Indicator, Report, Revision
from tests.rows import DUE, LOCKS, NOW, Town, add_period, add_report, build

EARLY = Answer(Value(Decimal("12.50")))
PAIR = Answer(Value(Decimal("93.5"), Decimal(187), Decimal(200)))
NOT_YET = Answer(special=Special.NO_FIGURE_YET, expected_on=date(2026, 11, 20))
WORDS = Answer(words="Đã số hóa 3/5 kho.")


async def _revisions(session: AsyncSession) -> list[tuple[int, object, object]]:
    found = select(Revision.version, Revision.old, Revision.new).order_by(Revision.id)
    return [tuple(row) for row in await session.execute(found)]


@pytest.mark.parametrize("answer", [EARLY, PAIR, NOT_YET, WORDS, Answer(special=Special.NOTHING_AROSE)])
async def test_a_figure_holds_what_was_answered(session: AsyncSession, town: Town, answer: Answer) -> None:
    figure = town.figures[0]
    assert await recording.record(session, figure, answer, "said", town.officer, NOW)
    assert reports.answer_of(figure) == answer
    assert reports.answer_from_json(reports.as_json(answer)) == answer
    assert (figure.version, figure.answered_at, figure.answered_by_id) == (1, NOW, town.officer.person_id)
    assert await answers.answered_by(session, figure) == "Mai"


async def test_every_answer_is_kept_old_and_new(session: AsyncSession, town: Town) -> None:
    for answer in (EARLY, NOT_YET, PAIR):
        assert await recording.record(session, town.figures[0], answer, "said", town.officer, NOW)
    assert await _revisions(session) == [
        (1, None, {"number": "12.50"}),
        (2, {"number": "12.50"}, {"special": "no_figure_yet", "expected_on": "2026-11-20"}),
        (
            3,
            {"special": "no_figure_yet", "expected_on": "2026-11-20"},
            {"number": "93.5", "numerator": "187", "denominator": "200"},
        ),
    ]


async def test_of_two_who_answer_at_once_the_second_is_told(database: Database) -> None:
    async with database.sessions.begin() as session:
        town = await build(session, "hong_bang")
    async with database.sessions() as reader:
        seen = await reader.get_one(Figure, town.figures[0].id)
        reader.expunge(seen)
    async with database.sessions.begin() as first:
        figure, officer = await first.get_one(Figure, seen.id), await first.get_one(Account, town.officer.id)
        assert await recording.record(first, figure, EARLY, "12,50", officer, NOW)
    async with database.sessions.begin() as second:
        assert not await recording.record(second, seen, PAIR, "187/200", town.officer, NOW)
        kept = await second.get_one(Figure, seen.id)
        assert reports.answer_of(kept) == EARLY
        assert len(await _revisions(second)) == 1


async def test_the_first_handing_in_is_kept_for_ever(session: AsyncSession, town: Town) -> None:
    report, late = town.report, DUE + timedelta(days=3)
    await reports.submit(session, report, NOW)
    report.state = State.RETURNED
    await reports.submit(session, report, late)
    await session.refresh(report)
    assert (report.first_submitted_at, report.submitted_at) == (NOW, late)
    assert (report.submissions, report.state, report.next_remind_at) == (2, "submitted", None)
    owed = await reports.get(session, report.id)
    assert owed is not None
    assert status_of(owed.standing, late) is Status.ON_TIME


async def test_a_report_counts_its_questions_answers_and_missing_figures(session: AsyncSession, town: Town) -> None:
    counted = []
    for answer in (None, NOT_YET, EARLY):
        if answer:
            await recording.record(session, town.figures[0], answer, "said", town.officer, NOW)
        owed = await reports.get(session, town.report.id)
        assert owed is not None
        counted.append((owed.asked, owed.answered, owed.missing))
    assert counted == [(2, 0, 0), (2, 1, 1), (2, 1, 0)]


async def test_a_report_is_found_by_its_figure_its_period_and_its_unit(session: AsyncSession, town: Town) -> None:
    held = await reports.holding(session, town.figures[1].id)
    of_period = await reports.of_period(session, town.period.id)
    of_unit = await reports.of_units(session, [town.unit.id], NOW)
    recent = await reports.recent_of_units(session, [town.unit.id])
    assert held is not None
    assert {one.report.id for one in (held, *of_period, *of_unit, *recent)} == {town.report.id}


@pytest.mark.parametrize(
    ("state", "days", "owes"),
    [
        (State.OPEN, 0, True),
        (State.RETURNED, 0, True),
        (State.OPEN, 21, True),  # the last moment before it locks
        (State.OPEN, 22, False),
        (State.SUBMITTED, 0, False),
        (State.ACCEPTED, 0, False),
        (State.EXCUSED, 0, False),
    ],
)
async def test_what_a_unit_owes(session: AsyncSession, town: Town, state: State, days: int, owes: bool) -> None:
    town.report.state = state
    await session.flush()
    assert timedelta(days=21) == LOCKS - NOW
    assert bool(await reports.of_units(session, [town.unit.id], NOW + timedelta(days=days))) is owes


async def test_a_period_and_its_reports_are_opened_once(session: AsyncSession, town: Town) -> None:
    period = town.period
    values = {name: getattr(period, name) for name in ("organisation_id", "regime_id", "plan_id", "key", "frequency")}
    moments = {"first_day": period.first_day, "cut_off": period.cut_off, "opened_at": NOW, "due_at": DUE}
    assert await reports.open_period(session, **values, **moments, locks_at=LOCKS) is None
    again = await reports.open_report(
        session, organisation_id=period.organisation_id, period_id=period.id, unit_id=town.unit.id, due_at=DUE
    )
    assert again is None


async def test_questions_come_in_order_with_what_they_ask(session: AsyncSession, town: Town) -> None:
    asked = await reports.questions(session, town.report.id)
    assert [(one.figure.position, one.name, one.indicator.kind) for one in asked] == [
        (1, "Hồ sơ trực tuyến", "count"),
        (2, "Số hóa", "progress"),
    ]


async def test_the_last_answer_is_of_the_period_before_not_of_a_later_one(session: AsyncSession, town: Town) -> None:
    numbers = {"2026-09": 1, "2026-10": 2, "2026-12": 4}
    for key, number in numbers.items():
        period = await add_period(session, town.organisation.id, town.regime.id, town.plan.id, key)
        report = await add_report(session, period, town.unit.id)
        figure = Figure(
            organisation_id=town.organisation.id,
            report_id=report.id,
            position=1,
            version=0,
            indicator_id=town.figures[0].indicator_id,
        )
        session.add(figure)
        await session.flush()
        await recording.record(session, figure, Answer(Value(Decimal(number))), "said", town.officer, NOW)
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    assert await answers.last_answer(session, owed, town.figures[0]) == Answer(Value(Decimal(2)))
    assert await answers.last_answer(session, owed, town.figures[1]) is None, "nothing was told of the task before"


async def test_a_milestone_counts_as_reached_when_its_report_was_handed_in(session: AsyncSession, town: Town) -> None:
    indicator_id = town.figures[0].indicator_id
    indicator = await session.get_one(Indicator, indicator_id)
    indicator.kind = "milestone"
    await recording.record(session, town.figures[0], Answer(Value(Decimal(1))), "xong", town.officer, NOW)
    of_organisation = literal(town.organisation.id)
    reached = finished.milestones_reached(finished.lineages(true()), of_organisation)
    assert not (await session.execute(reached)).all()
    await reports.submit(session, town.report, NOW)
    assert (await session.execute(reached)).all() == [(town.unit.id, indicator_id)]


async def test_a_rung_is_noted_once(session: AsyncSession, town: Town) -> None:
    assert await reminders.note(session, town.report, "T-1", NOW)
    assert not await reminders.note(session, town.report, "T-1", NOW)
    assert await reminders.said(session, town.report.id) == {"T-1"}


async def test_what_is_to_be_reminded_of(session: AsyncSession, town: Town) -> None:
    due = NOW + timedelta(days=2)
    assert await reminders.due(session, due - timedelta(seconds=1)) is None
    assert await reminders.due(session, due) == town.organisation.id
    assert [one.report.id for one in await reports.to_remind(session, town.organisation.id, due)] == [town.report.id]
    await reports.submit(session, await session.get_one(Report, town.report.id), NOW)
    assert await reminders.due(session, due) is None
