"""Nothing of one organisation is ever returned for another."""

from decimal import Decimal

from sqlalchemy import literal, true
from sqlalchemy.ext.asyncio import AsyncSession

from domain.regimes import Frequency
from domain.roles import Role
from domain.values import Value
from storage import answers, asked, conversations, finished, groups, people, plans, recording, reports
from storage.reports import Answer
from storage.tables import Assignment, Indicator, Table, Unit
from tests.rows import DUE, NOW, Town

# Rows that belong to nobody yet, or to the bot itself: whose update it is, is found out by handling it.
WITHOUT_ORGANISATION = {
    "organisations",
    "code_tries",
    "inbox",
    "zalo_oa_tokens",
    "leaders",
    "seals",
    "pulses",
    "gaps",
    "lives",
    "retentions",
}
MAYBE_WITHOUT = {"outbox", "audit"}


def test_every_table_says_whose_a_row_is() -> None:
    for table in Table.metadata.sorted_tables:
        if table.name not in WITHOUT_ORGANISATION:
            assert table.c.organisation_id.nullable is (table.name in MAYBE_WITHOUT), table.name


async def test_people_are_found_in_their_own_organisation(session: AsyncSession, town: Town, other_town: Town) -> None:
    for one in (town, other_town):
        holders = await people.holders(session, one.organisation.id, list(Role), NOW)
        assert [account.id for account, _ in holders] == [one.officer.id]
    crossed = await people.holders(session, town.organisation.id, list(Role), NOW, other_town.unit.id)
    assert crossed == []


async def test_a_role_elsewhere_gives_no_rights_here(session: AsyncSession, town: Town, other_town: Town) -> None:
    await people.join(session, other_town.officer, other_town.unit.id, Role.ADMINISTRATOR, NOW)
    assert not await people.has_role_in(
        session, town.officer.person_id, town.officer.organisation_id, [Role.ADMINISTRATOR], NOW
    )
    units = await people.units_of(session, town.officer.person_id, list(Role), NOW)
    assert [unit.id for unit in units] == [town.unit.id]
    found = await people.unit_by_name(session, town.organisation.id, "VHXH")
    assert found is not None
    assert found.id == town.unit.id


async def test_plans_periods_and_groups(session: AsyncSession, town: Town, other_town: Town) -> None:
    for one in (town, other_town):
        in_force = await plans.in_force(session, one.organisation.id)
        assert in_force is not None
        assert in_force.id == one.plan.id
        assert [p.id for p in await plans.current_periods(session, one.organisation.id, NOW)] == [one.period.id]
        assert [group.id for group in await groups.leadership(session, one.organisation.id)] == [one.group.id]


async def test_questions_of_a_plan(session: AsyncSession, town: Town, other_town: Town) -> None:
    for one in (town, other_town):
        session.add(
            Assignment(
                organisation_id=one.organisation.id,
                plan_id=one.plan.id,
                unit_id=one.unit.id,
                leads=True,
                position=1,
                regime_id=one.regime.id,
                frequency="month",
            )
        )
    await session.flush()
    for one in (town, other_town):
        of = await asked.next_stretch(session, one.period, [Frequency.MONTH], 100)
        assert of is not None
        assert (of.after, of.up_to, of.questions) == (0, one.unit.id, 1)


async def test_reports_and_what_was_answered(session: AsyncSession, town: Town, other_town: Town) -> None:
    answer = Answer(Value(Decimal(7)))
    await recording.record(session, other_town.figures[0], answer, "7", other_town.officer, NOW)
    for one in (town, other_town):
        found = [
            *await reports.of_period(session, one.period.id),
            *await reports.of_units(session, [one.unit.id], NOW),
            *await reports.recent_of_units(session, [one.unit.id], limit=9),
            *await reports.to_remind(session, one.organisation.id, DUE),
        ]
        assert {owed.report.organisation_id for owed in found} == {one.organisation.id}
        assert len(found) == 4
        questions = await reports.questions(session, one.report.id)
        assert {question.figure.organisation_id for question in questions} == {one.organisation.id}
    owed = await reports.get(session, town.report.id)
    assert owed is not None
    assert await answers.last_answer(session, owed, town.figures[0]) is None


async def test_milestones_are_those_of_the_unit(session: AsyncSession, town: Town, other_town: Town) -> None:
    indicator = await session.get_one(Indicator, other_town.figures[0].indicator_id)
    indicator.kind = "milestone"
    await recording.record(session, other_town.figures[0], Answer(Value(Decimal(1))), "xong", other_town.officer, NOW)
    await reports.submit(session, other_town.report, NOW)
    line = finished.lineages(true())
    here, there = (literal(one.organisation.id) for one in (town, other_town))
    reached = await session.execute(finished.milestones_reached(line, there))
    assert [unit_id for unit_id, _ in reached] == [other_town.unit.id]
    assert not (await session.execute(finished.milestones_reached(line, here))).all()


async def test_each_account_has_its_own_conversation(session: AsyncSession, town: Town, other_town: Town) -> None:
    talks = [await conversations.of(session, one.officer) for one in (town, other_town, town)]
    assert talks[0] is talks[2]
    assert talks[0].id != talks[1].id
    assert talks[1].organisation_id == other_town.organisation.id


async def test_the_same_code_names_two_units_in_two_organisations(
    session: AsyncSession, town: Town, other_town: Town
) -> None:
    units = [await session.get_one(Unit, one.unit.id) for one in (town, other_town)]
    assert [unit.code for unit in units] == ["VHXH", "VHXH"]
    assert units[0].organisation_id != units[1].organisation_id
