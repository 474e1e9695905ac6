"""What is measured and against what: indicators, their kinds, targets and natures."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How an indicator is answered."""

    PERCENT = "percent"
    COUNT = "count"
    RATIO = "ratio"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    MILESTONE = "milestone"
    PROGRESS = "progress"  # a task's progress in words; tasks have no figure
    WORDS = "words"  # a free question answered in words
    DOCUMENT = "document"  # something is sent: its document's number


# What nothing can be measured by.
NOT_MEASURED = frozenset({Kind.YES_NO, Kind.MILESTONE, Kind.PROGRESS, Kind.WORDS, Kind.DOCUMENT})
# Of these a plan has none: what is told, or asked in a round.
TOLD = frozenset({Kind.PROGRESS, Kind.WORDS, Kind.DOCUMENT})


class Comparator(StrEnum):
    """How a figure is held against its target. `pending`: the target is set later ("chờ giao chỉ tiêu")."""

    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    NONE = "none"
    PENDING = "pending"


class Nature(StrEnum):
    """What stretch of time a figure speaks of."""

    IN_PERIOD = "in_period"
    CUMULATIVE = "cumulative"
    AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the reader of an answer must know of the question. `unit_of_measure` is "%" or a Vietnamese noun."""

    kind: Kind
    unit_of_measure: str = ""
    comparator: Comparator = Comparator.NONE
    target: Decimal | None = None
    nature: Nature = Nature.IN_PERIOD
