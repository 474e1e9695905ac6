"""A plan file becomes a version: in force at once or from a later period on; loading it twice changes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.periods import Period
from handlers import reshuffle, unmanned, unopened
from handlers.plan_rows import Rows
from plans import difference, reading
from plans.difference import Change
from plans.faults import Fault
from plans.format import PlanFile
from storage import next_years, plans
from storage.tables import Audit, Organisation, Plan


@dataclass(frozen=True, slots=True)
class Loaded:
    """The version that was loaded, and what it changes; `is_new` False: the file was loaded already.

    `in_force_from`: the version waits for the first period that is cut off on this day or later, `first_period`.
    None: it is in force. `withdrawn`: versions that waited, and now never come into force. `warnings`: what is odd in
    the file. `unmanned`: units that lead and have nobody who could answer.
    """

    organisation: Organisation
    version: int
    is_new: bool
    changes: Sequence[Change] = ()
    in_force_from: date | None = None
    first_period: Period | None = None
    withdrawn: Sequence[int] = ()
    warnings: Sequence[Fault] = ()
    unmanned: Sequence[str] = ()


async def load(session: AsyncSession, text: str, name: str, now: datetime) -> Loaded:
    """Take up a plan. Raises PlanError, with nothing changed, for a wrong file."""
    plan = reading.read_text(text, name)
    fingerprint = hashlib.sha256(plan.model_dump_json(by_alias=True).encode()).hexdigest()
    organisation = await _organisation(session, plan, now)
    newest = await plans.newest(session, organisation.id)
    if newest is not None and newest.fingerprint == fingerprint:
        return await _as_it_stands(session, organisation, newest)
    in_force, waiting = await plans.in_force(session, organisation.id), await plans.waiting(session, organisation.id)
    begins = plan.organisation.plan.in_force_from
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    if in_force is None or begins is None or begins <= today:
        begins = None
    kept = [one for one in waiting if begins and one.in_force_from and one.in_force_from < begins]
    before = kept[-1] if kept else in_force
    held = reading.read_text(before.document, name) if before else None
    row = Plan(
        organisation_id=organisation.id,
        version=newest.version + 1 if newest else 1,
        title=plan.organisation.plan.title,
        document=text,
        fingerprint=fingerprint,
        in_force_from=plan.organisation.plan.in_force_from,
        loaded_at=now,
    )
    session.add(row)
    await session.flush()
    if begins is None:
        await _apply(session, organisation, row, plan, now)
    session.add(
        Audit(
            organisation_id=organisation.id,
            at=now,
            actor="operator",
            action="load_plan",
            object=f"plan:{plan.organisation.code}",
            old=before.fingerprint if before else None,
            new=fingerprint,
        )
    )
    first_period = await unopened.first_from(session, organisation.id, begins) if begins else None
    withdrawn = [one.version for one in waiting if one not in kept]
    return Loaded(
        organisation,
        row.version,
        True,
        difference.difference(held, plan) if held else (),
        begins,
        first_period,
        withdrawn,
        reading.warnings(text, name, today, held),
        await unmanned.units(session, organisation.id, plan, now),
    )


async def apply_waiting(session: AsyncSession, organisation_id: int, now: datetime) -> bool:
    """Put into force the version that the period opening next is the first to go by. False: there is none."""
    cut_off = await unopened.first_cut_off(session, organisation_id)
    begun = [
        one
        for one in await plans.waiting(session, organisation_id)
        if cut_off and one.in_force_from and one.in_force_from <= cut_off
    ]
    if not begun:
        return False
    organisation = await session.get_one(Organisation, organisation_id)
    plan = reading.read_text(begun[-1].document, organisation.code)
    await _apply(session, organisation, begun[-1], plan, now)
    return True


async def _as_it_stands(session: AsyncSession, organisation: Organisation, row: Plan) -> Loaded:
    begins = row.in_force_from if row.applied_at is None else None
    first_period = await unopened.first_from(session, organisation.id, begins) if begins else None
    return Loaded(organisation, row.version, False, in_force_from=begins, first_period=first_period)


async def _apply(session: AsyncSession, organisation: Organisation, row: Plan, plan: PlanFile, now: datetime) -> None:
    row.applied_at = now
    _describe(organisation, plan)
    await _place_in_tree(session, organisation)
    await session.flush()
    rows = Rows(session, organisation.id, row.id, plan, now)
    await rows.write()
    await reshuffle.tell(session, row.id, rows.handovers, now)


async def _organisation(session: AsyncSession, plan: PlanFile, now: datetime) -> Organisation:
    row = await plans.organisation(session, plan.organisation.code)
    if row is None:
        row = Organisation(code=plan.organisation.code)
        _describe(row, plan)
        row.next_days_off_at = next_years.december(ZoneInfo(row.zone), now.year)
        session.add(row)
        await session.flush()
    return row


def _describe(row: Organisation, plan: PlanFile) -> None:
    of = plan.organisation
    row.name, row.short_name, row.zone, row.locale = of.name, of.short_name, of.zone, of.locale
    row.parent_code, row.daily_budget = of.parent, of.daily_budget
    row.aggregator_unit_code, row.on_time_threshold = of.aggregator, of.on_time_threshold
    row.head_approves, row.aggregator_accepts = of.approval.head, of.approval.aggregator
    row.pin_required = of.pin_required
    bounds = plan.team_visits.bounds
    row.bounds = [f"{one:f}" for one in (bounds.south, bounds.west, bounds.north, bounds.east)] if bounds else None


async def _place_in_tree(session: AsyncSession, organisation: Organisation) -> None:
    """Find the parent, and the children that were loaded before their parent."""
    parent = await plans.organisation(session, organisation.parent_code) if organisation.parent_code else None
    organisation.parent_id = parent.id if parent else None
    children = select(Organisation).where(Organisation.parent_code == organisation.code)
    for child in (await session.execute(children)).scalars():
        child.parent_id = organisation.id
