"""Reads the day on which a figure is expected."""

import re
from datetime import date, timedelta

_DAY = re.compile(r"(?<![\d,.])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)")
_FARTHEST = timedelta(days=183)  # beyond half a year it is rather a day gone by


def expected_day(text: str, today: date) -> date | None:
    """20/11, 20-11-2026: the next such day; None for no day, one gone by, or one too far off."""
    found = _DAY.search(text)
    if not found:
        return None
    for year in (int(found[3]),) if found[3] else (today.year, today.year + 1):
        try:
            meant = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if today <= meant <= today + _FARTHEST:
            return meant
    return None
