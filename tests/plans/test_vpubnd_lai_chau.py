"""The shipped plan of Văn phòng UBND tỉnh Lai Châu says what the document says, checked against a hand-read truth."""

from datetime import date

import pytest

from plans.format import PlanFile
from plans.questions import questions
from tests.plans.truth import Truth, a_day, by_id, comparator_of_least, lead, read_truth, target

TRUTH = read_truth("vpubnd_lai_chau")
INDICATORS: list[Truth] = TRUTH["indicators"]
TASKS: list[Truth] = TRUTH["tasks"]
RULES: list[Truth] = TRUTH["reporting_rules"]
ALL_OF_THEM = "PBTT"


def test_the_plan_holds_every_bullet_of_the_document_once(vpubnd_lai_chau: PlanFile) -> None:
    assert [one.code for one in vpubnd_lai_chau.indicators] == [truth["id"] for truth in INDICATORS]
    assert [one.code for one in vpubnd_lai_chau.tasks] == [truth["id"] for truth in TASKS]
    assert [one.code for one in vpubnd_lai_chau.rules] == [truth["id"] for truth in RULES]
    assert (len(INDICATORS), len(TASKS), len(RULES)) == (2, 26, 10)


@pytest.mark.parametrize(
    ("part", "bullets"),
    [
        ("II.2", 1),
        ("III.1.1", 9),
        ("III.1.2", 6),  # five bullets and a paragraph without one
        ("III.1.3", 2),
        ("III.1.4", 3),
        ("III.1.5", 2),
        ("III.2", 1),
        ("IV.", 2),
    ],
)
def test_each_part_has_as_many_tasks_as_the_document_has_bullets(
    vpubnd_lai_chau: PlanFile, part: str, bullets: int
) -> None:
    numbers = [one.number for one in vpubnd_lai_chau.tasks if one.part.startswith(f"{part} ")]
    assert numbers == list(range(1, bullets + 1))


@pytest.mark.parametrize("truth", INDICATORS, ids=by_id)
def test_an_indicator_reads_as_in_the_document(vpubnd_lai_chau: PlanFile, truth: Truth) -> None:
    one = next(one for one in vpubnd_lai_chau.indicators if one.code == truth["id"])
    assert one.text == truth["text"]
    assert (one.lead, list(one.coordinators)) == (lead(truth) or ALL_OF_THEM, truth["coordinator_units"])
    assert (one.kind, one.comparator, one.target) == (truth["kind"], comparator_of_least(truth), target(truth))
    assert (one.unit_of_measure, one.due) == (truth["unit_of_measure"], a_day(truth["deadline_iso"]))
    assert (one.task, one.regime, one.frequency) == (truth["task_id"], "two_stages", "month")


@pytest.mark.parametrize("truth", TASKS, ids=by_id)
def test_a_bullet_reads_as_in_the_document(vpubnd_lai_chau: PlanFile, truth: Truth) -> None:
    one = next(one for one in vpubnd_lai_chau.tasks if one.code == truth["id"])
    assert one.text == truth["text"]
    assert (one.part, one.number) == (truth["section"], truth["stt"])
    assert (one.lead, list(one.coordinators)) == (lead(truth) or ALL_OF_THEM, truth["coordinator_units"])
    assert one.product == truth["output"]
    assert (one.due_text, one.due) == (truth["due"], a_day(truth["due_iso"]))
    assert list(one.indicators) == truth.get("indicator_ids", [])
    assert one.regime == (None if one.indicators else "two_stages")


@pytest.mark.parametrize("truth", RULES, ids=by_id)
def test_a_reporting_rule_is_quoted_and_fills_in_nothing(vpubnd_lai_chau: PlanFile, truth: Truth) -> None:
    one = next(one for one in vpubnd_lai_chau.rules if one.code == truth["id"])
    rows = [task["id"] for task in TASKS if truth["id"] in task.get("reporting_rule_ids", [])]
    assert (one.type, one.section, one.quote) == (truth["type"], truth["section"], truth["quote"])
    assert (list(one.who or ()), list(one.to or ())) == (truth["who_units"], truth["to_units"])
    assert (one.frequency, one.deadline) == (truth["frequency_verbatim"], truth["deadline"])
    assert list(one.tasks) == rows


def test_units_and_the_group_are_called_as_the_document_calls_them(vpubnd_lai_chau: PlanFile) -> None:
    known = {one["code"]: (one["name"], one["aliases"]) for one in TRUTH["units"]}
    named = {one.code: (one.name, list(one.aliases)) for _, one in vpubnd_lai_chau.receivers()}
    assert named.items() <= known.items()
    assert [one.members for one in vpubnd_lai_chau.groups] == [None]  # the document lists no office but one


def test_the_head_of_the_document_stays_blank_where_it_is_blank(vpubnd_lai_chau: PlanFile) -> None:
    organisation, head, truth = vpubnd_lai_chau.organisation, vpubnd_lai_chau.organisation.plan, TRUTH["document"]
    assert (head.title, head.issued_by, head.signer) == (truth["title"], truth["issuing_body"], truth["signer"])
    assert (head.number, head.date, organisation.on_time_threshold) == (None, None, None)
    assert (organisation.parent, organisation.aggregator) == ("tinh_uy_lai_chau", "HCQT")
    assert head.replaces is not None
    assert (head.replaces.number, head.replaces.date) == (truth["supersedes"]["number"], date(2025, 2, 27))


def test_units_send_before_the_14th_and_the_office_reports_on_before_the_15th(vpubnd_lai_chau: PlanFile) -> None:
    [regime] = vpubnd_lai_chau.regimes
    assert (regime.rule, regime.chosen_by) == ("own", "document")
    assert list(regime.frequencies) == ["month", "quarter", "half_year", "year"]  # no nine months
    assert regime.cut_off is not None
    assert regime.cut_off.working_days_before_due == 1
    assert (regime.due.before_day, regime.due.inclusive, regime.due.shift) == (14, False, "earlier")
    assert regime.upward is not None
    assert (regime.upward.unit, regime.upward.to) == ("HCQT", "Sở Khoa học và Công nghệ")
    assert (regime.upward.due.before_day, regime.upward.due.inclusive, regime.upward.due.shift) == (
        15,
        False,
        "earlier",
    )


def test_the_missing_annexes_are_asked_for_and_not_made_up(vpubnd_lai_chau: PlanFile) -> None:
    annexes = [one for one in vpubnd_lai_chau.tasks if one.code in ("VP-II.2", "VP-III.2")]
    assert [(one.product, one.due_text, one.due) for one in annexes] == [(None, None, None)] * 2
    assert [one.note is not None and "không kèm theo" in one.note for one in annexes] == [True, True]


def test_what_the_document_leaves_open_is_asked(vpubnd_lai_chau: PlanFile) -> None:
    asked = [(one.code, one.path) for one in questions(vpubnd_lai_chau)]
    assert [one for one in asked if not one[1].startswith(("tasks", "rules"))] == [
        ("plan.ask_on_time_threshold", "organisation.on_time_threshold"),
        ("plan.ask_number", "organisation.plan.number"),
        ("plan.ask_date", "organisation.plan.date"),
        ("plan.ask_approval", "organisation.approval"),
        ("plan.ask_members", "groups[0].members"),
    ]
    assert ("plan.ask_rule_deadline", "rules[0].deadline") not in asked  # before the 14th
    assert ("plan.ask_rule_deadline", "rules[1].deadline") not in asked  # before the 15th
