"""Where a team goes: its tổ, ngõ and thôn, the one used last first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.folding import plain
from storage.visit_tables import Place

KINDS = {
    "to": "tổ", "khu": "tổ", "ngo": "ngõ", "ngach": "ngõ", "hem": "ngõ", "duong": "ngõ", "pho": "ngõ",
    "thon": "thôn", "xom": "thôn", "ban": "thôn", "ap": "thôn",
}  # fmt: skip
"""The first word of a place's name, and the kind it is of."""


def kind_of(name: str) -> str | None:
    """tổ, ngõ or thôn, by the first word of the name; None where it begins otherwise."""
    return KINDS.get(plain(name).partition(" ")[0])


async def of_team(session: AsyncSession, organisation_id: int, unit_id: int) -> list[Place]:
    """The places of a team that it still looks after, last used first, the others as they were listed."""
    found = select(Place).where(
        Place.organisation_id == organisation_id, Place.unit_id == unit_id, Place.retired_at.is_(None)
    )
    rows = list((await session.execute(found.order_by(Place.id))).scalars())
    return sorted(rows, key=lambda one: -one.last_used_at.timestamp() if one.last_used_at else 0.0)


async def how_many(session: AsyncSession, organisation_id: int) -> dict[int, int]:
    """How many places each team looks after, by the team's id."""
    found = select(Place.unit_id, func.count()).where(
        Place.organisation_id == organisation_id, Place.retired_at.is_(None)
    )
    return dict((await session.execute(found.group_by(Place.unit_id))).all())


async def get(session: AsyncSession, organisation_id: int, place_id: int) -> Place | None:
    """One place, retired or not."""
    found = select(Place).where(Place.organisation_id == organisation_id, Place.id == place_id)
    return (await session.execute(found)).scalar_one_or_none()


async def use(session: AsyncSession, organisation_id: int, place_id: int, now: datetime) -> None:
    """Note that a place was visited, so that it stands first the next time."""
    used = update(Place).where(Place.organisation_id == organisation_id, Place.id == place_id)
    await session.execute(used.values(last_used_at=now).execution_options(synchronize_session="fetch"))


async def set_list(
    session: AsyncSession, organisation_id: int, unit_id: int, names: Sequence[str], now: datetime
) -> tuple[int, int]:
    """Bring a team's places to a list; what is no longer in it is kept, and retired. How many came, how many went."""
    found = select(Place).where(Place.organisation_id == organisation_id, Place.unit_id == unit_id)
    known = {plain(one.name): one for one in (await session.execute(found)).scalars()}
    came = went = 0
    for name in names:
        row = known.get(plain(name))
        if row is None:
            kind = kind_of(name) or KINDS["to"]
            session.add(Place(organisation_id=organisation_id, unit_id=unit_id, name=name, kind=kind))
            await session.flush()  # one by one, so that they keep the order of the list
        elif row.retired_at is None:
            continue
        else:
            row.retired_at = None
        came += 1
    listed = set(map(plain, names))
    for name, row in known.items():
        if name not in listed and row.retired_at is None:
            row.retired_at = now
            went += 1
    await session.flush()
    return came, went
