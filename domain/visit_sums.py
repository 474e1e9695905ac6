"""Support visits added up: pure sums over plain rows, whatever they were read from."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from domain.visit_readings import Counted

SILENT_AFTER = timedelta(days=14)  # a team that logged nothing for so long is told to the aggregator
_WEEK = timedelta(days=7)
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Row:
    """One activity of a visit, or one class, that counts (neither deleted nor set aside).

    `team`, `member`, `place`: whatever numbers them in the caller's storage; `on`: the local day. A class has no
    activity; its number is the participants.
    """

    team: int
    member: int
    activity: str
    number: int
    of: Counted
    place: int | None
    on: date
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """What rows come to. People, households and participants of classes are never added to one another."""

    visits: int = 0
    people: int = 0
    households: int = 0
    classes: int = 0
    participants: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.visits + other.visits,
            self.people + other.people,
            self.households + other.households,
            self.classes + other.classes,
            self.participants + other.participants,
        )


def summed(rows: Iterable[Row]) -> Sum:
    """All of the rows."""
    return summed_by(rows, lambda _: None).get(None, Sum())


def summed_by(rows: Iterable[Row], key: Callable[[Row], _Key]) -> dict[_Key, Sum]:
    """The rows by team, member, activity, place, week, month or several of them: `lambda row: (row.team, …)`.

    In the order in which the keys first appear; a key without rows is absent, not zero.
    """
    sums: dict[_Key, Sum] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), Sum()) + _one(row)
    return sums


def by_activity(rows: Iterable[Row]) -> dict[str, Sum]:
    """By activity code; classes have none and are left out."""
    return summed_by((row for row in rows if not row.is_class), lambda row: row.activity)


def week_of(row: Row) -> date:
    """The Monday of the week of a row."""
    return monday(row.on)


def month_of(row: Row) -> date:
    """The first of the month of a row."""
    return row.on.replace(day=1)


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def month_before(month: date) -> date:
    """The first of the month before the month any of whose days is given."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def streak(rows: Iterable[Row], today: date) -> int:
    """Weeks in a row with at least one row, up to this week; a week that has only begun does not break it."""
    weeks = {week_of(row) for row in rows if row.on <= today}
    week = monday(today)
    if week not in weeks:
        week -= _WEEK
    count = 0
    while week in weeks:
        count += 1
        week -= _WEEK
    return count


def not_visited(rows: Iterable[Row], places: Iterable[int], month: date) -> list[int]:
    """The places without a row in the month any of whose days is given, in the order given."""
    first = month.replace(day=1)
    visited = {row.place for row in rows if month_of(row) == first}
    return [place for place in places if place not in visited]


def visited_weeks(rows: Iterable[Row]) -> set[tuple[int, date]]:
    """Place and Monday of every week in which it was visited: the cells of the picture of coverage."""
    return {(row.place, week_of(row)) for row in rows if row.place is not None}


def silent_since(rows: Iterable[Row], started: dict[int, date], today: date) -> dict[int, date]:
    """Teams without a row for SILENT_AFTER, and since which day: that of the last row, else the team's first.

    `started`: every team with its first day; a team that has only begun is not silent yet.
    """
    last = dict(started)
    for row in rows:
        if row.team in last and row.on <= today:
            last[row.team] = max(last[row.team], row.on)
    return {team: day for team, day in last.items() if today - day >= SILENT_AFTER}


@dataclass(frozen=True, slots=True)
class Change:
    """A month against the one before."""

    now: Sum
    before: Sum


def against_last_month(rows: Collection[Row], today: date) -> Change:
    """This month up to today, and the month before up to the same day of it; a finished month against the whole."""
    before = month_before(today)
    now = [row for row in rows if month_of(row) == today.replace(day=1) and row.on <= today]
    ends = (today + timedelta(days=1)).day == 1
    then = [row for row in rows if month_of(row) == before and (ends or row.on.day <= today.day)]
    return Change(summed(now), summed(then))


def _one(row: Row) -> Sum:
    if row.is_class:
        return Sum(classes=1, participants=row.number)
    if row.of is Counted.HOUSEHOLDS:
        return Sum(visits=1, households=row.number)
    return Sum(visits=1, people=row.number)
