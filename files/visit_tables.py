"""The teams' visits as a workbook of several sheets, or one sheet as CSV; nothing in them is ever a formula."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from time import sleep

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from files.cells import harmless, put

Cell = str | int | date
# It is made in a thread beside those who answer people: after every row they may go on at once.
GIVEN_WAY_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, what stands above the table, the heads, and the rows as long as the heads."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_workbook(pages: Sequence[Page], now: datetime) -> bytes:
    """An Excel file. Numbers and days are such, all else is text, so that nothing in a name is a formula or a link."""
    target = BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(target, options)
    book.set_properties({"created": now.replace(tzinfo=None)})
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for column, width in enumerate(_widths(page)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 0)
        put(sheet, 0, 0, page.title, bold)
        for column, said in enumerate(page.heads):
            put(sheet, 1, column, said, head)
        for row, cells in enumerate(page.rows, start=2):
            _write(sheet, row, cells, text, day)
            sleep(GIVEN_WAY_SECONDS)
        if page.rows:
            sheet.autofilter(1, 0, len(page.rows) + 1, len(page.heads) - 1)
    book.close()
    return target.getvalue()


def as_csv(page: Page) -> bytes:
    """One sheet as CSV, in UTF-8 with the mark by which Excel knows it."""
    target = StringIO(newline="")
    out = csv.writer(target, lineterminator="\r\n")
    out.writerow([harmless(head) for head in page.heads])
    for cells in page.rows:
        out.writerow([_as_text(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def _write(sheet: Worksheet, row: int, cells: Sequence[Cell], text: Format, day: Format) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a day
        elif cell:
            put(sheet, row, column, cell, text)


def _as_text(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else harmless(cell)


def _widths(page: Page) -> list[int]:
    """As wide as what stands in the first rows, within reason."""
    shown = [page.heads, *page.rows[:100]]
    return [min(40, max(8, *(len(str(cells[column])) + 2 for cells in shown))) for column in range(len(page.heads))]
