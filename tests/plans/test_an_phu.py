"""The shipped An Phú plan says what the document says, checked against a hand-read truth."""

import pytest

from plans.format import PlanFile
from plans.questions import questions
from tests.plans.truth import Truth, a_day, by_id, comparator_of_least, lead, read_truth, target

TRUTH = read_truth("an_phu")
INDICATORS: list[Truth] = TRUTH["indicators"]
TASKS: list[Truth] = TRUTH["tasks"]
RULES: list[Truth] = TRUTH["reporting_rules"]


def test_the_plan_holds_every_bullet_of_the_document_once(an_phu: PlanFile) -> None:
    assert [one.code for one in an_phu.indicators] == [truth["id"] for truth in INDICATORS]
    assert [one.code for one in an_phu.tasks] == [truth["id"] for truth in TASKS]
    assert [one.code for one in an_phu.rules] == [truth["id"] for truth in RULES]
    assert (len(INDICATORS), len(TASKS), len(RULES)) == (25, 85, 23)


@pytest.mark.parametrize(
    ("part", "bullets"),
    [
        ("II.2.1.2.a", 12),
        ("II.2.1.2.b", 2),
        ("II.2.1.2.3", 6),
        ("IV.1", 4),
        ("IV.2", 2),
        ("IV.3", 6),
        ("IV.4", 3),  # two bullets; the first has a sentence for UBND xã alone
        ("IV.5", 3),
        ("IV.6", 3),
        ("IV.7", 4),
        ("IV.8", 3),
        ("IV.9", 1),
        ("V.1", 4),
        ("V.2", 4),
        ("V.3", 8),
        ("V.4", 5),
        ("V.5", 3),
        ("V.6", 3),
        ("V.7", 2),
        ("V.8", 7),
    ],
)
def test_each_part_has_as_many_tasks_as_the_document_has_bullets(an_phu: PlanFile, part: str, bullets: int) -> None:
    numbers = [one.number for one in an_phu.tasks if one.part.startswith(f"{part} ")]
    assert numbers == list(range(1, bullets + 1))


@pytest.mark.parametrize("truth", INDICATORS, ids=by_id)
def test_an_indicator_reads_as_in_the_document(an_phu: PlanFile, truth: Truth) -> None:
    one = next(one for one in an_phu.indicators if one.code == truth["id"])
    assert one.text == truth["text"]
    assert (one.lead, list(one.coordinators)) == (lead(truth), truth["coordinator_units"])
    assert (one.kind, one.comparator, one.target) == (truth["kind"], comparator_of_least(truth), target(truth))
    assert one.unit_of_measure == truth["unit_of_measure"]
    assert (one.due, one.task) == (a_day(truth["deadline_iso"]), truth["task_id"])
    assert (one.regime, one.frequency) == ("monthly", "month")
    assert one.measure == truth.get("measure_key")


@pytest.mark.parametrize("truth", TASKS, ids=by_id)
def test_a_bullet_reads_as_in_the_document(an_phu: PlanFile, truth: Truth) -> None:
    one = next(one for one in an_phu.tasks if one.code == truth["id"])
    assert one.text == truth["text"]
    assert (one.part, one.number) == (truth["section"], truth["stt"])
    assert (one.lead, list(one.coordinators)) == (lead(truth), truth["coordinator_units"])
    assert one.product == truth["output"]
    assert (one.due_text, one.due) == (truth["due"], a_day(truth["due_iso"]))
    assert list(one.indicators) == truth.get("indicator_ids", [])
    assert one.regime == (None if one.indicators else "monthly")


@pytest.mark.parametrize("truth", RULES, ids=by_id)
def test_a_reporting_rule_is_quoted_and_fills_in_nothing(an_phu: PlanFile, truth: Truth) -> None:
    one = next(one for one in an_phu.rules if one.code == truth["id"])
    rows = [task["id"] for task in TASKS if truth["id"] in task.get("reporting_rule_ids", [])]
    assert (one.type, one.section, one.quote) == (truth["type"], truth["section"], truth["quote"])
    assert (list(one.who or ()), list(one.to or ())) == (truth["who_units"], truth["to_units"])
    assert (one.frequency, one.deadline) == (truth["frequency_verbatim"], truth["deadline"])
    assert list(one.tasks) == rows


def test_units_and_groups_are_called_as_the_document_calls_them(an_phu: PlanFile) -> None:
    known = {one["code"]: (one["name"], one["aliases"]) for one in TRUTH["units"]}
    assert {one.code: (one.name, list(one.aliases)) for _, one in an_phu.receivers()} == known
    assert {one.code: one.parent for one in an_phu.units}.items() <= {
        one["code"]: one["parent"] for one in TRUTH["units"]
    }.items()


def test_only_the_group_the_document_lists_has_members(an_phu: PlanFile) -> None:
    assert {one.code: one.members for one in an_phu.groups if one.members} == {"DHUM": ("DU", "HDND", "UBND", "MTTQ")}


def test_the_head_of_the_document_stays_blank_where_it_is_blank(an_phu: PlanFile) -> None:
    organisation, head, truth = an_phu.organisation, an_phu.organisation.plan, TRUTH["document"]
    assert (head.title, head.issued_by) == (truth["title"], truth["issuing_body"])
    assert (head.number, head.date, head.signer, head.replaces) == (None, None, None, None)
    assert (head.year, organisation.parent, organisation.aggregator) == (truth["plan_year"], None, "VPDU")


def test_every_duty_is_to_be_updated_each_month(an_phu: PlanFile) -> None:
    """ "100% nhiệm vụ thực hiện cập nhật tiến độ định kỳ hằng tháng": the threshold, and the rule that says so."""
    assert an_phu.organisation.on_time_threshold == 100
    assert "100% nhiệm vụ thực hiện cập nhật tiến độ" in an_phu.rules[0].quote


def test_the_day_to_report_is_the_administrator_s_because_the_document_has_none(an_phu: PlanFile) -> None:
    [regime] = an_phu.regimes
    assert (regime.rule, regime.due.working_days_after_cut_off, regime.chosen_by) == ("nd09", 1, "administrator")
    assert [one.code for one in an_phu.rules if "ngày" in (one.deadline or "")] == []


def test_what_the_document_leaves_open_is_asked(an_phu: PlanFile) -> None:
    asked = [(one.code, one.path) for one in questions(an_phu)]
    nobody_leads = [truth for truth in (*INDICATORS, *TASKS) if lead(truth) is None]
    assert len([one for one in asked if one[0] == "plan.ask_lead"]) == len(nobody_leads) == 71
    unnamed = [number for number, group in enumerate(an_phu.groups) if group.members is None]
    assert [one for one in asked if not one[1].startswith(("tasks", "rules")) and one[0] != "plan.ask_lead"] == [
        ("plan.ask_number", "organisation.plan.number"),
        ("plan.ask_date", "organisation.plan.date"),
        ("plan.ask_signer", "organisation.plan.signer"),
        ("plan.ask_approval", "organisation.approval"),
        *(("plan.ask_members", f"groups[{number}].members") for number in unnamed),
        ("plan.confirm_regime", "regimes[0]"),
        ("plan.ask_pending_target", "indicators[24].target"),
    ]
    assert len(unnamed) == 11
    assert sum(code == "plan.ask_task_due" for code, _ in asked) == sum(not one.due_text for one in an_phu.tasks)
    assert sum(code == "plan.ask_task_product" for code, _ in asked) == sum(not one.product for one in an_phu.tasks)
