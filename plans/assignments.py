"""Checks of who is asked for what: targets fit kinds, rows fit indicators, groups have members."""

from collections.abc import Iterator, Mapping

from domain.indicators import TOLD, Comparator, Kind
from plans.faults import Finding, Place
from plans.format import PlanFile, PlanIndicator, PlanTask

_WITHOUT_FIGURE = (Kind.YES_NO, Kind.MILESTONE)
_WITHOUT_TARGET = (Comparator.NONE, Comparator.PENDING)


def wrong_targets(plan: PlanFile) -> Iterator[Finding]:
    """Kind, unit of measure, comparator and target of an indicator that do not go together."""
    for number, indicator in enumerate(plan.indicators):
        for field, code in _misfits(indicator):
            params = {"kind": indicator.kind.value, "comparator": indicator.comparator.value}
            yield Finding(("indicators", number, field), code, params)


def wrong_pace(plan: PlanFile) -> Iterator[Finding]:
    """Thresholds of pace in the wrong order."""
    for number, one in enumerate(plan.indicators):
        if one.pace and one.pace.amber_from >= one.pace.green_from:
            params = {"amber": str(one.pace.amber_from), "green": str(one.pace.green_from)}
            yield Finding(("indicators", number, "pace"), "plan.pace_order", params)


def _misfits(one: PlanIndicator) -> Iterator[tuple[str, str]]:
    if one.kind in TOLD:
        yield "kind", "plan.progress_is_for_tasks"
    elif one.kind in _WITHOUT_FIGURE:
        if one.comparator is not Comparator.NONE or one.target is not None:
            yield "comparator", "plan.kind_without_target"
        if one.unit_of_measure is not None:
            yield "unit_of_measure", "plan.kind_without_unit_of_measure"
    else:
        yield from _figure_misfits(one)


def _figure_misfits(one: PlanIndicator) -> Iterator[tuple[str, str]]:
    if one.unit_of_measure is None or (one.unit_of_measure == "%") != (one.kind is Kind.PERCENT):
        yield "unit_of_measure", "plan.wrong_unit_of_measure"
    if one.target is None and one.comparator not in _WITHOUT_TARGET:
        yield "target", "plan.target_missing"
    if one.target is not None and one.comparator in _WITHOUT_TARGET:
        yield "target", "plan.target_unexpected"


def wrong_rows(plan: PlanFile) -> Iterator[Finding]:
    """Rows asked about never or twice, and rows and indicators of which only one names the other."""
    tasks = {task.code: task for task in plan.tasks}
    indicators = {indicator.code: indicator for indicator in plan.indicators}
    for number, task in enumerate(plan.tasks):
        yield from _wrongly_asked(number, task)
        yield from _one_sided(number, task, indicators)
    for number, one in enumerate(plan.indicators):
        if one.task in tasks and one.code not in tasks[one.task].indicators:
            params = {"task": one.task, "indicator": one.code}
            yield Finding(("indicators", number, "task"), "plan.task_lacks_indicator", params)


def _wrongly_asked(number: int, task: PlanTask) -> Iterator[Finding]:
    place: Place = ("tasks", number, "regime")
    if task.indicators and (task.regime or task.frequency):
        yield Finding(place, "plan.task_asked_twice", {"task": task.code})
    if not task.indicators and not (task.regime and task.frequency):
        yield Finding(place, "plan.task_never_asked", {"task": task.code})


def _one_sided(number: int, task: PlanTask, indicators: Mapping[str, PlanIndicator]) -> Iterator[Finding]:
    for at, code in enumerate(task.indicators):
        if code in indicators and indicators[code].task != task.code:
            params = {"task": task.code, "indicator": code, "other": indicators[code].task}
            yield Finding(("tasks", number, "indicators", at), "plan.indicator_of_other_task", params)


def wrong_groups(plan: PlanFile) -> Iterator[Finding]:
    """Groups with an empty member list. Who belongs to a group may still be open: then nobody is asked through it."""
    for number, group in enumerate(plan.groups):
        if group.members == ():
            yield Finding(("groups", number, "members"), "plan.group_without_members", {"group": group.code})


def circular_parents(plan: PlanFile) -> Iterator[Finding]:
    """Units that stand, through their parents, under themselves."""
    parents = {unit.code: unit.parent for unit in plan.units}
    for number, unit in enumerate(plan.units):
        above, seen = unit.parent, set[str]()
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if unit.code in seen:
            yield Finding(("units", number, "parent"), "plan.circular_parent", {"unit": unit.code})
