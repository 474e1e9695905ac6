"""The Excel file of a report: every cell goes out as text, and comes back as its writer typed it, within limits."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from domain.attachments import Fault, Filled
from files import workbook
from files.workbook import Line
from tests import files

NOW = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)
MARK = "DUNGHAN 1:2026-11:A:0123456789ab"


def _made(line: Line) -> bytes:
    return workbook.write("Báo cáo", "Cách điền", MARK, "Số liệu", ("x",) * 7, [line], NOW)


@pytest.mark.parametrize("sign", list("=+-@"))
def test_what_looks_like_a_formula_goes_out_as_text_and_comes_back_as_it_was(sign: str) -> None:
    made = _made(Line(1, f"{sign}cmd|' /C calc'!A0", "", "", "", f"{sign}1+1", "", "1:0"))
    with ZipFile(BytesIO(made)) as parcel:
        sheet = parcel.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    read = workbook.read(made)
    assert isinstance(read, Filled)
    assert read.mark == MARK
    assert [(row.number, row.answer, row.key) for row in read.rows] == [(1, f"{sign}1+1", "1:0")]


def test_a_sheet_that_lies_elsewhere_in_the_parcel_keeps_to_the_limits_too() -> None:
    made = _made(Line(1, "Câu", "", "", "", "1", "", "1:0"))
    with ZipFile(BytesIO(made)) as parcel:
        parts = {part.filename: parcel.read(part) for part in parcel.infolist()}
    far = parts.pop("xl/worksheets/sheet1.xml").replace(b'r="H5"', b'r="XFD1048576"')
    moved = {name: data.replace(b"worksheets/sheet1.xml", b"media/a.png") for name, data in parts.items()}
    assert workbook.read(files.packed({**moved, "xl/media/a.png": far})) is Fault.BOMB


def test_too_many_cells_in_few_rows_are_not_read() -> None:
    made = _made(Line(1, "Câu", "", "", "", "1", "", "1:0"))
    with ZipFile(BytesIO(made)) as parcel:
        parts = {part.filename: parcel.read(part) for part in parcel.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    many = b"<row>" + b"<c/>" * (workbook.MOST_CELLS + 1) + b"</row></sheetData>"
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", many)
    assert workbook.read(files.packed(parts)) is Fault.BOMB


def test_a_workbook_of_somebody_else_is_none_of_ours() -> None:
    made = _made(Line(1, "Câu", "", "", "", "1", "", "1:0"))
    with ZipFile(BytesIO(made)) as parcel:
        parts = {part.filename: parcel.read(part).replace(b"DUNGHAN", b"KHAC") for part in parcel.infolist()}
    assert workbook.read(files.packed(parts)) is Fault.WRONG_KIND
