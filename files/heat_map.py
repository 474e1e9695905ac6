"""Where teams have been, week by week, as a picture for a phone: rows of places, the darker the more visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw

from files.lettering import font, shortened
from files.pictures import EDGE, HEAD, INK, LINE, PAPER, QUIET, SMALL, WORDS, head

WIDTH = 1080  # dots: as wide as a phone shows without shrinking
MOST_ROWS, MOST_COLUMNS = 60, 10
_GAP, _CELL = 6, 58
_NARROWEST, _WIDEST = 82, 120  # of a column with its gap
_END = 8  # signs of a long name that stay: its number, by which it is known
_NONE = (241, 243, 245)
_SHADES = ((208, 230, 250), (139, 190, 240), (54, 126, 204), (12, 68, 132))
_ON_DARK = 2  # from which shade on numbers are white


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A place or a team, and its number for each column. `note`: beside it in small, such as a sum."""

    label: str
    numbers: Sequence[int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What is drawn: `columns` are the heads over the cells; `legend` says what the numbers are."""

    title: str
    about: str
    columns: Sequence[str]
    rows: Sequence[Row]
    legend: str


def as_png(of: HeatMap) -> bytes:
    """The picture. Raises ValueError for more rows or columns than can be read on a phone, or for none."""
    if not 0 < len(of.rows) <= MOST_ROWS or not 0 < len(of.columns) <= MOST_COLUMNS:
        raise ValueError(f"{len(of.rows)} rows and {len(of.columns)} columns")
    top = HEAD + 24
    cells = top + ceil(SMALL * LINE) + 8
    bottom = cells + len(of.rows) * (_CELL + _GAP)
    image = Image.new("RGB", (WIDTH, bottom + 24 + _CELL + ceil(SMALL * LINE) + EDGE), PAPER)
    pen = ImageDraw.Draw(image)
    across = _columns(of)
    head(pen, WIDTH, of.title, of.about)
    steps = _steps(max(max(row.numbers, default=0) for row in of.rows))
    for at, named in enumerate(of.columns):
        left, right = across[at]
        pen.text(((left + right) // 2, top + SMALL // 2), named, QUIET, font(SMALL, bold=False), anchor="mm")
    for at, row in enumerate(of.rows):
        _draw_row(pen, row, cells + at * (_CELL + _GAP), across, steps)
    _draw_legend(pen, of.legend, bottom + 24, steps)
    out = BytesIO()
    few = image.quantize(64, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)  # a fifth larger than the smallest, in a tenth of the time
    return out.getvalue()


def _draw_row(pen: ImageDraw.ImageDraw, row: Row, top: int, across: Sequence[Span], steps: Sequence[int]) -> None:
    words, middle = font(WORDS, bold=False), top + _CELL // 2
    room = across[0][0] - EDGE - 18
    if row.note:
        small = font(SMALL, bold=False)
        pen.text((EDGE + room, middle), row.note, QUIET, small, anchor="rm")
        room -= ceil(small.getlength(row.note)) + 12
    pen.text((EDGE, middle), shortened(row.label, words, room, _END), INK, words, anchor="lm")
    for number, (left, right) in zip(row.numbers, across, strict=True):
        shade = _shade(number, steps)
        colour = _NONE if shade is None else _SHADES[shade]
        pen.rounded_rectangle((left, top, right, top + _CELL), 8, colour)
        if shade is not None:
            ink = PAPER if shade >= _ON_DARK else INK
            pen.text(((left + right) // 2, middle), str(number), ink, words, anchor="mm")


def _draw_legend(pen: ImageDraw.ImageDraw, legend: str, top: int, steps: Sequence[int]) -> None:
    """What the shades stand for: "0", "1–2", …, and of what."""
    words, left, middle = font(SMALL, bold=False), EDGE, top + _CELL // 2
    starts = [0, *steps]
    for at, start in enumerate(starts):
        last = starts[at + 1] - 1 if at + 1 < len(starts) else None
        said = f"{start}+" if last is None and at else str(start) if last in (start, None) else f"{start}–{last}"
        pen.rounded_rectangle((left, middle - 16, left + 32, middle + 16), 6, _NONE if at == 0 else _SHADES[at - 1])
        pen.text((left + 42, middle), said, QUIET, words, anchor="lm")
        left += 42 + ceil(words.getlength(said)) + 26
    pen.text((EDGE, top + _CELL + 4), shortened(legend, words, WIDTH - 2 * EDGE), QUIET, words)


def _columns(of: HeatMap) -> list[Span]:
    """Left and right of each column: the names take what they need, the cells get the rest within reason."""
    words, small = font(WORDS, bold=False), font(SMALL, bold=False)
    needed = max(words.getlength(row.label) + (small.getlength(row.note) + 12 if row.note else 0) for row in of.rows)
    room = WIDTH - 2 * EDGE + _GAP
    wide = min(max((room - ceil(needed) - 24) // len(of.columns), _NARROWEST), _WIDEST)
    begins = EDGE + min(room - wide * len(of.columns), ceil(needed) + 24)
    return [(begins + at * wide, begins + (at + 1) * wide - _GAP) for at in range(len(of.columns))]


def _steps(most: int) -> list[int]:
    """From which number on each shade is taken, up to four of them."""
    step = max(1, ceil(most / len(_SHADES)))
    return [1 + at * step for at in range(len(_SHADES)) if at == 0 or 1 + at * step <= most]


def _shade(number: int, steps: Sequence[int]) -> int | None:
    return sum(number >= step for step in steps) - 1 if number > 0 else None
