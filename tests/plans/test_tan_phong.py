"""The shipped Tân Phong plan says what the document says, checked against a hand-read truth."""

from decimal import Decimal

import pytest

from plans import shipped
from plans.format import PlanFile
from plans.reading import read_plan
from tests.plans.truth import (
    Truth,
    a_day,
    by_id,
    comparator,
    indicator,
    kind,
    lead,
    read_truth,
    rule,
    target,
    task,
    unit_of_measure,
)

TRUTH = read_truth("tan_phong")
INDICATORS: list[Truth] = TRUTH["indicators"]
TASKS: list[Truth] = TRUTH["tasks"]
RULES: list[Truth] = TRUTH["reporting_rules"]
# The truth lists the targets of the text as indicators only; each stands in a task that has its lead and its day.
TARGETS = [one for one in INDICATORS if one["bullet"]]
RULE_ON_A_TARGET = {"TP-R6": ["TP-II.2.dd-1"]}  # II.2.đ is a target and a duty to keep the system's data fresh
ONCE_A_YEAR = ("TP-V.5-1", "TP-V.5-2")  # reporting itself: the reports are the answer, only confirmed at the end
MEASURES = {
    "TP-A3": "ky_nang_so",
    "TP-B3": "so_hoa_tthc",
    "TP-B4": "su_dung_lai",
    "TP-B6": "giay_to_mot_lan",
    "TP-B7": "hai_long",
}


@pytest.fixture(scope="module")
def tan_phong() -> PlanFile:
    return read_plan(shipped()["tan_phong"])


def part(truth: Truth) -> str:
    """The heading a task stands under: TP-V.1 to TP-V.4 are the numbered paragraphs of V itself."""
    return str(truth["section"]) if "-" in truth["id"].removeprefix("TP-") else "V. TỔ CHỨC THỰC HIỆN"


def own_task(truth: Truth) -> str:
    """The task of an indicator: the truth's own, or the bullet "b.5" as TP-II.2.b-5."""
    if truth["bullet"] is None:
        return str(truth.get("task_id", "TP-I.2-1"))
    letter, number = truth["bullet"].replace("đ", "dd").split(".")
    return f"TP-II.2.{letter}-{number}"


def test_the_plan_holds_the_targets_tasks_and_rules_of_the_document_and_no_others(tan_phong: PlanFile) -> None:
    of_targets = dict.fromkeys(own_task(truth) for truth in TARGETS)
    assert [one.code for one in tan_phong.indicators] == [truth["id"] for truth in INDICATORS]
    assert [one.code for one in tan_phong.tasks] == ["TP-I.2-1", *of_targets, *(truth["id"] for truth in TASKS)]
    assert [one.code for one in tan_phong.rules] == [truth["id"] for truth in RULES]
    assert (len(INDICATORS), len(of_targets), len(TASKS), len(RULES)) == (23, 19, 26, 8)


@pytest.mark.parametrize("truth", INDICATORS, ids=by_id)
def test_an_indicator_reads_as_in_the_document(tan_phong: PlanFile, truth: Truth) -> None:
    one = indicator(tan_phong, truth["id"])
    assert one.text == truth["text"]
    assert one.lead == lead(truth)
    assert list(one.coordinators) == truth["coordinator_units"]
    assert (one.kind, one.comparator, one.target) == (kind(truth), comparator(truth), target(truth))
    assert one.unit_of_measure == unit_of_measure(truth)
    assert one.due == a_day(truth["deadline_iso"])
    assert one.task == own_task(truth)
    assert (one.regime, one.frequency) == ("periodic", "month")


@pytest.mark.parametrize("truth", TARGETS, ids=by_id)
def test_a_target_of_the_text_is_a_task_of_its_lead(tan_phong: PlanFile, truth: Truth) -> None:
    one = task(tan_phong, own_task(truth))
    assert truth["text"] in one.text
    assert (one.part, one.number) == (truth["section"], int(truth["bullet"].split(".")[1]))
    assert one.lead == lead(truth)
    assert list(one.coordinators) == truth["coordinator_units"]
    assert (one.due_text, one.due) == (truth["deadline"], a_day(truth["deadline_iso"]))
    assert one.product is None
    assert truth["id"] in one.indicators


@pytest.mark.parametrize("truth", TASKS, ids=by_id)
def test_a_task_of_the_text_reads_as_in_the_document(tan_phong: PlanFile, truth: Truth) -> None:
    one = task(tan_phong, truth["id"])
    numbered = [each["id"] for each in INDICATORS if each.get("task_id") == truth["id"]]
    assert one.text == truth["text"]
    assert one.part == part(truth)
    assert one.number == int(truth["id"].replace("-", ".").rsplit(".", 1)[1])
    assert one.lead == lead(truth)
    assert list(one.coordinators) == truth["coordinator_units"]
    assert one.product == truth["output"]
    assert (one.due_text, one.due) == (truth["due"] or truth["frequency_verbatim"], a_day(truth["due_iso"]))
    assert list(one.indicators) == numbered
    asked = "year" if one.code in ONCE_A_YEAR else "month"
    assert (one.regime, one.frequency) == ((None, None) if numbered else ("periodic", asked))


@pytest.mark.parametrize("truth", RULES, ids=by_id)
def test_a_reporting_rule_is_quoted_and_fills_in_nothing(tan_phong: PlanFile, truth: Truth) -> None:
    one = rule(tan_phong, truth["id"])
    rows = [row["id"] for row in TASKS if truth["id"] in row.get("reporting_rule_ids", [])]
    assert (one.type, one.quote) == (truth["type"], truth["quote"])
    assert one.section == truth["section"].replace("V (closing)", "V, đoạn kết")
    assert list(one.who or ()) == truth["who_units"]
    assert list(one.to or ()) == truth["to_units"]
    assert (one.frequency, one.deadline) == (truth["frequency_verbatim"], truth["deadline"])
    assert list(one.tasks) == RULE_ON_A_TARGET.get(one.code, rows)


def test_units_and_groups_are_called_as_the_document_calls_them(tan_phong: PlanFile) -> None:
    called = {truth["code"]: {truth["name"], *truth.get("aliases", [])} for truth in TRUTH["units"]}
    for _, one in tan_phong.receivers():
        names = {name.casefold() for name in called.get(one.code, {"Đơn vị chủ trì các mục chưa giao"})}
        assert one.name.casefold() in names


def test_whoever_leads_coordinates_or_reports_is_in_the_file(tan_phong: PlanFile) -> None:
    at_work = {"lead", "aggregator", "coordinator", "reporter", "executor", "receiver"}
    wanted = {truth["code"] for truth in TRUTH["units"] if at_work & set(truth["kind"])}
    assert wanted <= {one.code for _, one in tan_phong.receivers()}


def test_groups_the_document_does_not_list_are_left_to_the_administrator(tan_phong: PlanFile) -> None:
    assert {group.code: group.members for group in tan_phong.groups} == {
        "ALL": ("VHXH", "TTPVHCC", "KTHTDT", "VPHDND", "CAP", "TYT"),
        "TRUONG": None,
        "TCNSCD": None,
        "TDP": None,
    }
    assert {group.members_chosen_by for group in tan_phong.groups} == {"administrator"}


def test_measures_shared_with_the_province_carry_its_names(tan_phong: PlanFile) -> None:
    assert {one.code: one.measure for one in tan_phong.indicators if one.measure} == MEASURES
    assert tan_phong.organisation.parent == "tinh_uy_lai_chau"


def test_the_two_thresholds_for_digitised_dossiers_are_both_kept_and_said_to_disagree(tan_phong: PlanFile) -> None:
    body, later = indicator(tan_phong, "TP-B3"), indicator(tan_phong, "TP-T13")
    assert (body.comparator, body.target) == (">", Decimal(90))
    assert (later.comparator, later.target) == ("=", Decimal(100))
    assert "TP-T13" in (body.note or "")
    assert "TP-B3" in (later.note or "")


def test_the_head_of_the_document_stays_blank_where_it_is_missing(tan_phong: PlanFile) -> None:
    head, truth = tan_phong.organisation.plan, TRUTH["document"]
    assert (head.title, head.issued_by, head.signer) == (
        truth["title"],
        truth["issuing_body"],
        truth["signer"],
    )
    assert (head.number, head.date, head.replaces, head.year) == (None, None, None, truth["plan_year"])


def test_the_document_names_the_periods_and_the_administrator_the_days(tan_phong: PlanFile) -> None:
    [regime] = tan_phong.regimes
    assert list(regime.frequencies) == ["month", "quarter", "half_year", "nine_months", "year"]
    assert regime.chosen_by == "administrator"
    assert tan_phong.organisation.aggregator == "VHXH"
