"""Which of the numbers a spelling may mean is the answer: one of them, or a question with the likelier first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain import number_words, phrases
from domain.digits import ONE, Candidate, Spelt
from domain.folding import tokens_of
from domain.indicators import Indicator, Kind
from domain.readings import Ask, Doubt, Reading, Refusal, Refused, Value

HUNDRED = Decimal(100)
TOO_LARGE = Decimal(10**15)
_DECIMALS = 6
_LARGE_BARE = Decimal(10**6)  # 15.000.000 where triệu đồng is asked is rather 15 triệu; so is 15.000 for nghìn


@dataclass(frozen=True, slots=True)
class Tail:
    """What was said after the number."""

    percent: bool = False
    currency: bool = False  # or the unit without its size: "lượt" where nghìn lượt are asked
    foreign: bool = False  # a noun or unit that is not the indicator's


@dataclass(frozen=True, slots=True)
class Question:
    """The indicator as the reader needs it: its unit taken apart, and what size of answer is expected."""

    indicator: Indicator
    unit: tuple[str, ...]
    scale: Decimal  # 10^6 for "triệu đồng"
    expected: Decimal | None

    @property
    def in_percent(self) -> bool:
        return self.indicator.kind is Kind.PERCENT or "%" in self.unit

    @property
    def in_money(self) -> bool:
        return phrases.is_one_of(tokens_of(" ".join(self.unit[-1:])), phrases.CURRENCY) or (
            self.indicator.kind is Kind.AMOUNT and not self.unit
        )

    @property
    def is_whole(self) -> bool:
        """No half dossiers and no half đồng; but 2,5 km, and 2,5 where thousands are asked."""
        money = self.indicator.kind is Kind.AMOUNT and self.in_money and bool(self.unit)
        measured = " ".join(self.unit) in {" ".join(words) for words in phrases.MEASURED}
        return money or (self.indicator.kind is Kind.COUNT and not measured)


def question(indicator: Indicator, last: Value | None) -> Question:
    """The size expected is that of the last value, else of the target."""
    words = tuple(token.text for token in tokens_of(indicator.unit_of_measure.lower()))
    scale = ONE
    while words and (named := number_words.scale_named(words[0])):
        scale, words = scale * named, words[1:]
    if scale > 1 and not words and indicator.kind is Kind.AMOUNT:
        words = ("đồng",)
    sizes = (last.number if last else None, indicator.target)
    return Question(indicator, words, scale, next((size for size in sizes if size and size > 0), None))


def settle(spelt: Spelt, tail: Tail, asked: Question) -> Reading:
    """Exactly one possible number, spelt without doubt, is the answer; everything else is asked."""
    if any(one.number >= TOO_LARGE for one in spelt.candidates):
        return Refused(Refusal.TOO_LARGE)
    resized = tuple(
        Candidate(n, one.native) for one in spelt.candidates for n in _in_unit(one.number, spelt, tail, asked)
    )
    usable = tuple(one for one in resized if fits_storage(one.number))
    possible = tuple(one for one in usable if _is_possible(one.number, spelt, tail, asked))
    if not possible:
        return _impossible(usable, asked)
    doubt = _doubt(spelt, possible, tail, asked)
    if doubt is None and len(resized) > len(spelt.candidates):
        doubt = Doubt.SCALE
    if doubt is None:
        return Value(tidy(possible[0].number))
    numbers = [one.number for one in possible]
    if doubt is Doubt.FRACTION_OR_PERCENT:
        numbers = _as_fraction_too(numbers, asked)
    return Ask(doubt, ordered(numbers, asked))


def ordered(numbers: Iterable[Decimal], asked: Question) -> tuple[Value, ...]:
    """Without repeats, nearest to the expected size first; in the order given when nothing is expected."""
    distinct = tuple(dict.fromkeys(tidy(number) for number in numbers))
    if asked.expected is None:
        return tuple(Value(number) for number in distinct)
    size = asked.expected
    return tuple(Value(number) for number in sorted(distinct, key=lambda number: _times_off(number, size)))


def tidy(number: Decimal) -> Decimal:
    """Without the zeros that follow the last decimal, and never as 1E+2."""
    return number.quantize(Decimal(1)) if number % 1 == 0 else number.normalize()


def fits_storage(number: Decimal) -> bool:
    """At most six decimals; a longer one is rather a slip than a figure."""
    return number == number.quantize(Decimal(1).scaleb(-_DECIMALS))


def _times_off(number: Decimal, size: Decimal) -> Decimal:
    return max(number / size, size / number) if number > 0 else Decimal("Infinity")


def _in_unit(number: Decimal, spelt: Spelt, tail: Tail, asked: Question) -> tuple[Decimal, ...]:
    """Where a unit has a size (triệu đồng) a bare number is in it; one with a multiplier or currency is resized."""
    if asked.scale == 1:
        return (number,)
    resized = number / asked.scale
    if spelt.scale == 1 and not tail.currency:
        near = asked.expected is not None and _times_off(number, asked.expected) < _times_off(resized, asked.expected)
        return (number,) if number < min(asked.scale, _LARGE_BARE) or near else (resized, number)
    clear = spelt.scale >= asked.scale or (tail.currency and spelt.scale > 1)
    if resized >= 1 or number == 0 or clear:
        return (resized,)
    return (resized, number)


def _is_possible(number: Decimal, spelt: Spelt, tail: Tail, asked: Question) -> bool:
    if asked.indicator.kind is Kind.PERCENT:
        return number <= HUNDRED
    if not asked.is_whole and not tail.currency:
        return True
    # `1.000` dossiers are a thousand: nobody writes one dossier with three zeros after the comma.
    idle_zeros = len(spelt.candidates) > 1 and spelt.scale == asked.scale == 1 and number.as_tuple().exponent == -3
    return (number * asked.scale) % 1 == 0 and not idle_zeros


def _impossible(usable: tuple[Candidate, ...], asked: Question) -> Ask:
    if not usable:
        return Ask(Doubt.NOT_A_NUMBER)
    if asked.indicator.kind is Kind.PERCENT:
        return Ask(Doubt.OVER_HUNDRED, ordered([one.number for one in usable], asked))
    return Ask(Doubt.NOT_WHOLE)


def _doubt(spelt: Spelt, possible: tuple[Candidate, ...], tail: Tail, asked: Question) -> Doubt | None:
    """The first thing that keeps the number from being taken as it stands, most telling first."""
    if tail.foreign:
        return Doubt.UNIT_DIFFERS
    if tail.percent and not asked.in_percent:
        return Doubt.FRACTION_OR_PERCENT if asked.indicator.kind is Kind.RATIO else Doubt.UNIT_DIFFERS
    if _may_be_fraction(possible, tail, asked):
        return Doubt.FRACTION_OR_PERCENT
    if len(possible) > 1 == len(spelt.candidates):
        return Doubt.SCALE
    if len(possible) > 1 or not possible[0].native or _alternative_is_likelier(spelt, possible[0].number, tail, asked):
        return spelt.doubt
    return None


def _may_be_fraction(possible: tuple[Candidate, ...], tail: Tail, asked: Question) -> bool:
    """`0,95` where 95 is meant; `0,95%` is what it says."""
    bare = asked.indicator.kind is Kind.PERCENT and not tail.percent
    return bare and any(0 < one.number < 1 for one in possible)


def _as_fraction_too(numbers: list[Decimal], asked: Question) -> list[Decimal]:
    if asked.indicator.kind is Kind.PERCENT:
        return [*numbers, *(number * HUNDRED for number in numbers if number < 1)]
    return [*(number / HUNDRED for number in numbers), *numbers]


def _alternative_is_likelier(spelt: Spelt, number: Decimal, tail: Tail, asked: Question) -> bool:
    """`12.500` is 12 500 dossiers, unless about 12 are expected; for money without its currency it is asked."""
    others = [one.number for one in spelt.candidates if not one.native]
    if not others or asked.indicator.kind is Kind.PERCENT:
        return False
    if asked.indicator.kind is Kind.AMOUNT and not tail.currency:
        return True
    expected = asked.expected
    return expected is not None and any(_times_off(one, expected) < _times_off(number, expected) for one in others)
