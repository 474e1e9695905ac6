"""The questions of the table, and short names for what may come of an answer."""

from decimal import Decimal

from domain.indicators import Comparator, Indicator, Kind
from domain.values import Ask, Doubt, Reading, Refusal, Refused, Special, Value

PERCENT = Indicator(Kind.PERCENT, "%")
PERCENT_95 = Indicator(Kind.PERCENT, "%", Comparator.AT_LEAST, Decimal(95))
COUNT = Indicator(Kind.COUNT, "hồ sơ")
BARE_COUNT = Indicator(Kind.COUNT)
COUNT_15 = Indicator(Kind.COUNT, "lớp", Comparator.AT_LEAST, Decimal(15))
THOUSANDS = Indicator(Kind.COUNT, "nghìn lượt")
STATIONS = Indicator(Kind.COUNT, "trạm")
MODELS = Indicator(Kind.COUNT, "sáng kiến/mô hình")
PEOPLE = Indicator(Kind.COUNT, "lượt người")
ROAD = Indicator(Kind.COUNT, "km")
DONG = Indicator(Kind.AMOUNT, "đồng")
MILLIONS = Indicator(Kind.AMOUNT, "triệu đồng")
BILLIONS = Indicator(Kind.AMOUNT, "tỷ đồng")
RATIO = Indicator(Kind.RATIO)
YES_NO = Indicator(Kind.YES_NO)
MILESTONE = Indicator(Kind.MILESTONE)
PROGRESS = Indicator(Kind.PROGRESS)

ZERO, ONE = Value(Decimal(0)), Value(Decimal(1))
NOTHING, NOT_YET, NOT_APPLICABLE = Special.NOTHING_AROSE, Special.NO_FIGURE_YET, Special.NOT_APPLICABLE


def is_(number: str, numerator: str | None = None, denominator: str | None = None) -> Value:
    pair = [None if one is None else Decimal(one) for one in (numerator, denominator)]
    return Value(Decimal(number), *pair)


def ask(doubt: Doubt, *numbers: str) -> Ask:
    return Ask(doubt, tuple(is_(number) for number in numbers))


POINT = Doubt.POINT_OR_COMMA
NO_NUMBER = ask(Doubt.NOT_A_NUMBER)
NOTATION = Refused(Refusal.NOT_A_FIGURE_NOTATION)
NEGATIVE = Refused(Refusal.NEGATIVE)
PHONE = Refused(Refusal.PERSONAL_DATA_PHONE)
IDENTITY = Refused(Refusal.PERSONAL_DATA_IDENTITY)
SECRET = Refused(Refusal.SECRET)
TOO_LARGE = Refused(Refusal.TOO_LARGE)
NOTHING_OR_ZERO = Ask(Doubt.NOTHING_OR_ZERO, (NOTHING, ZERO))

Case = tuple[str, Indicator, Reading]  # what is typed, what is asked, what it is taken for
