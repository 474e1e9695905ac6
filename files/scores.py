"""The scores of a year as a workbook or as CSV, with the formula and every share, so that anybody can add them up."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from files.cells import harmless, put


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: a title, the formula line by line, the heads, and one row for each unit."""

    title: str
    formula: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_workbook(sheet: Sheet, name: str, now: datetime) -> bytes:
    """An Excel file. Every cell is text, so that nothing in a name is ever a formula or a link."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    page = book.add_worksheet(name)
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "border": 1, "text_wrap": True})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    put(page, 0, 0, sheet.title, bold)
    for row, said in enumerate(sheet.formula, start=1):
        put(page, row, 0, said)
    top = len(sheet.formula) + 2
    page.set_column(0, 0, 44)
    page.set_column(1, len(sheet.heads), 16)
    for column, said in enumerate(sheet.heads):
        put(page, top, column, said, head)
    for row, cells in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(cells):
            put(page, row, column, cell, text)
    page.freeze_panes(top + 1, 1)
    book.close()
    return target.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """The same as CSV, in UTF-8 with the mark by which Excel knows it."""
    target = StringIO()
    out = csv.writer(target)
    for said in (sheet.title, *sheet.formula):
        out.writerow([harmless(said)])
    out.writerow([])
    for cells in (sheet.heads, *sheet.rows):
        out.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")
