"""Reporting periods on the calendar: pure rules, with the article they come from."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.regimes import (
    MONTHS,
    CutOffBeforeDue,
    CutOffOn,
    Due,
    DueAfterCutOff,
    DueBefore,
    DueOn,
    Frequency,
    Regime,
    Shift,
)
from domain.workdays import ONE_DAY, WorkingDays

_KEYS = {
    Frequency.WEEK: "{year}-W{number:02}",
    Frequency.MONTH: "{year}-{number:02}",
    Frequency.QUARTER: "{year}-Q{number}",
    Frequency.HALF_YEAR: "{year}-H{number}",
    Frequency.NINE_MONTHS: "{year}-9M",
    Frequency.YEAR: "{year}",
}
_MARKS = {
    "": Frequency.YEAR,
    "W": Frequency.WEEK,
    "Q": Frequency.QUARTER,
    "H": Frequency.HALF_YEAR,
    "9": Frequency.NINE_MONTHS,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days reported on. `cut_off` is its last day (chốt số liệu), inclusive."""

    key: str
    frequency: Frequency
    year: int
    number: int
    first_day: date
    cut_off: date


def how_many(frequency: Frequency, year: int) -> int:
    """How many periods of a frequency a year has; nine months are reported once, years of 53 weeks exist."""
    if frequency is Frequency.WEEK:
        return date(year, 12, 28).isocalendar().week  # always in the year's last week
    return 12 // MONTHS[frequency]


def period(regime: Regime, frequency: Frequency, year: int, number: int, days: WorkingDays) -> Period:
    """The n-th period of a year, counted from 1. Raises ValueError for a number the year has not."""
    if not 1 <= number <= how_many(frequency, year):
        raise ValueError(f"{year} has no {frequency} number {number}")
    cut_off = _cut_off(regime, frequency, year, number, days)
    if frequency is Frequency.WEEK:
        first_day = cut_off - timedelta(days=6)
    else:
        first_day = _month_cut_off(regime, year, MONTHS[frequency] * (number - 1), days) + ONE_DAY
    key = _KEYS[frequency].format(year=year, number=number)
    return Period(key, frequency, year, number, first_day, cut_off)


def shorter(regime: Regime, than: Frequency) -> tuple[Frequency, ...]:
    """The regime's frequencies that fill a longer one: what is asked at them need not be asked again."""
    longest = MONTHS.get(than, 0)
    return tuple(one for one in regime.frequencies if MONTHS.get(one, longest) < longest)


def frequency_of(key: str) -> Frequency:
    """How long the period with this key is: "2026-Q3" is a quarter."""
    rest = key.partition("-")[2]
    return Frequency.MONTH if rest.isdigit() else _MARKS[rest[:1]]


def periods_of(regime: Regime, year: int, days: WorkingDays) -> list[Period]:
    """Every period of the regime in a year, by cut-off."""
    every = [
        period(regime, frequency, year, number, days)
        for frequency in regime.frequencies
        for number in range(1, how_many(frequency, year) + 1)
    ]
    return sorted(every, key=lambda p: p.cut_off)


def due_day(due: Due, of: Period, days: WorkingDays) -> date:
    """The day a period's reports must be in, always after its cut-off.

    A date that moves earlier over a long holiday could meet the cut-off: then it is the first working day after it.
    """
    day = rule_day(due, of, days)
    return day if day > of.cut_off else days.shift(of.cut_off, 1)


def rule_day(due: Due, of: Period, days: WorkingDays) -> date:
    """The day that the rule alone gives, be it before the cut-off.

    After a cut-off: at least one working day (Nghị định 09/2019/NĐ-CP, Điều 8). A date that is a day off moves
    as the rule's shift says.
    """
    match due:
        case DueAfterCutOff():
            return days.shift(of.cut_off, due.working_days)
        case DueBefore():
            return _before(due, of.year, _last_month(of.frequency, of.number), days)
        case DueOn():
            month, day = due.dates[of.frequency][of.number - 1]
            this_year = date(of.year, month, day)
            return _shifted(this_year if this_year > of.cut_off else date(of.year + 1, month, day), due.shift, days)


def _cut_off(regime: Regime, frequency: Frequency, year: int, number: int, days: WorkingDays) -> date:
    if frequency is not Frequency.WEEK:
        return _month_cut_off(regime, year, _last_month(frequency, number), days)
    if not isinstance(regime.cut_off, CutOffOn):
        raise ValueError("weeks are cut off on a weekday")
    return date.fromisocalendar(year, number, regime.cut_off.weekday)


def _month_cut_off(regime: Regime, year: int, month: int, days: WorkingDays) -> date:
    """The cut-off of periods that end with a month; month 0 is December of the year before."""
    rule = regime.cut_off
    if isinstance(rule, CutOffBeforeDue):
        if not isinstance(regime.due, DueBefore):
            raise ValueError("only a deadline that is a date has days before it")
        return days.shift(_before(regime.due, year, month, days), -rule.working_days)
    if rule.day is None:
        return _first_of(year, month + 1) - ONE_DAY
    return _first_of(year, month).replace(day=rule.day)


def _before(due: DueBefore, year: int, month: int, days: WorkingDays) -> date:
    day = _first_of(year, month + due.months_later).replace(day=due.day)
    return _shifted(day if due.inclusive else day - ONE_DAY, due.shift, days)


def _shifted(day: date, shift: Shift, days: WorkingDays) -> date:
    if shift is Shift.NONE or days.is_working(day):
        return day
    return days.shift(day, 1 if shift is Shift.LATER else -1)


def _last_month(frequency: Frequency, number: int) -> int:
    return MONTHS[frequency] * number


def _first_of(year: int, month: int) -> date:
    """The first day of a month; months below 1 and above 12 lie in the years around."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
