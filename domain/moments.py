"""Reads a moment as people name one: "15h", "8h mai", "17h 25/11", "chiều nay", "sau 2 tiếng"."""

import re
from datetime import datetime, time, timedelta

from domain.dates import read_day
from domain.folding import plain

_LONGEST = 100  # signs; nobody needs more to name a moment
# When a part of the day is named without an hour: after its first hour, when people are at their desks.
_PARTS = {"sang": time(8), "trua": time(11, 30), "chieu": time(15), "toi": time(19)}
_PART = re.compile(r"\b(sang|trua|chieu|toi)\b(?! (?:ngay |[0-9]))")
_AFTERNOON = 12  # "3h chiều" is 15:00
_HOUR = re.compile(r"(?<![0-9/.,])(?P<hour>[0-9]{1,2}) ?(?:h|g|gio|:)(?![a-z])(?: ?(?P<minute>[0-9]{2})\b(?![/.\-]))?")
_SPAN = re.compile(r"(?:sau )?(?P<number>[0-9]{1,3}) ?(?P<unit>tieng|gio|phut|p|h)(?: nua)?")
_FILLING = re.compile(
    r"^(?:luc|vao|den|khi|tam|truoc|at)\b|\b(?:nhe|nha|a|di|giup|luc|vao|nhac(?: lai| toi| em| minh)?)\b"
)


def read_moment(text: str, now: datetime, usual_time: time = time(8)) -> datetime | None:
    """The moment the text names, in the zone of `now`; None where it names none, or more than one.

    An hour without a day is today's. Both may have passed. `usual_time`: of a day without an hour.
    """
    said = " ".join(_FILLING.sub(" ", plain(text[:_LONGEST])).split()).strip(" .,!")
    span = _SPAN.fullmatch(said)
    if span and (said.startswith("sau ") or said.endswith("nua")):
        step = timedelta(minutes=1) if span["unit"] in ("phut", "p") else timedelta(hours=1)
        return (now + int(span["number"]) * step).replace(second=0, microsecond=0)
    hours = list(_HOUR.finditer(said))
    if len(hours) > 1:
        return None
    rest = _HOUR.sub(" ", said)
    part = _PART.search(rest)
    rest = " ".join(_PART.sub(" ", rest, count=1).split()).strip(" .,")
    at = _time(hours[0], part[1] if part else "") if hours else _PARTS[part[1]] if part else usual_time
    if at is None or not (hours or part or rest):
        return None
    today = now.date()
    day = today if rest in ("", "nay", "hom nay") else read_day(rest, today) or read_day(rest, today, past=True)
    return None if day is None else datetime.combine(day, at, now.tzinfo)


def _time(found: re.Match[str], part: str) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if part in ("chieu", "toi") and hour < _AFTERNOON:
        hour += _AFTERNOON
    return time(hour, minute) if hour < 24 and minute < 60 else None
