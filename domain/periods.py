"""Reporting periods and their moments: pure rules, with the article they come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain, count
from zoneinfo import ZoneInfo

from domain.workdays import WorkingDays


class Rule(StrEnum):
    """How periods lie on the calendar.

    `nd09`: Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th of the month before to the 14th of the last
    month. `calendar`: whole calendar months.
    """

    ND09 = "nd09"
    CALENDAR = "calendar"


class Frequency(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


# For each frequency: how many months, how many periods a year, how the key is written.
_SHAPES: dict[Frequency, tuple[int, int, str]] = {
    Frequency.MONTH: (1, 12, "{year}-{number:02}"),
    Frequency.QUARTER: (3, 4, "{year}-Q{number}"),
    Frequency.HALF_YEAR: (6, 2, "{year}-H{number}"),
    Frequency.NINE_MONTHS: (9, 1, "{year}-9M"),
    Frequency.YEAR: (12, 1, "{year}"),
}


# The smallest step of our clocks: "later than x - MOMENT" means "at x or later".
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days reported on. `cut_off` is its last day (chốt số liệu), inclusive."""

    key: str
    frequency: Frequency
    year: int
    number: int
    first_day: date
    cut_off: date


class Audience(StrEnum):
    """Who hears a stage of the ladder."""

    OFFICER = "officer"
    HEAD = "head"
    AGGREGATOR = "aggregator"
    LEADER = "leader"
    LEADERSHIP_GROUP = "leadership_group"


@dataclass(frozen=True, slots=True)
class Stage:
    """One rung of the reminder ladder, `working_days` after the due day (below zero: before)."""

    name: str
    working_days: int
    at_time: time
    audience: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules that make periods, deadlines and reminders. Times of day are local to `zone`."""

    rule: Rule
    frequencies: tuple[Frequency, ...]
    zone: ZoneInfo
    opening_days_before_due: int
    opening_time: time
    due_days_after_cut_off: int
    due_time: time
    grace_days: int
    ladder: tuple[Stage, ...]
    digest_time: time
    closing_delay: timedelta
    quiet_from_time: time
    quiet_to_time: time


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of one period under one regime, all UTC. `stages` are in the order of time."""

    opens_at: datetime
    due_at: datetime
    closing_at: datetime
    locks_at: datetime
    stages: tuple[tuple[Stage, datetime], ...]


def period(rule: Rule, frequency: Frequency, year: int, number: int) -> Period:
    """The n-th period of a year, counted from 1. Raises ValueError for a number the year has not."""
    months, per_year, key = _SHAPES[frequency]
    if not 1 <= number <= per_year:
        raise ValueError(f"{frequency} has no number {number}")
    first_month, last_month = months * (number - 1) + 1, months * number
    if rule is Rule.CALENDAR:
        first_day = date(year, first_month, 1)
        cut_off = _first_of_next_month(year, last_month) - timedelta(days=1)
    else:
        first_day = _fifteenth_of_month_before(year, first_month)
        cut_off = date(year, last_month, 14)
    name = key.format(year=year, number=number)
    return Period(name, frequency, year, number, first_day, cut_off)


def shorter(regime: Regime, than: Frequency) -> tuple[Frequency, ...]:
    """The regime's frequencies that are shorter than one: what is asked at them need not be asked again."""
    return tuple(one for one in regime.frequencies if _SHAPES[one][0] < _SHAPES[than][0])


def frequency_of(key: str) -> Frequency:
    """How long the period with this key is: "2026-Q3" is a quarter."""
    rest = key.partition("-")[2]
    marks = {"": Frequency.YEAR, "Q": Frequency.QUARTER, "H": Frequency.HALF_YEAR, "9": Frequency.NINE_MONTHS}
    return Frequency.MONTH if rest.isdigit() else marks[rest[:1]]


def periods_from(regime: Regime, year: int) -> Iterator[Period]:
    """Every period of the regime from the start of a year on, by cut-off, without end."""
    return chain.from_iterable(_periods_of(regime, y) for y in count(year))


def next_openings(regime: Regime, days: WorkingDays, after: datetime) -> list[tuple[Period, Timetable]]:
    """The periods that open next, later than `after`: several when a month and a quarter open together."""
    found: list[tuple[Period, Timetable]] = []
    for candidate in periods_from(regime, after.astimezone(regime.zone).year - 1):
        table = timetable(regime, candidate, days)
        if found and table.opens_at > found[0][1].opens_at:
            break
        if table.opens_at > after:
            found.append((candidate, table))
    return found


def first_opening(regime: Regime, days: WorkingDays, now: datetime) -> datetime:
    """When a regime that starts now opens its first period: the one under way if it is not yet due."""
    upcoming = next_openings(regime, days, now)[0][1].opens_at
    for candidate in periods_from(regime, now.astimezone(regime.zone).year - 1):
        table = timetable(regime, candidate, days)
        if table.opens_at > now:
            return upcoming
        if now < table.due_at:
            return table.opens_at
    raise AssertionError("periods do not end")


def timetable(regime: Regime, of: Period, days: WorkingDays) -> Timetable:
    """When a period opens, is due, is summed up and locks.

    Due at least one working day after cut-off: Nghị định 09/2019/NĐ-CP, Điều 8.
    """
    due_day = days.shift(of.cut_off, regime.due_days_after_cut_off)
    due_at = _utc(due_day, regime.due_time, regime.zone)
    lock_day = days.shift(due_day, regime.grace_days) if regime.grace_days else due_day
    opening_day = days.shift(due_day, -regime.opening_days_before_due)
    return Timetable(
        opens_at=_utc(opening_day, regime.opening_time, regime.zone),
        due_at=due_at,
        closing_at=due_at + regime.closing_delay,
        locks_at=_utc(lock_day, regime.due_time, regime.zone),
        stages=stages(regime, due_at, days),
    )


def stages(regime: Regime, due_at: datetime, days: WorkingDays) -> tuple[tuple[Stage, datetime], ...]:
    """The ladder around a deadline, in the order of time."""
    due_day = due_at.astimezone(regime.zone).date()
    rungs = [(stage, _stage_at(stage, due_day, regime, days)) for stage in regime.ladder]
    return tuple(sorted(rungs, key=lambda rung: rung[1]))


def next_digest(regime: Regime, days: WorkingDays, after: datetime) -> datetime:
    """The next daily digest: at the digest time of the first working day later than `after`."""
    day = after.astimezone(regime.zone).date()
    if not days.is_working(day) or _utc(day, regime.digest_time, regime.zone) <= after:
        day = days.shift(day, 1)
    return _utc(day, regime.digest_time, regime.zone)


def out_of_quiet(regime: Regime, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls in."""
    local = moment.astimezone(regime.zone)
    start, end, at_time = regime.quiet_from_time, regime.quiet_to_time, local.time()
    if start <= end:
        return _utc(local.date(), end, regime.zone) if start <= at_time < end else moment
    if at_time >= start:
        return _utc(local.date() + timedelta(days=1), end, regime.zone)
    return _utc(local.date(), end, regime.zone) if at_time < end else moment


def _periods_of(regime: Regime, year: int) -> list[Period]:
    every = [
        period(regime.rule, frequency, year, number)
        for frequency in regime.frequencies
        for number in range(1, _SHAPES[frequency][1] + 1)
    ]
    return sorted(every, key=lambda p: p.cut_off)


def _stage_at(stage: Stage, due_day: date, regime: Regime, days: WorkingDays) -> datetime:
    day = days.shift(due_day, stage.working_days) if stage.working_days else due_day
    return _utc(day, stage.at_time, regime.zone)


def _utc(day: date, at_time: time, zone: ZoneInfo) -> datetime:
    # Local in, UTC out: arithmetic on local moments goes wrong where a zone has summer time.
    return datetime.combine(day, at_time, zone).astimezone(UTC)


def _first_of_next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _fifteenth_of_month_before(year: int, month: int) -> date:
    return date(year, month - 1, 15) if month > 1 else date(year - 1, 12, 15)
