"""Inserts a row unless its unique key is taken: the database keeps things from happening twice."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Index, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage import tables


async def insert(session: AsyncSession, table: type[tables.Table], **values: Any) -> int | None:
    """The new row's id. None: the row was there already, and nothing changed."""
    row = await session.execute(_statement(table, session.get_bind().dialect.name), values)
    new_id: int | None = row.scalar_one_or_none()
    return new_id


@cache
def _statement(table: type[tables.Table], dialect: str) -> Executable:
    """Only the table's own unique key may be taken: a number that is taken (numbering set back) is no second time."""
    rows = tables.Table.metadata.tables[table.__tablename__]
    keys: list[UniqueConstraint | Index] = [one for one in rows.constraints if isinstance(one, UniqueConstraint)]
    [key] = keys or [one for one in rows.indexes if one.unique]
    where = key.dialect_options[dialect].get("where") if isinstance(key, Index) else None
    new = _new(rows, dialect)
    return new.on_conflict_do_nothing(index_elements=list(key.columns), index_where=where).returning(rows.c.id)


def _new(rows: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
