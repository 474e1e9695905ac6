"""A wrong plan is refused with the line and what to write instead: one row for each kind of mistake."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import plans
from plans.faults import Fault, PlanError
from plans.reading import read_bytes, read_plan, read_text

CODE = re.compile(r'"(plan\.[a-z_0-9]+)"')
HERE = Path(__file__).parent
TABLE: list[dict[str, Any]] = yaml.safe_load((HERE / "broken_plans.yaml").read_text(encoding="utf-8"))


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PlanError) as refused:
        read_text(text, "nho.yaml")
    return refused.value.faults


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['code']}-{row['path']}")
def test_a_mistake_is_named_with_its_line_and_what_to_write_instead(small_text: str, row: dict[str, Any]) -> None:
    assert row["old"] in small_text
    text = small_text.replace(row["old"], row["new"], 1)
    fault = next(one for one in faults_of(text) if (one.code, one.path) == (row["code"], row["path"]))
    assert fault.file == "nho.yaml"
    assert row["line_says"] in text.split("\n")[fault.line - 1]
    assert row.get("params", {}).items() <= fault.params.items()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(tmp_path / "khong_co.yaml")
    assert [(fault.file, fault.code) for fault in refused.value.faults] == [("khong_co.yaml", "plan.cannot_open")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "plan.empty_file", 1),
        (b"# ghi ch\xc3\xba\n", "plan.empty_file", 1),
        (b"- format\n", "plan.not_block", 1),
        ("format: 1\norganisation: phường".encode("cp1258", "replace") + b"\xff", "plan.not_utf8", 2),
        (b"#" * 1_000_001, "plan.file_too_big", 1),
        (b"a: &a [x, x, x, x, x, x, x, x, x, x]\n", "plan.missing_key", 1),
        (b"a: &a [b, *a]\n", "plan.too_deep", 1),
    ],
)
def test_content_that_is_no_plan_is_refused(content: bytes, code: str, line: int) -> None:
    with pytest.raises(PlanError) as refused:
        read_bytes(content, "la.yaml")
    assert (code, line) in {(fault.code, fault.line) for fault in refused.value.faults}


def test_aliases_that_unfold_into_billions_are_stopped() -> None:
    layers = [f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]" for below, name in pairwise("abcdefghi")]
    text = "\n".join(["a: &a [x, x, x, x, x, x, x, x, x, x]", *layers])
    assert [fault.code for fault in faults_of(text)] == ["plan.too_many_values"]


def test_every_mistake_of_a_file_is_told_at_once_in_the_order_of_lines(small_text: str) -> None:
    text = small_text.replace("locale: vi", "locale: fr").replace("target: 90", "target: nhiều")
    assert [fault.code for fault in faults_of(text)] == ["plan.not_one_of", "plan.bad_number"]


def test_every_code_the_reader_can_give_has_a_row_here() -> None:
    shown = {row["code"] for row in TABLE} | set(re.findall(CODE, Path(__file__).read_text(encoding="utf-8")))
    sources = [file.read_text(encoding="utf-8") for file in Path(plans.__file__).parent.glob("*.py")]
    codes = {code for source in sources for code in re.findall(CODE, source)}
    questions = {code for code in codes if code.startswith(("plan.ask_", "plan.confirm_"))}
    places = {"plan.number", "plan.date", "plan.signer"}  # keys that questions point at
    odd = {code for code in codes if code.startswith("plan.warn_")}  # told, and the plan is taken: test_warnings.py
    assert codes - questions - places - odd - shown == set()


LEAVES = ["null", "true", "-1.5", '""', "chữ", "[]", "{}", "[3]", "{ a: 1 }"]


@pytest.mark.parametrize("leaf", LEAVES)
def test_whatever_stands_in_place_of_a_value_is_read_or_refused_but_never_breaks(small_text: str, leaf: str) -> None:
    lines = small_text.splitlines()
    outcomes: set[str] = set()
    for number, line in enumerate(lines):
        if found := re.fullmatch(r"( *(?:- )?[a-z_]+: )\S.*", line):
            text = "\n".join([*lines[:number], found[1] + leaf, *lines[number + 1 :]])
            try:
                outcomes.add(read_text(text, "nho.yaml").organisation.code)
            except PlanError as refused:
                outcomes.update(fault.code for fault in refused.faults)
    assert len(outcomes) > 1
