"""Inserts a row unless its unique key is taken: the database keeps things from happening twice."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Executable, Index, Select, UniqueConstraint, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage import tables
from storage.database import POSTGRESQL
from storage.worded import Worded


async def insert(session: AsyncSession, table: type[tables.Table], **values: Any) -> int | None:
    """The new row's id. None: the row was there already, and nothing changed."""
    row = await _statement(table, session.get_bind().dialect.name).one(session, values)
    return row[0] if row else None


async def insert_all(
    session: AsyncSession, table: type[tables.Table], rows: Sequence[Mapping[str, Any]]
) -> set[tuple[Any, ...]]:
    """As `insert`, in one statement; all name the same columns. The unique keys of those that are new."""
    if not rows:
        return set()
    if session.get_bind().dialect.name == POSTGRESQL:
        columns = tuple(rows[0])
        lists = {column: [row[column] for row in rows] for column in columns}
        new = await session.execute(_statement_of_lists(table, columns), lists)
    else:
        new = await session.execute(_statement_of_many(table), rows)
    return {tuple(key) for key in new}


async def insert_selected(
    session: AsyncSession,
    table: type[tables.Table],
    rows: Select[*tuple[Any, ...]],
    words: Mapping[str, Any] | None = None,
) -> None:
    """As `insert`, of rows that the database makes itself: their columns are named as the table's.

    `words`: what the question is asked with; none is named as a column.
    """
    statement, _ = _new(table, session.get_bind().dialect.name, rows)
    await session.execute(statement, words)


@cache
def _statement(table: type[tables.Table], dialect: str) -> Worded:
    statement, _ = _new(table, dialect)
    return Worded(statement.returning(tables.rows_of(table).c.id))


@cache
def _statement_of_many(table: type[tables.Table]) -> Executable:
    statement, key = _new(table, "sqlite")
    return statement.returning(*key)


@cache
def _statement_of_lists(table: type[tables.Table], columns: tuple[str, ...]) -> Executable:
    """The same few parameters however many rows: VALUES of as many would be worded and prepared anew each time."""
    of = tables.rows_of(table).c
    lists = (bindparam(column, type_=postgresql.ARRAY(of[column].type)) for column in columns)
    rows = func.unnest(*lists).table_valued(*columns).render_derived()
    statement, key = _new(table, POSTGRESQL, select(*(rows.c[column] for column in columns)))
    return statement.returning(*key)


def _new(
    table: type[tables.Table], dialect: str, selected: Select[*tuple[Any, ...]] | None = None
) -> tuple[sqlite.Insert | postgresql.Insert, Sequence[Column[Any]]]:
    """And the table's unique key, which alone may be taken: a number that is (numbering set back) is no second time."""
    rows = tables.rows_of(table)
    keys: list[UniqueConstraint | Index] = [one for one in rows.constraints if isinstance(one, UniqueConstraint)]
    [key] = keys or [one for one in rows.indexes if one.unique]
    where = key.dialect_options[dialect].get("where") if isinstance(key, Index) else None
    statement = sqlite.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
    if selected is not None:
        statement = statement.from_select(list(selected.selected_columns.keys()), selected)
    columns = list(key.columns)
    return statement.on_conflict_do_nothing(index_elements=columns, index_where=where), columns
