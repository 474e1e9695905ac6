"""A database with a million open reports of a thousand bodies, and one body among them with a shipped plan and a year.

The year of the one is opened by the bot itself and answered by SQL; the others are made by SQL alone, as their rows
only have to be there.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ClauseElement,
    ColumnElement,
    Executable,
    Integer,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import InstrumentedAttribute

import plans
from bot import ticks
from bot.rehearsal import behaviour
from bot.rehearsal.cast import Cast, gather
from domain.lateness import State
from domain.progress import TaskState
from domain.roles import Role
from handlers import load_plan
from plans import reading
from storage import timetable
from storage.database import Database
from storage.tables import Figure, Group, Mention, Organisation, Outbox, Period, Plan, Regime, Report, Table, Unit

PLAN = "tinh_uy_lai_chau"  # eight of its units report, in five kinds of periods
BEGAN = datetime(2026, 1, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 17, 0, 30, tzinfo=UTC)  # 07:30 there: a month, a quarter and the year were due
LATER = NOW + timedelta(days=30)
LONG_AGO = NOW - timedelta(days=10)
BODIES, UNITS, PERIODS = 1000, 10, 100
EVERY_THIRD = 3  # unit is late with what was due last
UPWARD = 20  # every so many units' report is one of the second stage
TOLD, OFFICERS = 4, 10_000  # of every so many reports a message of old is still there; to how many chats
CODE = "xa_"


async def build(database: Database) -> tuple[str, int]:
    """Make it. Where the one body's leader is written to, and its group."""
    people = await _realistic(database)
    async with database.sessions.begin() as session:
        if database.is_shared:  # nobody doubts what these rows refer to
            await session.execute(text("SET LOCAL session_replication_role = replica"))
            await session.execute(text("SET LOCAL statement_timeout = 0"))
        for statement in (*_bodies(), *_reports()):
            await session.execute(statement)
    if database.is_shared:  # as its autovacuum does after a while
        engine = create_async_engine(database.engine.url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
        await engine.dispose()
    while await ticks.tick(database, NOW):
        pass
    async with database.sessions() as session:
        group_id = (await session.execute(select(func.min(Group.id)))).scalar_one()
    return next(one.address for one in people.recipients.values() if one.role == Role.LEADER), group_id


async def _realistic(database: Database) -> Cast:
    plan = plans.shipped()[PLAN].read_text(encoding="utf-8")
    people = Cast()
    async with database.sessions.begin() as session:
        loaded = await load_plan.load(session, plan, PLAN, BEGAN)
        conduct = behaviour.read(behaviour.shipped(), set())
        await gather(session, people, reading.read_text(plan, PLAN), loaded.organisation, conduct, BEGAN)
    opening = [one for one in ticks.TICKS if one.name == "open"]
    while (at := await _next_opening_at(database)) < NOW:
        await ticks.tick(database, at, opening)
    async with database.sessions.begin() as session:
        await _answer(session)
    return people


async def _next_opening_at(database: Database) -> datetime:
    async with database.sessions() as session:
        return await timetable.next_opening_at(session) or LATER


async def _answer(session: AsyncSession) -> None:
    """All that was due is in, except a third of what was due last; nobody is to be told of anything any more."""
    is_in = (Report.due_at < LONG_AGO) | ((Report.due_at < NOW) & (Report.unit_id % EVERY_THIRD != 0))
    handed_in = {"state": State.SUBMITTED, "submissions": 1, "next_remind_at": None}
    await session.execute(
        update(Report).where(is_in).values(first_submitted_at=Report.due_at, submitted_at=Report.due_at, **handed_in)
    )
    await session.execute(update(Report).where(~is_in).values(next_remind_at=LATER))
    answered = update(Figure).where(Figure.report_id.in_(select(Report.id).where(is_in)))
    answered = answered.values(version=1, answered_at=LONG_AGO)
    await session.execute(answered.where(Figure.indicator_id.is_not(None)).values(number=10))
    await session.execute(answered.where(Figure.task_id.is_not(None)).values(progress=TaskState.IN_PROGRESS))
    await session.execute(update(Mention).values(told_in="told"))
    await session.execute(update(Period).where(Period.due_at < NOW).values(closing_at=None))
    await session.execute(update(Organisation).values(next_warnings_at=NOW, next_days_off_at=LATER))
    await session.execute(update(Group).values(next_digest_at=LATER))


def _bodies() -> Iterable[Executable]:
    """The other bodies, each with its plan, its regime and its group."""
    number = _numbers(BODIES)
    named = {name: "Xã " + _text(number.c.n) for name in ("name", "short_name")}
    there = {"zone": "Asia/Ho_Chi_Minh", "locale": "vi", "next_warnings_at": LATER, "next_days_off_at": LATER}
    yield _made(Organisation, select(number.c.n), code=CODE + _text(number.c.n), **named, **there)
    body = _body()
    plan = {"version": 1, "title": "", "document": "", "fingerprint": "", "loaded_at": BEGAN, "applied_at": BEGAN}
    yield _made(Plan, select(body.c.id), organisation_id=body.c.id, **plan)
    yield _made(Regime, select(body.c.id), organisation_id=body.c.id, code="monthly", rules={}, next_opens_at=LATER)
    bound = {"channel": "telegram", "title": "", "purpose": "leadership", "bound_at": BEGAN, "next_digest_at": LATER}
    yield _made(Group, select(body.c.id), organisation_id=body.c.id, address="-" + _text(body.c.id), **bound)
    number = _numbers(UNITS)
    named = {name: "Đơn vị " + _text(number.c.n) for name in ("code", "name", "short_name")}
    of_bodies = select(body.c.id).join(number, literal(True))
    yield _made(Unit, of_bodies, organisation_id=body.c.id, kind="department", aliases=[], **named)


def _reports() -> Iterable[Executable]:
    """What they are asked, a question each, and what was written to them."""
    body, number = _body(), _numbers(PERIODS)
    regime = select(Regime.id, Regime.organisation_id).join(body, body.c.id == Regime.organisation_id).subquery()
    of_regimes = select(regime.c.id).join(Plan, Plan.organisation_id == regime.c.organisation_id)
    of_it = {"organisation_id": regime.c.organisation_id, "regime_id": regime.c.id, "plan_id": Plan.id}
    days = {"frequency": "month", "first_day": NOW.date(), "cut_off": NOW.date()}
    moments = {"opened_at": BEGAN, "due_at": LATER, "locks_at": LATER, "closing_at": LATER}
    yield _made(Period, of_regimes.join(number, literal(True)), key=_text(number.c.n), **of_it, **days, **moments)
    unit = select(Unit.id, Unit.organisation_id).join(body, body.c.id == Unit.organisation_id).subquery()
    is_upward = unit.c.id % UPWARD == 0
    of_it = {"organisation_id": unit.c.organisation_id, "period_id": Period.id, "unit_id": unit.c.id}
    waits = {"state": State.OPEN, "due_at": LATER, "next_remind_at": LATER, "submissions": 0}
    of_units = select(unit.c.id).join(Period, Period.organisation_id == unit.c.organisation_id)
    ask_at = case((is_upward, LATER), else_=null())
    yield _made(Report, of_units, unit_name="Đơn vị", is_upward=is_upward, ask_at=ask_at, **of_it, **waits)
    report = select(Report.id, Report.organisation_id).join(body, body.c.id == Report.organisation_id).subquery()
    of_it = {"organisation_id": report.c.organisation_id}
    yield _made(Figure, select(report.c.id), report_id=report.c.id, position=1, version=0, **of_it)
    sent = {"kind": "prompt", "channel": "telegram", "title": "", "attempts": 1, "state": "sent", "text": "Đã mở kỳ"}
    moments = {"created_at": BEGAN, "due_at": BEGAN, "sent_at": BEGAN}
    told = {"key": "bench:" + _text(report.c.id), "chat": _text(report.c.id % OFFICERS)}
    yield _made(Outbox, select(report.c.id).where(report.c.id % TOLD == 0), **of_it, **told, **sent, **moments)


def _body() -> Subquery:
    return select(Organisation.id).where(Organisation.code.startswith(CODE)).subquery()


def _made(table: type[Table], rows: Select[Any], **values: Any) -> Executable:
    """INSERT … SELECT with what each column is to hold: an expression over the rows, or the same for all."""
    held: list[Any] = [
        one if isinstance(one, ClauseElement | InstrumentedAttribute) else literal(one, getattr(table, name).type)
        for name, one in values.items()
    ]
    return insert(table).from_select(list(values), rows.with_only_columns(*held, maintain_column_froms=True))


def _text(number: ColumnElement[int]) -> ColumnElement[str]:
    return cast(number, String)


def _numbers(many: int) -> CTE:
    """1 … many."""
    first = select(literal(1, Integer).label("n")).cte(f"numbers_{many}", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < many))
