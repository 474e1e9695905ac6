"""What is odd in a plan is said with its line and its remedy, and the plan is taken all the same."""

from datetime import date

import pytest

from plans import shipped
from plans.reading import read_text, warnings

TODAY = date(2026, 6, 5)
SWAP = 'swapped_days:\n  - {{ off: {off}, worked: {worked}, source: "Thông báo 1" }}\n'


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "params"),
    [
        pytest.param(
            "year: 2026",
            "year: 2025",
            "plan.warn_year_over",
            "organisation.plan.year",
            {"year": "2025", "this_year": "2026"},
            id="a plan for a year already over",
        ),
        pytest.param(
            "members: null, members_chosen_by: document",
            "members: null, members_chosen_by: administrator",
            None,
            "",
            {},
            id="a group nobody knows that leads nothing",
        ),
        pytest.param(
            "    lead: CAP\n",
            "    lead: TO\n",
            "plan.warn_group_leads",
            "groups[1].members",
            {"group": "Các tổ công nghệ số", "codes": "T-2"},
            id="a group without members that leads",
        ),
        pytest.param(
            "parent: null\n  aggregator",
            "parent: nho\n  aggregator",
            "plan.warn_own_parent",
            "organisation.parent",
            {"organisation": "nho"},
            id="its own parent",
        ),
        pytest.param(
            "rules:\n",
            SWAP.format(off="2026-06-04", worked="2026-06-06") + "rules:\n",
            "plan.warn_swap_in_past",
            "swapped_days[0].off",
            {"day": "04/06/2026"},
            id="a swapped day in the past",
        ),
        pytest.param(
            "  - code: T-2\n",
            "  - code: T-2\n    replaces: T-1\n",
            "plan.warn_replaced_still_there",
            "tasks[1].replaces",
            {"code": "T-2", "given": "T-1"},
            id="what is replaced is still there",
        ),
    ],
)
def test_a_plan_is_warned_about(
    small_text: str, old: str, new: str, code: str | None, at: str, params: dict[str, str]
) -> None:
    assert old in small_text
    text = small_text.replace(old, new, 1)
    found = warnings(text, "nho.yaml", TODAY)
    assert [(one.code, one.path, dict(one.params)) for one in found] == ([(code, at, params)] if code else [])
    for one in found:
        assert one.path.rpartition(".")[2] in text.splitlines()[one.line - 1]


def test_two_that_replace_the_same_are_told_of_each_other(small_text: str) -> None:
    text = small_text.replace("  - code: T-2\n", "  - code: T-2\n    replaces: CU\n")
    text = text.replace("  - code: T-1\n", "  - code: T-1\n    replaces: CU\n")
    found = warnings(text, "nho.yaml", TODAY)
    first = next(at for at, line in enumerate(text.splitlines(), start=1) if "replaces: CU" in line)
    assert [(one.code, one.params["other_line"]) for one in found] == [("plan.warn_replaced_twice", str(first))]


def test_a_code_the_version_before_does_not_have_gets_the_nearest(small_text: str) -> None:
    before = read_text(small_text, "nho.yaml")
    text = small_text.replace("I-1", "I-9").replace("  - code: I-9\n", "  - code: I-9\n    replaces: I-11\n")
    (found,) = warnings(text, "nho.yaml", TODAY, before)
    assert (found.code, found.params["nearest"]) == ("plan.warn_replaces_unknown", "I-1")


def test_what_was_carried_over_with_the_version_before_is_no_news(small_text: str) -> None:
    text = small_text.replace("I-1", "I-9").replace("  - code: I-9\n", "  - code: I-9\n    replaces: I-1\n")
    carried = read_text(text, "nho.yaml")
    assert warnings(text, "nho.yaml", TODAY, read_text(small_text, "nho.yaml")) == []
    assert warnings(text, "nho.yaml", TODAY, carried) == []


@pytest.mark.parametrize("name", sorted(shipped()))
def test_of_the_shipped_plans_only_groups_without_members_are_warned_about(name: str) -> None:
    text = shipped()[name].read_text(encoding="utf-8")
    assert {one.code for one in warnings(text, name, TODAY)} <= {"plan.warn_group_leads"}
