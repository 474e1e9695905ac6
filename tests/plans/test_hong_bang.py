"""The shipped Hồng Bàng plan says what the document says, checked against a hand-read truth."""

from datetime import date

import pytest

from plans.format import PlanFile
from tests.plans.truth import (
    Truth,
    a_day,
    by_id,
    comparator,
    indicator,
    kind,
    read_truth,
    rule,
    target,
    task,
    unit_of_measure,
)

TRUTH = read_truth("hong_bang")
INDICATORS: list[Truth] = TRUTH["indicators"]
ANNEX: list[Truth] = [task for task in TRUTH["tasks"] if task["section"].startswith("Phụ lục")]
RULES: list[Truth] = TRUTH["reporting_rules"]


def test_the_plan_holds_the_indicators_rows_and_rules_of_the_document_and_no_others(
    hong_bang: PlanFile,
) -> None:
    assert [one.code for one in hong_bang.indicators] == [truth["id"] for truth in INDICATORS]
    assert [one.code for one in hong_bang.tasks] == [truth["id"] for truth in ANNEX]
    assert [one.code for one in hong_bang.rules] == [truth["id"] for truth in RULES]
    assert (len(INDICATORS), len(ANNEX)) == (19, 29)


@pytest.mark.parametrize("truth", INDICATORS, ids=by_id)
def test_an_indicator_reads_as_in_the_document(hong_bang: PlanFile, truth: Truth) -> None:
    one = indicator(hong_bang, truth["id"])
    assert one.text == truth["text"]
    assert [one.lead] == truth["lead_units"]
    assert list(one.coordinators) == truth["coordinator_units"]
    assert (one.kind, one.comparator, one.target) == (kind(truth), comparator(truth), target(truth))
    assert one.unit_of_measure == unit_of_measure(truth)
    assert one.due == a_day(truth["deadline_iso"])
    assert one.task == truth["task_id"]
    assert (one.regime, one.frequency) == ("monthly", "month")


@pytest.mark.parametrize("truth", ANNEX, ids=by_id)
def test_an_annex_row_reads_as_in_the_document(hong_bang: PlanFile, truth: Truth) -> None:
    one = task(hong_bang, truth["id"])
    assert one.text == truth["text"]
    assert (one.part, one.number) == (truth["section"].removeprefix("Phụ lục "), truth["stt"])
    assert [one.lead] == truth["lead_units"]
    assert list(one.coordinators) == truth["coordinator_units"]
    assert one.product == truth["output"]
    assert (one.due_text, one.due) == (truth["due"], a_day(truth["due_iso"]))
    assert list(one.indicators) == truth.get("indicator_ids", [])
    assert one.regime == (None if one.indicators else "monthly")


@pytest.mark.parametrize("truth", RULES, ids=by_id)
def test_a_reporting_rule_is_quoted_and_fills_in_nothing(hong_bang: PlanFile, truth: Truth) -> None:
    one = rule(hong_bang, truth["id"])
    rows = [row["id"] for row in ANNEX if truth["id"] in row.get("reporting_rule_ids", [])]
    assert (one.type, one.section, one.quote) == (truth["type"], truth["section"], truth["quote"])
    assert list(one.who or ()) == truth["who_units"]
    assert list(one.to or ()) == truth["to_units"]
    assert (one.frequency, one.deadline) == (truth["frequency_verbatim"], truth["deadline"])
    assert list(one.tasks) == rows


def test_units_are_called_as_the_document_calls_them(hong_bang: PlanFile) -> None:
    names = {truth["code"]: truth["name"] for truth in TRUTH["units"]}
    assert {unit.code: unit.name for unit in hong_bang.units}.items() <= names.items()
    assert {one.lead for _, one in hong_bang.assigned()} == {
        "VHXH",
        "VPHDND",
        "TTPVHCC",
        "KTHTDT",
        "CAP",
        "ALL",
    }


def test_the_head_of_the_document_stays_blank_where_it_is_blank(hong_bang: PlanFile) -> None:
    head, truth = hong_bang.organisation.plan, TRUTH["document"]
    assert (head.title, head.issued_by, head.signer) == (
        truth["title"],
        truth["issuing_body"],
        truth["signer"],
    )
    assert (head.number, head.date, head.year) == (None, None, truth["plan_year"])
    assert head.replaces is not None
    assert (head.replaces.number, head.replaces.date) == (truth["supersedes"]["number"], date(2026, 2, 5))


def test_the_ladder_is_the_product_s_own_because_the_document_has_none(hong_bang: PlanFile) -> None:
    [regime] = hong_bang.regimes
    assert regime.chosen_by == "administrator"
    ladder = [(one.stage, one.working_days, f"{one.time:%H:%M}", len(one.audience)) for one in regime.ladder]
    assert ladder == [
        ("opening", -5, "08:00", 1),
        ("T-3", -3, "08:00", 1),
        ("T-1", -1, "08:00", 1),
        ("due_morning", 0, "08:00", 1),
        ("due_afternoon", 0, "14:00", 1),
        ("+1", 1, "08:00", 2),
        ("+3", 3, "08:00", 4),
        ("+5", 5, "08:00", 4),
    ]
