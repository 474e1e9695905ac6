"""Inserts a row unless its unique key is taken: the database keeps things from happening twice."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Table


async def insert(session: AsyncSession, table: type[Table], **values: Any) -> int | None:
    """The new row's id. None: the row was there already, and nothing changed."""
    statement: sqlite.Insert | postgresql.Insert
    if session.get_bind().dialect.name == "sqlite":
        statement = sqlite.insert(table).values(**values).on_conflict_do_nothing()
    else:
        statement = postgresql.insert(table).values(**values).on_conflict_do_nothing()
    row = await session.execute(statement.returning(table.__table__.c.id))
    new_id: int | None = row.scalar_one_or_none()
    return new_id
