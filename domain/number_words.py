"""Numbers with multipliers, in digits and words: "1,5 triệu", "2tr5", "2 tỷ 300 triệu", "nghìn rưỡi"."""

from collections.abc import Sequence
from decimal import Decimal

from domain import below_thousand
from domain.below_thousand import HALF, certain_whole, is_any
from domain.digits import Candidate, Spelt
from domain.folding import Tokens
from domain.readings import Doubt

_SCALES = (
    (("tỷ", "tỉ"), Decimal(10**9)),
    (("triệu", "tr", "trđ"), Decimal(10**6)),
    (("nghìn", "ngàn", "k"), Decimal(1000)),
)
_THOUSANDS = ((("nghìn", "ngàn"), Decimal(1000)),)  # hai nghìn tỷ; no other multiplier counts another


def quantity(tokens: Tokens) -> Spelt | None:
    """The whole of the tokens as one number, or None: nothing before, between or after is passed over."""
    return _scaled(tokens, _SCALES)


def scale_named(word: str) -> Decimal | None:
    """The multiplier a unit of measure begins with: "triệu" of "triệu đồng"."""
    return next((size for words, size in _SCALES if word in words), None)


def _scaled(tokens: Tokens, scales: Sequence[tuple[tuple[str, ...], Decimal]]) -> Spelt | None:
    for place, (words, size) in enumerate(scales):
        found = [at for at, token in enumerate(tokens) if is_any(token, words)]
        if not found:
            continue
        if found[0] == 0:  # "nghìn rưỡi": the one before it goes without saying
            half = len(tokens) == 2 and is_any(tokens[1], HALF)
            return Spelt((Candidate(size + size / 2, native=True),), size) if half else None
        count = _scaled(tokens[: found[0]], _THOUSANDS if size == _SCALES[0][1] else ())
        return count and _joined(count, size, tokens[found[0] :], scales[place + 1 :])
    return below_thousand.read(tokens)


def _joined(
    count: Spelt, size: Decimal, tokens: Tokens, lower: Sequence[tuple[tuple[str, ...], Decimal]]
) -> Spelt | None:
    """`tokens` opens with the multiplier; what follows it is added, or is the half or short tail of it."""
    rest = tokens[1:]
    if not rest:
        scaled = tuple(Candidate(one.number * size, one.native) for one in count.candidates)
        return Spelt(scaled, size, count.doubt)
    whole = certain_whole(count)
    if not whole:  # "0 nghìn rưỡi" is said by nobody
        return None
    base = whole * size
    if len(rest) == 1 and is_any(rest[0], HALF):
        return Spelt((Candidate(base + size / 2, native=True),), size)
    if len(rest) == 1 and rest[0].glued and rest[0].is_figure:
        return _glued(base, size, rest[0].text)
    return _added(base, size, rest, lower)


def _glued(base: Decimal, size: Decimal, tail: str) -> Spelt | None:
    """`2tr5` is 2,5 triệu and `2tr500` 2 triệu 500 nghìn; `2tr50` is said both ways."""
    if not tail.isdecimal() or len(tail) > 3 or tail[0] == "0":
        return None
    if len(tail) == 2:
        return _in_doubt(size, *(base + int(tail) * size / places for places in (100, 1000)))
    return Spelt((Candidate(base + int(tail) * size / 10 ** len(tail), native=True),), size)


def _added(
    base: Decimal, size: Decimal, rest: Tokens, lower: Sequence[tuple[tuple[str, ...], Decimal]]
) -> Spelt | None:
    """The smaller part; without a multiplier of its own it is either plain or short for the next one down."""
    gap = below_thousand.after_gap(rest)
    if gap is not None:
        return Spelt((Candidate(base + gap, native=True),), size)
    short = below_thousand.without_tens_word(rest)
    if short is not None:  # "một triệu hai lăm": 1.250.000 in the market
        return _in_doubt(size, *(base + short * size / places for places in (100, 1000)), base + short)
    part = _scaled(rest, lower)
    if part is None or (len(rest) == 1 and rest[0].text[0] == "0"):
        return None
    number = certain_whole(part)
    if number is None or not 0 < number < (size if part.scale > 1 else 1000):
        return None
    in_short = number * size / (10 if number < 10 else 1000)
    if part.scale > 1 or in_short == number:
        return Spelt((Candidate(base + number, native=True),), size)
    return _in_doubt(size, base + in_short, base + number)


def _in_doubt(size: Decimal, *numbers: Decimal) -> Spelt:
    return Spelt(tuple(Candidate(one, native=False) for one in dict.fromkeys(numbers)), size, Doubt.SCALE)
