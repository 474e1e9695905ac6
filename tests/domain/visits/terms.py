"""The team the table is about, and a reading written in one line, so that a table of them can be read."""

from collections.abc import Sequence
from datetime import date

from domain.activities import SHIPPED
from domain.visits import Class, Counted, Done, Part, Reading, Refused, Understood, read_visit

Case = tuple[str, str]  # what is typed, and what it is taken for as `told` writes it

TODAY = date(2026, 11, 22)  # a Sunday
SINCE = date(2026, 9, 1)
PLACES = (
    *("tổ 12", "tổ 14", "tổ 3", "ngõ 45", "ngõ 45/2", "thôn 3", "khu phố 2"),
    *("TDP số 5", "nhà văn hóa", "thôn Nà Bản", "tổ 3A"),
)
LAST = (Done("vneid", 5, Counted.PEOPLE, "tổ 12", TODAY),)


def read(
    text: str,
    *,
    last: Sequence[Done | Class] = LAST,
    places: Sequence[str] = PLACES,
    today: date = TODAY,
    since: date = SINCE,
) -> Reading:
    return read_visit(text, activities=SHIPPED, places=places, last=last, today=today, since=since)


def told(reading: Reading) -> str:
    """ "vneid 5 người @ tổ 12", "? where: … ; may be …", "! zero"; a day only where it is not today."""
    if isinstance(reading, Refused):
        return f"! {reading.reason}"
    flags = "again: " * reading.repeats + "more: " * reading.adds
    if isinstance(reading, Understood):
        return flags + "; ".join(map(_done, reading.done))
    parts = "; ".join(map(_part, reading.parts))
    rest = {
        "nearest": ", ".join(reading.suggestions),
        "numbers": ", ".join(map(str, reading.numbers)),
        "days": ", ".join(f"{day:%-d/%-m}" for day in reading.days),
        "said": reading.said,
    }
    return " | ".join([f"? {flags}{reading.kind}", *[parts] * bool(parts), *(f"{k} {v}" for k, v in rest.items() if v)])


def _done(one: Done | Class) -> str:
    if isinstance(one, Class):
        return f"lớp {one.topic} {one.participants} @ {one.place}{_day(one.on)}"
    words = f" ({one.words})" if one.words else ""
    return f"{one.activity}{words} {one.number} {_who(one.of)} @ {one.place}{_day(one.on)}"


def _part(one: Part) -> str:
    words = f" ({one.words})" if one.words else ""
    what = f"lớp{words}" if one.is_class else f"{one.activity or '?'}{words}"
    number = "?" if one.number is None else one.number
    return f"{what} {number} {_who(one.of)} @ {one.place or '?'}{_day(one.on)}"


def _who(of: Counted) -> str:
    return "người" if of is Counted.PEOPLE else "hộ"


def _day(day: date | None) -> str:
    if day is None:
        return " on ?"
    return "" if day == TODAY else f" on {day:%-d/%-m}"
