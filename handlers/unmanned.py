"""Units that lead in a plan and have nobody who could answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from plans.format import PlanFile
from storage import people
from storage.tables import Membership, Unit


async def units(session: AsyncSession, organisation_id: int, plan: PlanFile, now: datetime) -> list[str]:
    """Their names, in the order of the plan. A unit to come has the people of those it replaces."""
    held = people.in_force(now).where(Membership.organisation_id == organisation_id)
    answering = held.where(Membership.role.in_((Role.OFFICER, Role.HEAD))).with_only_columns(Membership.unit_id)
    manned = set((await session.execute(select(Unit.code).where(Unit.id.in_(answering)))).scalars())
    leading = _leading(plan)
    return [
        unit.name
        for unit in plan.units
        if unit.code in leading and not manned.intersection((unit.code, *_sole(plan, unit.replaces)))
    ]


def _leading(plan: PlanFile) -> set[str]:
    members = {group.code: group.members or () for group in plan.groups}
    leads = [entry.lead for _, entry in plan.assigned() if entry.lead]
    return {code for lead in leads for code in members.get(lead, (lead,))}


def _sole(plan: PlanFile, replaced: tuple[str, ...]) -> tuple[str, ...]:
    """Of the replaced units those whose people come along: of a split unit nobody does by themselves."""
    every = [code for unit in plan.units for code in unit.replaces]
    staying = {unit.code for unit in plan.units}
    return tuple(code for code in replaced if every.count(code) == 1 and code not in staying)
