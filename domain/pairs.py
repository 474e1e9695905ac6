"""A part out of a whole: "187/200", "187 trên 200", "187 hồ sơ trong tổng số 200 hồ sơ"."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from domain import number_words, phrases, singles
from domain.digits import Spelt
from domain.folding import Tokens
from domain.indicators import Kind
from domain.likelihood import HUNDRED, TOO_LARGE, Question, fits_storage, tidy
from domain.readings import Ask, Doubt, Reading, Refusal, Refused, Special, Value

_PERCENT_STEP = Decimal("0.01")
_RATIO_STEP = Decimal("0.0001")


def read(tokens: Tokens, asked: Question) -> Reading | None:
    """None when the tokens are no pair or the indicator takes none (a count's "12/15" is two figures)."""
    if asked.indicator.kind not in (Kind.PERCENT, Kind.RATIO):
        return None
    sides = [_side(part, asked) for part in phrases.split(tokens, phrases.OUT_OF)]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    return _settle(sides[0], sides[1], asked)


def _side(tokens: Tokens, asked: Question) -> Spelt | None:
    known = (singles.own_units(asked), phrases.NOUNS, phrases.CURRENCY)
    tokens = phrases.without_lead(tokens, phrases.LEAD)
    while (spelt := number_words.quantity(tokens)) is None:
        length = next((size for units in known if (size := phrases.tail_length(tokens, units))), 0)
        if not length:
            break
        tokens = tokens[:-length]
    return spelt


def _settle(part: Spelt, whole: Spelt, asked: Question) -> Reading:
    parts, wholes = ([one.number for one in side.candidates] for side in (part, whole))
    if any(number >= TOO_LARGE for number in (*parts, *wholes)):
        return Refused(Refusal.TOO_LARGE)
    if not all(fits_storage(number) for number in (*parts, *wholes)):
        return Ask(Doubt.NOT_A_NUMBER)
    if (part.scale == 1) != (whole.scale == 1):  # "1,5/2 tỷ": out of two thousand million, or both in tỷ
        shared = whole.scale if part.scale == 1 else 1 / part.scale
        return Ask(
            Doubt.SCALE, _offers([*product(parts, wholes), *product([n * shared for n in parts], wholes)], asked)
        )
    exact = _exact(part), _exact(whole)
    if exact[0] is not None and exact[1] is not None:
        return _certain(exact[0], exact[1], asked)
    doubt = whole.doubt if _exact(part) is not None else part.doubt
    return Ask(doubt, _offers(product(parts, wholes), asked))


def _exact(side: Spelt) -> Decimal | None:
    """What is counted is whole, so `1.234` is 1234 in a pair; every other doubtful spelling stays in doubt."""
    first = side.candidates[0]
    return first.number if first.native and (len(side.candidates) == 1 or first.number % 1 == 0) else None


def _certain(part: Decimal, whole: Decimal, asked: Question) -> Reading:
    if part == whole == 0:
        return Special.NOTHING_AROSE
    if whole == 0:
        return Ask(Doubt.NUMERATOR_OVER_DENOMINATOR)
    value = _value(part, whole, asked)
    return Ask(Doubt.NUMERATOR_OVER_DENOMINATOR, (value,)) if part > whole and asked.in_percent else value


def _value(part: Decimal, whole: Decimal, asked: Question) -> Value:
    times, step = (HUNDRED, _PERCENT_STEP) if asked.in_percent else (Decimal(1), _RATIO_STEP)
    return Value(tidy((part * times / whole).quantize(step, ROUND_HALF_UP)), tidy(part), tidy(whole))


def _offers(meanings: Iterable[tuple[Decimal, Decimal]], asked: Question) -> tuple[Value, ...]:
    possible = ((part, whole) for part, whole in meanings if whole > 0 and (part <= whole or not asked.in_percent))
    return tuple(dict.fromkeys(_value(part, whole, asked) for part, whole in possible))
