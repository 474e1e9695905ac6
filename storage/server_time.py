"""What time it is where the database is."""

from datetime import datetime

from sqlalchemy import func, select

from storage.database import Database


async def told(database: Database) -> datetime | None:
    """The clock of a database server; None where the database is a file, which has none."""
    if not database.is_shared:
        return None
    async with database.sessions() as session:
        now: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return now
