"""Reads an answer as officers write it: exactly, or it asks; it never guesses."""

from collections.abc import Iterable
from decimal import Decimal

from domain import confidential, likelihood, pairs, phrases, singles, told_twice
from domain.folding import Token, Tokens, is_legible, plain, tokens_of, trimmed
from domain.indicators import TOLD, Indicator, Kind
from domain.likelihood import Question
from domain.readings import Ask, Doubt, Reading, Refusal, Refused, Special, Value

__all__ = ["Ask", "Doubt", "Reading", "Refusal", "Refused", "Special", "Value", "plain", "read_value"]

_LONGEST = 200  # signs; no figure with its words is longer
_LONGEST_CHECKED = 20_000  # signs searched for secrets; several times a messenger's longest message
_MOST_DIGITS = 21  # fifteen before the comma and six after it
_ZERO, _ONE = Value(Decimal(0)), Value(Decimal(1))


def read_value(text: str, indicator: Indicator, last: Value | None = None) -> Reading:
    """What the answer says in the indicator's unit of measure; never raises, whatever the text.

    A task's progress is words: it is asked back as no number, unless it must be refused.
    """
    seen = trimmed(text[:_LONGEST_CHECKED])
    refusal = _confidential(seen, indicator.kind)
    if refusal:
        return Refused(refusal)
    if indicator.kind in TOLD or len(seen) > _LONGEST:
        return Ask(Doubt.NOT_A_NUMBER)
    if confidential.is_foreign_notation(seen):
        return Refused(Refusal.NOT_A_FIGURE_NOTATION)
    found = _read_lines(seen, likelihood.question(indicator, last))
    if confidential.may_be_phone(seen) or confidential.may_be_identity(seen):
        return _only_as_amount(found)
    return found


def _confidential(seen: str, kind: Kind) -> Refusal | None:
    if confidential.is_secret(seen):
        return Refusal.SECRET
    money = kind is Kind.AMOUNT
    if confidential.has_phone(seen) or (not money and confidential.may_be_phone(seen)):
        return Refusal.PERSONAL_DATA_PHONE
    if confidential.has_identity(seen) or (not money and confidential.may_be_identity(seen)):
        return Refusal.PERSONAL_DATA_IDENTITY
    return None


def _only_as_amount(found: Reading) -> Reading:
    """Digits that may be somebody's number are offered as an amount when they stand alone, else refused."""
    if isinstance(found, Value):
        return Ask(Doubt.IDENTITY_OR_AMOUNT, (found,))
    if isinstance(found, Ask) and found.readings and found.doubt is not Doubt.SEVERAL:
        return found
    return Refused(Refusal.PERSONAL_DATA_IDENTITY)


def _read_lines(seen: str, asked: Question) -> Reading:
    lines = [line for line in seen.splitlines() if line.strip()]
    if not lines or not all(is_legible(line) for line in lines):
        return Ask(Doubt.NOT_A_NUMBER)
    found = [_read(tokens_of(line), asked) for line in lines]
    return found[0] if len(found) == 1 else Ask(Doubt.SEVERAL, _readings(found))


def _read(tokens: Tokens, asked: Question) -> Reading:
    said = phrases.without_politeness(tokens)
    if len(said) > 1 and said[-1].text == ",":
        return _before_comma(_read(said[:-1], asked), said[-2])
    if asked.indicator.kind in (Kind.YES_NO, Kind.MILESTONE):
        return _special(said) or _yes_or_no(said)
    return _special(said) or _instead_of_figure(said) or _figure(said, asked)


def _before_comma(found: Reading, last: Token) -> Reading:
    """A comma after words only ends them; "93," may be the beginning of 93,5."""
    if last.is_figure and isinstance(found, Value):
        return Ask(Doubt.POINT_OR_COMMA, (found,))
    return found


def _special(said: Tokens) -> Special | None:
    said = said[: len(said) - phrases.tail_length(said, phrases.THIS_PERIOD)]
    if phrases.is_one_of(said, phrases.NOTHING_AROSE):
        return Special.NOTHING_AROSE
    if phrases.is_one_of(said, phrases.NOT_APPLICABLE):
        return Special.NOT_APPLICABLE
    return Special.NO_FIGURE_YET if phrases.is_one_of(said, phrases.NO_FIGURE_YET) else None


def _yes_or_no(said: Tokens) -> Reading:
    if phrases.is_one_of(said, phrases.UNSURE_NO):
        return Ask(Doubt.NOTHING_OR_ZERO, (_ZERO, Special.NO_FIGURE_YET))
    if phrases.is_one_of(said, phrases.SHORT_NO):
        return Ask(Doubt.WITHOUT_MARKS, (_ZERO,))
    if phrases.is_one_of(said, phrases.YES):
        return _ONE
    return _ZERO if phrases.is_one_of(said, phrases.NO) else Ask(Doubt.NOT_A_NUMBER)


def _instead_of_figure(said: Tokens) -> Reading | None:
    """ "chưa" and "không" to a question that wants a number."""
    if phrases.is_one_of(said, phrases.NOT_YET):
        return Special.NO_FIGURE_YET
    return singles.NOTHING_OR_ZERO if phrases.is_one_of(said, phrases.NONE) else None


def _figure(said: Tokens, asked: Question) -> Reading:
    core = phrases.without_hedges(said)
    if any(token.is_figure and sum(map(str.isdecimal, token.text)) > _MOST_DIGITS for token in core):
        return Refused(Refusal.TOO_LARGE)
    if _is_negative(core):
        return Refused(Refusal.NEGATIVE)
    found: Reading = (
        pairs.read(core, asked)
        or singles.read(core, asked)
        or told_twice.read(core, asked)
        or _between(core, asked)
        or _several(core, asked)
    )
    hedged = len(core) < len(phrases.without_lead(said, phrases.LEAD))
    readings = _readings([found])
    return Ask(Doubt.HEDGE, readings) if hedged and readings else found


def _is_negative(core: Tokens) -> bool:
    """A minus or its word before the figure, or a bookkeeper's brackets around it."""
    sign = phrases.head_length(core, phrases.MINUS)
    if sign and len(core) > sign and core[sign].is_figure:
        return True
    return len(core) == 3 and (core[0].text, core[2].text) == ("(", ")") and core[1].is_figure


def _between(core: Tokens, asked: Question) -> Ask | None:
    """ "95-97", "từ 95 đến 97": both ends are offered."""
    ends = phrases.split(phrases.without_lead(core, phrases.FROM), phrases.UP_TO)
    found = [singles.read(end, asked) for end in ends]
    return Ask(Doubt.RANGE, _readings(found)) if len(found) == 2 and all(found) else None


def _several(core: Tokens, asked: Question) -> Ask:
    """ "15 người, 3 hộ": each figure is offered when each part is one."""
    if sum(token.is_figure for token in core) < 2:
        return Ask(Doubt.NOT_A_NUMBER)
    found = [singles.read(part, asked) for part in phrases.split(core, phrases.AND)]
    return Ask(Doubt.SEVERAL, _readings(found) if all(found) else ())


def _readings(found: Iterable[Reading | None]) -> tuple[Value | Special, ...]:
    """What the readings offer, each once, in order."""
    offered: list[Value | Special] = []
    for one in found:
        if isinstance(one, Ask):
            offered.extend(one.readings)
        elif isinstance(one, Value | Special):
            offered.append(one)
    return tuple(dict.fromkeys(offered))
