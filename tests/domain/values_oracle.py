"""A second reader, built the other way round: it writes numbers in every accepted way and looks the answer up.

Where `domain.values` takes an answer apart token by token, this one tries every cut of the text, and every
place a decimal comma could stand, writes each of those numbers out again and compares letters. It is slow
and has no opinion on what is likelier: it only says which numbers a text can mean.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import NamedTuple

from domain.indicators import Indicator, Kind
from tests.domain import spellings

SPACES = "\u00a0\u202f\u2009\u2007"
SIZES = {
    **dict.fromkeys(("tỷ", "tỉ"), 10**9),
    **dict.fromkeys(("triệu", "tr", "trđ"), 10**6),
    **dict.fromkeys(("nghìn", "ngàn", "k"), 1000),
}
LEADS = (
    *("đạt", "đạt được", "được", "là", "có", "đã", "hoàn thành", "kết quả", "số lượng", "số liệu", "tỷ lệ", "tỉ lệ"),
    *("tổng số", "tổng", "tổng cộng", "tất cả", ":", "=", "dạ", "dạ em", "em", "vâng", "thưa"),
)
ENDS = ("ạ", "nhé", "nha", ".", "!", ";", ",")
PERCENTS = ("%", "phần trăm")
MONEY = ("đ", "đồng", "vnđ", "vnd", "₫")
THINGS = ("người", "hộ", "hồ sơ", "lượt", "lượt người", "lớp", "sáng kiến", "tổ", "km", "trạm", "văn bản", "cơ sở")
BESIDE = (",", ";", "đạt", "chiếm")  # between a pair and its share, not between two numbers
SAYS_AGAIN = ("=", "tức", "bằng", "tương đương", "tương ứng", "(", *BESIDE)
OUT_OF = ("/", "trên", "trong", "trong số", "trên tổng số", "trong tổng số", "trên tổng", "trong tổng")

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
        for answer in (
            *_singles(core, indicator, expected),
            *_pairs(core, indicator),
            *_said_again(core, indicator, expected),
        )
    }


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
            if spellings.typed(head, lead) and not (lead[-1].isalpha() and one[len(lead) : len(lead) + 1].isalpha())
        ]
        todo += [one[: -len(end)] for end in ENDS if _ends(one, end) is not None]
    return found


def _ends(text: str, tail: str) -> str | None:
    """What stands before the tail, or None; a word is cut off only where a word can begin."""
    before, end = text[: len(text) - len(tail)], text[len(text) - len(tail) :]
    if not before or len(end) != len(tail) or not spellings.typed(end, tail):
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
    if unit in ("km", "kg") and text.endswith("k"):
        todo.append((text[:-1].rstrip(), Tail()))
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
                    if indicator.kind is Kind.RATIO and tail.percent:
                        yield number / 100, None, None


def _in_unit(meaning: Meaning, tail: Tail, indicator: Indicator, expected: Decimal | None) -> set[Decimal]:
    size, _ = _unit(indicator)
    literal, resized = meaning.number, meaning.number / size
    if meaning.size == 1 and not tail.named:
        if literal < min(size, 10**6):
            return {literal}
        nearer = expected and _ratio(literal, expected) < _ratio(resized, expected)
        return {literal} if size == 1 or nearer else {literal, resized}
    clear = resized >= 1 or literal == 0 or meaning.size >= size or (meaning.size > 1 and tail.named)
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
            if (
                len(head) == len(sign)
                and spellings.typed(head, sign)
                and (sign == "/" or _stands_alone(text, at, len(sign)))
            ):
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
    found = {*_figures(text), *(Meaning(Decimal(number), 1, native=True) for number in spellings.looked_up(text))}
    found |= {Meaning(number, 1, native=True) for number in _with_a_said_comma(text)}
    for word, size in SIZES.items():
        for spelling in {word, spellings.bare(word)}:
            at = text.find(spelling)
            while at >= 0:
                found |= _multiplied(text[:at], size, text[at + len(spelling) :])
                at = text.find(spelling, at + 1)
    return found


def _multiplied(before: str, size: int, after: str) -> set[Meaning]:
    if not before:
        half = any(spellings.typed(after.strip(), half) for half in spellings.HALVES) and after[0] == " "
        return {Meaning(size + Decimal(size) / 2, size, native=True)} if half else set()
    if before[-1].isalpha() or after[:1].isalpha():
        return set()
    thousands = size == 10**9 and "k" not in before
    counts = {one for one in meanings(before.removesuffix(" ")) if one.size == 1 or (thousands and one.size == 1000)}
    if not after:
        return {Meaning(count.number * size, size, count.native) for count in counts}
    found = set()
    for count in counts:
        if count.native and count.number and count.number % 1 == 0:
            found |= {Meaning(count.number * size + more, size, native=True) for more in _after(after, size)}
    return found


def _after(after: str, size: int) -> set[Decimal]:
    """What may follow a multiplier, in all its senses: a half, a smaller part, or a part said short."""
    if after.isascii() and after.isdigit() and len(after) <= 3 and after[0] != "0":
        places = {1: (10,), 2: (100, 1000), 3: (1000,)}[len(after)]
        return {Decimal(int(after) * size) / place for place in places}
    rest = after.removeprefix(" ")
    found = {Decimal(size) / 2} if any(spellings.typed(rest, half) for half in spellings.HALVES) else set()
    found |= {Decimal(number) for number in spellings.looked_up(rest, gap=True)}
    found |= {
        Decimal(n) * size / 100
        for n in range(21, 100)
        if any(spellings.typed(rest, one) for one in spellings.short_tens(n))
    }
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


def _with_a_said_comma(text: str) -> set[Decimal]:
    """Every place a "phẩy" could stand, and every way the digits behind it can be said."""
    found: set[Decimal] = set()
    for comma in ("phẩy", "phảy", "phay"):
        before, said, after = text.partition(comma)
        if not said or before[-1:].isalpha() or after[:1].isalpha():
            continue
        before, after = before.strip(), after.strip()
        wholes = {one.number for one in meanings(before) if one.size == 1 and one.native and one.number % 1 == 0}
        wholes |= {Decimal(0)} if spellings.typed(before, "không") else set()
        found |= {whole + Decimal(f"0.{tail}") for whole in wholes for tail in spellings.said_decimals(after)}
    return found


def _said_again(text: str, indicator: Indicator, expected: Decimal | None) -> Iterator[Answer]:
    """What two ways of saying one figure have in common: a pair and a share it rounds to, or the same number."""
    for at, sign in enumerate(text):
        starts = [one for one in SAYS_AGAIN if spellings.typed(text[at : at + len(one)], one)] if sign.strip() else []
        for start in starts:
            first, second = text[:at].strip(" ,"), text[at + len(start) :].strip().removesuffix(")").strip()
            for one, other in product(_heads(first), _heads(second)):
                for two in ((one, other), (other, one)):
                    if start not in BESIDE:
                        known = {answer[0] for answer in _singles(two[1], indicator, expected)}
                        yield from (answer for answer in _singles(two[0], indicator, expected) if answer[0] in known)
                    yield from _shared(*two, indicator, expected)


def _heads(text: str) -> set[str]:
    starts = {text, text.removeprefix("bằng chữ").strip(), text.removeprefix("viết bằng chữ").strip()}
    starts |= {one.removeprefix(word).strip() for one in starts for word in ("với", "là")}
    return {core for start in starts for core in _without_leads(start)}


def _shared(one: str, other: str, indicator: Indicator, expected: Decimal | None) -> Iterator[Answer]:
    known = {number for number, part, _ in _singles(other, indicator, expected) if part is None}
    times = 100 if indicator.kind is Kind.PERCENT else 1
    for number, part, whole in _pairs(one, indicator):
        if (
            part is not None
            and whole
            and any(abs(part * times / whole - share) <= _half_step(share) for share in known)
        ):
            yield number, part, whole


def _half_step(share: Decimal) -> Decimal:
    exponent = share.as_tuple().exponent
    return Decimal(5).scaleb(min(0, exponent if isinstance(exponent, int) else 0) - 1)
