"""What a figure written in digits can mean, in Vietnamese and in English spelling."""

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.readings import Doubt

ONE = Decimal(1)

_VIETNAMESE = re.compile(r"(?:[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)|[0-9]+)(?:,[0-9]+)?")
_ENGLISH = re.compile(
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})*\.[0-9]+|[0-9]+\.[0-9]+"
)
_LOST_COMMA = re.compile(r"[1-9][0-9]*\.[0-9]+")  # a point typed by mistake: 3.5 for 35


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number a spelling may mean; `native` when it is exactly what Vietnamese spelling says."""

    number: Decimal
    native: bool


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a spelling may mean. `scale` is its largest multiplier, 1 when it has none."""

    candidates: tuple[Candidate, ...]
    scale: Decimal = ONE
    doubt: Doubt = Doubt.POINT_OR_COMMA


def candidates(figure: str) -> tuple[Candidate, ...]:
    """All meanings of a figure such as `1.234` or `12,5`, Vietnamese first; none when it is malformed."""
    found: list[Candidate] = []
    if _VIETNAMESE.fullmatch(figure):
        digits = figure.replace(".", "").replace(" ", "").replace(",", ".")
        found.append(Candidate(Decimal(digits), native=True))
    if _ENGLISH.fullmatch(figure):
        found.append(Candidate(Decimal(figure.replace(",", "").replace(" ", "")), native=False))
    if not _VIETNAMESE.fullmatch(figure) and _LOST_COMMA.fullmatch(figure):
        found.append(Candidate(Decimal(figure.replace(".", "")), native=False))
    return tuple(found)
