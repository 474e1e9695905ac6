"""The reporting regime (chế độ báo cáo) as data: which periods, when cut off, when due, who is chased when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SUNDAY = 7  # as the ISO calendar counts


class Frequency(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


# What fills whole months; a week does not.
MONTHS: Mapping[Frequency, int] = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.HALF_YEAR: 6,
    Frequency.NINE_MONTHS: 9,
    Frequency.YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class CutOffOn:
    """Figures are cut off on a day of the period's last month (None: its last day), of a week on a weekday (1-7)."""

    day: int | None = None
    weekday: int = SUNDAY


@dataclass(frozen=True, slots=True)
class CutOffBeforeDue:
    """Figures are cut off so many working days before they are due: for a deadline that is a date, `DueBefore`."""

    working_days: int


CutOff = CutOffOn | CutOffBeforeDue

# Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th of the month before to the 14th of the period's last month.
ND09 = CutOffOn(14)
CALENDAR = CutOffOn()


class Shift(StrEnum):
    """Where a deadline that is a date goes when nobody works on that day."""

    EARLIER = "earlier"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DueAfterCutOff:
    """Due so many working days after the cut-off; at least one by Nghị định 09/2019/NĐ-CP, Điều 8."""

    working_days: int


@dataclass(frozen=True, slots=True)
class DueBefore:
    """Due before a day ("trước ngày 14") of the period's last month, or so many months later.

    Strictly before is the day before; `inclusive` is that day itself.
    """

    day: int
    months_later: int
    inclusive: bool
    shift: Shift


@dataclass(frozen=True, slots=True)
class DueOn:
    """Due on fixed dates, (month, day) for each period of a year in turn; the first such date after the cut-off."""

    dates: Mapping[Frequency, tuple[tuple[int, int], ...]]
    shift: Shift


Due = DueAfterCutOff | DueBefore | DueOn


@dataclass(frozen=True, slots=True)
class Upward:
    """The second stage: the unit with this code reports on `to` somebody, by its own deadline."""

    unit: str
    to: str
    due: Due
    due_time: time


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
    """The rules that make periods, deadlines and reminders. Times of day are local to `zone`.

    `on_days_off`: whether people are written to on days nobody works.
    """

    cut_off: CutOff
    frequencies: tuple[Frequency, ...]
    zone: ZoneInfo
    opening_days_before_due: int
    opening_time: time
    due: Due
    due_time: time
    grace_days: int
    ladder: tuple[Stage, ...]
    digest_time: time
    closing_delay: timedelta
    quiet_from_time: time
    quiet_to_time: time
    on_days_off: bool = False
    upward: Upward | None = None
