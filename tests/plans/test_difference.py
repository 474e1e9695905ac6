"""What a changed file changes is told place by place."""

from datetime import date, time
from decimal import Decimal

import pytest

from plans.difference import Change, How, difference
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
