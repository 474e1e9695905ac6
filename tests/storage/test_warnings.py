"""Diện cảnh báo in the database: one standing entry for each subject, left once, kept for ever, each town its own."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.values import Special
from domain.warnings import Entry, Missed, Subject, judge
from storage import acceptance, chains, days_off, duties, recording, reports, warnings
from storage.reports import Answer
from tests.rows import DUE, NOW, Town, add_period, add_report

AFTER = DUE + timedelta(hours=1)


def unit_of(town: Town) -> Subject:
    return Subject(town.unit.id)


def task_of(town: Town) -> Subject:
    return Subject(town.unit.id, task_id=town.figures[1].task_id)


def entry(town: Town, level: int = 1) -> Entry:
    return Entry(town.report.id, "late", DUE, level)


async def enter(session: AsyncSession, town: Town, *subjects: Subject) -> None:
    for subject in subjects:
        assert await warnings.enter(session, town.organisation.id, subject, entry(town)) is not None


async def test_of_each_subject_one_entry_stands_and_every_one_is_kept(session: AsyncSession, town: Town) -> None:
    of, subject = town.organisation.id, unit_of(town)
    await enter(session, town, subject)
    assert await warnings.enter(session, of, subject, entry(town)) is None, "it stands already"
    row = (await warnings.rows_standing(session, of))[subject]
    assert await warnings.leave(session, row, AFTER)
    assert not await warnings.leave(session, row, AFTER + timedelta(hours=1)), "it has left already"
    await enter(session, town, subject)
    left = [(one.row.entered_at, one.row.left_at) for one in await warnings.history(session, of)]
    standing = [(one.row.entered_at, one.row.left_at) for one in await warnings.standing(session, of)]
    assert (left, standing) == ([(DUE, AFTER)], [(DUE, None)])


async def test_a_change_is_made_to_what_was_seen_only(session: AsyncSession, town: Town) -> None:
    await enter(session, town, unit_of(town))
    elsewhere = (await warnings.rows_standing(session, town.organisation.id))[unit_of(town)]
    session.expunge(elsewhere)  # as another process has read it
    row = (await warnings.rows_standing(session, town.organisation.id))[unit_of(town)]
    graver = replace(entry(town), reason="insufficient", level=3)
    assert await warnings.change(session, row, graver)
    assert (row.reason, row.level) == ("insufficient", 3)
    assert not await warnings.change(session, elsewhere, entry(town, 2)), "it has changed since"
    told = (await warnings.standing(session, town.organisation.id))[0]
    assert (told.row.reason, told.row.level, told.duty_name) == ("insufficient", 3, None)


async def test_one_town_never_sees_anothers_entries(session: AsyncSession, town: Town, other_town: Town) -> None:
    await enter(session, town, unit_of(town), task_of(town))
    of, other = town.organisation.id, other_town.organisation.id
    assert [await warnings.counts(session, one) for one in (of, other)] == [(1, 1), (0, 0)]
    assert [len(await warnings.standing(session, one)) for one in (of, other)] == [2, 0]
    assert await warnings.standing(session, other, [town.unit.id]) == [], "not by naming the other's unit, either"
    assert await warnings.rows_standing(session, other, town.unit.id) == {}
    row = (await warnings.rows_standing(session, of))[task_of(town)]
    await warnings.leave(session, row, AFTER)
    assert [one.duty_name for one in await warnings.history(session, of)] == ["Số hóa"]
    assert await warnings.history(session, other) == []
    assert await warnings.history(session, of, since=AFTER + timedelta(seconds=1)) == []
    assert len(await warnings.history(session, of, [town.unit.id], since=AFTER)) == 1


async def test_what_the_rows_say_is_judged_town_by_town(session: AsyncSession, town: Town, other_town: Town) -> None:
    days = await days_off.around(session, town.organisation.id, AFTER)
    found = judge(await chains.of_organisation(session, town.organisation.id, AFTER), days, AFTER)
    assert {one.unit_id for one in found} == {town.unit.id}
    assert sum(isinstance(one, Missed) for one in found.values()) == 3, "the unit, its indicator, its task"
    of_another = await chains.of_organisation(session, other_town.organisation.id, AFTER, town.unit.id)
    assert of_another == []


async def test_a_unit_that_is_no_more_is_in_no_chain(session: AsyncSession, town: Town) -> None:
    town.unit.retired_at = NOW
    await session.flush()
    assert await chains.of_organisation(session, town.organisation.id, AFTER) == []


async def test_a_chain_is_as_long_as_it_has_to_be(session: AsyncSession, town: Town) -> None:
    for key, weeks in (("2026-08", -12), ("2026-09", -8), ("2026-10", -4), ("2026-12", 4)):
        of = town.organisation.id
        period = await add_period(session, of, town.regime.id, town.plan.id, key)
        report = await add_report(session, period, town.unit.id)
        report.due_at = DUE + timedelta(weeks=weeks)
    await session.flush()
    (chain,) = await chains.of_organisation(session, town.organisation.id, AFTER)
    weeks_away = [(one.due_at - DUE) // timedelta(weeks=1) for one in chain.reports]
    assert weeks_away == [-4, 0, 4], "the newest due, the one before it, and what is not due yet"


async def test_the_duties_of_a_report(session: AsyncSession, town: Town) -> None:
    first, second = town.figures
    await recording.record(session, first, Answer(special=Special.NO_FIGURE_YET), "chưa", town.officer, NOW)
    await recording.record(session, second, Answer(words="xong"), "xong", town.officer, NOW)
    second.return_reason = "thiếu"
    await session.flush()
    (found,) = (await duties.of_reports(session, [town.report.id])).values()
    assert [str(one.gap) for one in found] == ["no_figure", "not_updated"]
    assert await duties.of_reports(session, []) == {}


async def test_an_organisation_is_looked_at_after_its_next_deadline(session: AsyncSession, town: Town) -> None:
    of = town.organisation
    await session.refresh(of)
    assert of.next_warnings_at == DUE + warnings.AFTER_DUE, "the report that was opened asked for it"
    await warnings.look_after(session, of.id, DUE + timedelta(days=3))
    await session.refresh(of)
    assert of.next_warnings_at == DUE + warnings.AFTER_DUE, "a later deadline puts nothing off"
    assert await warnings.due_to_look(session, DUE) is None
    due = await warnings.due_to_look(session, AFTER)
    assert due is not None
    assert due.id == of.id
    assert await warnings.put_off(session, AFTER, AFTER + timedelta(hours=1)) == f"organisation {of.id}"
    await session.flush()
    assert await warnings.put_off(session, AFTER, AFTER) is None


async def test_the_next_deadline_may_be_that_of_a_return(session: AsyncSession, town: Town) -> None:
    of, back = town.organisation.id, DUE + timedelta(days=2)
    assert await warnings.next_deadline(session, of, NOW) == DUE + warnings.AFTER_DUE
    assert await warnings.next_deadline(session, of, DUE + warnings.AFTER_DUE) is None
    await reports.submit(session, town.report, NOW)
    assert await acceptance.give_back(session, town.report, back, None, AFTER)
    assert town.report.state == State.RETURNED
    assert await warnings.next_deadline(session, of, AFTER) == back + warnings.AFTER_DUE
