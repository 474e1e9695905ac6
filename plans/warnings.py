"""What is allowed in a plan file and probably not meant: said with its line, and nothing is refused for it."""

from collections.abc import Iterable, Iterator
from datetime import date

from plans.faults import Finding, Place
from plans.format import PlanFile
from plans.nearest import nearest

_NAMED = 5  # codes named in one sentence

Replacing = tuple[Place, str, str]
"""Where something says that it replaces a code of the version before: the place, its own code, the replaced one."""


def findings(plan: PlanFile, before: PlanFile | None, today: date) -> Iterator[Finding]:
    """Everything to warn of. `before`: the version this one follows on; None where it is not known."""
    yield from _year_over(plan, today)
    yield from _swaps_in_the_past(plan, today)
    yield from _groups_that_lead_without_members(plan)
    yield from _own_parent(plan)
    yield from _replaced_and_still_there(plan)
    if before is not None:
        yield from _unknown_to_the_version_before(plan, before)


def _year_over(plan: PlanFile, today: date) -> Iterator[Finding]:
    year = plan.organisation.plan.year
    if year < today.year:
        params = {"year": str(year), "this_year": str(today.year)}
        yield Finding(("organisation", "plan", "year"), "plan.warn_year_over", params)


def _swaps_in_the_past(plan: PlanFile, today: date) -> Iterator[Finding]:
    for number, swap in enumerate(plan.swapped_days):
        for key, day in (("off", swap.off), ("worked", swap.worked)):
            if day is not None and day < today:
                yield Finding(("swapped_days", number, key), "plan.warn_swap_in_past", {"day": f"{day:%d/%m/%Y}"})


def _groups_that_lead_without_members(plan: PlanFile) -> Iterator[Finding]:
    for number, group in enumerate(plan.groups):
        led = [entry.code for _, entry in plan.assigned() if entry.lead == group.code]
        if led and not group.members:
            codes = ", ".join(led[:_NAMED]) + (", …" if len(led) > _NAMED else "")
            yield Finding(("groups", number, "members"), "plan.warn_group_leads", {"group": group.name, "codes": codes})


def _own_parent(plan: PlanFile) -> Iterator[Finding]:
    if plan.organisation.parent == plan.organisation.code:
        params = {"organisation": plan.organisation.code}
        yield Finding(("organisation", "parent"), "plan.warn_own_parent", params)


def _replaced_and_still_there(plan: PlanFile) -> Iterator[Finding]:
    """What is replaced is gone: two entries cannot both carry on the same figures."""
    for entries in (_indicators(plan), _tasks(plan)):
        rows = list(entries)
        present, first = {code for _, code, _ in rows}, dict[str, Place]()
        for place, code, replaced in rows:
            if not replaced:
                continue
            if replaced in present:
                yield Finding(place, "plan.warn_replaced_still_there", {"code": code, "given": replaced})
            elif replaced in first:
                params = {"code": code, "given": replaced}
                yield Finding(place, "plan.warn_replaced_twice", params, other=first[replaced])
            first.setdefault(replaced, place)


def _unknown_to_the_version_before(plan: PlanFile, before: PlanFile) -> Iterator[Finding]:
    """What was carried over with an earlier version already needs no second time."""
    lists = (
        (_indicators(plan), {one.code: (one.name,) for one in before.indicators}),
        (_tasks(plan), {task.code: (task.name,) for task in before.tasks}),
        (_units(plan), {unit.code: (unit.name, unit.short_name, *unit.aliases) for unit in before.units}),
    )
    for rows, known in lists:
        names = {name: code for code, of_one in known.items() for name in of_one}
        for place, code, replaced in rows:
            if replaced and replaced not in known and code not in known:
                params = {"code": code, "given": replaced, "nearest": nearest(replaced, known, names)}
                yield Finding(place, "plan.warn_replaces_unknown", params)


def _indicators(plan: PlanFile) -> Iterable[Replacing]:
    return ((("indicators", n, "replaces"), one.code, one.replaces or "") for n, one in enumerate(plan.indicators))


def _tasks(plan: PlanFile) -> Iterable[Replacing]:
    return ((("tasks", n, "replaces"), task.code, task.replaces or "") for n, task in enumerate(plan.tasks))


def _units(plan: PlanFile) -> Iterable[Replacing]:
    for number, unit in enumerate(plan.units):
        yield from ((("units", number, "replaces", at), unit.code, old) for at, old in enumerate(unit.replaces))
