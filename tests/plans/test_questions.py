"""What the document leaves open is asked, and nothing else is."""

import pytest

from plans.format import PlanFile
from plans.questions import questions
from plans.reading import read_text


def test_hong_bang_leaves_these_points_open(hong_bang: PlanFile) -> None:
    assert [(question.code, question.path) for question in questions(hong_bang)] == [
        ("plan.ask_on_time_threshold", "organisation.on_time_threshold"),
        ("plan.ask_number", "organisation.plan.number"),
        ("plan.ask_date", "organisation.plan.date"),
        ("plan.ask_approval", "organisation.approval"),
        ("plan.confirm_members", "groups[0].members"),
        ("plan.ask_members", "groups[1].members"),
        ("plan.confirm_regime", "regimes[0]"),
        ("plan.ask_target", "indicators[18].target"),
        ("plan.ask_rule_frequency", "rules[0].frequency"),
        ("plan.ask_rule_deadline", "rules[0].deadline"),
        ("plan.ask_rule_to", "rules[1].to"),
        ("plan.ask_rule_frequency", "rules[1].frequency"),
        ("plan.ask_rule_to", "rules[2].to"),
        ("plan.ask_rule_deadline", "rules[2].deadline"),
        ("plan.ask_rule_who", "rules[3].who"),
        ("plan.ask_rule_to", "rules[3].to"),
        ("plan.ask_rule_deadline", "rules[3].deadline"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "params"),
    [
        ("aggregator: VHXH", "aggregator: null", "plan.ask_aggregator", {"organisation": "phường Nhỏ"}),
        ("signer: Nguyễn Văn A", "signer: null", "plan.ask_signer", {"organisation": "phường Nhỏ"}),
        ("date: 2025-02-05", "date: null", "plan.ask_replaced_date", {"number": "47/KH-UBND"}),
        (
            "members_chosen_by: document",
            "members_chosen_by: administrator",
            "plan.confirm_members",
            {"group": "Các phòng, đơn vị", "members": "VH-XH, Công an"},
        ),
        (
            'comparator: ">="\n    target: 90',
            "comparator: pending\n    target: null",
            "plan.ask_pending_target",
            {"indicator": "I-1", "name": "Hồ sơ trực tuyến"},
        ),
        ("due_text: Thường xuyên", "due_text: null", "plan.ask_task_due", {"task": "T-2", "name": "An toàn mạng"}),
        ("product: Báo cáo", "product: null", "plan.ask_task_product", {"task": "T-1", "name": "Hồ sơ trực tuyến"}),
    ],
)
def test_a_null_or_pending_value_is_asked_for(
    small_text: str, old: str, new: str, code: str, params: dict[str, str]
) -> None:
    before = questions(read_text(small_text, "nho.yaml"))
    after = questions(read_text(small_text.replace(old, new, 1), "nho.yaml"))
    assert [(one.code, one.params) for one in after if one not in before] == [(code, params)]


@pytest.mark.parametrize(
    ("approval", "asked"),
    [
        ("", ["plan.ask_approval", "plan.ask_members"]),
        ("  approval: { head: false, aggregator: false }\n", ["plan.ask_members"]),
        ("  approval: { head: true }\n", ["plan.ask_members"]),
    ],
    ids=["silent", "says no", "says yes"],
)
def test_whose_yes_is_needed_is_asked_where_the_plan_is_silent(
    small_text: str, approval: str, asked: list[str]
) -> None:
    """A plan that says everything else is asked only who belongs to the unnamed group."""
    plan = read_text(small_text.replace("  plan:\n", f"{approval}  plan:\n", 1), "nho.yaml")
    assert [one.code for one in questions(plan)] == asked
