"""How far this database has come: a number that only grows, so that an older copy shows itself."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.pulse_tables import Life
from storage.tables import Organisation


async def read(session: AsyncSession) -> Life:
    """The row, made on first use."""
    found = select(Life).order_by(Life.id).limit(1).with_for_update()
    row = (await session.execute(found)).scalar_one_or_none()
    if row is None:
        row = Life(beats=0)
        session.add(row)
        await session.flush()
    return row


async def beat(session: AsyncSession) -> int:
    """Count one more. The number that stands now."""
    row = await read(session)
    row.beats += 1
    await session.flush()
    return row.beats


async def is_behind(session: AsyncSession, beats: int) -> bool:
    """Whether this is a copy from before a number was counted; not where it is new, with nothing in it to be from when.

    A new one goes on from that number.
    """
    row = await read(session)
    if row.beats < beats and (await session.execute(select(~exists().select_from(Organisation)))).scalar_one():
        row.beats = beats
    return row.beats < beats


async def doubt(session: AsyncSession, now: datetime) -> None:
    """Note that this is an older copy: nothing is done unasked until an operator has decided."""
    (await read(session)).restored_at = now


async def trust(session: AsyncSession) -> None:
    """An operator has decided: the bot goes on."""
    (await read(session)).restored_at = None


async def is_doubted(session: AsyncSession) -> bool:
    """Whether an operator has still to decide."""
    found = select(exists().where(Life.restored_at.is_not(None)))
    return bool((await session.execute(found)).scalar_one())


async def go_on_from(session: AsyncSession, beats: int) -> None:
    """Count from this number on."""
    row = await read(session)
    row.beats = max(row.beats, beats)
