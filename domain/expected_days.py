"""Reads on which day figures are expected: beside the answer itself, for all that were asked, or by their numbers."""

import re
from collections.abc import Sequence
from datetime import date
from unicodedata import normalize

from domain.dates import read_day
from domain.folding import plain
from domain.several import read_items

NOT_KNOWN = frozenset({"bo qua", "chua ro", "chua biet", "khong ro", "khong biet", "skip", "unknown"})


_NOT_YET = re.compile(
    r"(?P<head>\D+?)[\s,.:(–-]+(?:hẹn|hen|dự kiến|du kien|sẽ có|se co|by|until|expected)"
    r"(?: (?:có|co|vào|vao|đến|den|trước|truoc|on))*[\s:]+(?P<day>[^()]+?)[\s).]*",
    re.IGNORECASE,
)


def read_appointment(text: str, today: date) -> tuple[str, date] | None:
    """ "chưa có, hẹn 20/11" is ("chưa có", that day); None where no day is named after other words."""
    found = _NOT_YET.fullmatch(normalize("NFC", text).strip())
    day = read_day(found["day"], today) if found else None
    return (found["head"], day) if found and day else None


def read_days(text: str, numbers: Sequence[int], today: date) -> dict[int, date | None] | None:
    """ "20/11" is that day for every question asked; "2: 20/11; 4: chưa rõ" a day for 2, none for 4.

    None when anything in the text is no day of these questions, so that nothing is half understood.
    """
    items = read_items(text)
    if not items:
        whole = read_day(text, today)
        known = whole is not None or plain(text).strip(" .!") in NOT_KNOWN
        return dict.fromkeys(numbers, whole) if known else None
    days: dict[int, date | None] = {}
    for number, raw in items:
        day = read_day(raw, today)
        if number not in numbers or number in days or (day is None and plain(raw) not in NOT_KNOWN):
            return None
        days[number] = day
    return days
