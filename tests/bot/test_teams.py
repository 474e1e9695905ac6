"""`dunghan teams`: a list of teams is taken whole or not at all, and each wrong row says what to do."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from files.team_list import MEMBER_HEADS, MEMBERS, TEAM_HEADS, TEAMS
from tests.bot.calling import call

TEAM_ROWS = (("TO12", "Tổ CNSCĐ tổ 12", "tổ 12; ngõ 45"), ("", "Tổ CNSCĐ tổ 14", "tổ 14"))
MEMBER_ROWS = (
    ("TO12", "Lê Văn Sơn", "Tổ trưởng"),
    ("Tổ CNSCĐ tổ 12", "Trần Anh Tú", "Đoàn viên thanh niên"),
    ("Tổ CNSCĐ tổ 14", "Phạm Thị Hoa", ""),
)


def write(file: Path, teams: Sequence[Sequence[str]], members: Sequence[Sequence[str]]) -> Path:
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        for name, heads, rows in ((TEAMS, TEAM_HEADS, teams), (MEMBERS, MEMBER_HEADS, members)):
            page = book.add_worksheet(name)
            for at, row in enumerate([heads, *rows]):
                page.write_row(at, 0, row)
    file.write_bytes(target.getvalue())
    return file


def test_the_template_is_a_list_that_is_empty(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "mau.xlsx"
    assert call("teams", "template", "--out", file).exit_code == 0
    said = call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx")
    assert said.exit_code == 2
    assert "chưa có tổ nào" in said.output
    assert not (tmp_path / "ma.xlsx").exists()


def test_teams_places_and_codes_come_of_a_list_once(loaded: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "to.xlsx", TEAM_ROWS, MEMBER_ROWS)
    said = call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx")
    assert said.exit_code == 0, said.output
    assert "Đã đăng ký 2 tổ mới; đổi tên 0; thêm 3 địa bàn" in said.output
    assert "1 tổ chưa có tổ trưởng: Tổ CNSCĐ tổ 14" in said.output
    codes = CalamineWorkbook.from_path(tmp_path / "ma.xlsx").get_sheet_by_index(0).to_python()
    assert [row[:3] for row in codes[1:]] == [
        ["Tổ CNSCĐ tổ 12", "Lê Văn Sơn", "tổ trưởng"],
        ["Tổ CNSCĐ tổ 12", "Trần Anh Tú", "đoàn viên thanh niên"],
        ["Tổ CNSCĐ tổ 14", "Phạm Thị Hoa", "thành viên"],
    ]
    again = call(
        "teams", "import", file, "--data", loaded, "--out", tmp_path / "ma2.xlsx", "--cards", tmp_path / "the2.pdf"
    )
    assert "Danh sách không có gì mới." in again.output
    assert "0 mã mời mới, 3 người đã có mã" in again.output
    assert not (tmp_path / "ma2.xlsx").exists()
    assert not (tmp_path / "the2.pdf").exists(), "no codes, no cards"


def test_each_member_gets_a_card_to_be_printed(loaded: Path, tmp_path: Path) -> None:
    file, out = write(tmp_path / "to.xlsx", TEAM_ROWS, MEMBER_ROWS), tmp_path / "the.pdf"
    said = call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx", "--cards", out)
    assert said.exit_code == 0, said.output
    printed = out.read_bytes()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == len(MEMBER_ROWS)
    assert out.stat().st_mode & 0o077 == 0, "whoever has a card can join"


def test_codes_are_never_written_over(loaded: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "to.xlsx", TEAM_ROWS, MEMBER_ROWS)
    (tmp_path / "ma.xlsx").write_bytes(b"codes of last week")
    assert call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx").exit_code == 2
    assert (tmp_path / "ma.xlsx").read_bytes() == b"codes of last week"


@pytest.mark.parametrize(
    ("teams", "members", "sentence"),
    [
        ([("TO12", "", "tổ 12")], [], 'Trang "Tổ", dòng 2: thiếu tên tổ'),
        ([("TO12", "Tổ 12", "12")], [], 'Trang "Tổ", dòng 2: địa bàn "12" chỉ có số; ghi rõ, ví dụ: tổ 12'),
        ([("TO12", "Tổ 12", "")], [], 'dòng 2: tổ "Tổ 12" chưa có địa bàn'),
        ([TEAM_ROWS[0], TEAM_ROWS[0]], [], 'dòng 3: tổ "Tổ CNSCĐ tổ 12" đã có ở dòng trên'),
        ([TEAM_ROWS[0]], [("TO99", "Lê Văn Sơn", "")], 'Trang "Thành viên", dòng 2: không có tổ "TO99"'),
        ([TEAM_ROWS[0]], [("TO12", "0912345678", "")], 'dòng 2: "0912345678" không giống họ tên'),
        ([TEAM_ROWS[0]], [("TO12", "Lê Văn Sơn", "chủ tịch")], 'dòng 2: không có vai trò "chủ tịch"'),
        ([TEAM_ROWS[0]], [("TO12", "A B", "tổ trưởng"), ("TO12", "C D", "tổ trưởng")], "dòng 3: tổ đã có tổ trưởng"),
        ([("VHXH", "Tổ 12", "tổ 12")], [], 'trùng với đơn vị "Phòng Văn hóa Xã hội"'),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(
    loaded: Path,
    tmp_path: Path,
    teams: Sequence[Sequence[str]],
    members: Sequence[Sequence[str]],
    sentence: str,
) -> None:
    file = write(tmp_path / "to.xlsx", teams, members)
    said = call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx")
    assert said.exit_code == 2
    assert sentence in said.output
    with closing(sqlite3.connect(loaded / "dunghan.db")) as database:
        assert database.execute("select count(*) from places").fetchall() == [(0,)]


def test_what_is_no_workbook_is_refused(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "to.xlsx"
    file.write_bytes(b"Ma to;Ten to\n")
    said = call("teams", "import", file, "--data", loaded, "--out", tmp_path / "ma.xlsx")
    assert said.exit_code == 2
    assert "Không đọc được tệp" in said.output
