"""The five shipped plans side by side in one database: nothing of one organisation turns up in another."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

import plans
from bot.ticks import tick
from domain.roles import Role
from handlers import join, load_plan
from storage import groups, people
from storage.database import Database
from storage.tables import Account, Assignment, Group, Organisation, Unit

JANUARY = datetime(2026, 1, 5, 1, tzinfo=UTC)
MARCH = datetime(2026, 3, 31, 10, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
FIVE = ("tan_phong", "an_phu", "hong_bang", "vpubnd_lai_chau", "tinh_uy_lai_chau")

# Whatever belongs to one organisation and speaks of a row that must be of the same one.
BELONGINGS = (
    ("periods", "regime_id", "regimes"),
    ("periods", "plan_id", "plans"),
    ("reports", "period_id", "periods"),
    ("reports", "unit_id", "units"),
    ("figures", "report_id", "reports"),
    ("figures", "indicator_id", "indicators"),
    ("figures", "task_id", "tasks"),
    ("assignments", "plan_id", "plans"),
    ("assignments", "unit_id", "units"),
    ("targets", "indicator_id", "indicators"),
    ("wordings", "plan_id", "plans"),
    ("memberships", "unit_id", "units"),
    ("unit_group_members", "unit_id", "units"),
)


@pytest.mark.parametrize("order", [FIVE, FIVE[::-1]], ids=["children first", "parent first"])
async def test_the_tree_is_the_same_in_whatever_order_the_plans_come(database: Database, order: Sequence[str]) -> None:
    await load(database, order)
    rows = await ask(
        database, "select c.code, p.code from organisations c left join organisations p on p.id = c.parent_id"
    )
    assert dict(rows) == {
        "tan_phong": "tinh_uy_lai_chau",
        "an_phu": None,
        "hong_bang": None,
        "vpubnd_lai_chau": "tinh_uy_lai_chau",
        "tinh_uy_lai_chau": None,
    }


async def test_a_quarter_of_all_five_keeps_each_to_itself(database: Database) -> None:
    await load(database, FIVE)
    both = await settle_in(database)
    await play(database, JANUARY, MARCH)

    for table, column, other in BELONGINGS:
        crossed = f"select count(*) from {table} a join {other} b on b.id = a.{column}"
        assert await ask(database, f"{crossed} where a.organisation_id != b.organisation_id") == [(0,)], (table, column)
    opened = await ask(
        database,
        "select distinct o.code from periods p join organisations o on o.id = p.organisation_id"
        " join reports r on r.period_id = p.id order by o.code",
    )
    assert [code for (code,) in opened] == sorted(FIVE)
    for head, code in await ask(
        database,
        "select b.text, o.short_name from outbox b join organisations o on o.id = b.organisation_id"
        " where b.kind = 'digest'",
    ):
        assert head.startswith(code.upper())
    heard_of = "select distinct organisation_id from mentions where told_in is not null"
    heard_of += f" and person_id = {both.person_id}"
    assert len(await ask(database, heard_of)) == 2
    assert await ask(database, "select count(*) from outbox where state = 'refused'") == [(0,)]


async def load(database: Database, order: Sequence[str]) -> None:
    """The operator loads one plan after the other."""
    for name in order:
        async with database.sessions.begin() as session:
            await load_plan.load(session, plans.shipped()[name].read_text(encoding="utf-8"), name, JANUARY)


async def settle_in(database: Database) -> Account:
    """An officer in every unit that leads, a leadership group everywhere, and one person who serves in two places."""
    async with database.sessions.begin() as session:
        leading = select(Unit).where(Unit.id.in_(select(Assignment.unit_id).where(Assignment.leads)))
        for unit in (await session.execute(leading.order_by(Unit.id))).scalars():
            account = await people.add_account(
                session,
                unit.organisation_id,
                "telegram",
                f"7{unit.id}",
                f"Người {unit.id}",
                "vi",
                join.CONSENT,
                JANUARY,
            )
            await people.join(session, account, unit.id, Role.OFFICER, JANUARY)
        for one in (await session.execute(select(Organisation))).scalars():
            group = Group(organisation_id=one.id, channel="telegram", address=f"-1{one.id}", title="", bound_at=JANUARY)
            group.purpose, group.next_digest_at = groups.LEADERSHIP, JANUARY
            session.add(group)
        both = (await session.execute(select(Account).order_by(Account.id).limit(1))).scalar_one()
        elsewhere = select(Unit).join(Assignment, Assignment.unit_id == Unit.id)
        elsewhere = elsewhere.where(Assignment.leads, Unit.organisation_id != both.organisation_id).limit(1)
        other = (await session.execute(elsewhere)).scalar_one()
        await people.join(session, both, other.id, Role.OFFICER, JANUARY)
        assert len(await people.organisations_of(session, both.person_id, JANUARY)) == 2
        return both


async def play(database: Database, now: datetime, until: datetime) -> None:
    """The weeks pass; the bot is up every other Monday only, which is quicker than whenever something is due."""
    while now <= until:
        await tick(database, now)
        async with database.sessions.begin() as session:
            await session.execute(text("update outbox set state = 'sent' where state = 'due'"))
        now += FORTNIGHT


async def ask(database: Database, question: str) -> list[Any]:
    """What the database holds."""
    async with database.sessions() as session:
        return [tuple(row) for row in await session.execute(text(question))]
