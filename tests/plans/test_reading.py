"""What is read from a plan file, and that it is read the same way every time."""

import unicodedata
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from plans import shipped
from plans.format import PlanFile
from plans.reading import read_bytes, read_plan, read_text


def test_reading_a_plan_twice_gives_the_same_plan(hong_bang: PlanFile) -> None:
    again = read_plan(shipped()["hong_bang"])
    assert again == hong_bang
    assert again.model_dump_json() == hong_bang.model_dump_json()


def test_a_plan_is_read_from_a_path_as_from_the_package(tmp_path: Path, hong_bang: PlanFile) -> None:
    copy = tmp_path / "ban_sao.yaml"
    copy.write_bytes(shipped()["hong_bang"].read_bytes())
    assert read_plan(copy) == hong_bang


@pytest.mark.parametrize(
    ("written", "head", "aggregator"),
    [
        ("", False, False),
        ("  approval: {}\n", False, False),
        ("  approval: { head: true }\n", True, False),
        ("  approval: { aggregator: true }\n", False, True),
        ("  approval: { head: true, aggregator: false }\n", True, False),
    ],
)
def test_whose_yes_is_needed_may_be_left_out(small_text: str, written: str, head: bool, aggregator: bool) -> None:
    approval = read_text(small_text.replace("  plan:\n", f"{written}  plan:\n", 1), "nho.yaml").organisation.approval
    assert (approval.head, approval.aggregator) == (head, aggregator)


def test_values_are_exact(small_text: str) -> None:
    plan = read_text(small_text.replace("target: 90", "target: 12.50"), "nho.yaml")
    assert plan.indicators[0].target == Decimal("12.50")
    assert str(plan.indicators[0].target) == "12.50"
    assert plan.indicators[0].due == date(2026, 12, 31)
    assert plan.regimes[0].due.time == time(17)


@pytest.mark.parametrize(
    ("written", "read"),
    [("no", "no"), ("on", "on"), ("12:30", "12:30"), ('"007"', "007"), ("0x1F", "0x1F"), ("1_000", "1_000")],
)
def test_text_stays_text_where_yaml_would_see_something_else(small_text: str, written: str, read: str) -> None:
    plan = read_text(small_text.replace("product: Báo cáo", f"product: {written}"), "nho.yaml")
    assert plan.tasks[0].product == read


def test_times_may_be_written_without_quotes(small_text: str) -> None:
    plan = read_text(small_text.replace('time: "17:00"', "time: 17:00"), "nho.yaml")
    assert plan.regimes[0].due.time == time(17)


def test_texts_are_compared_without_regard_to_how_letters_were_typed(small_text: str) -> None:
    typed_apart = unicodedata.normalize("NFD", small_text)
    assert typed_apart != small_text
    assert read_text(typed_apart, "nho.yaml") == read_text(small_text, "nho.yaml")


def test_a_mark_at_the_start_of_the_file_and_windows_line_ends_are_no_mistake(small_text: str) -> None:
    windows = ("\ufeff" + small_text.replace("\n", "\r\n")).encode()
    assert read_bytes(windows, "nho.yaml") == read_text(small_text, "nho.yaml")


def test_a_block_may_be_written_once_and_used_again(small_text: str) -> None:
    text = small_text.replace("members: [VHXH, CAP]", "members: &all [VHXH, CAP]").replace("who: [ALL]", "who: *all")
    assert read_text(text, "nho.yaml").rules[0].who == ("VHXH", "CAP")
