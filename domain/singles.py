"""One number with what is said after it: "15 hồ sơ", "95,5 %", "1,2 tỷ đồng"."""

from dataclasses import replace
from decimal import Decimal

from domain import likelihood, number_words, phrases
from domain.folding import Tokens, same_word
from domain.likelihood import Question, Tail
from domain.readings import Ask, Doubt, Reading, Special, Value

NOTHING_OR_ZERO = Ask(Doubt.NOTHING_OR_ZERO, (Special.NOTHING_AROSE, Value(Decimal(0))))


def read(tokens: Tokens, asked: Question) -> Reading | None:
    """Every way to part number and tail is tried: "hai tram" may be 200, or two stations where trạm are asked."""
    found = _with_short_unit(tokens, asked)
    tail = Tail()
    while tokens:
        spelt = number_words.quantity(tokens)
        if spelt:
            found.append(likelihood.settle(spelt, tail, asked))
        length, longer = _longer_tail(tokens, tail, asked)
        if not length:
            break
        tokens, tail = tokens[:-length], longer
        if phrases.is_one_of(tokens, phrases.NONE):
            found.append(NOTHING_OR_ZERO)
    if len(found) < 2:
        return found[0] if found else None
    offered = tuple(dict.fromkeys(value for one in found for value in _offered(one)))
    return Ask(Doubt.SCALE, _likelier_first(offered, asked))


def _offered(one: Reading) -> tuple[Value | Special, ...]:
    if isinstance(one, Ask):
        return one.readings
    return (one,) if isinstance(one, Value | Special) else ()


def _with_short_unit(tokens: Tokens, asked: Question) -> list[Reading]:
    """ "15k" of a road is as well 15 km as 15.000."""
    if asked.unit not in (("km",), ("kg",)) or not tokens or tokens[-1].text != "k":
        return []
    spelt = number_words.quantity(tokens[:-1])
    return [likelihood.settle(spelt, Tail(), asked)] if spelt else []


def _likelier_first(offered: tuple[Value | Special, ...], asked: Question) -> tuple[Value | Special, ...]:
    numbers = [one.number for one in offered if isinstance(one, Value)]
    return likelihood.ordered(numbers, asked) if len(numbers) == len(offered) else offered


def _longer_tail(tokens: Tokens, tail: Tail, asked: Question) -> tuple[int, Tail]:
    """The next phrase of the tail from the end, and what is known with it; 0 when there is none."""
    if not tail.percent and (length := phrases.tail_length(tokens, phrases.PERCENT)):
        # "95% hồ sơ" is a percentage of dossiers, not a number of them
        return length, replace(tail, percent=True, foreign=tail.foreign and not asked.in_percent)
    if length := phrases.tail_length(tokens, own_units(asked)):
        return length, replace(tail, currency=tail.currency or asked.in_money or asked.scale > 1)
    if not tail.currency and (length := phrases.tail_length(tokens, phrases.CURRENCY)):
        return length, replace(tail, currency=True, foreign=tail.foreign or not asked.in_money)
    length = phrases.tail_length(tokens, phrases.NOUNS)
    return length, replace(tail, foreign=tail.foreign or _is_foreign(tokens[len(tokens) - length :], asked))


def own_units(asked: Question) -> phrases.Phrases:
    """The indicator's unit of measure; "sáng kiến/mô hình" is either and both."""
    unit = " ".join(asked.unit)
    return phrases.phrases(*(part.strip() for part in {unit, *unit.split("/")} if part.strip() not in ("", "%")))


def _is_foreign(noun: Tokens, asked: Question) -> bool:
    """Another noun than the unit's; "lượt" for "lượt người" is not, and without a unit none is."""
    if asked.in_percent or asked.in_money:
        return True
    return bool(asked.unit) and not any(same_word(token.text, word) for token in noun for word in asked.unit)
