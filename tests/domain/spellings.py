"""Every number below a thousand written out in all the words for it, to look a spelling up: for the second reader."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product


def bare(text: str) -> str:
    """Without marks."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def typed(said: str, phrase: str) -> bool:
    """Each word as it is or without its marks."""
    words, wanted = said.split(), phrase.split()
    return len(words) == len(wanted) and all(a in (b, bare(b)) for a, b in zip(words, wanted, strict=True))


def said_decimals(text: str) -> set[str]:
    """The digits behind a "phẩy", in every way they can be said."""
    if text.isascii() and text.isdigit():
        return {text}
    if any(sign.isdigit() for sign in text):
        return set()
    found = {str(number) for number in looked_up(text) if 10 <= number < 100 and "chuc" not in bare(text)}
    names = {0: ("không",), **DIGITS}
    ways = [[n for n, words in names.items() if any(typed(word, one) for one in words)] for word in text.split()]
    return found | ({"".join(map(str, way)) for way in product(*ways)} if text else set())


def looked_up(text: str, gap: bool = False) -> set[int]:
    """The numbers the text is a spelling of; with `gap`, of a part whose hundreds are missing."""
    text = re.sub(r"(?<=[0-9])(?=[^\W\d_])", " ", text)
    entries = _book()[gap].get(bare(text), ())
    return {number for spelling, number in entries if typed(text, spelling)}


@lru_cache(maxsize=1)
def _book() -> tuple[dict[str, list[tuple[str, int]]], dict[str, list[tuple[str, int]]]]:
    """All spellings of 1 to 999, and of 1 to 99 after a gap in the hundreds, by their letters without marks."""
    book: dict[str, list[tuple[str, int]]] = {}
    after_gap: dict[str, list[tuple[str, int]]] = {}
    for number in range(1, 1000):
        for spelling in _spellings(number):
            book.setdefault(bare(spelling), []).append((spelling, number))
    for number in range(1, 100):
        units = [f"{gap} {unit}" for gap in ("linh", "lẻ") for unit in DIGITS.get(number, ())]
        shorts = units or list(_below_hundred(number))
        for spelling in (*units, *(f"không trăm {short}" for short in shorts)):
            after_gap.setdefault(bare(spelling), []).append((spelling, number))
    return book, after_gap


HALVES = ("rưỡi", "rưởi")
DIGITS: dict[int, tuple[str, ...]] = {
    1: ("một",),
    2: ("hai",),
    3: ("ba",),
    4: ("bốn", "tư"),
    5: ("năm",),
    6: ("sáu",),
    7: ("bảy", "bẩy"),
    8: ("tám",),
    9: ("chín",),
}


def _below_hundred(number: int) -> Iterator[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        yield from (word for word in DIGITS[unit] if word != "tư")
    elif tens == 1:
        units = {0: ("",), 4: ("bốn",), 5: ("lăm", "nhăm")}.get(unit) or DIGITS[unit]
        yield from (f"mười {word}".strip() for word in units)
    else:
        units = {0: ("",), 1: ("mốt",), 5: ("lăm", "nhăm")}.get(unit) or DIGITS[unit]
        yield from (f"{ten} mươi {word}".strip() for ten in DIGITS[tens] for word in units)
        yield from short_tens(number)


def short_tens(number: int) -> Iterator[str]:
    """Without mươi: hai mốt, ba tư, năm lăm."""
    tens, unit = divmod(number, 10)
    ends = {1: ("mốt",), 4: ("tư",), 5: ("lăm", "nhăm")}.get(unit, ()) if tens > 1 else ()
    yield from (f"{ten} {word}" for ten in DIGITS.get(tens, ()) for word in ends)


def _spellings(number: int) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    if number % 10 == 0 and number < 100:
        yield from (f"{unit} chục" for unit in (*DIGITS[number // 10], str(number // 10)))
    if hundreds == 0:
        yield from _below_hundred(number)
        return
    yield from (f"trăm {half}" for half in HALVES if number == 150)
    for count in (*DIGITS[hundreds], str(hundreds)):
        head = f"{count} trăm"
        if rest == 0:
            yield head
        elif rest < 10:
            yield from (f"{head} {gap}{unit}" for gap in ("linh ", "lẻ ", "") for unit in DIGITS[rest])
        else:
            yield from (f"{head} {more}" for more in _below_hundred(rest))
            yield from (f"{head} {unit}" for unit in DIGITS.get(rest // 10, ()) if rest % 10 == 0)
            yield from (f"{head} {half}" for half in ("rưỡi", "rưởi") if rest == 50)


def spellings_to_999() -> dict[str, list[tuple[str, int]]]:
    """Each spelling with its number, by the spelling's letters without marks."""
    return _book()[0]
