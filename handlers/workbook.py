"""The Excel file of a report: written with its questions, and read back only after its parcel was looked through."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

MOST_ROWS = 1000
_MOST_PARTS = 200
_MOST_BYTES = 20_000_000  # all parts unpacked
_MOST_TIMES = 200  # a part unpacked, against its packed size; sheets of text shrink to a twentieth
_SMALL = 100_000  # bytes; a small part may shrink as it likes
_HEAD_ROWS = 12  # the id stands among the first rows
_CELL = re.compile(rb"\sr\s*=\s*([\"'])(.*?)\1", re.DOTALL)
_PLACE = re.compile(rb"[A-Z]{0,2}([0-9]{1,7})")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_MARK = re.compile(r"DUNGHAN [\w.:-]{1,120}")
_WIDTHS = (6, 60, 14, 14, 20, 24, 36, 12)

Cell = int | float | str | bool | date | datetime | time | timedelta


class Fault(StrEnum):
    """Why a file is not opened, or not read to its end."""

    NOT_XLSX = "not_xlsx"
    MACROS = "macros"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    NOT_OURS = "not_ours"


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


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as it came back; `row` is its number in the sheet."""

    row: int
    number: int | None
    answer: str
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file of ours holds: the mark that ties it to its report, and its rows."""

    mark: str
    rows: tuple[Filled, ...]


def write(
    title: str, how: str, mark: str, sheet: str, heads: tuple[str, ...], lines: list[Line], now: datetime
) -> bytes:
    """The file. Every cell is text, so that nothing in a name or an answer is ever a formula or a link."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    page = book.add_worksheet(sheet)
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "border": 1, "text_wrap": True})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    answer = book.add_format({"border": 1, "valign": "top", "num_format": "@", "bg_color": "#FFF8D6"})
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width, None, {"hidden": column == len(_WIDTHS) - 1})
    page.write_string(0, 0, title, bold)
    page.write_string(1, 0, how)
    page.write_string(2, 0, mark)
    for column, name in enumerate(heads):
        page.write_string(3, column, name, head)
    for row, line in enumerate(lines, start=4):
        cells = (str(line.number), line.name, line.unit_of_measure, line.target, line.last, line.answer, line.note)
        for column, cell in enumerate((*cells, line.key)):
            page.write_string(row, column, cell, answer if column in (5, 6) else text)
    page.freeze_panes(4, 0)
    book.close()
    return target.getvalue()


def read(content: bytes) -> Read | Fault:
    """The rows of a file we made. Never raises, whatever the bytes."""
    packed = _looked_through(content)
    if isinstance(packed, Fault):
        return packed
    try:
        rows = _rows(packed)
    except (CalamineError, ValueError, OverflowError, OSError):
        return Fault.DAMAGED
    except BaseException as broken:
        # The reader's own panics are no Exception; everything else of that sort is not ours to keep.
        if type(broken).__name__ != "PanicException":
            raise
        return Fault.DAMAGED
    mark = next((found[0] for row in rows[:_HEAD_ROWS] for cell in row if (found := _MARK.fullmatch(_text(cell)))), "")
    return Read(mark, tuple(_filled(rows))) if mark else Fault.NOT_OURS


def _looked_through(content: bytes) -> bytes | Fault:
    """The same parcel packed anew from parts that keep within the limits: sizes in a parcel may lie."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parcel:
            fault = _too_much(parcel.infolist())
            return fault or _packed_anew(parcel)
    except zipfile.BadZipFile:
        return Fault.NOT_XLSX
    except (RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError):
        return Fault.DAMAGED  # encrypted, cut short, or packed in a way nobody uses


def _too_much(parts: list[zipfile.ZipInfo]) -> Fault | None:
    names = [part.filename.lower() for part in parts]
    if any(name.endswith(("vbaproject.bin", ".vbs", ".js", ".exe", ".dll")) for name in names):
        return Fault.MACROS
    if "xl/workbook.xml" not in names or len(set(names)) != len(names):
        return Fault.NOT_XLSX
    sizes = [part.file_size for part in parts]
    swollen = any(
        part.file_size > _SMALL and part.file_size > _MOST_TIMES * max(part.compress_size, 1) for part in parts
    )
    return Fault.TOO_LARGE if len(parts) > _MOST_PARTS or sum(sizes) > _MOST_BYTES or swollen else None


def _packed_anew(parcel: zipfile.ZipFile) -> bytes | Fault:
    target, rows = BytesIO(), 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as anew:
        for part in parcel.infolist():
            data = parcel.read(part)
            if part.filename.lower().startswith("xl/worksheets/") and not part.is_dir():
                rows += len(_ROW.findall(data))
                if b"\0" in data or rows > MOST_ROWS or not all(map(_is_near, _CELL.findall(data))):
                    return Fault.TOO_LARGE
            anew.writestr(part.filename, data)
    return target.getvalue()


def _is_near(cell: tuple[bytes, bytes]) -> bool:
    """One cell in the last row and column would make the reader set a whole sheet aside in memory."""
    place = _PLACE.fullmatch(cell[1])
    return place is not None and int(place[1]) <= MOST_ROWS


def _rows(packed: bytes) -> list[list[Cell]]:
    book = CalamineWorkbook.from_filelike(BytesIO(packed))
    for name in book.sheet_names:
        rows: list[list[Cell]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(_MARK.fullmatch(_text(cell)) for row in rows[:_HEAD_ROWS] for cell in row):
            return rows[:MOST_ROWS]
    return []


def _filled(rows: list[list[Cell]]) -> list[Filled]:
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row[: len(_WIDTHS)]]
        cells += [""] * (len(_WIDTHS) - len(cells))
        asked = int(cells[0]) if re.fullmatch(r"[0-9]{1,3}", cells[0]) else None
        if (asked is not None or cells[7]) and cells[5] and not _MARK.fullmatch(cells[0]):
            found.append(Filled(number, asked, cells[5], cells[6], cells[7]))
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
