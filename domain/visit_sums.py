"""Support visits added up: pure sums over plain rows, whatever they were read from."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
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
    return weeks_in_a_row(weeks, week)


def weeks_in_a_row(weeks: Collection[date], last: date) -> int:
    """How many of these weeks, each by its Monday, follow one another up to the last one."""
    count = 0
    while last in weeks:
        last, count = last - _WEEK, count + 1
    return count


def not_visited(rows: Iterable[Row], places: Iterable[int], month: date) -> list[int]:
    """The places without a row in the month any of whose days is given, in the order given."""
    first = month.replace(day=1)
    visited = {row.place for row in rows if month_of(row) == first}
    return [place for place in places if place not in visited]


def silent_since(last: Mapping[int, date], started: Mapping[int, date], today: date) -> dict[int, date]:
    """Teams that did nothing for SILENT_AFTER, and since which day: their last one, else the team's first.

    `last`: the last day up to today on which each did anything; `started`: every team with its first day. A team that
    has only begun is not silent yet.
    """
    since = {team: last.get(team, first) for team, first in started.items()}
    return {team: day for team, day in since.items() if today - day >= SILENT_AFTER}


def _one(row: Row) -> Sum:
    if row.is_class:
        return Sum(classes=1, participants=row.number)
    if row.of is Counted.HOUSEHOLDS:
        return Sum(visits=1, households=row.number)
    return Sum(visits=1, people=row.number)
