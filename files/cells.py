"""Cells that a spreadsheet shows as they are: no text is ever computed, and no sign breaks the file."""

import unicodedata

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_KEPT = "\t\n\r"
MOST_SIGNS = 32_767  # that a cell of Excel holds


def harmless(cell: str) -> str:
    """The same to read, for CSV; an apostrophe keeps a spreadsheet from taking it for a formula."""
    clean = printable(cell)
    return f"'{clean}" if clean.startswith(tuple(_KEPT)) or _first_seen(clean).startswith(_FORMULA) else clean


def printable(cell: str) -> str:
    """What a cell can hold: no control signs (NUL among them), no half of a letter, not more than fits."""
    return "".join(sign for sign in cell if sign in _KEPT or unicodedata.category(sign) not in ("Cc", "Cs"))[
        :MOST_SIGNS
    ]


def put(sheet: Worksheet, row: int, column: int, cell: str, look: Format | None = None) -> None:
    """Write text as text. The one way in which words come into a workbook (tests/house/test_secure.py)."""
    sheet.write_string(row, column, printable(cell), look)


def _first_seen(cell: str) -> str:
    """From the first sign on that can be seen: spaces and invisible ones before it hide nothing from a spreadsheet."""
    at = next((n for n, one in enumerate(cell) if not one.isspace() and unicodedata.category(one) != "Cf"), len(cell))
    return cell[at:]
