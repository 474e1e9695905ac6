"""Vietnam's public holidays, lunar ones included, as working days."""

from datetime import date, datetime
from functools import cache

import holidays

from domain.workdays import WorkingDays

# Swapped days the library does not know: 2 January 2026 off for Saturday 10 January worked
# (Văn phòng Chính phủ, 12729/VPCP-KGVX, 25/12/2025).
_SWAPPED_OFF = frozenset({date(2026, 1, 2)})
_SWAPPED_WORKED = frozenset({date(2026, 1, 10)})


@cache
def working_days(first_year: int, last_year: int) -> WorkingDays:
    """Working days from one year to another, both inclusive, with the swapped days that are known."""
    calendar = holidays.country_holidays("VN", years=range(first_year, last_year + 1))
    return WorkingDays(
        days_off=frozenset(calendar) | _SWAPPED_OFF,
        days_worked=frozenset(calendar.weekend_workdays) | _SWAPPED_WORKED,
    )


def around(now: datetime) -> WorkingDays:
    """Working days of the years that deadlines near this moment can touch."""
    return working_days(now.year - 1, now.year + 2)
