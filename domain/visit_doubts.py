"""Whether a visit that was read exactly is still odd: logged twice, more people than usual, or in the night."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from domain.visit_readings import Counted
from domain.visit_sums import Row

TWICE_WITHIN = timedelta(minutes=10)
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(5)  # local; the first minute of the night, the first after it
TIMES_USUAL = 5  # so many times the median day asks once
ENOUGH_DAYS = 4  # days before a median says anything
RECENT_DAYS = 30  # days with visits that are looked back on
NEVER_TOO_MANY = 20  # people in a day; helping so few is odd nowhere


def logged_twice(row: Row, at: datetime, earlier: Iterable[tuple[Row, datetime]]) -> Row | None:
    """The same team, place, activity, day and number logged less than ten minutes before (UTC moments), by anybody."""
    return next((one for one, then in earlier if timedelta(0) <= at - then < TWICE_WITHIN and _same(one, row)), None)


def more_than_usual(rows: Sequence[Row], new: Sequence[Row]) -> int | None:
    """The usual number of people of the team's day when `new` makes its day TIMES_USUAL times that; else None.

    `rows`: what the team logged before, `new`: one message's rows, all of the same team. Households and classes are
    left aside. The median is of earlier days with visits; of a day already over the line nothing is said again.
    """
    for day in sorted({row.on for row in new if _counts_people(row)}):
        usual = _usual(rows, day)
        if usual is None:
            continue
        line = max(NEVER_TOO_MANY, usual * TIMES_USUAL)
        so_far = sum(row.number for row in rows if row.on == day and _counts_people(row))
        more = sum(row.number for row in new if row.on == day and _counts_people(row))
        if so_far <= line < so_far + more:
            return round(usual)
    return None


def is_night(local: datetime) -> bool:
    """Whether somebody logs at an hour when nobody opens the door; `local` in the organisation's zone."""
    return local.time() >= NIGHT_BEGINS or local.time() < NIGHT_ENDS


def _usual(rows: Sequence[Row], day: date) -> float | None:
    totals: dict[date, int] = {}
    for row in rows:
        if row.on < day and _counts_people(row):
            totals[row.on] = totals.get(row.on, 0) + row.number
    recent = [totals[one] for one in sorted(totals)[-RECENT_DAYS:]]
    return median(recent) if len(recent) >= ENOUGH_DAYS else None


def _counts_people(row: Row) -> bool:
    return not row.is_class and row.of is Counted.PEOPLE


def _same(one: Row, other: Row) -> bool:
    """Whoever logged it: two members at one door may both have."""
    return (one.team, one.place, one.activity, one.number, one.of, one.on, one.is_class) == (
        other.team,
        other.place,
        other.activity,
        other.number,
        other.of,
        other.on,
        other.is_class,
    )
