"""Numbers below a thousand as they are said: "hai mươi lăm", "hai lăm", "một trăm linh năm", "hai phẩy năm"."""

from collections.abc import Iterable
from decimal import Decimal

from domain import digits
from domain.digits import Candidate, Spelt
from domain.folding import Token, Tokens, same_word
from domain.readings import Doubt

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
_ALONE = {word: n for word, n in _UNITS.items() if word != "tư"} | {"mười": 10}  # "tư" only follows another number
_AFTER_TENS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}  # hai mươi mốt, never hai mươi một
_DECIMALS = {"không": 0, **_UNITS}
HALF = ("rưỡi", "rưởi")
_GAP = ("linh", "lẻ")
_COMMA = ("phẩy", "phảy")


def read(tokens: Tokens) -> Spelt | None:
    """The whole of the tokens as one number below a thousand, or a figure of any size; None when it is none."""
    comma = next((at for at, token in enumerate(tokens) if is_any(token, _COMMA)), None)
    if comma is not None:
        return _with_decimals(tokens[:comma], tokens[comma + 1 :])
    if len(tokens) < 2:
        return _single(tokens[0]) if tokens else None
    if same_word(tokens[1].text, "trăm"):
        return _hundreds(tokens)
    if same_word(tokens[0].text, "trăm"):
        half = len(tokens) == 2 and is_any(tokens[1], HALF)
        return _one(150, native=tokens[0].text == "trăm") if half else None
    count = _count(tokens[0])
    if count and len(tokens) == 2 and same_word(tokens[1].text, "chục"):
        return _one(count * 10, native=_unmistakable(tokens))
    short = without_tens_word(tokens)
    if short is not None:  # "nam mot" may be a year, "hai lam" somebody's name
        return _one(short, native=_has_marks(tokens))
    tens = tens_of(tokens)
    return None if tens is None else _one(tens)


def is_any(token: Token, words: Iterable[str]) -> bool:
    """The token is one of the words, with its marks or without any."""
    return any(same_word(token.text, word) for word in words)


def certain_whole(spelt: Spelt) -> Decimal | None:
    """Before a smaller part the count is whole, so `1.200` in "1.200 tỷ 300 triệu" leaves no doubt."""
    in_company = spelt.doubt is Doubt.WITHOUT_MARKS  # beside other numbers a bare `nam` can only be five
    whole = [one.number for one in spelt.candidates if (one.native or in_company) and one.number % 1 == 0]
    return whole[0] if len(whole) == 1 else None


def after_gap(tokens: Tokens) -> int | None:
    """ "không trăm linh năm", "không trăm ba mươi", "linh năm": a part that says its hundreds are missing."""
    if len(tokens) > 2 and same_word(tokens[0].text, "không") and same_word(tokens[1].text, "trăm"):
        return after_gap(tokens[2:]) if is_any(tokens[2], _GAP) else tens_of(tokens[2:])
    if len(tokens) == 2 and is_any(tokens[0], _GAP):
        return _named(tokens[1], _UNITS)
    return None


def tens_of(tokens: Tokens) -> int | None:
    """10 to 99 in the schoolbook's words."""
    if is_any(tokens[0], ("mười",)) and len(tokens) <= 2:
        teens = {word: n for word, n in _UNITS.items() if word not in ("năm", "tư")} | {"lăm": 5, "nhăm": 5}
        return _plus(10, tokens[1:], teens)
    count = _named(tokens[0], _UNITS)
    if count is None or count == 1 or not 2 <= len(tokens) <= 3 or not is_any(tokens[1], ("mươi",)):
        return None
    after = {word: n for word, n in _UNITS.items() if word not in ("một", "năm")} | _AFTER_TENS
    return _plus(count * 10, tokens[2:], after)


def without_tens_word(tokens: Tokens) -> int | None:
    """ "hai lăm", "ba tư", "năm mốt": mươi is left out where the unit's own form tells; "hai ba" is two or three."""
    count = _named(tokens[0], _UNITS) if len(tokens) == 2 else None
    return _plus(count * 10, tokens[1:], _AFTER_TENS) if count and count > 1 else None


def _single(token: Token) -> Spelt | None:
    if token.is_figure:
        found = digits.candidates(token.text)
        return Spelt(found) if found else None
    number = _named(token, _ALONE)
    # Alone and without its marks a word may be another one: sau is sáu, or "later"; nam is năm, or men.
    return None if number is None else _one(number, native=token.text in _ALONE)


def _hundreds(tokens: Tokens) -> Spelt | None:
    count, rest = _count(tokens[0]), tokens[2:]
    if not count:
        return None
    base = count * 100
    if not rest:
        return _one(base, native=_unmistakable(tokens))
    if len(rest) == 1 and (short := _short_hundreds(base, rest[0])):
        return short
    more = after_gap(rest) if is_any(rest[0], _GAP) else tens_of(rest)
    more = without_tens_word(rest) if more is None else more
    return None if more is None else _one(base + more)


def _short_hundreds(base: int, last: Token) -> Spelt | None:
    if is_any(last, HALF):
        return _one(base + 50)
    digit = _named(last, _UNITS)
    if digit is None:
        return None
    # "một trăm hai" is 120 in the market and 102 in the schoolbook
    both = tuple(Candidate(Decimal(base + more), native=False) for more in (digit * 10, digit))
    return Spelt(both, doubt=Doubt.SCALE)


def _with_decimals(before: Tokens, after: Tokens) -> Spelt | None:
    """ "hai phẩy năm", "95 phẩy 5", "không phẩy không năm"."""
    none = len(before) == 1 and same_word(before[0].text, "không")
    count = _one(0) if none else read(before)
    whole = certain_whole(count) if count else None
    decimals = _decimals(after)
    if whole is None or decimals is None:
        return None
    return Spelt((Candidate(whole + Decimal(f"0.{decimals}"), native=True),))


def _decimals(tokens: Tokens) -> str | None:
    """The digits after the comma: a figure, a number of two digits, or digit by digit."""
    if len(tokens) == 1 and tokens[0].text.isdecimal():
        return tokens[0].text
    if not tokens or any(token.is_figure for token in tokens):
        return None
    tens = tens_of(tokens) or without_tens_word(tokens)
    if tens:
        return str(tens)
    said = [_named(token, _DECIMALS) for token in tokens]
    return None if None in said else "".join(map(str, said))


def _plus(base: int, tokens: Tokens, units: dict[str, int]) -> int | None:
    if not tokens:
        return base
    unit = _named(tokens[0], units)
    return None if unit is None else base + unit


def _named(token: Token, units: dict[str, int]) -> int | None:
    return next((number for word, number in units.items() if same_word(token.text, word)), None)


def _count(token: Token) -> int | None:
    return int(token.text) if token.text in tuple("123456789") else _named(token, _UNITS)


def _unmistakable(tokens: Tokens) -> bool:
    """A digit before a bare `tram` may count stations (trạm), so the figure must come with its marks."""
    return not tokens[0].is_figure or tokens[1].text in ("trăm", "chục")


def _has_marks(tokens: Tokens) -> bool:
    return tokens[1].text in _AFTER_TENS and tokens[0].text in _UNITS


def _one(number: int, native: bool = True) -> Spelt:
    doubt = Doubt.POINT_OR_COMMA if native else Doubt.WITHOUT_MARKS
    return Spelt((Candidate(Decimal(number), native),), doubt=doubt)
