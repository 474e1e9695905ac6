"""No text that anybody typed is a formula in any sheet we write, and none breaks the file."""

import csv
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files import scores, team_list, visit_tables, workbook
from files.cells import MOST_SIGNS, harmless, printable

NOW = datetime(2026, 11, 9, 1, tzinfo=UTC)
FORMULA = "=+-@＝＋－＠"
PAYLOADS = [
    "=1+1",
    "＝1+1",
    "+84912345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\0=1",
    "\x1b=1",
    "\u200b=1",
    "\ufeff=1",
    "\u00a0=1",
    "\u202e=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/C calc'!A0",
    "{=1+1}",
    "_x003D_1+1",
    "http://a.vn",
    "mailto:a@b.vn",
    "a\ud800b",
    "x" * 40_000,
    "",
]


def _template(said: str) -> bytes:
    line = workbook.Line(1, said, said, said, said, said, said, said)
    return workbook.write(said, said, said, "Phiếu", (said,) * 8, [line], NOW)


def _scores(said: str) -> bytes:
    return scores.as_workbook(scores.Sheet(said, [said], [said], [[said]]), "Điểm", NOW)


def _visits(said: str) -> bytes:
    return visit_tables.as_workbook([visit_tables.Page("Lượt", said, [said], [[said]])], NOW)


def _codes(said: str) -> bytes:
    return team_list.codes((said,) * 5, [team_list.Code(said, said, said, said, said)], NOW)


def _teams(said: str) -> bytes:
    return team_list.template([said], NOW)


SHEETS = [_template, _scores, _visits, _codes, _teams]


@pytest.mark.parametrize("write", SHEETS, ids=lambda one: one.__name__.strip("_"))
def test_no_sheet_has_a_formula_or_a_link(write: Callable[[str], bytes]) -> None:
    for said in PAYLOADS:
        with zipfile.ZipFile(BytesIO(write(said))) as parcel:
            assert not [
                part for part in parcel.namelist() if "externalLink" in part or part.endswith("sheet1.xml.rels")
            ]
            sheet = parcel.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_begins_no_formula_in_csv(said: str) -> None:
    cell = harmless(said)
    seen = cell.lstrip("\u200b\ufeff\u202e \xa0")
    assert not seen.startswith(tuple(FORMULA + "\t\r\n"))
    assert cell.removeprefix("'") in (printable(said), printable(said).removeprefix("'"))


@pytest.mark.parametrize(
    "payload", [one for one in PAYLOADS if one.lstrip("\t\r\0\x1b\u200b\ufeff\xa0\u202e")[:1] in tuple(FORMULA)]
)
def test_a_known_attack_gets_its_apostrophe(payload: str) -> None:
    assert harmless(payload) == f"'{printable(payload)}"


@pytest.mark.parametrize(
    "write",
    [
        lambda said: scores.as_csv(scores.Sheet(said, [said], [said], [[said]])),
        lambda said: visit_tables.as_csv(visit_tables.Page("Lượt", said, [said], [[said]])),
    ],
    ids=["scores", "visits"],
)
def test_csv_is_marked_as_utf8_and_holds_one_cell_for_one_text(write: Callable[[str], bytes]) -> None:
    for said in ['a","=1', "a\r\n=1", "a;=1", "a\n,=1", *PAYLOADS[:8]]:
        content = write(said)
        assert content.startswith(b"\xef\xbb\xbf")
        rows = [row for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")) if row]
        assert {cell for row in rows for cell in row} == {harmless(said)}


def test_what_no_cell_can_hold_is_left_out() -> None:
    assert printable("a\0b\x1b\ud800c\td\ne") == "abc\td\ne"
    assert len(printable("x" * 40_000)) == MOST_SIGNS
