"""What a changed file changes is told place by place."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

import pytest

from domain.regimes import Frequency
from plans.difference import Change, How, difference
from plans.fields import Block
from plans.format import EvidenceKind, PlanFile
from plans.reading import read_text

LADDER = "regimes[monthly].ladder"


def test_a_plan_does_not_differ_from_itself(small_text: str) -> None:
    plan = read_text(small_text, "nho.yaml")
    assert difference(plan, plan) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("target: 90", "target: 95", Change("indicators[I-1].target", How.CHANGED, Decimal(90), Decimal(95))),
        ("target: 90", "target: 90.0", None),
        ("due: null", "due: 2026-06-30", Change("tasks[T-2].due", How.CHANGED, None, date(2026, 6, 30))),
        (
            "members: [VHXH, CAP]",
            "members: [VHXH]",
            Change("groups[ALL].members", How.CHANGED, ("VHXH", "CAP"), ("VHXH",)),
        ),
        (
            'working_days: 3, time: "08:00"',
            'working_days: 3, time: "09:30"',
            Change(f"{LADDER}[+3].time", How.CHANGED, time(8), time(9, 30)),
        ),
        (
            'from: "20:00"',
            'from: "21:00"',
            Change("regimes[monthly].quiet_hours.from", How.CHANGED, time(20), time(21)),
        ),
        ("# The smallest", "# A small", None),
    ],
)
def test_a_changed_value_is_told_with_what_it_was(small_text: str, old: str, new: str, change: Change | None) -> None:
    before, after = read_text(small_text, "cu.yaml"), read_text(small_text.replace(old, new, 1), "moi.yaml")
    assert difference(before, after) == ([change] if change else [])


def test_an_added_and_a_removed_entry_are_told_by_their_codes(small_text: str) -> None:
    row = "  - { code: YT, name: Trạm y tế, short_name: Y tế, kind: health, aliases: [], parent: null }\n"
    smaller = read_text(small_text, "cu.yaml")
    larger = read_text(small_text.replace("groups:\n", f"{row}groups:\n", 1), "moi.yaml")
    [added] = difference(smaller, larger)
    [removed] = difference(larger, smaller)
    assert (added.path, added.how, added.old) == ("units[YT]", How.ADDED, None)
    assert (removed.path, removed.how, removed.old) == ("units[YT]", How.REMOVED, added.new)


def test_a_new_order_is_told(small_text: str) -> None:
    lines = small_text.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "code: VHXH" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    before, after = read_text(small_text, "cu.yaml"), read_text("".join(lines), "moi.yaml")
    assert difference(before, after) == [Change("units", How.REORDERED, ("VHXH", "CAP"), ("CAP", "VHXH"))]


def test_a_plan_that_begins_to_ask_for_approval_differs(small_text: str) -> None:
    before = read_text(small_text, "cu.yaml")
    after = read_text(small_text.replace("  plan:\n", "  approval: { head: true }\n  plan:\n", 1), "moi.yaml")
    assert difference(before, after) == [Change("organisation.approval.head", How.CHANGED, False, True)]


def test_no_field_of_the_format_is_forgotten(small_text: str, hong_bang: PlanFile) -> None:
    """Every field of every block is changed once, in a plan that gives it, and that very place is told."""
    left = {(block, name) for block in _blocks(PlanFile) for name in block.model_fields if not _holds_one(block, name)}
    left.discard((PlanFile, "format"))  # there is one format only
    small, rich = read_text(small_text, "a.yaml"), read_text(_with_what_may_be_left_out(small_text), "a.yaml")
    for plan in (small, rich, hong_bang):
        for block, name, changed in list(_changes(plan)):
            told = difference(plan, changed) if isinstance(changed, PlanFile) else []
            alias = block.model_fields[name].alias or name
            named = [one for one in told if alias in one.path or name in ("code", "stage")]
            assert named, f"{block.__name__}.{name} changed, and {told} is told"
            left.discard((block, name))
    assert sorted(f"{block.__name__}.{name}" for block, name in left) == [], (
        "no plan here gives these: nothing was tried"
    )


def _with_what_may_be_left_out(text: str) -> str:
    own = "rule: own\n    cut_off: { working_days_before_due: 1 }"
    due = 'due: { before_day: 20, shift: earlier, time: "17:00" }'
    text = text.replace("rule: nd09", own).replace('due: { working_days_after_cut_off: 1, time: "17:00" }', due)
    upward = f"upward: {{ unit: VHXH, to: Sở, {due} }}".replace("before_day: 20", "before_day: 21")
    text = text.replace("    chosen_by: document\n", f"    {upward}\n    chosen_by: document\n", 1)
    pace = "    pace: { green_from: 90, amber_from: 70 }\n"
    feed = "    visits: { activities: [vneid], counts: [people], beside: true }\n"
    text = text.replace("    frequency: month\n", f"    frequency: month\n{pace}{feed}", 1)
    bounds = "{ south: 20.8, west: 106.6, north: 20.9, east: 106.7 }"
    activities = "    - { code: camera, name: lắp camera, synonyms: [camera] }"
    text = f"{text}team_visits:\n  bounds: {bounds}\n  activities:\n{activities}\n"
    return f"{text}swapped_days:\n  - {{ off: 2026-01-02, worked: 2026-01-10, source: Thông báo }}\n"


LEFT_OUT: dict[str, object] = {
    "note": "ghi chú",
    "evidence": (EvidenceKind.PHOTO,),
    "parent": "VHXH",
    "replaces": "CU",
    "measure": "hai_long",
    "in_force_from": date(2026, 7, 1),
    "day": 20,
    "weekday": 5,
    "before_day": 14,
    "working_days_after_cut_off": 2,
    "months_later": 1,
    "dates": {Frequency.YEAR: ((12, 1),)},
}
"""What the plans here do not give, and what is given instead."""


def _holds_one(block: type[Block], name: str) -> bool:
    """Whether the field is one block: then its own fields are what is tried."""
    annotation = block.model_fields[name].annotation
    return any(isinstance(kind, type) and issubclass(kind, Block) for kind in (annotation, *get_args(annotation)))


def _blocks(block: type[Block]) -> set[type[Block]]:
    """A block of the format with every block inside it."""
    inside = {block}
    for field in block.model_fields.values():
        for kind in _kinds(field.annotation):
            if isinstance(kind, type) and issubclass(kind, Block):
                inside |= _blocks(kind)
    return inside


def _kinds(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)


def _changes(block: Block) -> Iterator[tuple[type[Block], str, Block]]:
    """The block with one value in it changed, once for each value it gives: whose field, which, the changed block."""
    for name in type(block).model_fields:
        held = getattr(block, name)
        if isinstance(held, Block):
            for where, field, changed in _changes(held):
                yield where, field, block.model_copy(update={name: changed})
        elif isinstance(held, tuple) and held and isinstance(held[0], Block):
            yield type(block), name, block.model_copy(update={name: held[1:]})
            for number, entry in enumerate(held):
                for where, field, changed in _changes(entry):
                    yield where, field, block.model_copy(update={name: (*held[:number], changed, *held[number + 1 :])})
        elif name in LEFT_OUT and not held:
            given = LEFT_OUT[name]
            listed = (given,) if held == () and isinstance(given, str) else given
            yield type(block), name, block.model_copy(update={name: listed})
        elif held not in (None, ()) and name != "format":
            yield type(block), name, block.model_copy(update={name: _other(held)})


def _other(held: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(held, bool):
        return not held
    if isinstance(held, Enum):
        return next(one for one in type(held) if one is not held)
    if isinstance(held, tuple):
        return held[1:]
    if isinstance(held, time):
        return held.replace(minute=(held.minute + 1) % 60)
    if isinstance(held, date):
        return held + timedelta(days=1)
    if isinstance(held, str):
        return {"vi": "en", "en": "vi"}.get(held, f"{held} khác")
    return held + 1
