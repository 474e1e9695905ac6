"""A statement worded once says what it says through the session, and writes the same."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Figure, Outbox, Report, Unit, rows_of
from storage.worded import Worded
from tests.rows import NOW, Town

_UNITS = select(Unit.code).where(Unit.id.in_(bindparam("units", expanding=True))).order_by(Unit.code)
_FIGURES = select(Figure).where(Figure.report_id == bindparam("report")).order_by(Figure.position)


@pytest.mark.parametrize("many", range(4))
async def test_a_list_may_be_of_any_length(session: AsyncSession, town: Town, many: int) -> None:
    of: dict[str, Any] = {"organisation_id": town.organisation.id, "name": "", "short_name": "", "kind": "department"}
    units = [Unit(code=f"D{number}", aliases=[], **of) for number in range(many)]
    session.add_all(units)
    await session.flush()
    asked, words = Worded(_UNITS), {"units": [one.id for one in units]}
    assert [row for (row,) in await asked.rows(session, words)] == [one.code for one in units]
    assert await asked.rows(session, words | {"units": [town.unit.id]}) == [(town.unit.code,)]


async def test_everything_comes_back_as_the_session_gives_it(session: AsyncSession, town: Town) -> None:
    await _fill(session, town)
    for table in (Figure, Report, Unit, Outbox):
        every = select(*rows_of(table).c).order_by(rows_of(table).c.id)
        told = [tuple(row) for row in await session.execute(every)]
        assert told
        assert await Worded(every).rows(session, {}) == told


async def _fill(session: AsyncSession, town: Town) -> None:
    figure = town.figures[0]
    figure.number, figure.expected_on, figure.answered_at = Decimal("1234567.50"), date(2026, 11, 20), NOW
    town.unit.aliases = ["một", "hai"]
    words: dict[str, Any] = {
        "organisation_id": None,
        "key": "k",
        "kind": "reply",
        "channel": "zalo",
        "chat": "7",
        "text": "Chào chị",
    }
    row = words | {"title": "", "buttons": {"rows": [[["Đúng", "yes"]]]}, "photo": b"\x00\xff", "document": None}
    row |= {"file_name": "", "created_at": NOW, "due_at": NOW, "state": "due", "attempts": 0}
    await session.execute(insert(rows_of(Outbox)).values(row))


async def test_what_is_written_reads_the_same(session: AsyncSession, town: Town) -> None:
    changed = update(rows_of(Figure)).where(Figure.id == bindparam("figure"))
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("number", "answered_at", "expected_on", "words")
    }
    given_one: dict[str, Any] = {"number": Decimal("0.000001"), "answered_at": NOW + timedelta(hours=7)}
    given_one |= {"expected_on": None, "words": "chưa có; 'hỏi lại'"}
    words = {f"new_{name}": value for name, value in given_one.items()} | {"figure": town.figures[0].id}
    row = await Worded(changed.values(values).returning(Figure.version)).one(session, words)
    assert row == (0,)
    await session.refresh(town.figures[0])
    assert {name: getattr(town.figures[0], name) for name in given_one} == given_one


async def test_what_the_session_has_not_written_yet_counts(session: AsyncSession, town: Town) -> None:
    town.unit.code = "MỚI"
    assert await Worded(_UNITS).rows(session, {"units": [town.unit.id]}) == [("MỚI",)]


async def test_a_column_that_is_not_named_gets_its_default(session: AsyncSession, town: Town) -> None:
    report: dict[str, Any] = {
        "organisation_id": town.organisation.id,
        "period_id": town.period.id,
        "unit_id": town.unit.id,
    }
    report |= {"unit_name": "", "is_upward": True, "state": "open", "due_at": NOW}
    row = await Worded(insert(rows_of(Report)).returning(Report.submissions)).one(session, report)
    assert row == (0,)


async def test_a_default_that_is_made_anew_has_to_be_named(session: AsyncSession, town: Town) -> None:
    unit: dict[str, Any] = {
        "organisation_id": town.organisation.id,
        "code": "X",
        "name": "",
        "short_name": "",
        "kind": "department",
    }
    with pytest.raises(TypeError, match="channels"):
        await Worded(insert(rows_of(Unit))).rows(session, unit | {"aliases": []})


async def test_what_the_database_refuses_is_told_as_the_session_tells_it(session: AsyncSession, town: Town) -> None:
    twice = {"organisation_id": town.organisation.id, "report_id": town.report.id, "position": 1, "version": 0}
    with pytest.raises(IntegrityError) as refused:
        await Worded(insert(rows_of(Figure))).rows(session, twice)
    assert isinstance(refused.value, DBAPIError)
    assert refused.value.hide_parameters, "what people wrote stays out of errors"
