"""The letters of what is drawn here: a face with all Vietnamese signs, and words that fit a width."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FONTS = Path(__file__).parent / "fonts"


@cache
def font(dots: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Be Vietnam Pro, its letters `dots` high."""
    return ImageFont.truetype(_FONTS / f"BeVietnamPro-{'Bold' if bold else 'Regular'}.ttf", dots)


def shortened(words: str, face: ImageFont.FreeTypeFont, wide: int, end: int = 0) -> str:
    """The words, or as many of their signs as fit, with "…" for the rest; the last `end` signs always stay."""
    if face.getlength(words) <= wide:
        return words
    first, last = words[: len(words) - end], words[len(words) - end :]
    while first and face.getlength(f"{first}…{last}") > wide:
        first = first[:-1].rstrip()
    return f"{first}…{last}"
