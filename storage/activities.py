"""What an organisation's teams help people with: the shipped activities, renamed and added to by its plan."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.activities import OTHER, SHIPPED, Activity
from storage.visit_tables import ActivityRow


async def of(session: AsyncSession, organisation_id: int) -> tuple[Activity, ...]:
    """The shipped ones under the organisation's names, then its own, `OTHER` last."""
    found = select(ActivityRow).where(ActivityRow.organisation_id == organisation_id).order_by(ActivityRow.position)
    own = {row.code: row for row in (await session.execute(found)).scalars()}
    known = [_named(one, own.pop(one.code, None)) for one in SHIPPED]
    added = [Activity(row.code, row.name, tuple(row.synonyms)) for row in own.values()]
    return (*(one for one in known if one.code != OTHER), *added, *(one for one in known if one.code == OTHER))


async def set_list(session: AsyncSession, organisation_id: int, own: Sequence[Activity]) -> None:
    """What a plan says of them; a visit keeps the code of one that is no more."""
    await session.execute(delete(ActivityRow).where(ActivityRow.organisation_id == organisation_id))
    session.add_all(
        ActivityRow(
            organisation_id=organisation_id,
            code=one.code,
            name=one.name,
            synonyms=list(one.synonyms),
            position=position,
        )
        for position, one in enumerate(own)
    )
    await session.flush()


def _named(shipped: Activity, row: ActivityRow | None) -> Activity:
    """Renamed, it is still found by the names it was shipped with."""
    if row is None:
        return shipped
    return Activity(shipped.code, row.name, (*row.synonyms, shipped.name, *shipped.synonyms))
