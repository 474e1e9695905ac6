"""Which organisations have not said anything of a year's swapped days, and which were asked for them."""

from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from storage import days_off, picking
from storage.tables import Account, Audit, Membership, Organisation, SwappedDay

_ASKED, _HELD = "ask_swapped_days", "hold_ask_swapped_days"
_ACTOR = "bot"


async def to_ask(session: AsyncSession, year: int, now: datetime) -> Organisation | None:
    """An organisation that knows of no swap in a year, was not asked, and has an administrator who can be."""
    if days_off.announced(year):
        return None
    said = exists().where(
        SwappedDay.organisation_id == Organisation.id,
        SwappedDay.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    asked = exists().where(
        Audit.organisation_id == Organisation.id,
        Audit.object == _year(year),
        or_(Audit.action == _ASKED, (Audit.action == _HELD) & (Audit.new > now.isoformat())),
    )
    administrator = exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.role == Role.ADMINISTRATOR,
        Membership.since_at <= now,
        or_(Membership.until_at.is_(None), Membership.until_at > now),
        Account.person_id == Membership.person_id,
        Account.unreachable_at.is_(None),
    )
    found = select(Organisation).where(~said, ~asked, administrator).order_by(Organisation.id)
    return (await session.execute(picking.free(found.limit(1), Organisation))).scalar_one_or_none()


def note_asked(session: AsyncSession, organisation_id: int, year: int, now: datetime) -> None:
    """It is asked once for each year."""
    session.add(
        Audit(organisation_id=organisation_id, at=now, actor=_ACTOR, action=_ASKED, object=_year(year), new=None)
    )


def hold(session: AsyncSession, organisation_id: int, year: int, now: datetime, until: datetime) -> None:
    """It could not be asked: not again before a moment."""
    session.add(
        Audit(
            organisation_id=organisation_id,
            at=now,
            actor=_ACTOR,
            action=_HELD,
            object=_year(year),
            new=until.isoformat(),
        )
    )


def _year(year: int) -> str:
    return f"year:{year}"
