"""What can come of reading an answer: a value, a special answer, a question back, or a refusal."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Special(StrEnum):
    """The three answers that are no figure; none of them is zero."""

    NOTHING_AROSE = "nothing_arose"  # không phát sinh: counts as reported
    NO_FIGURE_YET = "no_figure_yet"  # chưa có số liệu: counts as insufficient data
    NOT_APPLICABLE = "not_applicable"  # không áp dụng: needs the aggregator's yes


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in the indicator's own unit of measure.

    Percent: `number` is the percentage, 0 to 100; from a pair it has at most two decimals, halves up, and the
    pair is kept. Ratio from a pair: at most four decimals. Yes/no and milestone: 1 or 0.
    """

    number: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


class Doubt(StrEnum):
    """Why an answer is asked back."""

    POINT_OR_COMMA = "point_or_comma"  # 3.5: 3,5 or 35
    FRACTION_OR_PERCENT = "fraction_or_percent"  # 0,95 for a percent: 0,95 % or 95 %
    OVER_HUNDRED = "over_hundred"
    NUMERATOR_OVER_DENOMINATOR = "numerator_over_denominator"
    HEDGE = "hedge"  # khoảng 15
    RANGE = "range"  # 95-97
    SEVERAL = "several"  # 15 người, 3 hộ
    NOTHING_OR_ZERO = "nothing_or_zero"  # "không" to a question that wants a number
    NOT_WHOLE = "not_whole"  # 12,5 hồ sơ
    TOLD_TWICE = "told_twice"  # 94% (187/200): the two do not agree
    SCALE = "scale"  # 2 tỷ 300; 15.000.000 where triệu đồng is asked
    UNIT_DIFFERS = "unit_differs"  # 15 km where hồ sơ is asked
    WITHOUT_MARKS = "without_marks"  # sau: sáu or "later"
    IDENTITY_OR_AMOUNT = "identity_or_amount"  # 123456789 where đồng is asked
    NOT_A_NUMBER = "not_a_number"  # nothing readable


@dataclass(frozen=True, slots=True)
class Ask:
    """Read in doubt. `readings` are what it may mean, likelier first; empty when there is nothing to offer."""

    doubt: Doubt
    readings: tuple[Value | Special, ...] = ()


class Refusal(StrEnum):
    """Why an answer is not taken at all."""

    NOT_A_FIGURE_NOTATION = "not_a_figure_notation"  # NaN, 1e3, 1_000, digits of another script
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"  # a thousand million million or more
    PERSONAL_DATA_PHONE = "personal_data_phone"
    PERSONAL_DATA_IDENTITY = "personal_data_identity"
    SECRET = "secret"  # noqa: S105 - the name of a reason, no password


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken; the text must not be stored when the reason is personal data or secrecy."""

    reason: Refusal


Reading = Value | Special | Ask | Refused
