"""Texts as messengers take them: in one spelling, measured as they measure, cut at line ends and numbered."""

from itertools import accumulate, count
from unicodedata import normalize


def composed(text: str) -> str:
    """The text in NFC: "ế" is one sign, not three. The same sentence was measured at 55 signs in NFD, 43 in NFC."""
    return normalize("NFC", text)


def units(text: str) -> int:
    """How long messengers find a text: in UTF-16 units, which are never fewer than its signs."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether a text goes as one message, once it is composed."""
    return units(composed(text)) <= limit


def in_parts(text: str, limit: int) -> list[str]:
    """The messages a text becomes: composed, each at most `limit` units with its "(1/3) " in front, in order."""
    text = composed(text)
    if units(text) <= limit:
        return [text]
    for digits in count(1):
        longest = len(_mark("9" * digits, "9" * digits))
        parts = split_text(text, limit - longest)
        if len(str(len(parts))) <= digits:
            break
    return numbered(parts)


def numbered(parts: list[str]) -> list[str]:
    """ "(1/3) …" where there are several."""
    if len(parts) == 1:
        return parts
    return [f"{_mark(number, len(parts))}{part}" for number, part in enumerate(parts, start=1)]


def _mark(number: object, total: object) -> str:
    return f"({number}/{total}) "


def split_text(text: str, limit: int) -> list[str]:
    """Cut a text at line ends into parts of at most `limit` UTF-16 units, as messengers count them.

    Blank lines where it is cut are left out: no messenger takes an empty message.
    """
    if units(text) <= limit:
        return [text]
    parts, current = [], ""
    for line in text.split("\n"):
        for piece in _cut(line, limit):
            joined = f"{current}\n{piece}" if current else piece
            if units(joined) > limit:
                parts.append(current)
                joined = piece
            current = joined
    return [part for part in (*parts, current) if part.strip()]


def _cut(line: str, limit: int) -> list[str]:
    pieces = []
    while units(line) > limit:
        end = _fitting(line, limit)
        space = line.rfind(" ", end // 2, end)
        end = space if space > 0 else end
        pieces.append(line[:end])
        line = line[end:].lstrip(" ")
    return [*pieces, line]


def _fitting(line: str, limit: int) -> int:
    units = accumulate(2 if sign > "\uffff" else 1 for sign in line)
    return sum(so_far <= limit for so_far in units)
