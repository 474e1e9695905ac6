"""The regime and the days off that the tests of time share, written out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.regimes import CALENDAR, ND09, Audience, DueAfterCutOff, Frequency, Regime, Stage
from domain.workdays import WorkingDays

# The two layouts of the calendar, as plan files call them.
LAYOUTS = {"nd09": ND09, "calendar": CALENDAR}
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# Weekdays off and weekend days worked in 2026 and 2027, and New Year's Days around them.
DAYS = WorkingDays(
    days_off=frozenset(
        {
            date(2025, 9, 1),
            date(2025, 9, 2),
            date(2026, 1, 1),
            date(2026, 1, 2),  # swapped for Saturday 10 January
            *(date(2026, 2, day) for day in range(16, 21)),  # Tết Bính Ngọ, Monday to Friday
            date(2026, 4, 27),  # Giỗ Tổ was a Sunday
            date(2026, 4, 30),
            date(2026, 5, 1),
            date(2026, 8, 31),  # swapped for Saturday 22 August
            date(2026, 9, 1),
            date(2026, 9, 2),
            date(2026, 11, 24),  # Ngày Văn hóa Việt Nam
            date(2027, 1, 1),
            *(date(2027, 2, day) for day in (4, 5, 8, 9, 10)),  # Tết Đinh Mùi
            date(2027, 4, 16),
            date(2027, 4, 30),
            date(2027, 5, 3),  # 1 May is a Saturday
            date(2027, 9, 2),
            date(2027, 9, 3),
            date(2027, 11, 24),
            date(2028, 1, 3),  # 1 January is a Saturday
        }
    ),
    days_worked=frozenset({date(2026, 1, 10), date(2026, 8, 22)}),
)

LADDER = (
    Stage("opening", -5, time(8), (Audience.OFFICER,)),
    Stage("T-3", -3, time(8), (Audience.OFFICER,)),
    Stage("T-1", -1, time(8), (Audience.OFFICER,)),
    Stage("due_morning", 0, time(8), (Audience.OFFICER,)),
    Stage("due_afternoon", 0, time(14), (Audience.OFFICER,)),
    Stage("+1", 1, time(8), (Audience.OFFICER, Audience.HEAD)),
    Stage("+3", 3, time(8), (Audience.AGGREGATOR, Audience.LEADERSHIP_GROUP)),
    Stage("+5", 5, time(8), (Audience.LEADER,)),
)

MONTHLY = Regime(
    cut_off=ND09,
    frequencies=(Frequency.MONTH,),
    zone=VIETNAM,
    opening_days_before_due=5,
    opening_time=time(8),
    due=DueAfterCutOff(1),
    due_time=time(17),
    grace_days=10,
    ladder=LADDER,
    digest_time=time(7, 30),
    closing_delay=timedelta(minutes=30),
    quiet_from_time=time(20),
    quiet_to_time=time(6, 30),
)


def regime(**changes: Any) -> Regime:
    """The monthly regime with something different."""
    return replace(MONTHLY, **changes)


def at(text: str) -> datetime:
    """ "2026-11-16 17:00" in Vietnam, as UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM).astimezone(UTC)


def local(moment: datetime) -> str:
    """A moment as the clock on a Vietnamese wall shows it."""
    return moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
