"""The teams somebody logs visits for, and what a visit of theirs is read with: activities, places, days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.activities import Activity
from domain.roles import OF_A_TEAM, TEAM, Role
from handlers.talk import Talk
from storage import activities, groups, people, places
from storage.tables import Invite, Membership, Organisation, Unit
from storage.visit_tables import Place


@dataclass(frozen=True, slots=True)
class Team:
    """A team with all that its visits are read with. `since`: the first day it may report."""

    unit: Unit
    organisation: Organisation
    places: Sequence[Place]
    activities: Sequence[Activity]
    today: date
    since: date

    @property
    def zone(self) -> ZoneInfo:
        """Where the team reads the clock."""
        return ZoneInfo(self.organisation.zone)

    @property
    def place_names(self) -> list[str]:
        """Last used first."""
        return [one.name for one in self.places]

    def place_id(self, name: str | None) -> int | None:
        """The place of this name."""
        return next((one.id for one in self.places if one.name == name), None)

    def activity_name(self, code: str) -> str:
        """What the organisation calls an activity; the code of one it no longer has."""
        return next((one.name for one in self.activities if one.code == code), code)


async def units(talk: Talk) -> list[Unit]:
    """The teams the person speaking is of."""
    if talk.by is None:
        return []
    of = await people.units_of(talk.session, talk.by.person.id, OF_A_TEAM, talk.now)
    return [unit for unit in of if unit.kind == TEAM and unit.retired_at is None]


async def meant(talk: Talk) -> list[Unit]:
    """The teams of the person speaking; in a team's group that team alone, for those of it."""
    of = await units(talk)
    if not talk.heard.is_group:
        return of
    group = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
    return [unit for unit in of if group is not None and group.unit_id == unit.id]


async def heads(talk: Talk) -> list[Unit]:
    """The teams the person speaking is the head of."""
    of = await people.units_of(talk.session, talk.known.person.id, [Role.HEAD], talk.now)
    return [unit for unit in of if unit.kind == TEAM and unit.retired_at is None]


async def team(session: AsyncSession, unit: Unit, now: datetime) -> Team:
    """A team, as it stands."""
    organisation = await people.organisation(session, unit.organisation_id)
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    begun = (await _registered_at(session, unit.id)) or now
    return Team(
        unit=unit,
        organisation=organisation,
        places=await places.of_team(session, organisation.id, unit.id),
        activities=await activities.of(session, organisation.id),
        today=today,
        since=begun.astimezone(ZoneInfo(organisation.zone)).date().replace(day=1),
    )


async def _registered_at(session: AsyncSession, unit_id: int) -> datetime | None:
    """When the first code for the team was made, or its first member joined."""
    invited = (await session.execute(select(func.min(Invite.created_at)).where(Invite.unit_id == unit_id))).scalar()
    joined = (
        await session.execute(select(func.min(Membership.since_at)).where(Membership.unit_id == unit_id))
    ).scalar()
    return min((one for one in (invited, joined) if one), default=None)
