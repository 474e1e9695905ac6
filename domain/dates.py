"""Reads a day, or the first and last day of a span, as people write them in Vietnamese."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.folding import plain

_LONGEST = 300  # signs; nobody needs more to name a day
_ONE_DAY = timedelta(days=1)
_HALF_A_YEAR = timedelta(days=183)  # a day written without its year that lies farther off is rather one gone by
_A_PLAN = timedelta(days=5 * 366)  # plans run five years; a farther year is rather a slip of the finger

_ISO = r"(?<![0-9/.\-])(?P<y1>20[0-9]{2})[-/](?P<m1>[0-9]{1,2})[-/](?P<d1>[0-9]{1,2})(?![0-9])"
_SIGNS = (
    r"(?<![0-9/.,])(?P<d2>[0-9]{1,2}) ?(?P<sign>[/.\-]) ?(?P<m2>[0-9]{1,2})"
    r"(?:(?P=sign)(?P<y2>20[0-9]{2}|[0-9]{2}))?(?![0-9]|[/.,][0-9])"
)
_WORDS = r"(?<![0-9/.,])(?P<d3>[0-9]{1,2}) thang (?P<m3>[0-9]{1,2})(?: nam (?P<y3>20[0-9]{2}))?(?![0-9])"
_WRITTEN = re.compile(f"{_ISO}|{_SIGNS}|{_WORDS}")
# "1-5/12", "từ 1 đến 5 tháng 12": the first day borrows the month of the last.
_DAYS_OF_A_MONTH = re.compile(
    r"(?<![0-9/.,\-])(?P<first>[0-9]{1,2}) ?(?:-|–|—|den|toi)(?: ngay)? ?"
    r"(?=(?P<last>[0-9]{1,2}) ?(?:/|thang) ?(?P<month>[0-9]{1,2})(?:/| nam |(?![0-9/])))"
)
_JOINT = re.compile(r" ?(?:-|–|—|->|→|den|toi|den het|toi het)? ?(?:ngay )?")  # "1/12 và 5/12" are two days, no span
_BETWEEN = re.compile(r" (?:den het|den|toi|-|–|—) (?:het )?")
_HALF_OPEN = re.compile(r"(?:tu|den|toi|truoc|sau) ")  # "từ 1/12" has no last day

_LEAD = re.compile(
    r"^(?:(?:da|em|thua|vang|khoang|hen|vao|du kien|se co|co|tu|truoc|sang|trua|chieu|toi|nghi)\b[ ,:]*)+"
)
_TAIL = re.compile(r"(?:[ .,!]|\b(?:a|nhe|nha|se co|co|duoc khong)$)+$")
_NEAR = {"nay": 0, "hom nay": 0, "bua nay": 0, "mai": 1, "kia": 2, "hom qua": -1, "qua": -1}
_WEEKDAYS = (("hai", "2"), ("ba", "3"), ("tu", "4"), ("nam", "5"), ("sau", "6"), ("bay", "7"))
_WEEKDAY = re.compile(r"\b(?:thu ?|t)(?P<name>hai|ba|tu|nam|sau|bay|[2-7])(?![0-9])|\b(?P<sunday>chu nhat|cn)\b")
_WEEKDAY_ALONE = re.compile(rf"(?:{_WEEKDAY.pattern})(?: (?P<week>tuan nay|nay|tuan sau|tuan toi|sau|toi))?")
_END_OF_MONTH = re.compile(r"(?:het|cuoi) thang(?: (?P<month>nay|sau|toi|[0-9]{1,2}))?")
_DAY_OF_MONTH = re.compile(r"ngay (?P<day>[0-9]{1,2})(?: thang (?P<month>nay|sau|toi))?")


def read_day(text: str, today: date, *, past: bool = False) -> date | None:
    """The one day the text names; None for no day, for several, and for one gone by unless `past`.

    A day without its year is the next one, within half a year; with `past` the nearest one. A weekday on
    that very weekday may be today or in a week, and a weekday that belies its date is a slip: both are None.
    """
    said = _said(text)
    days = _written_days(said, today, past=past)
    if _DAYS_OF_A_MONTH.search(said):
        return None
    if not days:
        return _worded_day(said, today, past=past)
    if len(set(days)) > 1 or days[0] is None:
        return None
    named = _WEEKDAY.search(_WRITTEN.sub(" ", said))
    return days[0] if named is None or _weekday(named) == days[0].weekday() else None


def read_span(text: str, today: date, *, past: bool = False) -> tuple[date, date] | None:
    """The first and the last day, both included: "1/12 - 5/12", "từ mai đến thứ sáu"; one day is a span too."""
    said = _with_months(_said(text))
    ends = _ends(said)
    if ends is None:
        day = None if _HALF_OPEN.match(said) else read_day(said, today, past=past)
        return (day, day) if day else None
    first = read_day(ends[0], today, past=past)
    if first is None:
        return None
    # "28/12 - 3/1", or on a Wednesday "thứ hai đến thứ tư": the last day is the next such day from the first.
    last = read_day(ends[1], today, past=past)
    if last is None or last < first:
        last = read_day(ends[1], first)
    return (first, last) if last else None


def _said(text: str) -> str:
    return plain(text[:_LONGEST])


def _written_days(said: str, today: date, *, past: bool) -> list[date | None]:
    return [_dated(found, today, past=past) for found in _WRITTEN.finditer(said)]


def _dated(found: re.Match[str], today: date, *, past: bool) -> date | None:
    year, month, day = (next((found[f"{part}{n}"] for n in "123" if found[f"{part}{n}"]), None) for part in "ymd")
    if month is None or day is None:
        return None
    if year is not None:
        return _allowed(_date(int(year) % 100 + 2000, int(month), int(day)), today, _A_PLAN, past=past)
    years = (_date(today.year + shift, int(month), int(day)) for shift in (-1, 0, 1))
    return _nearest(years, today, past=past)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _allowed(day: date | None, today: date, farthest: timedelta, *, past: bool) -> date | None:
    if day is None or (day < today and not past):
        return None
    return day if abs(day - today) <= farthest else None


def _nearest(days: Iterator[date | None], today: date, *, past: bool) -> date | None:
    allowed = [day for one in days if (day := _allowed(one, today, _HALF_A_YEAR, past=past))]
    return min(allowed, key=lambda day: abs(day - today), default=None)


def _worded_day(said: str, today: date, *, past: bool) -> date | None:
    """Words name a day only when they are the whole text: "mai" is tomorrow, "chị Mai" is not."""
    core = _LEAD.sub("", _TAIL.sub("", said))
    if found := _DAY_OF_MONTH.fullmatch(core):
        return _of_month(found, today, past=past)
    core = core.removeprefix("ngay ")
    if core in _NEAR:
        return _allowed(today + _NEAR[core] * _ONE_DAY, today, _HALF_A_YEAR, past=past)
    if found := _WEEKDAY_ALONE.fullmatch(core):
        return _allowed(_of_week(found, today), today, _HALF_A_YEAR, past=past)
    if found := _END_OF_MONTH.fullmatch(core):
        return _end_of_month(found["month"], today)
    return None


def _weekday(found: re.Match[str]) -> int:
    """Monday is 0, as in `date.weekday`."""
    if found["sunday"]:
        return 6
    return next(n for n, names in enumerate(_WEEKDAYS) if found["name"] in names)


def _of_week(found: re.Match[str], today: date) -> date | None:
    wanted = _weekday(found)
    monday = today - today.weekday() * _ONE_DAY
    if found["week"] in ("tuan sau", "tuan toi"):
        return monday + (7 + wanted) * _ONE_DAY
    if found["week"] == "tuan nay":
        return monday + wanted * _ONE_DAY
    ahead = (wanted - today.weekday()) % 7
    return today + ahead * _ONE_DAY if ahead else None


def _of_month(found: re.Match[str], today: date, *, past: bool) -> date | None:
    months = [_month_after(today, n) for n in ((1,) if found["month"] in ("sau", "toi") else (0, 1))]
    if found["month"] == "nay":
        months = months[:1]
    return _nearest((_date(year, month, int(found["day"])) for year, month in months), today, past=past)


def _end_of_month(named: str | None, today: date) -> date | None:
    if named in (None, "nay"):
        year, month = today.year, today.month
    elif named in ("sau", "toi"):
        year, month = _month_after(today, 1)
    else:
        month = int(named)
        year = today.year + (month < today.month)
    if not 1 <= month <= 12:
        return None
    return _nearest(iter([date(year + month // 12, month % 12 + 1, 1) - _ONE_DAY]), today, past=False)


def _month_after(today: date, months: int) -> tuple[int, int]:
    at = today.year * 12 + today.month - 1 + months
    return at // 12, at % 12 + 1


def _with_months(said: str) -> str:
    """ "1-5/12" as "1/12 - 5/12"."""
    return _DAYS_OF_A_MONTH.sub(lambda found: f"{found['first']}/{found['month']} - ", said, count=1)


def _ends(said: str) -> tuple[str, str] | None:
    """The two halves of a span, each with one day in it; None where there are not two."""
    written = list(_WRITTEN.finditer(said))
    if len(written) == 2 and _JOINT.fullmatch(said[written[0].end() : written[1].start()]):
        return said[: written[0].end()], said[written[1].start() :]
    parts = _BETWEEN.split(said)
    return (parts[0], parts[1]) if len(parts) == 2 else None
