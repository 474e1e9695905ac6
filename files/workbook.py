"""The Excel file of a report: written with its questions, and read back only after its parcel was looked through."""

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from domain.attachments import Fault, Filled, Row
from files import parcel
from files.cells import put

MOST_ROWS = 1000
MOST_CELLS = 50_000
_HEAD_ROWS = 12  # the id stands among the first rows
_CELL = re.compile(rb"\sr\s*=\s*([\"'])(.*?)\1", re.DOTALL)
_PLACE = re.compile(rb"[A-Z]{0,2}([0-9]{1,7})")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_SHEET = re.compile(rb"sheetData|s\0h\0e\0e\0t\0D\0a\0t\0a")  # wherever in the parcel, in any writing
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
# A formula that failed: to the reader its cell is empty, as words ("#DIV/0!") it is asked about.
_FAILED = re.compile(rb"(<(?:\w+:)?c\b[^<>]*?\st\s*=\s*)([\"'])e\2")
_CODES = ("[answer]", "[note]", "[key]")  # over their columns, in the row of the mark
_KEY = re.compile(r"\d{1,18}:\d{1,9}")
_MARK = re.compile(r"DUNGHAN [\w.:-]{1,120}")
_WIDTHS = (6, 60, 14, 14, 20, 24, 36, 12)

Cell = int | float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the template; `key` ties it to its figure and the version it was made under."""

    number: int
    name: str
    unit_of_measure: str
    target: str
    last: str
    answer: str
    note: str
    key: str


def write(
    title: str, how: str, mark: str, sheet: str, heads: tuple[str, ...], lines: list[Line], now: datetime
) -> bytes:
    """The file. Every cell is text, so that nothing in a name or an answer is ever a formula or a link."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    page = book.add_worksheet(sheet)
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "border": 1, "text_wrap": True})
    quiet = book.add_format({"font_color": "#999999"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    answer = book.add_format({"border": 1, "valign": "top", "num_format": "@", "bg_color": "#FFF8D6"})
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width, None, {"hidden": column == len(_WIDTHS) - 1})
    put(page, 0, 0, title, bold)
    put(page, 1, 0, how)
    put(page, 2, 0, mark, quiet)
    for column, code in enumerate(_CODES, start=5):
        put(page, 2, column, code, quiet)
    for column, name in enumerate(heads):
        put(page, 3, column, name, head)
    for row, line in enumerate(lines, start=4):
        cells = (str(line.number), line.name, line.unit_of_measure, line.target, line.last, line.answer, line.note)
        for column, cell in enumerate((*cells, line.key)):
            put(page, row, column, cell, answer if column in (5, 6) else text)
    page.freeze_panes(4, 0)
    book.close()
    return target.getvalue()


def read(content: bytes) -> Filled | Fault:
    """The rows of a file we made; WRONG_KIND for any other workbook. Never raises, whatever the bytes."""
    try:
        rows = _rows(_packed_anew(content))
    except parcel.RefusedError as refused:
        return refused.fault
    except (CalamineError, ValueError, OverflowError, OSError):
        return Fault.UNREADABLE
    except BaseException as broken:
        # The reader's own panics are no Exception; everything else of that sort is not ours to keep.
        if type(broken).__name__ != "PanicException":
            raise
        return Fault.UNREADABLE
    at = next((n for n, row in enumerate(rows[:_HEAD_ROWS]) for cell in row if _MARK.fullmatch(_text(cell))), None)
    if at is None:
        return Fault.WRONG_KIND
    mark = next(_text(cell) for cell in rows[at] if _MARK.fullmatch(_text(cell)))
    return Filled(mark, tuple(_filled(rows, _columns(rows[at]))))


def pages(content: bytes, most_rows: int) -> dict[str, list[list[str]]] | Fault:
    """Every sheet of any workbook by its name, cell by cell as its writer would have typed it. Never raises."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_packed_anew(content, most_rows)))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except parcel.RefusedError as refused:
        return refused.fault
    except (CalamineError, ValueError, OverflowError, OSError):
        return Fault.UNREADABLE
    except BaseException as broken:
        # The reader's own panics are no Exception; everything else of that sort is not ours to keep.
        if type(broken).__name__ != "PanicException":
            raise
        return Fault.UNREADABLE
    return {name: [[_text(cell) for cell in row] for row in rows] for name, rows in sheets.items()}


def _packed_anew(content: bytes, most_rows: int = MOST_ROWS) -> bytes:
    """The same parcel from parts that were counted, so that the reader meets no more rows and cells than these."""
    target, rows, cells = BytesIO(), 0, 0
    with parcel.opened(content, parcel.WORKBOOK) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as anew:
        for part in given.infolist():
            data = given.read(part)
            if _SHEET.search(data):
                rows += len(_ROW.findall(data))
                cells += len(_ANY_CELL.findall(data))
                if (
                    rows > most_rows
                    or cells > MOST_CELLS
                    or b"\0" in data
                    or not all(_is_near(cell, most_rows) for cell in _CELL.findall(data))
                ):
                    raise parcel.RefusedError(Fault.BOMB)
                data = _FAILED.sub(rb'\1"str"', data)
            anew.writestr(part.filename, data)
    return target.getvalue()


def _is_near(cell: tuple[bytes, bytes], most_rows: int) -> bool:
    """One cell in the last row and column would make the reader set a whole sheet aside in memory."""
    place = _PLACE.fullmatch(cell[1])
    return place is not None and int(place[1]) <= most_rows


def _rows(packed: bytes) -> list[list[Cell]]:
    book = CalamineWorkbook.from_filelike(BytesIO(packed))
    for name in book.sheet_names:
        rows: list[list[Cell]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(_MARK.fullmatch(_text(cell)) for row in rows[:_HEAD_ROWS] for cell in row):
            return rows[:MOST_ROWS]
    return []


def _columns(marked: list[Cell]) -> tuple[int, int, int, int]:
    """Where the number, the answer, the note and the key stand: somebody may have put a column between them."""
    told = [_text(cell) for cell in marked]
    if not all(code in told for code in _CODES):
        return 0, 5, 6, 7
    number = next(at for at, cell in enumerate(told) if _MARK.fullmatch(cell))
    answer, note, key = (told.index(code) for code in _CODES)
    return number, answer, note, key


def _filled(rows: list[list[Cell]], columns: tuple[int, int, int, int]) -> list[Row]:
    found = []
    for at, row in enumerate(rows, start=1):
        number, answer, note, key = (_text(row[column]) if column < len(row) else "" for column in columns)
        asked = int(number) if re.fullmatch(r"[0-9]{1,3}", number) else None
        if (asked is not None or _KEY.fullmatch(key)) and answer:
            found.append(Row(at, asked, answer, note, key))
    return found


def _text(cell: Cell) -> str:
    """A cell as its writer would have typed it; a number exactly as it is shown, with a comma."""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, int | float):
        written = format(Decimal(repr(cell)).normalize(), "f")
        return written.replace(".", ",")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return "\n".join(str(cell).split("\n")).strip()
