"""A second reader, built the other way round: it writes numbers in every accepted way and looks the answer up.

Where `domain.values` takes an answer apart token by token, this one tries every cut of the text, and every
place a decimal comma could stand, writes each of those numbers out again and compares letters. It is slow
and has no opinion on what is likelier: it only says which numbers a text can mean.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from domain.indicators import Indicator, Kind

SPACES = "\u00a0\u202f\u2009\u2007"
SIZES = {
    **dict.fromkeys(("tỷ", "tỉ"), 10**9),
    **dict.fromkeys(("triệu", "tr"), 10**6),
    **dict.fromkeys(("nghìn", "ngàn", "k"), 1000),
}
LEADS = (
    *("đạt", "đạt được", "được", "là", "có", "đã", "hoàn thành", "kết quả", "số lượng", "số liệu", "tỷ lệ", "tỉ lệ"),
    *("tổng số", "tổng", "tổng cộng", "tất cả", ":", "=", "dạ", "dạ em", "em", "vâng", "thưa"),
)
ENDS = ("ạ", "nhé", "nha", ".", "!", ";")
PERCENTS = ("%", "phần trăm")
MONEY = ("đ", "đồng", "vnđ", "vnd", "₫")
THINGS = ("người", "hộ", "hồ sơ", "lượt", "lượt người", "lớp", "sáng kiến", "tổ", "km", "trạm", "văn bản", "cơ sở")
OUT_OF = ("/", "trên", "trong", "trên tổng số", "trong tổng số", "trên tổng", "trong tổng")

Answer = tuple[Decimal, Decimal | None, Decimal | None]


class Meaning(NamedTuple):
    """A number a text can mean, the largest multiplier in it, and whether Vietnamese spelling says so."""

    number: Decimal
    size: int
    native: bool


def answers(text: str, indicator: Indicator, expected: Decimal | None = None) -> set[Answer]:
    """Every (number, numerator, denominator) the text can mean where this indicator is asked."""
    line = unicodedata.normalize("NFC", text).lower().strip()
    for space in SPACES:
        line = line.replace(space, " ")
    line = re.sub(r"(?<![0-9]) +| +(?![0-9 ])", " ", line.replace("\t", "  ")).strip()
    return {
        answer
        for core in _without_leads(line)
        for answer in (*_singles(core, indicator, expected), *_pairs(core, indicator))
    }


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _typed(typed: str, phrase: str) -> bool:
    """Each word as it is or without its marks."""
    words, wanted = typed.split(), phrase.split()
    return len(words) == len(wanted) and all(a in (b, _bare(b)) for a, b in zip(words, wanted, strict=True))


def _without_leads(text: str) -> set[str]:
    found, todo = set(), [text]
    while todo:
        one = todo.pop().strip()
        if one in found:
            continue
        found.add(one)
        todo += [
            one[len(head) :]
            for lead in LEADS
            for head in (one[: len(lead)],)
            if _typed(head, lead) and not (lead[-1].isalpha() and one[len(lead) : len(lead) + 1].isalpha())
        ]
        todo += [one[: -len(end)] for end in ENDS if _ends(one, end) is not None]
    return found


def _ends(text: str, tail: str) -> str | None:
    """What stands before the tail, or None; a word is cut off only where a word can begin."""
    before, end = text[: len(text) - len(tail)], text[len(text) - len(tail) :]
    if not before or len(end) != len(tail) or not _typed(end, tail):
        return None
    return None if tail[0].isalpha() and before[-1].isalpha() else before.rstrip(" ")


class Tail(NamedTuple):
    percent: bool = False
    named: bool = False  # currency, or the unit without its size
    other: bool = False


def _unit(indicator: Indicator) -> tuple[int, str]:
    size, words = 1, indicator.unit_of_measure.lower().split()
    while words and words[0] in SIZES:
        size, words = size * SIZES[words[0]], words[1:]
    return size, " ".join(words) or ("đồng" if size > 1 and indicator.kind is Kind.AMOUNT else "")


def _tails(text: str, indicator: Indicator) -> Iterator[tuple[str, Tail]]:
    size, unit = _unit(indicator)
    money = unit in MONEY or (indicator.kind is Kind.AMOUNT and not unit)
    todo = [(text, Tail())]
    while todo:
        core, tail = todo.pop()
        yield core, tail
        for one in {*PERCENTS, *MONEY, *THINGS, *({unit, *unit.split("/")} - {""})}:
            before = _ends(core, one)
            if before is None:
                continue
            if one in PERCENTS and not tail.percent:
                todo.append((before, tail._replace(percent=True)))
            elif one in unit.split("/") or one == unit:
                todo.append((before, tail._replace(named=tail.named or money or size > 1)))
            elif one in MONEY and not tail.named:
                todo.append((before, tail._replace(named=True, other=tail.other or not money)))
            elif one in THINGS:
                todo.append((before, tail._replace(other=True)))


def _singles(text: str, indicator: Indicator, expected: Decimal | None) -> Iterator[Answer]:
    for core, tail in _tails(text, indicator):
        for meaning in meanings(core):
            for number in _in_unit(meaning, tail, indicator, expected):
                if _possible(number, tail, indicator):
                    yield number, None, None
                    if indicator.kind is Kind.PERCENT and not tail.percent and 0 < number < 1:
                        yield number * 100, None, None


def _in_unit(meaning: Meaning, tail: Tail, indicator: Indicator, expected: Decimal | None) -> set[Decimal]:
    size, _ = _unit(indicator)
    literal, resized = meaning.number, meaning.number / size
    if meaning.size == 1 and not tail.named:
        if literal < 10**6:
            return {literal}
        nearer = expected and _ratio(literal, expected) < _ratio(resized, expected)
        return {literal} if size == 1 or nearer else {literal, resized}
    clear = resized >= 1 or literal == 0 or (meaning.size > 1 and tail.named)
    return {resized} if size == 1 or clear else {literal, resized}


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    return max(one, other) / min(one, other)


def _possible(number: Decimal, tail: Tail, indicator: Indicator) -> bool:
    size, unit = _unit(indicator)
    if indicator.kind is Kind.PERCENT:
        return number <= 100
    if indicator.kind is Kind.COUNT and unit not in ("km",):
        return number * size == int(number * size)
    if tail.named or (indicator.kind is Kind.AMOUNT and unit == "đồng"):
        return number * size == int(number * size)
    return True


def _pairs(text: str, indicator: Indicator) -> Iterator[Answer]:
    if indicator.kind not in (Kind.PERCENT, Kind.RATIO):
        return
    for at in range(1, len(text)):
        for sign in OUT_OF:
            head = text[at : at + len(sign)]
            if len(head) == len(sign) and _typed(head, sign) and (sign == "/" or _stands_alone(text, at, len(sign))):
                yield from _quotients(_side(text[:at].strip()), _side(text[at + len(sign) :].strip()), indicator)


def _stands_alone(text: str, at: int, length: int) -> bool:
    return not text[at - 1].isalpha() and not text[at + length : at + length + 1].isalpha()


def _side(text: str) -> set[Meaning]:
    anything = Indicator(Kind.COUNT)
    found = {
        meaning
        for start in _without_leads(text)
        for core, tail in _tails(start, anything)
        for meaning in meanings(core)
        if not tail.percent
    }
    whole = {meaning for meaning in found if meaning.native and meaning.number % 1 == 0}
    return whole or found


def _quotients(parts: set[Meaning], wholes: set[Meaning], indicator: Indicator) -> Iterator[Answer]:
    percent = indicator.kind is Kind.PERCENT
    for part, whole in product(parts, wholes):
        if whole.number > 0 and (part.number <= whole.number or not percent):
            step = Decimal("0.01") if percent else Decimal("0.0001")
            number = part.number * (100 if percent else 1) / whole.number
            yield number.quantize(step, ROUND_HALF_UP), part.number, whole.number


def meanings(text: str) -> set[Meaning]:
    """Every number the whole of the text is a spelling of."""
    found = {*_figures(text), *(Meaning(Decimal(number), 1, native=True) for number in _looked_up(text))}
    for word, size in SIZES.items():
        for spelling in {word, _bare(word)}:
            at = text.find(spelling)
            while at > 0:
                found |= _multiplied(text[:at], size, text[at + len(spelling) :])
                at = text.find(spelling, at + 1)
    return found


def _multiplied(before: str, size: int, after: str) -> set[Meaning]:
    if before[-1].isalpha() or after[:1].isalpha():
        return set()
    thousands = size == 10**9 and "k" not in before
    counts = {one for one in meanings(before.removesuffix(" ")) if one.size == 1 or (thousands and one.size == 1000)}
    if not after:
        return {Meaning(count.number * size, size, count.native) for count in counts}
    found = set()
    for count in counts:
        if count.native and count.number % 1 == 0:
            found |= {Meaning(count.number * size + more, size, native=True) for more in _after(after, size)}
    return found


def _after(after: str, size: int) -> set[Decimal]:
    """What may follow a multiplier, in all its senses: a half, a smaller part, or a part said short."""
    if after.isascii() and after.isdigit() and len(after) <= 3 and after[0] != "0":
        places = {1: (10,), 2: (100, 1000), 3: (1000,)}[len(after)]
        return {Decimal(int(after) * size) / place for place in places}
    rest = after.removeprefix(" ")
    found = {Decimal(size) / 2} if any(_typed(rest, half) for half in ("rưỡi", "rưởi")) else set()
    found |= {Decimal(number) for number in _looked_up(rest, gap=True)}
    for part in meanings(rest):
        if part.native and part.number % 1 == 0 and part.size < size and 0 < part.number < size:
            found.add(part.number)
            if part.size == 1:
                found.add(part.number * size / (10 if part.number < 10 else 1000))
    return found


def _figures(text: str) -> Iterator[Meaning]:
    digits = "".join(sign for sign in text if sign in "0123456789")
    if not digits or text.strip("0123456789., "):
        return
    for place in range(1, len(digits) + 1):
        whole, decimals = digits[:place], digits[place:]
        number = Decimal(f"{whole}.{decimals}" if decimals else whole)
        tail = f",{decimals}" if decimals else ""
        if text in (whole + tail, _grouped(whole, ".") + tail, _grouped(whole, " ") + tail):
            yield Meaning(number, 1, native=True)
        tail = f".{decimals}" if decimals else ""
        if text in (_grouped(whole, ",") + tail, whole + tail, _grouped(whole, " ") + tail):
            yield Meaning(number, 1, native="." not in text and "," not in text)
        if decimals and text == whole + tail and whole[0] != "0" and text != _grouped(digits, "."):
            yield Meaning(Decimal(digits), 1, native=False)


def _grouped(digits: str, sign: str) -> str:
    if digits[0] == "0":
        return digits
    first = len(digits) % 3 or 3
    return sign.join((digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))))


def _looked_up(text: str, gap: bool = False) -> set[int]:
    text = re.sub(r"(?<=[0-9])(?=[^\W\d_])", " ", text)
    entries = _book()[gap].get(_bare(text), ())
    return {number for spelling, number in entries if _typed(text, spelling)}


@lru_cache(maxsize=1)
def _book() -> tuple[dict[str, list[tuple[str, int]]], dict[str, list[tuple[str, int]]]]:
    """All spellings of 1 to 999, and of 1 to 99 after a gap in the hundreds, by their letters without marks."""
    book: dict[str, list[tuple[str, int]]] = {}
    after_gap: dict[str, list[tuple[str, int]]] = {}
    for number in range(1, 1000):
        for spelling in _spellings(number):
            book.setdefault(_bare(spelling), []).append((spelling, number))
    for number in range(1, 100):
        units = [f"{gap} {unit}" for gap in ("linh", "lẻ") for unit in DIGITS.get(number, ())]
        shorts = units or list(_below_hundred(number))
        for spelling in (*units, *(f"không trăm {short}" for short in shorts)):
            after_gap.setdefault(_bare(spelling), []).append((spelling, number))
    return book, after_gap


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
        yield from DIGITS[unit]
    elif tens == 1:
        units = {0: ("",), 4: ("bốn",), 5: ("lăm", "nhăm")}.get(unit) or DIGITS[unit]
        yield from (f"mười {word}".strip() for word in units)
    else:
        units = {0: ("",), 1: ("mốt",), 5: ("lăm", "nhăm")}.get(unit) or DIGITS[unit]
        yield from (f"{ten} mươi {word}".strip() for ten in DIGITS[tens] for word in units)


def _spellings(number: int) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    if number % 10 == 0 and number < 100:
        yield from (f"{unit} chục" for unit in (*DIGITS[number // 10], str(number // 10)))
    if hundreds == 0:
        yield from _below_hundred(number)
        return
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
