"""Teams are registered from a list: units with their places, and a one-time code for each member who has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.folding import plain
from domain.roles import TEAM, Role
from files.team_list import Member, Team
from handlers import invite as inviting
from storage import invites, people, places
from storage.tables import Audit, Membership, Organisation, Person, Unit


@dataclass(frozen=True, slots=True)
class Invited:
    """A code for a member; known here only."""

    unit: Unit
    member: Member
    code: str


@dataclass(slots=True)
class Registered:
    """What a list changed: how many teams are new or called anew, places that came and went, codes that were made.

    `joined` members have an account already, `waiting` ones a code that still works. `headless`: teams without a head.
    """

    teams: int = 0
    renamed: int = 0
    places_come: int = 0
    places_gone: int = 0
    joined: int = 0
    waiting: int = 0
    invited: Sequence[Invited] = ()
    headless: Sequence[str] = ()


async def register(
    session: AsyncSession, organisation: Organisation, teams: Sequence[Team], now: datetime
) -> Registered:
    """Bring the teams to the list. Twice the same list changes nothing the second time.

    A name that a unit of the plan has is no team's: such a list is for `taken_names` to refuse before.
    """
    done, invited = Registered(), list[Invited]()
    known = await _teams_of(session, organisation.id)
    for team in teams:
        unit = await _unit(session, organisation.id, team, known, done)
        came, went = await places.set_list(session, organisation.id, unit.id, team.places, now)
        done.places_come += came
        done.places_gone += went
        invited += await _invite(session, unit, team.members, done, now)
    done.invited = invited
    done.headless = [one.name for one in teams if not any(member.role is Role.HEAD for member in one.members)]
    if done.teams or done.renamed or done.places_come or done.places_gone or invited:
        what = f"teams:{done.teams} places:{done.places_come} codes:{len(invited)}"
        session.add(
            Audit(
                organisation_id=organisation.id,
                at=now,
                actor="operator",
                action="register_teams",
                object=f"organisation:{organisation.code}",
                new=what,
            )
        )
    return done


async def taken_names(session: AsyncSession, organisation_id: int, teams: Sequence[Team]) -> list[tuple[Team, str]]:
    """Teams of a list that are called like a unit which is no team, with that unit's name."""
    found = select(Unit).where(Unit.organisation_id == organisation_id, Unit.kind != TEAM)
    called = {
        plain(name): unit.name
        for unit in (await session.execute(found)).scalars()
        for name in (unit.code, unit.name, unit.short_name, *unit.aliases)
    }
    return [
        (team, called[plain(name)])
        for team in teams
        if (name := next((one for one in (team.code, team.name) if one and plain(one) in called), ""))
    ]


async def _teams_of(session: AsyncSession, organisation_id: int) -> dict[str, Unit]:
    found = select(Unit).where(Unit.organisation_id == organisation_id)
    units = list((await session.execute(found.order_by(Unit.id))).scalars())
    return {plain(name): unit for unit in units for name in (unit.name, unit.code)}


async def _unit(
    session: AsyncSession, organisation_id: int, team: Team, known: dict[str, Unit], done: Registered
) -> Unit:
    unit = known.get(plain(team.code)) if team.code else None
    unit = unit or known.get(plain(team.name))
    if unit is None:
        unit = Unit(
            organisation_id=organisation_id,
            code=team.code or _free_code(known),
            name=team.name,
            short_name=team.name,
            kind=TEAM,
            aliases=[],
            is_registered=True,
        )
        session.add(unit)
        await session.flush()
        done.teams += 1
    elif unit.name != team.name:
        unit.name = unit.short_name = team.name
        done.renamed += 1
    known[plain(unit.code)] = known[plain(unit.name)] = unit
    return unit


def _free_code(known: dict[str, Unit]) -> str:
    return next(code for number in range(1, 100_000) if plain(code := f"TCNS{number:02}") not in known)


async def _invite(
    session: AsyncSession, unit: Unit, members: Sequence[Member], done: Registered, now: datetime
) -> list[Invited]:
    joined = (
        people.in_force(now)
        .where(Membership.unit_id == unit.id)
        .join(Person, Person.id == Membership.person_id)
        .with_only_columns(Person.name, Membership.role)
    )
    there = {(plain(name), role) for name, role in await session.execute(joined)}
    waiting = {(plain(name), role) for name, role in await invites.standing(session, unit.id, now)}
    made = []
    for member in members:
        who = (plain(member.name), str(member.role))
        done.joined += who in there
        done.waiting += who in waiting - there
        if who not in there | waiting:
            made.append(Invited(unit, member, await inviting.make_for(session, unit, member.role, member.name, now)))
    return made
