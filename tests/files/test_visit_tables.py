"""Visits as Excel and CSV: numbers and days are such, and nothing anybody typed is ever a formula."""

import csv
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from files import visit_tables
from files.cells import harmless
from files.visit_tables import Page

NOW = datetime(2026, 11, 9, 1, tzinfo=UTC)
NASTY = ["=1+1", "+84912345678", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")', "＝1"]
PAGE = Page("Lượt", "Tháng 11", ["Ngày", "Nội dung", "Số lượng"], [[date(2026, 11, 9), one, 5] for one in NASTY])


def test_the_workbook_has_no_formula_and_no_link() -> None:
    content = visit_tables.as_workbook([PAGE], NOW)
    with zipfile.ZipFile(BytesIO(content)) as parcel:
        sheet = parcel.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in parcel.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Lượt").to_python()
    assert rows[2][0] == date(2026, 11, 9)
    assert rows[2][2] == 5
    assert [str(row[1]).strip() for row in rows[2:]] == [one.strip() for one in NASTY]


@pytest.mark.parametrize("cell", NASTY)
def test_a_cell_of_the_csv_begins_no_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"tổ 12 {cell}") == f"tổ 12 {cell}"


def test_the_csv_is_read_back_as_it_was_written() -> None:
    text = visit_tables.as_csv(PAGE).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert rows[0] == ["Ngày", "Nội dung", "Số lượng"]
    assert [row[1] for row in rows[1:]] == [f"'{one}" for one in NASTY]
    assert {(row[0], row[2]) for row in rows[1:]} == {("09/11/2026", "5")}


def test_an_empty_month_is_a_file_too() -> None:
    empty = Page("Lượt", "Tháng 11", ["Ngày", "Nội dung"], [])
    book = CalamineWorkbook.from_filelike(BytesIO(visit_tables.as_workbook([empty], NOW)))
    assert book.get_sheet_by_name("Lượt").to_python()[1] == ["Ngày", "Nội dung"]
    assert visit_tables.as_csv(empty).decode("utf-8-sig") == "Ngày,Nội dung\r\n"
