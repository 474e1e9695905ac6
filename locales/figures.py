"""How figures, targets and periods are written."""

from decimal import Decimal

from domain.indicators import NOT_MEASURED, Comparator, Indicator, Kind
from domain.regimes import Frequency
from domain.values import Special, Value
from locales import Speaker


def value(say: Speaker, indicator: Indicator, held: Value) -> str:
    """A value with its unit: "93,5% (187/200)", "12 sáng kiến", "đã xong"."""
    if indicator.kind in (Kind.YES_NO, Kind.MILESTONE):
        return say(f"value.{indicator.kind}.{'yes' if held.number else 'no'}")
    written = with_unit(say, held.number, indicator.unit_of_measure)
    if held.numerator is None or held.denominator is None:
        return written
    return f"{written} ({say.number(held.numerator)}/{say.number(held.denominator)})"


def with_unit(say: Speaker, number: Decimal, unit_of_measure: str) -> str:
    """A number and what it counts; the per cent sign stands close."""
    written = say.number(number)
    if unit_of_measure == "%":
        return f"{written}%"
    return f"{written} {unit_of_measure}".rstrip()


def special(say: Speaker, held: Special) -> str:
    """One of the three answers that are no number."""
    return say(f"value.{held}")


def target(say: Speaker, indicator: Indicator) -> str:
    """What is to be reached: "≥ 95%", "chờ giao chỉ tiêu", or "" where the plan names no number."""
    if indicator.comparator is Comparator.PENDING:
        return say("target.pending")
    if indicator.kind in NOT_MEASURED or indicator.target is None:
        return ""
    sign = {Comparator.AT_LEAST: "≥ ", Comparator.AT_MOST: "≤ ", Comparator.EQUAL: ""}
    written = sign.get(indicator.comparator, f"{indicator.comparator} ")
    return written + with_unit(say, indicator.target, indicator.unit_of_measure)


def period(say: Speaker, key: str, frequency: str) -> str:
    """A period's name from its key: "Tháng 11/2026", "Quý IV/2026"."""
    year, _, rest = key.partition("-")
    if frequency == Frequency.MONTH:
        return say("period.month", number=rest, year=year)
    if frequency == Frequency.QUARTER:
        return say("period.quarter", number=("I", "II", "III", "IV")[int(rest[1]) - 1], year=year)
    if frequency == Frequency.HALF_YEAR:
        return say(f"period.half_year.{rest[1]}", year=year)
    if frequency == Frequency.WEEK:
        return say("period.week", number=int(rest[1:]), year=year)
    return say(f"period.{frequency}", year=year)
