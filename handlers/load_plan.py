"""A plan file becomes rows: loading it twice changes nothing, loading a changed one makes a new version."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.indicators import Kind
from domain.periods import Regime, Stage
from handlers import digest
from plans import difference, reading
from plans.difference import Change
from plans.format import PlanFile, PlanIndicator, PlanTask
from plans.timing import PlanRegime
from storage import days_off, groups, plans, tables
from storage.tables import Assignment, Audit, Organisation, Plan, Target, Unit, UnitGroup, UnitGroupMember


@dataclass(frozen=True, slots=True)
class Loaded:
    """The version now in force, and what it changed; `is_new` False: the file was in force already."""

    organisation: Organisation
    version: int
    is_new: bool
    changes: list[Change]


async def load(session: AsyncSession, text: str, name: str, now: datetime) -> Loaded:
    """Put a plan into force. Raises PlanError, with nothing changed, for a wrong file."""
    plan = reading.read_text(text, name)
    fingerprint = hashlib.sha256(plan.model_dump_json(by_alias=True).encode()).hexdigest()
    organisation = await _organisation(session, plan)
    before = await plans.in_force(session, organisation.id)
    if before is not None and before.fingerprint == fingerprint:
        return Loaded(organisation, before.version, False, [])
    changes = difference.difference(reading.read_text(before.document, name), plan) if before else []
    row = Plan(
        organisation_id=organisation.id,
        version=before.version + 1 if before else 1,
        title=plan.organisation.plan.title,
        document=text,
        fingerprint=fingerprint,
        loaded_at=now,
    )
    session.add(row)
    await session.flush()
    await _Loading(session, organisation.id, row.id, plan, now).run()
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
    return Loaded(organisation, row.version, True, changes)


async def _organisation(session: AsyncSession, plan: PlanFile) -> Organisation:
    of = plan.organisation
    row = await plans.organisation(session, of.code)
    if row is None:
        row = Organisation(code=of.code)
        session.add(row)
    row.name, row.short_name, row.zone, row.locale = of.name, of.short_name, of.zone, of.locale
    row.aggregator_unit_code, row.on_time_threshold = of.aggregator, of.on_time_threshold
    row.head_approves, row.aggregator_accepts = of.approval.head, of.approval.aggregator
    await session.flush()
    return row


@dataclass(slots=True)
class _Loading:
    """One load under way: where to, what, and when."""

    session: AsyncSession
    organisation_id: int
    plan_id: int
    plan: PlanFile
    now: datetime

    async def run(self) -> None:
        units = await self._units()
        members = await self._unit_groups(units)
        regimes = await self._regimes()
        await self._indicators_and_tasks(units, members, regimes)

    async def _units(self) -> dict[str, Unit]:
        known = await self._known(Unit)
        for wanted in self.plan.units:
            row = self._row(known, Unit, wanted.code)
            row.name, row.short_name, row.kind = wanted.name, wanted.short_name, wanted.kind
            row.aliases, row.retired_at = list(wanted.aliases), None
        await self.session.flush()
        for wanted in self.plan.units:
            known[wanted.code].parent_id = known[wanted.parent].id if wanted.parent else None
        for code in known.keys() - {wanted.code for wanted in self.plan.units}:
            known[code].retired_at = known[code].retired_at or self.now
        return known

    async def _unit_groups(self, units: dict[str, Unit]) -> dict[str, tuple[UnitGroup, list[Unit]]]:
        known = await self._known(UnitGroup)
        members: dict[str, tuple[UnitGroup, list[Unit]]] = {}
        for wanted in self.plan.groups:
            row = self._row(known, UnitGroup, wanted.code)
            row.name, row.aliases = wanted.name, list(wanted.aliases)
            members[wanted.code] = row, [units[code] for code in wanted.members or ()]
        await self.session.flush()
        await self.session.execute(
            delete(UnitGroupMember).where(UnitGroupMember.organisation_id == self.organisation_id)
        )
        self.session.add_all(
            UnitGroupMember(organisation_id=self.organisation_id, unit_group_id=group.id, unit_id=unit.id)
            for group, of_group in members.values()
            for unit in of_group
        )
        return members

    async def _regimes(self) -> dict[str, tables.Regime]:
        known = await self._known(tables.Regime)
        for wanted in self.plan.regimes:
            regime = regime_of(wanted, ZoneInfo(self.plan.organisation.zone))
            row = self._row(known, tables.Regime, wanted.code)
            rules = plans.regime_to_json(regime)
            if row.id is None or row.rules != rules:
                row.rules = rules
                row.next_opens_at = await self._next_opening(row, regime)
        for code in known.keys() - {wanted.code for wanted in self.plan.regimes}:
            known[code].next_opens_at = None
        await self.session.flush()
        await self._reset_digests()
        return known

    async def _next_opening(self, row: tables.Regime, regime: Regime) -> datetime:
        days = days_off.around(self.now)
        if row.id is None:
            return periods.first_opening(regime, days, self.now)
        return periods.next_openings(regime, days, self.now)[0][1].opens_at

    async def _reset_digests(self) -> None:
        organisation = await self.session.get_one(Organisation, self.organisation_id)
        at = await digest.next_digest_at(self.session, organisation, self.now)
        for group in await groups.leadership(self.session, self.organisation_id):
            group.next_digest_at = at

    async def _indicators_and_tasks(
        self,
        units: dict[str, Unit],
        members: dict[str, tuple[UnitGroup, list[Unit]]],
        regimes: dict[str, tables.Regime],
    ) -> None:
        indicators, tasks = await self._known(tables.Indicator), await self._known(tables.Task)
        for wanted in self.plan.indicators:
            _describe_indicator(self._row(indicators, tables.Indicator, wanted.code), wanted)
        for task in self.plan.tasks:
            _describe_task(self._row(tasks, tables.Task, task.code), task)
        await self.session.flush()
        for wanted in self.plan.indicators:
            self.session.add(self._target(indicators[wanted.code], wanted))
        entries: Iterable[PlanIndicator | PlanTask] = (*self.plan.indicators, *self.plan.tasks)
        for position, entry in enumerate(entries):
            row = indicators[entry.code] if isinstance(entry, PlanIndicator) else tasks[entry.code]
            regime = regimes[entry.regime] if entry.regime else None
            for receiver, leads in [(entry.lead, True), *((code, False) for code in entry.coordinators)]:
                group, assigned = members.get(receiver) or (None, [units[receiver]])
                self.session.add_all(
                    self._assignment(row, unit, group, position, regime, entry, leads=leads) for unit in assigned
                )
        await self.session.flush()

    def _target(self, indicator: tables.Indicator, wanted: PlanIndicator) -> Target:
        return Target(
            organisation_id=self.organisation_id,
            plan_id=self.plan_id,
            indicator_id=indicator.id,
            comparator=wanted.comparator,
            number=wanted.target,
            due_on=wanted.due,
        )

    def _assignment(
        self,
        row: tables.Indicator | tables.Task,
        unit: Unit,
        group: UnitGroup | None,
        position: int,
        regime: tables.Regime | None,
        entry: PlanIndicator | PlanTask,
        *,
        leads: bool,
    ) -> Assignment:
        return Assignment(
            organisation_id=self.organisation_id,
            plan_id=self.plan_id,
            unit_id=unit.id,
            unit_group_id=group.id if group else None,
            indicator_id=row.id if isinstance(row, tables.Indicator) else None,
            task_id=row.id if isinstance(row, tables.Task) else None,
            leads=leads,
            position=position,
            regime_id=regime.id if regime and leads else None,
            frequency=entry.frequency if leads else None,
            evidence=list(entry.evidence) if leads else [],
        )

    async def _known(self, table: Any) -> dict[str, Any]:
        found = await self.session.execute(select(table).where(table.organisation_id == self.organisation_id))
        return {row.code: row for row in found.scalars()}

    def _row(self, known: dict[str, Any], table: Any, code: str) -> Any:
        if code not in known:
            known[code] = table(organisation_id=self.organisation_id, code=code)
            self.session.add(known[code])
        return known[code]


def regime_of(wanted: PlanRegime, zone: ZoneInfo) -> Regime:
    """A regime as the domain knows it."""
    return Regime(
        rule=wanted.rule,
        frequencies=wanted.frequencies,
        zone=zone,
        opening_days_before_due=wanted.opening.working_days_before_due,
        opening_time=wanted.opening.time,
        due_days_after_cut_off=wanted.due.working_days_after_cut_off,
        due_time=wanted.due.time,
        grace_days=wanted.grace.working_days,
        ladder=tuple(Stage(s.stage, s.working_days, s.time, s.audience) for s in wanted.ladder),
        digest_time=wanted.digest.daily_time,
        closing_delay=timedelta(minutes=wanted.digest.closing_minutes_after_due),
        quiet_from_time=wanted.quiet_hours.from_time,
        quiet_to_time=wanted.quiet_hours.to_time,
    )


def _describe_indicator(row: tables.Indicator, wanted: PlanIndicator) -> None:
    row.name, row.text, row.kind, row.nature = wanted.name, wanted.text, Kind(wanted.kind), wanted.nature
    row.unit_of_measure = wanted.unit_of_measure or ""


def _describe_task(row: tables.Task, wanted: PlanTask) -> None:
    row.part, row.number, row.name, row.text = wanted.part, wanted.number, wanted.name, wanted.text
    row.product, row.due_text, row.due_on = wanted.product or "", wanted.due_text or "", wanted.due
