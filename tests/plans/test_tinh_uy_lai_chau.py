"""The shipped Tỉnh ủy Lai Châu plan says what the document says, against a table written out from its text."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from plans import shipped
from plans.format import PlanFile, PlanIndicator
from plans.reading import read_plan

IN_2026, BEFORE_30_JUNE = date(2026, 12, 31), date(2026, 6, 29)
# code, đơn vị chủ trì, đơn vị phối hợp, kind, comparator, target, by when: section II.2 from top to bottom
TARGETS = [
    ("TU-2.1.1", "DUUBND", (), "percent", ">=", "7", IN_2026),
    ("TU-2.1.2", "DUUBND", (), "percent", ">=", "37.6", IN_2026),
    ("TU-2.2.1.1", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.2.1.2a", "DUUBND", (), "percent", ">", "70", IN_2026),
    ("TU-2.2.1.2b", "DUUBND", (), "percent", "=", "30", IN_2026),
    ("TU-2.2.1.3", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.2.1.4", "MOI_DB", (), "count", ">=", "1", IN_2026),
    ("TU-2.2.3.1", "DUUBND", (), "count", ">=", "1", IN_2026),
    ("TU-2.2.4.1", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.2.4.2", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.2.4.3", "DUUBND", (), "percent", ">=", "90", IN_2026),
    ("TU-2.3.1.1a", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.1.1b", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.1.2", "DUUBND", ("DUXP",), "percent", "=", "100", BEFORE_30_JUNE),
    ("TU-2.3.1.3", "VPTU", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.2.1", "BDT_DBTT", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.2.2", "BDT_DBTT", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.3.1", "DUUBND", (), "percent", "pending", None, IN_2026),
    ("TU-2.3.3.2", "DUUBND", (), "percent", ">", "90", IN_2026),
    ("TU-2.3.3.3", "DUUBND", (), "percent", ">=", "80", IN_2026),
    ("TU-2.3.3.4a", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.3.4b", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.3.5", "DUUBND", (), "percent", "=", "100", IN_2026),
    ("TU-2.3.3.6", None, (), "percent", ">", "95", None),
    ("TU-2.3.4.1", "BDT_DBTT", (), "percent", ">", "85", IN_2026),
    ("TU-2.3.4.2", "DUUBND", ("DUXP",), "yes_no", "none", None, IN_2026),
    ("TU-2.4.1", "BDT_DBTT", (), "percent", "=", "100", IN_2026),
]
MEASURES = {
    "TU-2.3.3.2": "so_hoa_tthc",
    "TU-2.3.3.3": "su_dung_lai",
    "TU-2.3.3.5": "giay_to_mot_lan",
    "TU-2.3.3.6": "hai_long",
    "TU-2.3.4.1": "ky_nang_so",
}
# paragraphs under each heading of III.1, and bullets under each number of IV
PARAGRAPHS = {
    "III.1.1": 5,
    "III.1.2": 3,
    "III.1.3": 6,
    "III.1.4.1": 4,
    "III.1.4.2": 3,
    "III.1.4.3": 2,
    "III.1.5": 1,
    "III.1.6": 2,
    "III.1.7": 4,
    "III.1.8": 1,
    "III.1.9": 1,
    "IV.": 1,
    "IV.2": 2,
    "IV.3": 5,
    "IV.4": 3,
    "IV.5": 2,
    "IV.6": 2,
    "IV.7": 2,
    "IV.8": 2,
    "IV.9": 2,
}
ASSIGNED = {
    "TU-III.1.4.3-2": "DP",
    "TU-IV.1": "CAPUY",
    "TU-IV.2-1": "BCD",
    "TU-IV.2-2": "BCD",
    "TU-IV.3-1": "BDT_VPTU",
    "TU-IV.3-2": "BTCTU",
    "TU-IV.3-3": "BTGDVTU",
    "TU-IV.3-4": "UBKTTU",
    "TU-IV.3-5": "VPTU",
    "TU-IV.4-1": "DUUBND",
    "TU-IV.4-2": "DUUBND",
    "TU-IV.4-3": "DUUBND",
    "TU-IV.5-1": "DUTT",
    "TU-IV.5-2": "DUTT",
    "TU-IV.6-1": "DUMTTQ",
    "TU-IV.6-2": "DUMTTQ",
    "TU-IV.7-1": "DUTT",
    "TU-IV.7-2": "BCD",
    "TU-IV.9-1": "CQTTBCD",
    "TU-IV.9-2": "CQTTBCD",
}


@pytest.fixture(scope="module")
def tinh_uy() -> PlanFile:
    return read_plan(shipped()["tinh_uy_lai_chau"])


def row(one: PlanIndicator) -> tuple[object, ...]:
    return one.code, one.lead, one.coordinators, one.kind, one.comparator, one.target, one.due


def test_every_target_of_the_document_is_there_with_its_threshold_lead_and_day(tinh_uy: PlanFile) -> None:
    written = [(*head, Decimal(target) if target else None, due) for *head, target, due in TARGETS]
    assert [row(one) for one in tinh_uy.indicators] == written


def test_a_target_stands_in_the_task_that_has_its_words_lead_and_day(tinh_uy: PlanFile) -> None:
    tasks = {task.code: task for task in tinh_uy.tasks}
    for one in tinh_uy.indicators:
        task = tasks[one.task]
        assert one.text in task.text
        assert (task.lead, task.coordinators, task.due) == (one.lead, one.coordinators, one.due)


def test_every_paragraph_of_the_tasks_and_of_the_organisation_is_a_task(tinh_uy: PlanFile) -> None:
    counted = Counter(task.part.split(" ")[0] for task in tinh_uy.tasks if not task.part.startswith("II."))
    assert counted == PARAGRAPHS
    assert len(tinh_uy.tasks) == 24 + sum(PARAGRAPHS.values())


def test_a_task_is_led_by_whom_the_document_names_or_by_nobody_yet(tinh_uy: PlanFile) -> None:
    leads = {task.code: task.lead for task in tinh_uy.tasks if not task.part.startswith("II.")}
    assert {code: lead for code, lead in leads.items() if lead is not None} == ASSIGNED


def test_whom_the_document_bids_to_work_together(tinh_uy: PlanFile) -> None:
    assert {task.code: task.coordinators for task in tinh_uy.tasks if task.coordinators} == {
        "TU-II.2.3.1.2": ("DUXP",),
        "TU-II.2.3.4.2": ("DUXP",),
        "TU-IV.2-1": ("CQDVDP",),
        "TU-IV.3-3": ("CQLQ",),
        "TU-IV.9-2": ("CQCN",),
    }


def test_the_dates_the_document_gives_to_tasks(tinh_uy: PlanFile) -> None:
    assert {task.code: (task.due_text, task.due) for task in tinh_uy.tasks if task.due and not task.indicators} == {
        "TU-III.1.2-1": ("trong Quý I/2026", date(2026, 3, 31)),
        "TU-III.1.4.2-2": ("trong Quý I/2026", date(2026, 3, 31)),
        "TU-III.1.5-1": ("trong Quý II năm 2026", date(2026, 6, 30)),
    }


def test_only_the_group_the_document_spells_out_has_members(tinh_uy: PlanFile) -> None:
    known = {group.code: group.members for group in tinh_uy.groups if group.members is not None}
    assert known == {"BDT_VPTU": ("BTCTU", "BTGDVTU", "UBKTTU", "VPTU")}
    assert {group.members_chosen_by for group in tinh_uy.groups} == {"administrator"}


def test_ninety_percent_and_the_warning_list_are_the_document_s_own_words(tinh_uy: PlanFile) -> None:
    rule = next(one for one in tinh_uy.rules if one.code == "TU-R3")
    assert tinh_uy.organisation.on_time_threshold == 90
    assert rule.quote == (
        "Tối thiểu 90% nhiệm vụ thực hiện cập nhật tiến độ định kỳ hằng tháng; "
        "chậm cập nhật/không đủ dữ liệu bị đưa vào diện cảnh báo."
    )


def test_rules_of_every_kind_name_who_and_to_whom_only_where_the_document_does(tinh_uy: PlanFile) -> None:
    assert [(one.code, one.type, one.who, one.to, one.frequency) for one in tinh_uy.rules] == [
        (
            "TU-R1",
            "periodic_report",
            ("DUTT",),
            ("BCD",),
            "định kỳ hằng tháng, 3 tháng, 6 tháng, 9 tháng, 1 năm",
        ),
        ("TU-R2", "aggregate_report", ("BCD",), ("TTTU", "BTVTU", "BCDTW"), None),
        ("TU-R3", "data_update", ("DUUBND",), None, "định kỳ hằng tháng"),
        ("TU-R4", "data_update", ("BCD",), None, "kịp thời"),
        ("TU-R5", "data_update", ("BDT_DBTT",), None, "kịp thời"),
        ("TU-R6", "periodic_report", ("BCD",), None, "định kỳ"),
        ("TU-R7", "adhoc_report", ("BCD",), None, "đột xuất khi có yêu cầu"),
        ("TU-R8", "periodic_report", ("DUUBND",), ("BCD",), "thường xuyên"),
        ("TU-R9", "review", None, None, "Định kỳ hằng quý"),
        ("TU-R10", "feedback", None, None, "kịp thời"),
        ("TU-R11", "oversight", ("BCD",), None, None),
        ("TU-R12", "oversight", ("UBKTTU",), None, None),
        ("TU-R13", "oversight", ("DUUBND",), None, None),
        ("TU-R14", "oversight", ("DUMTTQ",), None, None),
        ("TU-R15", "oversight", ("CQTTBCD",), None, None),
    ]
    assert {one.deadline for one in tinh_uy.rules} == {None}


def test_the_head_of_the_document(tinh_uy: PlanFile) -> None:
    organisation = tinh_uy.organisation
    head = organisation.plan
    assert (head.number, head.date, head.issued_by) == ("32-KH/TU", date(2026, 1, 9), "Ban Thường vụ Tỉnh ủy")
    assert (head.signer, head.replaces, head.year) == (None, None, 2026)
    assert (organisation.code, organisation.parent, organisation.aggregator) == ("tinh_uy_lai_chau", None, "CQTTBCD")


def test_the_document_names_the_periods_and_the_administrator_the_days(tinh_uy: PlanFile) -> None:
    [regime] = tinh_uy.regimes
    assert list(regime.frequencies) == ["month", "quarter", "half_year", "nine_months", "year"]
    assert regime.chosen_by == "administrator"


def test_measures_shared_with_the_organisations_below_carry_one_name(tinh_uy: PlanFile) -> None:
    assert {one.code: one.measure for one in tinh_uy.indicators if one.measure} == MEASURES
