"""The rows of one version of a plan: units, groups, regimes, indicators, tasks, targets and who leads what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.activities import Activity
from domain.indicators import Kind, Nature
from domain.regimes import Regime
from domain.visit_feeds import Feed
from handlers import digest, retiming
from handlers.reshuffle import Handover
from plans.format import PlanFile, PlanIndicator, PlanTask
from storage import activities, days_off, groups, recall, regime_rules, successions, tables, visit_feeds
from storage.tables import Assignment, Organisation, Target, Unit, UnitGroup, UnitGroupMember, Wording


@dataclass(slots=True)
class Rows:
    """One version on its way into the tables: where to, what, and when."""

    session: AsyncSession
    organisation_id: int
    plan_id: int
    plan: PlanFile
    now: datetime
    handovers: list[Handover] = field(default_factory=list)

    async def write(self) -> None:
        """Bring every row to what the plan says; what it no longer names is kept, and retired.

        Which units carry on the work of which, is then in `handovers`.
        """
        before = await days_off.around(self.session, self.organisation_id, self.now)
        await days_off.take_from_plan(self.session, self.organisation_id, self.plan.swaps(), self.now)
        units = await self._units()
        own = self.plan.team_visits.activities
        listed = [Activity(one.code, one.name, tuple(one.synonyms)) for one in own]
        await activities.set_list(self.session, self.organisation_id, listed)
        members = await self._unit_groups(units)
        regimes = await self._regimes()
        await self._indicators_and_tasks(units, members, regimes)
        after = await days_off.around(self.session, self.organisation_id, self.now)
        if after != before:
            await retiming.retime(self.session, self.organisation_id, before, after, self.now)

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
            if not known[code].is_registered:
                known[code].retired_at = known[code].retired_at or self.now
        for wanted in self.plan.units:
            for old in wanted.replaces:
                if old in known and old != wanted.code:
                    await self._hand_over(known[old], known[wanted.code])
        return known

    async def _hand_over(self, old: Unit, new: Unit) -> None:
        if await successions.note(self.session, self.plan_id, old, new):
            self.handovers.append((old, new))

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
            regime = wanted.rules(ZoneInfo(self.plan.organisation.zone))
            row = self._row(known, tables.Regime, wanted.code)
            rules = regime_rules.to_json(regime)
            if row.id is None or row.rules != rules:
                row.rules = rules
                row.next_opens_at = await self._next_opening(regime)
        for code in known.keys() - {wanted.code for wanted in self.plan.regimes}:
            known[code].next_opens_at = None
        await self.session.flush()
        recall.forget(self.session)
        await self._reset_digests()
        return known

    async def _next_opening(self, regime: Regime) -> datetime:
        """The period under way, or the next; one that was opened already is not opened again."""
        days = await days_off.around(self.session, self.organisation_id, self.now)
        return timetables.first_opening(regime, days, self.now)

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
        _carry_on(indicators, self.plan.indicators)
        _carry_on(tasks, self.plan.tasks)
        for wanted in self.plan.indicators:
            _describe_indicator(self._row(indicators, tables.Indicator, wanted.code), wanted)
        for task in self.plan.tasks:
            _describe_task(self._row(tasks, tables.Task, task.code), task)
        await self.session.flush()
        for wanted in self.plan.indicators:
            self.session.add(self._target(indicators[wanted.code], wanted))
            self.session.add(self._wording(indicators[wanted.code]))
        self.session.add_all(self._wording(tasks[task.code]) for task in self.plan.tasks)
        entries: Iterable[PlanIndicator | PlanTask] = (*self.plan.indicators, *self.plan.tasks)
        for position, entry in enumerate(entries):
            row = indicators[entry.code] if isinstance(entry, PlanIndicator) else tasks[entry.code]
            regime = regimes[entry.regime] if entry.regime else None
            leading = [(entry.lead, True)] if entry.lead else []
            for receiver, leads in [*leading, *((code, False) for code in entry.coordinators)]:
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
            green_from=wanted.pace.green_from if wanted.pace else None,
            amber_from=wanted.pace.amber_from if wanted.pace else None,
        )

    def _wording(self, row: tables.Indicator | tables.Task) -> Wording:
        words = Wording(organisation_id=self.organisation_id, plan_id=self.plan_id, name=row.name, text=row.text)
        if isinstance(row, tables.Task):
            words.task_id, words.kind, words.nature, words.unit_of_measure = row.id, Kind.PROGRESS, Nature.IN_PERIOD, ""
        else:
            words.indicator_id, words.kind, words.nature = row.id, row.kind, row.nature
            words.unit_of_measure = row.unit_of_measure
        return words

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
            visits=_feed(entry) if leads else None,
        )

    async def _known(self, table: Any) -> dict[str, Any]:
        found = await self.session.execute(select(table).where(table.organisation_id == self.organisation_id))
        return {row.code: row for row in found.scalars()}

    def _row(self, known: dict[str, Any], table: Any, code: str) -> Any:
        if code not in known:
            known[code] = table(organisation_id=self.organisation_id, code=code)
            self.session.add(known[code])
        return known[code]


def _carry_on(known: dict[str, Any], wanted: Iterable[PlanIndicator | PlanTask]) -> None:
    """What has another code in this version stays the same row, so that its figures go on."""
    for one in wanted:
        if one.replaces in known and one.code not in known:
            known[one.code] = known.pop(one.replaces)
            known[one.code].code = one.code


def _feed(entry: PlanIndicator | PlanTask) -> dict[str, Any] | None:
    of = entry.visits
    return visit_feeds.as_json(Feed(of.activities, of.counts, of.beside)) if of else None


def _describe_indicator(row: tables.Indicator, wanted: PlanIndicator) -> None:
    row.name, row.text, row.kind, row.nature = wanted.name, wanted.text, Kind(wanted.kind), wanted.nature
    row.unit_of_measure, row.measure = wanted.unit_of_measure or "", wanted.measure


def _describe_task(row: tables.Task, wanted: PlanTask) -> None:
    row.part, row.number, row.name, row.text = wanted.part, wanted.number, wanted.name, wanted.text
    row.product, row.due_text, row.due_on = wanted.product or "", wanted.due_text or "", wanted.due
