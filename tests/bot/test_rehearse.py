"""A rehearsal of two months: what is sent, to whom and when, worked out by hand; what is odd; what is refused."""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import Result

import plans
from files.cells import harmless
from tests.bot import calling

# January: data to 14/01 (Nghị định 09/2019/NĐ-CP), due the working day after; Saturday 10/01 is worked for 02/01.
# February: data to Saturday 14/02, Tết until 22/02, so due on Monday 23/02; opens five working days before.
# TTPVHCC answers two working days late, CAP never; the digests of 07:30 are counted below.
GOLDEN = """
2026-01-09 08:00 báo mở kỳ → cán bộ đầu mối TT PVHCC: mở kỳ
2026-01-09 08:00 báo mở kỳ → cán bộ đầu mối Công an: mở kỳ
2026-01-12 08:00 nhắc → cán bộ đầu mối TT PVHCC: T-3
2026-01-12 08:00 nhắc → cán bộ đầu mối Công an: T-3
2026-01-14 08:00 nhắc → cán bộ đầu mối TT PVHCC: T-1
2026-01-14 08:00 nhắc → cán bộ đầu mối Công an: T-1
2026-01-15 08:00 nhắc → cán bộ đầu mối TT PVHCC: sáng ngày hạn
2026-01-15 08:00 nhắc → cán bộ đầu mối Công an: sáng ngày hạn
2026-01-15 14:00 nhắc → cán bộ đầu mối TT PVHCC: chiều ngày hạn
2026-01-15 14:00 nhắc → cán bộ đầu mối Công an: chiều ngày hạn
2026-01-15 17:30 bản tin → nhóm lãnh đạo:
2026-01-16 08:00 nhắc → cán bộ đầu mối TT PVHCC: +1
2026-01-16 08:00 nhắc → thủ trưởng đơn vị TT PVHCC: +1
2026-01-16 08:00 nhắc → cán bộ đầu mối Công an: +1
2026-01-16 08:00 nhắc → thủ trưởng đơn vị Công an: +1
2026-01-20 08:00 nhắc → cán bộ đầu mối Công an: +3
2026-01-20 08:00 nhắc → thủ trưởng đơn vị Công an: +3
2026-01-20 08:00 nhắc → cán bộ tổng hợp Phòng VH-XH: +3
2026-01-20 08:00 cảnh báo → nhóm lãnh đạo: +3
2026-01-22 08:00 nhắc → cán bộ đầu mối Công an: +5
2026-01-22 08:00 nhắc → thủ trưởng đơn vị Công an: +5
2026-01-22 08:00 nhắc → cán bộ tổng hợp Phòng VH-XH: +5
2026-01-22 08:00 nhắc → lãnh đạo UBND phường: +5
2026-02-09 08:00 báo mở kỳ → cán bộ đầu mối TT PVHCC: mở kỳ
2026-02-09 08:00 báo mở kỳ → cán bộ đầu mối Công an: mở kỳ
2026-02-11 08:00 nhắc → cán bộ đầu mối TT PVHCC: T-3
2026-02-11 08:00 nhắc → cán bộ đầu mối Công an: T-3
2026-02-13 08:00 nhắc → cán bộ đầu mối TT PVHCC: T-1
2026-02-13 08:00 nhắc → cán bộ đầu mối Công an: T-1
2026-02-23 08:00 nhắc → cán bộ đầu mối TT PVHCC: sáng ngày hạn
2026-02-23 08:00 nhắc → cán bộ đầu mối Công an: sáng ngày hạn
2026-02-23 14:00 nhắc → cán bộ đầu mối TT PVHCC: chiều ngày hạn
2026-02-23 14:00 nhắc → cán bộ đầu mối Công an: chiều ngày hạn
2026-02-23 17:30 bản tin → nhóm lãnh đạo:
2026-02-24 08:00 nhắc → cán bộ đầu mối TT PVHCC: +1
2026-02-24 08:00 nhắc → thủ trưởng đơn vị TT PVHCC: +1
2026-02-24 08:00 nhắc → cán bộ đầu mối Công an: +1
2026-02-24 08:00 nhắc → thủ trưởng đơn vị Công an: +1
2026-02-26 08:00 nhắc → cán bộ đầu mối Công an: +3
2026-02-26 08:00 nhắc → thủ trưởng đơn vị Công an: +3
2026-02-26 08:00 nhắc → cán bộ tổng hợp Phòng VH-XH: +3
2026-02-26 08:00 cảnh báo → nhóm lãnh đạo: +3
"""
BEHAVIOUR = """
format: 1
units:
  - { unit: TTPVHCC, answers: late, by: 2 }
  - { unit: CAP, answers: never }
"""


@dataclass(frozen=True, slots=True)
class Played:
    """What a rehearsal printed and wrote."""

    said: str
    page: str
    rows: list[dict[str, str]]


def call(*words: object) -> Result:
    return calling.call("rehearse", *words)


def small(**changes: Any) -> dict[str, Any]:
    """Hồng Bàng's plan with one indicator for each of two units; `changes` replace whole keys."""
    whole: dict[str, Any] = yaml.safe_load(plans.shipped()["hong_bang"].read_text(encoding="utf-8"))
    whole["units"] = [unit for unit in whole["units"] if unit["code"] in ("UBND", "VHXH", "TTPVHCC", "CAP")]
    first, task = whole["indicators"][0], whole["tasks"][0]
    whole["groups"], whole["rules"] = [], []
    whole["indicators"] = [
        first | {"code": f"A-{number}", "name": f"Chỉ tiêu {number}", "lead": lead, "coordinators": []}
        for number, lead in enumerate(("TTPVHCC", "CAP"), start=1)
    ]
    whole["tasks"] = [task | {"lead": "TTPVHCC", "coordinators": [], "indicators": ["A-1", "A-2"]}]
    return whole | changes


def play(folder: Path, plan: dict[str, Any], behaviour: str, first: str, last: str) -> Played:
    file, conduct, out = folder / "plan.yaml", folder / "behaviour.yaml", folder / "out"
    file.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    conduct.write_text(behaviour, encoding="utf-8")
    said = call(file, "--from", first, "--to", last, "--behaviour", conduct, "--out", out)
    assert said.exit_code == 0, said.output
    table = (out / "messages.csv").read_text(encoding="utf-8-sig")
    page = (out / "calendar.html").read_text(encoding="utf-8")
    return Played(said.output, page, list(csv.DictReader(StringIO(table))))


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("rehearsal"), small(), BEHAVIOUR, "2026-01-01", "2026-02-28")


def _told(row: dict[str, str]) -> str:
    to = f"{row['gửi cho']} {row['đơn vị']}".rstrip()
    return f"{row['ngày']} {row['giờ']} {row['loại']} → {to}: {row['mức'].lstrip(chr(39))}".rstrip()


def test_the_messages_are_those_worked_out_by_hand(two_months: Played) -> None:
    told = [_told(row) for row in two_months.rows if row["loại"] != "trả lời" and row["giờ"] != "07:30"]
    assert sorted(told) == sorted(GOLDEN.split("\n")[1:-1])


def test_the_group_hears_a_digest_on_working_days_only(two_months: Played) -> None:
    days = [row["ngày"] for row in two_months.rows if row["giờ"] == "07:30"]
    assert "2026-01-10" in days, "a Saturday that is worked"
    assert not [day for day in days if "2026-02-14" <= day <= "2026-02-22"], "Tết"
    assert len(days) == len(set(days))


def test_who_is_late_answers_two_working_days_late(two_months: Played) -> None:
    answered = {f"{row['ngày']} {row['giờ']}" for row in two_months.rows if row["loại"] == "trả lời"}
    assert answered == {"2026-01-19 09:30", "2026-02-25 09:30"}


def test_the_text_ends_in_counts_and_oddities(two_months: Played) -> None:
    assert "Tháng 1/2026:" in two_months.said
    assert re.search(r"cán bộ đầu mối Công an +\d+ tin trong \d+ ngày; nhiều nhất 2 tin một ngày", two_months.said)
    assert "Không thấy điều gì lạ." in two_months.said


def test_the_page_needs_nothing_else_and_leads_to_each_day(two_months: Played) -> None:
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|<script", two_months.page)
    targets = set(re.findall(r'id="([^"]+)"', two_months.page))
    assert set(re.findall(r'href="#([^"]+)"', two_months.page)) <= targets
    assert "prefers-color-scheme: dark" in two_months.page
    assert '<a class="day few" href="#d2026-01-09">9<i>2</i></a>' in two_months.page
    assert '<span class="day off">17</span>' in two_months.page, "Tết"


def test_two_rehearsals_are_the_same_to_the_byte(two_months: Played, tmp_path: Path) -> None:
    again = play(tmp_path, small(), BEHAVIOUR, "2026-01-01", "2026-02-28")
    assert (again.page, again.rows) == (two_months.page, two_months.rows)


def test_whoever_answers_half_is_chased_and_whoever_answers_is_not(tmp_path: Path) -> None:
    plan = small()
    plan["indicators"].append(plan["indicators"][1] | {"code": "A-3", "name": "Chỉ tiêu 3"})
    plan["tasks"][0]["indicators"].append("A-3")
    behaviour = "format: 1\ndefault: [{ answers: on_time, before: 2 }]\nunits: [{ unit: CAP, answers: half }]\n"
    rows = play(tmp_path, plan, behaviour, "2026-01-01", "2026-01-31").rows
    chased = {row["đơn vị"] for row in rows if row["mức"].lstrip("'") == "+1"}
    assert chased == {"Công an"}
    assert any("1/2 câu" in row["nguyên văn"] for row in rows)


def test_in_the_place_of_who_is_absent_the_head_is_asked_and_answers(tmp_path: Path) -> None:
    away = "format: 1\nunits:\n  - unit: CAP\n    absent: [{ from: 2026-01-05, to: 2026-01-20 }]\n"
    rows = play(tmp_path, small(), away, "2026-01-01", "2026-01-20").rows
    assert {row["gửi cho"] for row in rows if row["đơn vị"] == "Công an"} == {"thủ trưởng đơn vị"}


def test_who_blocked_the_bot_gets_nothing_more(tmp_path: Path) -> None:
    blocked = "format: 1\nunits: [{ unit: CAP, blocked_from: 2026-01-13 }]\n"
    rows = play(tmp_path, small(), blocked, "2026-01-01", "2026-01-31").rows
    officer = [row["ngày"] for row in rows if row["đơn vị"] == "Công an" and row["gửi cho"] == "cán bộ đầu mối"]
    assert max(officer) < "2026-01-13"


def test_after_downtime_only_the_newest_missed_stage_is_said(tmp_path: Path) -> None:
    down = BEHAVIOUR + 'downtime: [{ from: "2026-01-11 00:00", to: "2026-01-15 10:00" }]\n'
    rows = play(tmp_path, small(), down, "2026-01-01", "2026-01-15").rows
    reminded = [(row["ngày"], row["giờ"], row["mức"]) for row in rows if row["loại"] == "nhắc"]
    assert set(reminded) == {("2026-01-15", "10:00", "sáng ngày hạn"), ("2026-01-15", "14:00", "chiều ngày hạn")}


def test_a_group_without_members_and_a_unit_without_an_officer_are_named(tmp_path: Path) -> None:
    group: dict[str, Any] = {
        "code": "TO",
        "name": "Các tổ",
        "aliases": [],
        "members": None,
        "members_chosen_by": "administrator",
    }
    plan = small(groups=[group])
    plan["indicators"][0]["lead"] = plan["tasks"][0]["lead"] = "TO"
    nobody = "format: 1\nunits: [{ unit: CAP, answers: nobody }]\n"
    said = play(tmp_path, plan, nobody, "2026-01-01", "2026-01-20").said
    assert "nhóm “Các tổ” (TO) chưa có thành viên, nên 2 việc nhóm chủ trì chưa ai được hỏi" in said
    assert "(CAP) không có cán bộ đầu mối" in said


def test_what_the_plan_asks_twice_or_on_a_day_off_and_a_month_without_a_question_are_named(tmp_path: Path) -> None:
    plan = small()
    quarter = plan["regimes"][0] | {
        "rule": "own",
        "frequencies": ["quarter"],
        "cut_off": {"working_days_before_due": 1},
        "due": {"before_day": 13, "inclusive": True, "shift": "none", "time": "17:00"},
    }
    plan["regimes"] = [quarter | {"code": "first"}, quarter | {"code": "second"}]
    one, two = plan["indicators"]
    asked = {"frequency": "quarter", "lead": "CAP", "measure": "same"}
    plan["indicators"] = [one | asked | {"regime": "first"}, two | asked | {"regime": "second"}]
    said = play(tmp_path, plan, BEHAVIOUR, "2026-05-01", "2026-06-30").said
    assert "hạn của Quý II/2026 rơi vào ngày nghỉ Thứ Bảy 13/06" in said
    assert "Công an bị hỏi “same” hai lần" in said
    assert "tháng 5/2026 không mở kỳ nào" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hong_bag"], "Ghi: hong_bang."),
        (["hong_bang", "--from", "2026-03-01", "--to", "2026-02-01"], "ở sau ngày cuối"),
        (["hong_bang", "--from", "31/12/2026"], "ví dụ 2026-12-31"),
        (["hong_bang", "--to", "2030-01-01"], "nhiều nhất hai năm"),
        (["hong_bang", "hong_bang.yaml"], "Ghi: hong_bang."),
        ([], "--all"),
        (["hong_bang", "--from", "2026-01-03", "--to", "2026-01-04"], "khoảng dài hơn"),
    ],
)
def test_a_wrong_call_is_told_with_the_way_out(words: list[str], told: str) -> None:
    said = call(*words)
    assert said.exit_code == 2
    assert told in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("format: 1\nunits:\n  - { unit: CAP, answers: nver }\n", "behaviour.yaml:3: units[0].answers"),
        ("format: 1\nunits:\n  - { unit: CAPP }\n", "CAP"),
        ("format: 1\nunits:\n  - { unit: CAP, answer: late }\n", "Ghi: answers."),
        ("format: 1\ndowntime:\n  - { from: 2026-01-05, to: 2026-01-06 }\n", "năm-tháng-ngày giờ:phút"),
        ("format: 1\ndowntime:\n  - { from: 2026-01-06 12:00, to: 2026-01-05 12:00 }\n", "trước khi bắt đầu"),
        ("format: 1\nunits:\n  - { unit: CAP, organisation: hong_bag }\n", "Ghi: hong_bang."),
    ],
)
def test_a_broken_behaviour_file_is_told_by_line_and_remedy(behaviour: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "behaviour.yaml"
    file.write_text(behaviour, encoding="utf-8")
    said = call("hong_bang", "--behaviour", file)
    assert said.exit_code == 2
    assert told in said.output
    assert "behaviour.yaml:3" in said.output


def test_two_plans_of_one_organisation_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(plans.shipped()["hong_bang"].read_text(encoding="utf-8"), encoding="utf-8")
    said = call("hong_bang", file)
    assert said.exit_code == 2
    assert "xin bỏ bớt một tệp" in said.output


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-3", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_no_cell_of_the_table_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"Báo cáo {cell}") == f"Báo cáo {cell}"


def test_half_a_year_ends_with_one_letter_for_both_stages_and_one_closing_digest(tmp_path: Path) -> None:
    """June, the second quarter and the half-year close on 12/06, before Sunday the 14th: VP UBND, mục IV."""
    plan = yaml.safe_load(plans.shipped()["vpubnd_lai_chau"].read_text(encoding="utf-8"))
    played = play(tmp_path, plan, "format: 1\n", "2026-06-01", "2026-06-15")
    periods = "Tháng 06/2026; Quý II/2026; 6 tháng đầu năm 2026"
    table = [list(row.values()) for row in played.rows]
    opened = [(row[3], row[0]) for row in table if row[6] == "mở kỳ" and row[7] == periods]
    assert opened == [
        ("cán bộ đầu mối", "2026-06-05"),
        ("cán bộ tổng hợp", "2026-06-11"),
        ("cán bộ đầu mối", "2026-06-11"),
    ], "the units' own first; the second stage once they are in"
    assert [row[0] for row in table if row[5] == "bản tin" and row[1] == "17:30"] == ["2026-06-12"]
    received = [row[-1] for row in table if row[-1].startswith("Đã nhận báo cáo tổng hợp")]
    assert len(received) == 3
    assert "không gửi được" not in played.said
