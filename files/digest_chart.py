"""What a digest tells, as a picture for a phone: how many units have reported, and who is behind by how much."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw

from domain.charts import MOST_BARS, MOST_ROWS, Bar, Chart, Row
from domain.lateness import Status
from files.lettering import font, shortened
from files.pictures import EDGE, HEAD, INK, LINE, PAPER, QUIET, SMALL, WORDS, Colour, head

WIDTH = 900  # dots: less than a phone has, so that the letters are large on it
_GAP = 28
_BAR, _ROW, _THIN, _SLIT = 58, 46, 20, 3
_NAMES, _NOTES = 484, 232  # dots for the names left of the thin bars, and for what is said right of them
_APART = 20  # the shades of a letter's edge: with those of all pairs of letter and ground, fewer than a PNG's 256
_TRACK = (233, 236, 239)
# From what is well to what is not, as the bar goes from left to right. Told apart also by who sees no red or green.
COLOURS = {
    Status.ON_TIME: (28, 126, 84),
    Status.LATE: (139, 190, 120),
    Status.IN_PROGRESS: (116, 169, 222),
    Status.NOT_STARTED: (206, 212, 218),
    Status.INCOMPLETE: (250, 190, 80),
    Status.RETURNED: (171, 120, 200),
    Status.OVERDUE: (200, 50, 47),
}
_DARK = frozenset({Status.ON_TIME, Status.RETURNED, Status.OVERDUE})  # numbers on it are white


def as_png(of: Chart) -> bytes:
    """The picture. Raises ValueError for more than can be read on a phone, or for nothing."""
    if not 0 < len(of.bars) <= MOST_BARS or max(len(bar.rows) for bar in of.bars) > MOST_ROWS:
        raise ValueError(f"{len(of.bars)} bars")
    legend = _legend(of)
    top = HEAD + _GAP
    bottom = top + sum(_height(bar) for bar in of.bars)
    image = Image.new("RGB", (WIDTH, bottom + len(legend) * ceil(WORDS * LINE) + EDGE), PAPER)
    pen = ImageDraw.Draw(image)
    head(pen, WIDTH, of.title, of.about)
    for bar in of.bars:
        _draw_bar(pen, bar, top)
        top += _height(bar)
    _draw_legend(pen, legend, bottom)
    out = BytesIO()
    few = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=1)  # a little larger, in a fifth of the time
    return out.getvalue()


@cache
def _palette() -> Image.Image:
    """All colours there are: known beforehand, they need not be looked for in each picture.

    Between a letter and its ground lie the shades of its edges.
    """
    on_paper = [(PAPER, ink) for ink in (INK, QUIET, _TRACK, *COLOURS.values())]
    on_bars = [(colour, PAPER if status in _DARK else INK) for status, colour in COLOURS.items()]
    shades = dict.fromkeys(shade for ground, ink in on_paper + on_bars for shade in _between(ground, ink))
    palette = Image.new("P", (1, 1))
    palette.putpalette([dot for shade in shades for dot in shade])
    return palette


def _between(ground: Colour, ink: Colour) -> list[Colour]:
    """From one to the other, both included; far enough apart that Pillow, who looks roughly, takes each for itself."""
    steps = max(1, max(abs(one - other) for one, other in zip(ground, ink, strict=True)) // _APART)
    shades = [
        [one + (other - one) * step // steps for step in range(steps + 1)]
        for one, other in zip(ground, ink, strict=True)
    ]
    return list(zip(*shades, strict=True))


def _height(bar: Bar) -> int:
    under = ceil(SMALL * LINE) if bar.target else 0
    return ceil(WORDS * LINE) + 8 + _BAR + under + 12 + (len(bar.rows) + bool(bar.more)) * _ROW + _GAP


def _draw_bar(pen: ImageDraw.ImageDraw, bar: Bar, top: int) -> None:
    words, small = font(WORDS, bold=True), font(SMALL, bold=False)
    pen.text((EDGE, top), shortened(bar.name, words, WIDTH - 2 * EDGE), INK, words)
    top += ceil(WORDS * LINE) + 8
    wide, left, so_far, all_units = WIDTH - 2 * EDGE, EDGE, 0, sum(bar.units.values())
    for status, number in _in_order(bar.units):
        so_far += number
        right = EDGE + wide * so_far // all_units
        pen.rectangle((left, top, right - (_SLIT if so_far < all_units else 0), top + _BAR), COLOURS[status])
        if words.getlength(str(number)) + 12 < right - left:
            ink = PAPER if status in _DARK else INK
            pen.text(((left + right - _SLIT) // 2, top + _BAR // 2), str(number), ink, words, anchor="mm")
        left = right
    top += _BAR
    if bar.target:
        _draw_target(pen, *bar.target, top)
        top += ceil(SMALL * LINE)
    top += 12
    for row in bar.rows:
        _draw_row(pen, row, top)
        top += _ROW
    if bar.more:
        pen.text((EDGE, top + _ROW // 2), bar.more, QUIET, small, anchor="lm")


def _draw_target(pen: ImageDraw.ImageDraw, percent: float, said: str, bottom: int) -> None:
    """A line across the bar, and under it what it is."""
    small = font(SMALL, bold=False)
    at = min(EDGE + int((WIDTH - 2 * EDGE) * percent / 100), WIDTH - EDGE - 2)
    pen.line((at, bottom - _BAR - 6, at, bottom + 6), INK, 4)
    half = ceil(small.getlength(said) / 2)
    pen.text((min(max(at, EDGE + half), WIDTH - EDGE - half), bottom + 8), said, QUIET, small, anchor="ma")


def _draw_row(pen: ImageDraw.ImageDraw, row: Row, top: int) -> None:
    words, small, middle = font(SMALL + 2, bold=False), font(SMALL, bold=False), top + _ROW // 2
    pen.text((EDGE, middle), shortened(row.name, words, _NAMES - 18), INK, words, anchor="lm")
    left, right = EDGE + _NAMES, WIDTH - EDGE - _NOTES
    pen.rounded_rectangle((left, middle - _THIN // 2, right, middle + _THIN // 2), _THIN // 2, _TRACK)
    done = (right - left) * row.answered // max(row.asked, 1)
    if done >= _THIN:
        place = (left, middle - _THIN // 2, left + done, middle + _THIN // 2)
        pen.rounded_rectangle(place, _THIN // 2, COLOURS[row.status])
    share = f"{row.answered}/{row.asked}"
    pen.text((right + 14, middle), share, INK, small, anchor="lm")
    pen.text((WIDTH - EDGE, middle), row.note, COLOURS[row.status], small, anchor="rm")


def _legend(of: Chart) -> list[list[tuple[Status, str]]]:
    """What the colours stand for, line by line."""
    there = [status for status in COLOURS if any(bar.units.get(status) for bar in of.bars)]
    lines, left = list[list[tuple[Status, str]]]([[]]), 0
    for status in there:
        wide = _room(of.legend[status])
        if lines[-1] and left + wide > WIDTH - 2 * EDGE:
            lines, left = [*lines, []], 0
        lines[-1].append((status, of.legend[status]))
        left += wide
    return lines


def _draw_legend(pen: ImageDraw.ImageDraw, lines: Sequence[Sequence[tuple[Status, str]]], top: int) -> None:
    small = font(SMALL, bold=False)
    for number, line in enumerate(lines):
        left, middle = EDGE, top + number * ceil(WORDS * LINE) + WORDS // 2
        for status, word in line:
            pen.rounded_rectangle((left, middle - 12, left + 24, middle + 12), 6, COLOURS[status])
            pen.text((left + 34, middle), word, QUIET, small, anchor="lm")
            left += _room(word)


def _room(word: str) -> int:
    return 34 + ceil(font(SMALL, bold=False).getlength(word)) + 26


def _in_order(units: Mapping[Status, int]) -> list[tuple[Status, int]]:
    return [(status, units[status]) for status in COLOURS if units.get(status)]
