"""Checks of codes and names: each said once, each spoken of known."""

from collections.abc import Iterable, Iterator
from itertools import chain

from plans.faults import Finding, Place
from plans.format import PlanFile
from plans.nearest import nearest

Reference = tuple[Place, str]


def repeated_names(plan: PlanFile) -> Iterator[Finding]:
    """Codes given twice in one list, and names by which two units could be meant."""
    yield from _repeated(chain(_codes("units", plan.units), _codes("groups", plan.groups)), "plan.duplicate_code")
    for key in ("regimes", "indicators", "tasks", "rules"):
        yield from _repeated(_codes(key, getattr(plan, key)), "plan.duplicate_code")
    for number, regime in enumerate(plan.regimes):
        stages = [(("regimes", number, "ladder", at, "stage"), s.stage) for at, s in enumerate(regime.ladder)]
        yield from _repeated(stages, "plan.duplicate_code")
    yield from _repeated(_spoken_names(plan), "plan.duplicate_name")


def unknown_units(plan: PlanFile) -> Iterator[Finding]:
    """Units, and groups where groups may stand, that the file does not list."""
    units = {unit.code: (unit.name, unit.short_name, *unit.aliases) for unit in plan.units}
    groups = {group.code: (group.name, *group.aliases) for group in plan.groups}
    yield from _unknown(_unit_references(plan), units, "plan.unknown_unit")
    yield from _unknown(_unit_or_group_references(plan), units | groups, "plan.unknown_unit")


def unknown_codes(plan: PlanFile) -> Iterator[Finding]:
    """Tasks, indicators and regimes spoken of that the file does not list."""
    tasks: list[Reference] = [(("indicators", n, "task"), i.task) for n, i in enumerate(plan.indicators)]
    tasks += _listed("rules", "tasks", ((n, r.tasks) for n, r in enumerate(plan.rules)))
    indicators = _listed("tasks", "indicators", ((n, t.indicators) for n, t in enumerate(plan.tasks)))
    regimes: list[Reference] = [(("indicators", n, "regime"), i.regime) for n, i in enumerate(plan.indicators)]
    regimes += [(("tasks", n, "regime"), t.regime) for n, t in enumerate(plan.tasks) if t.regime]
    yield from _unknown(tasks, {t.code: (t.name,) for t in plan.tasks}, "plan.unknown_task")
    yield from _unknown(indicators, {i.code: (i.name,) for i in plan.indicators}, "plan.unknown_indicator")
    yield from _unknown(regimes, {r.code: (r.name,) for r in plan.regimes}, "plan.unknown_regime")


def _codes(key: str, entries: Iterable[object]) -> Iterator[Reference]:
    return (((key, number, "code"), str(getattr(entry, "code", ""))) for number, entry in enumerate(entries))


def _spoken_names(plan: PlanFile) -> Iterator[Reference]:
    """Names and aliases, without regard to capitals; a unit may repeat its own name among its aliases."""
    for place, entry in plan.receivers():
        own = {entry.name.casefold(): "name"} | {alias.casefold(): "aliases" for alias in entry.aliases}
        yield from (((*place, field), name) for name, field in own.items())


def _repeated(found: Iterable[Reference], code: str) -> Iterator[Finding]:
    first: dict[str, Place] = {}
    for place, word in found:
        if word in first:
            yield Finding(place, code, {"given": word}, other=first[word])
        else:
            first[word] = place


def _unit_references(plan: PlanFile) -> Iterator[Reference]:
    if plan.organisation.aggregator:
        yield ("organisation", "aggregator"), plan.organisation.aggregator
    for number, unit in enumerate(plan.units):
        if unit.parent:
            yield ("units", number, "parent"), unit.parent
    for number, regime in enumerate(plan.regimes):
        if regime.upward:
            yield ("regimes", number, "upward", "unit"), regime.upward.unit
    yield from _listed("groups", "members", ((n, g.members or ()) for n, g in enumerate(plan.groups)))


def _unit_or_group_references(plan: PlanFile) -> Iterator[Reference]:
    for place, entry in plan.assigned():
        if entry.lead:
            yield (*place, "lead"), entry.lead
        yield from (((*place, "coordinators", at), code) for at, code in enumerate(entry.coordinators))
    yield from _listed("rules", "who", ((n, rule.who or ()) for n, rule in enumerate(plan.rules)))
    yield from _listed("rules", "to", ((n, rule.to or ()) for n, rule in enumerate(plan.rules)))


def _listed(key: str, field: str, lists: Iterable[tuple[int, tuple[str, ...]]]) -> list[Reference]:
    return [((key, n, field, at), code) for n, codes in lists for at, code in enumerate(codes)]


def _unknown(found: Iterable[Reference], known: dict[str, tuple[str, ...]], code: str) -> Iterator[Finding]:
    names = {name: word for word, names in known.items() for name in names}
    for place, given in found:
        if given not in known:
            yield Finding(place, code, {"given": given, "nearest": nearest(given, known, names)})
