"""What pictures for a phone have in common: colours, sizes of letters, and what stands at their head."""

from math import ceil

from PIL import ImageDraw

from files.lettering import font, shortened

Colour = tuple[int, int, int]

PAPER, INK, QUIET = (255, 255, 255), (33, 37, 41), (108, 117, 125)
EDGE = 36  # dots
TITLE, WORDS, SMALL = 40, 30, 24
LINE = 1.3  # of the letters' height
HEAD = EDGE + ceil(TITLE * LINE) + ceil(WORDS * LINE)  # dots that it takes


def head(pen: ImageDraw.ImageDraw, wide: int, title: str, about: str) -> None:
    """What it is, and of what or when, as far as there is room."""
    bold, plain = font(TITLE, bold=True), font(WORDS, bold=False)
    pen.text((EDGE, EDGE), shortened(title, bold, wide - 2 * EDGE), INK, bold)
    pen.text((EDGE, EDGE + ceil(TITLE * LINE) + 4), shortened(about, plain, wide - 2 * EDGE), QUIET, plain)
