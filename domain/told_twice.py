"""A figure said in two ways at once: "93,5% (187/200)", "187/200 = 93,5%", "15 (mười lăm)"; both must agree."""

from decimal import Decimal

from domain import pairs, phrases, singles
from domain.folding import Tokens
from domain.likelihood import HUNDRED, Question
from domain.readings import Ask, Doubt, Reading, Special, Value

# The second way settles these doubts of the first: "1.234 (một nghìn hai trăm ba mươi tư)".
_SETTLED = (Doubt.POINT_OR_COMMA, Doubt.FRACTION_OR_PERCENT, Doubt.SCALE, Doubt.WITHOUT_MARKS)


def read(tokens: Tokens, asked: Question) -> Reading | None:
    """The figure when both ways say the same, a question when they do not, None when it is not said twice."""
    bracketed = _bracketed(tokens)
    ways = bracketed or phrases.split(tokens, phrases.SAID_TWICE)
    if len(ways) != 2:
        return None
    first, second = (phrases.without_lead(way, phrases.LEAD_IN_WORDS) for way in ways)
    for pair, single in ((first, second), (second, first)):
        whole = pairs.read(pair, asked)
        share = singles.read(single, asked)
        if whole is not None and share is not None:
            return _same_share(whole, share, single, asked)
    one, other = singles.read(first, asked), singles.read(second, asked)
    if one is None or other is None:
        return None
    same = _same_number(one, other) or _same_number(other, one)
    if same is not None and (bracketed or len(phrases.split(tokens, phrases.SAME_AS)) == 2):
        return same
    return _apart(one, other) if bracketed else None


def _bracketed(tokens: Tokens) -> list[Tokens] | None:
    opens = [at for at, token in enumerate(tokens) if token.text == "("]
    if len(opens) != 1 or opens[0] == 0 or tokens[-1].text != ")":
        return None
    return [tokens[: opens[0]], tokens[opens[0] + 1 : -1]]


def _same_share(whole: Reading, share: Reading, said: Tokens, asked: Question) -> Reading:
    """The pair counts; what was said beside it is held against it as closely as it was written."""
    if isinstance(whole, Ask):
        return whole
    if isinstance(whole, Value) and any(_rounds_to(whole, one, said, asked) for one in _settleable(share)):
        return whole
    return _apart(whole, share)


def _rounds_to(whole: Value, share: Value, said: Tokens, asked: Question) -> bool:
    if whole.numerator is None or not whole.denominator:
        return False
    exact = whole.numerator * (HUNDRED if asked.in_percent else 1) / whole.denominator
    return abs(exact - share.number) <= Decimal(5).scaleb(-1 - _places(share.number, said))


def _places(number: Decimal, said: Tokens) -> int:
    """Decimals as written: `93,50` says more than 93,5 does."""
    written = next((token.text.replace(",", ".") for token in said if token.is_figure), "")
    places = len(written.partition(".")[2])
    exponent = number.as_tuple().exponent
    shown = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return places if written.count(".") == 1 and Decimal(written) == number else shown


def _same_number(certain: Reading, other: Reading) -> Value | None:
    return certain if isinstance(certain, Value) and certain in _settleable(other) else None


def _settleable(reading: Reading) -> tuple[Value, ...]:
    if isinstance(reading, Ask) and reading.doubt in _SETTLED:
        return tuple(one for one in reading.readings if isinstance(one, Value))
    return (reading,) if isinstance(reading, Value) else ()


def _apart(one: Reading, other: Reading) -> Ask:
    offered: list[Value | Special] = []
    for reading in (one, other):
        if isinstance(reading, Ask):
            offered.extend(reading.readings)
        elif isinstance(reading, Value | Special):
            offered.append(reading)
    return Ask(Doubt.TOLD_TWICE, tuple(dict.fromkeys(offered)))
