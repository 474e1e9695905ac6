"""A printed card that invites: what this is, a picture to scan, a code to type, whom to call. Black on white, A6."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno
from PIL import Image, ImageDraw, ImageFont

from files import lettering

WIDTH, HEIGHT = 105, 148  # mm: A6, four to a sheet of A4
MARGIN = 8
INSIDE = WIDTH - 2 * MARGIN
ON_SCREEN, IN_PRINT = 240, 300  # dots an inch; printed in two tones, so that edges stay sharp
QR_SIDE = 38
_INK, _PAPER = 0, 255
_GLUED = re.compile(r"(?<=\d) (?=\d)")  # a telephone number stays on one line


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a card, in its reader's language. `link` "": nothing to scan."""

    organisation: str
    title: str
    who: str
    about: str
    steps: Sequence[str]
    code: str
    notes: Sequence[str]
    link: str


def as_png(card: Card) -> bytes:
    """One card as a picture."""
    out = BytesIO()
    _drawn(card, ON_SCREEN).save(out, "PNG", optimize=True, dpi=(ON_SCREEN, ON_SCREEN))
    return out.getvalue()


def as_pdf(cards: Sequence[Card], title: str, now: datetime) -> bytes:
    """Cards to be printed, one a page. Raises ValueError without any."""
    if not cards:
        raise ValueError("no cards")
    first, *rest = [_drawn(card, IN_PRINT).convert("1", dither=Image.Dither.NONE) for card in cards]
    made = now.utctimetuple()
    out = BytesIO()
    first.save(
        out, "PDF", save_all=True, append_images=rest, resolution=IN_PRINT, title=title, creationDate=made, modDate=made
    )
    return out.getvalue()


class _Page:
    """A sheet that is written from the top down, in millimetres."""

    def __init__(self, dots_an_inch: int) -> None:
        self._scale = dots_an_inch / 25.4
        self.image = Image.new("L", (self.dots(WIDTH), self.dots(HEIGHT)), _PAPER)
        self._pen = ImageDraw.Draw(self.image)
        self.top = float(MARGIN)

    def dots(self, mm: float) -> int:
        return round(mm * self._scale)

    def text(self, words: str, size: float, *, bold: bool = False, left: float = MARGIN, wide: float = INSIDE) -> None:
        """A paragraph; `size` is the height of a line's letters in mm. Of bold lines none stands much shorter."""
        font = lettering.font(self.dots(size), bold=bold)
        lines = self._lines(words, font, self.dots(wide))
        while bold and len(narrower := self._lines(words, font, self.dots(wide - 1))) == len(lines) > 1:
            lines, wide = narrower, wide - 1
        for line in lines:
            self._pen.text((self.dots(left), self.dots(self.top)), line, _INK, font)
            self.top += size * 1.3

    def fitting(self, words: str, size: float, lines: int) -> float:
        """The size at which bold words take no more than so many lines across the page."""
        while (
            len(self._lines(words, lettering.font(self.dots(size), bold=True), self.dots(INSIDE))) > lines and size > 2
        ):
            size -= 0.1
        return size

    def rule(self) -> None:
        self._pen.rectangle(self._box(MARGIN, self.top, INSIDE, 0.4), _INK)
        self.top += 3

    def picture(self, link: str, left: float) -> None:
        """A QR code, its dots whole so that any phone reads it."""
        code = segno.make(link, error="m", micro=False)
        modules = code.symbol_size(border=0)[0]
        dot = self.dots(QR_SIDE) // modules
        for row, line in enumerate(code.matrix):
            for column, is_dark in enumerate(line):
                if is_dark:
                    x, y = self.dots(left) + column * dot, self.dots(self.top) + row * dot
                    self._pen.rectangle((x, y, x + dot - 1, y + dot - 1), _INK)

    def framed(self, words: str, size: float, high: float) -> None:
        """Words alone in a frame, as large as they fit."""
        self._pen.rectangle(self._box(MARGIN, self.top, INSIDE, high), outline=_INK, width=self.dots(0.5))
        font = lettering.font(self.dots(self.fitting(words, size, 1)), bold=True)
        self._pen.text((self.dots(WIDTH / 2), self.dots(self.top + high / 2)), words, _INK, font, anchor="mm")
        self.top += high

    def _box(self, left: float, top: float, wide: float, high: float) -> tuple[int, int, int, int]:
        return self.dots(left), self.dots(top), self.dots(left + wide), self.dots(top + high)

    def _lines(self, words: str, font: ImageFont.FreeTypeFont, wide: int) -> list[str]:
        lines: list[str] = []
        for word in _GLUED.sub("\xa0", words).split(" "):
            if lines and font.getlength(f"{lines[-1]} {word}") <= wide:
                lines[-1] = f"{lines[-1]} {word}"
            else:
                lines.append(word)
        return lines


def _drawn(card: Card, dots_an_inch: int) -> Image.Image:
    page = _Page(dots_an_inch)
    page.text(card.organisation, page.fitting(card.organisation, 3.4, 2), bold=True)
    page.top += 1.2
    page.rule()
    page.text(card.title, page.fitting(card.title, 6.2, 1), bold=True)
    page.top += 1
    page.text(card.who, page.fitting(card.who, 3.8, 3), bold=True)
    page.top += 1
    page.text(card.about, 3.2)
    page.top += 2.5
    _steps(page, card)
    page.framed(card.code, 9, 15)
    page.top += 3
    for note in card.notes:
        page.text(note, 2.9)
        page.top += 0.8
    return page.image


def _steps(page: _Page, card: Card) -> None:
    """Beside the picture, or across the page where there is none."""
    start = page.top
    left: float = MARGIN
    if card.link:
        page.picture(card.link, MARGIN)
        left += QR_SIDE + 5
    for number, step in enumerate(card.steps, start=1):
        page.text(f"{number}.", 3.3, bold=True, left=left)
        page.top -= 3.3 * 1.3
        page.text(step, 3.3, left=left + 5, wide=WIDTH - MARGIN - left - 5)
        page.top += 1.2
    page.top = max(page.top, start + QR_SIDE if card.link else 0) + 3
