"""The day of a support visit as people write it: never a day to come unless they said so, and never guessed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.dates import read_day

_WEEK = timedelta(days=7)
_LEAD = r"(?:(?:vao )?(?:ngay|hom|sang|trua|chieu|toi)(?: (?:ngay|hom))? )?"
_WEEKDAY = r"(?:thu ?(?:hai|ba|tu|nam|sau|bay|[2-7](?![0-9]))|chu nhat|cn)"
_DAY = re.compile(
    rf"(?:{_LEAD}(?P<iso>20[0-9]{{2}}-[0-9]{{1,2}}-[0-9]{{1,2}})"
    rf"|{_LEAD}(?P<written>[0-9]{{1,2}}(?P<sign> ?/ ?)[0-9]{{1,2}}(?:(?P=sign)(?P<year>[0-9]{{4}}|[0-9]{{2}}))?)"
    rf"|{_LEAD}(?P<dashed>[0-9]{{1,2}}(?P<dash>[.\-])[0-9]{{1,2}}(?P=dash)(?P<year2>[0-9]{{4}}))"
    r"|(?:hom |sang |chieu )?ngay (?P<short>[0-9]{1,2}[.\-][0-9]{1,2})"
    rf"|{_LEAD}(?P<months>[0-9]{{1,2}} thang [0-9]{{1,2}}(?: nam (?P<year3>[0-9]{{4}}))?)"
    r"|(?:hom |sang |chieu )?(?P<of_month>ngay [0-9]{1,2}(?: thang nay)?)"
    r"|(?:(?:sang|trua|chieu|toi|bua|ngay) )?(?P<near>hom nay|hom qua|hom kia)"
    r"|(?:sang|trua|chieu|toi|bua) (?P<short_near>nay|qua)"
    rf"|(?:hom |ngay |sang |chieu |toi )?(?P<weekday>{_WEEKDAY})"
    r"(?: (?P<week>tuan (?:nay|truoc|roi|qua|sau)|vua roi|vua qua|nay))?"
    r"|(?P<ahead>(?:ngay|sang|trua|chieu|toi) mai|ngay kia|ngay mot)"
    r"|(?P<vague>tuan (?:nay|truoc|roi|qua)|thang (?:nay|truoc)|hom (?:no|truoc|bua)|may hom nay|dot (?:nay|truoc)))"
    r"(?![0-9a-z]|[/\-][0-9]|[.,][0-9])"
)
_NEAR = {"hom nay": 0, "nay": 0, "hom qua": 1, "qua": 1, "hom kia": 2}


@dataclass(frozen=True, slots=True)
class Said:
    """A day found at `end`; None for a day that cannot be told, which may be one of `days`."""

    end: int
    day: date | None
    days: tuple[date, ...] = ()
    is_fraction: bool = False  # "12/11" without anything that makes it a day


def day_at(bare: str, at: int, today: date) -> Said | None:
    """The day that begins at this offset of a text without marks; None where none does."""
    found = _DAY.match(bare, at)
    if found is None:
        return None
    if found["weekday"]:
        return _weekday(found, today)
    if found["vague"]:
        return Said(found.end(), None)
    bare_fraction = found["written"] is not None and found.group() == found["written"] and not found["year"]
    return Said(found.end(), _day(found, today), is_fraction=bare_fraction)


def _day(found: re.Match[str], today: date) -> date | None:
    if near := found["near"] or found["short_near"]:
        return today - timedelta(days=_NEAR[near])
    if found["ahead"]:
        return today + timedelta(days=1)
    if found["iso"]:
        return _exact(*map(int, found["iso"].split("-")))
    if year := found["year"] or found["year2"] or found["year3"]:
        day, month = (int(one) for one in re.findall("[0-9]+", found.group())[:2])
        return _exact(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    if found["of_month"]:
        day_of_month = read_day(found["of_month"], today, past=True)
        return day_of_month if day_of_month and day_of_month <= today else None
    return read_day(found["written"] or found["short"] or found["months"], today, past=True)


def _exact(year: int, month: int, day: int) -> date | None:
    """Any year is taken here: far off, it is refused by name rather than asked about."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(found: re.Match[str], today: date) -> Said:
    """A visit lies behind: "thứ hai" is the last one; said on that very weekday it may be today or a week ago."""
    name, week = found["weekday"], found["week"] or ""
    a_week_ago = today - _WEEK
    if week in ("tuan truoc", "tuan roi", "tuan qua"):
        return Said(found.end(), read_day(f"{name} tuan nay", a_week_ago, past=True))
    if week in ("tuan nay", "tuan sau"):
        return Said(found.end(), read_day(f"{name} {week}", today, past=True))
    day = read_day(name, a_week_ago)
    if day is None:
        return Said(found.end(), a_week_ago) if week.startswith("vua") else Said(found.end(), None, (today, a_week_ago))
    return Said(found.end(), day)
