"""Numbers in words and with multipliers: "hai mươi lăm", "1,5 triệu", "2tr5", "2 tỷ 300 triệu"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain import digits
from domain.digits import Candidate
from domain.folding import Token, Tokens, same_word
from domain.readings import Doubt

ONE = Decimal(1)
_SCALES = (
    (("tỷ", "tỉ"), Decimal(10**9)),
    (("triệu", "tr"), Decimal(10**6)),
    (("nghìn", "ngàn", "k"), Decimal(1000)),
)
_THOUSANDS = ((("nghìn", "ngàn"), Decimal(1000)),)  # hai nghìn tỷ; no other multiplier counts another
_UNITS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_AFTER_TENS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}  # hai mươi mốt, never hai mươi một
_HALF = ("rưỡi", "rưởi")
_GAP = ("linh", "lẻ")


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a spelling may mean. `scale` is its largest multiplier, 1 when it has none."""

    candidates: tuple[Candidate, ...]
    scale: Decimal = ONE
    doubt: Doubt = Doubt.POINT_OR_COMMA


def quantity(tokens: Tokens) -> Spelt | None:
    """The whole of the tokens as one number, or None: nothing before, between or after is passed over."""
    return _scaled(tokens, _SCALES)


def scale_named(word: str) -> Decimal | None:
    """The multiplier a unit of measure begins with: "triệu" of "triệu đồng"."""
    return next((size for words, size in _SCALES if word in words), None)


def _is_any(token: Token, words: Iterable[str]) -> bool:
    return any(same_word(token.text, word) for word in words)


def _scaled(tokens: Tokens, scales: Sequence[tuple[tuple[str, ...], Decimal]]) -> Spelt | None:
    for place, (words, size) in enumerate(scales):
        found = [at for at, token in enumerate(tokens) if _is_any(token, words)]
        if found:
            count = _scaled(tokens[: found[0]], _THOUSANDS if size == _SCALES[0][1] else ())
            return count and _joined(count, size, tokens[found[0] :], scales[place + 1 :])
    return _below_thousand(tokens)


def _joined(
    count: Spelt, size: Decimal, tokens: Tokens, lower: Sequence[tuple[tuple[str, ...], Decimal]]
) -> Spelt | None:
    """`tokens` opens with the multiplier; what follows it is added, or is the half or short tail of it."""
    rest = tokens[1:]
    if not rest:
        scaled = tuple(Candidate(one.number * size, one.native) for one in count.candidates)
        return Spelt(scaled, size, count.doubt)
    whole = _certain_whole(count)
    if whole is None:
        return None
    base = whole * size
    if len(rest) == 1 and _is_any(rest[0], _HALF):
        return Spelt((Candidate(base + size / 2, native=True),), size)
    if len(rest) == 1 and rest[0].glued and rest[0].is_figure:
        return _glued(base, size, rest[0].text)
    return _added(base, size, rest, lower)


def _certain_whole(spelt: Spelt) -> Decimal | None:
    """Before a smaller part the count is whole, so `1.200` in "1.200 tỷ 300 triệu" leaves no doubt."""
    in_company = spelt.doubt is Doubt.WITHOUT_MARKS  # beside other numbers a bare `nam` can only be five
    whole = [one.number for one in spelt.candidates if (one.native or in_company) and one.number % 1 == 0]
    return whole[0] if len(whole) == 1 else None


def _glued(base: Decimal, size: Decimal, tail: str) -> Spelt | None:
    """`2tr5` is 2,5 triệu and `2tr500` 2 triệu 500 nghìn; `2tr50` is said both ways."""
    if not tail.isdecimal() or len(tail) > 3 or tail[0] == "0":
        return None
    in_thousandths = base + int(tail) * size / 1000
    if len(tail) == 2:
        in_hundredths = base + int(tail) * size / 100
        return Spelt(tuple(Candidate(one, native=False) for one in (in_hundredths, in_thousandths)), size, Doubt.SCALE)
    return Spelt((Candidate(base + int(tail) * size / 10 ** len(tail), native=True),), size)


def _added(
    base: Decimal, size: Decimal, rest: Tokens, lower: Sequence[tuple[tuple[str, ...], Decimal]]
) -> Spelt | None:
    """The smaller part; without a multiplier of its own it is either plain or short for the next one down."""
    gap = _after_gap(rest)
    if gap is not None:
        return Spelt((Candidate(base + gap, native=True),), size)
    part = _scaled(rest, lower)
    if part is None or (len(rest) == 1 and rest[0].text[0] == "0"):
        return None
    number = _certain_whole(part)
    if number is None or not 0 < number < (size if part.scale > 1 else 1000):
        return None
    short = number * size / (10 if number < 10 else 1000)
    if part.scale > 1 or short == number:
        return Spelt((Candidate(base + number, native=True),), size)
    meanings = (Candidate(base + short, native=False), Candidate(base + number, native=False))
    return Spelt(meanings, size, Doubt.SCALE)


def _after_gap(tokens: Tokens) -> int | None:
    """ "không trăm linh năm", "không trăm ba mươi", "linh năm": a part that says its hundreds are missing."""
    if len(tokens) > 2 and same_word(tokens[0].text, "không") and same_word(tokens[1].text, "trăm"):
        return _after_gap(tokens[2:]) if _is_any(tokens[2], _GAP) else _tens(tokens[2:])
    if len(tokens) == 2 and _is_any(tokens[0], _GAP):
        return _named(tokens[1], _UNITS)
    return None


def _below_thousand(tokens: Tokens) -> Spelt | None:
    if len(tokens) == 1:
        return _single(tokens[0])
    if len(tokens) < 2:
        return None
    count = _named(tokens[0], _UNITS) or _one_digit(tokens[0])
    if count and same_word(tokens[1].text, "trăm"):
        return _hundreds(count * 100, tokens)
    if count and same_word(tokens[1].text, "chục") and len(tokens) == 2:
        return _one(count * 10, native=_unmistakable(tokens))
    tens = _tens(tokens)
    return None if tens is None else _one(tens)


def _single(token: Token) -> Spelt | None:
    if token.is_figure:
        found = digits.candidates(token.text)
        return Spelt(found) if found else None
    number = _named(token, _UNITS | {"mười": 10})
    if number is None:
        return None
    # Alone and without its marks a word may be another one: sau is sáu, or "later"; nam is năm, or men.
    native = any(token.text == word for word in (*_UNITS, "mười"))
    return _one(number, native=native)


def _hundreds(base: int, tokens: Tokens) -> Spelt | None:
    rest = tokens[2:]
    if not rest:
        return _one(base, native=_unmistakable(tokens))
    if len(rest) == 1:
        if _is_any(rest[0], _HALF):
            return _one(base + 50)
        digit = _named(rest[0], _UNITS)
        if digit is not None:  # "một trăm hai" is 120 in the market and 102 in the schoolbook
            both = tuple(Candidate(Decimal(base + more), native=False) for more in (digit * 10, digit))
            return Spelt(both, doubt=Doubt.SCALE)
    more = _after_gap(rest) if _is_any(rest[0], _GAP) else _tens(rest)
    return None if more is None else _one(base + more)


def _tens(tokens: Tokens) -> int | None:
    """10 to 99 in the schoolbook's words."""
    if _is_any(tokens[0], ("mười",)) and len(tokens) <= 2:
        teens = {word: n for word, n in _UNITS.items() if word not in ("năm", "tư")} | {"lăm": 5, "nhăm": 5}
        return _plus(10, tokens[1:], teens)
    count = _named(tokens[0], _UNITS)
    if count is None or count == 1 or not 2 <= len(tokens) <= 3 or not _is_any(tokens[1], ("mươi",)):
        return None
    after = {word: n for word, n in _UNITS.items() if word not in ("một", "năm")} | _AFTER_TENS
    return _plus(count * 10, tokens[2:], after)


def _plus(base: int, tokens: Tokens, units: dict[str, int]) -> int | None:
    if not tokens:
        return base
    unit = _named(tokens[0], units)
    return None if unit is None else base + unit


def _named(token: Token, units: dict[str, int]) -> int | None:
    return next((number for word, number in units.items() if same_word(token.text, word)), None)


def _one_digit(token: Token) -> int | None:
    return int(token.text) if token.text in tuple("123456789") else None


def _unmistakable(tokens: Tokens) -> bool:
    """A digit before a bare `tram` may count stations (trạm), so the figure must come with its marks."""
    return not tokens[0].is_figure or tokens[1].text in ("trăm", "chục")


def _one(number: int, native: bool = True) -> Spelt:
    doubt = Doubt.POINT_OR_COMMA if native else Doubt.WITHOUT_MARKS
    return Spelt((Candidate(Decimal(number), native),), doubt=doubt)
