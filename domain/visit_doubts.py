"""Whether a visit is plausible: logged twice by mistake, more people in a day than usual, logged at night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.visits import Counted

SAME_WITHIN = timedelta(minutes=10)
USUAL_DAYS = 30  # looked back on
FEWEST_DAYS = 3  # with fewer there is no "usual" yet
FACTOR = 4
FEWEST_PEOPLE = 40  # a day of fewer people is never odd
MANY_AT_FIRST = 200  # odd also where nothing is usual yet
NIGHT_FROM, NIGHT_TO = time(22), time(5)


@dataclass(frozen=True, slots=True)
class Lately:
    """What a team logged and when; `activity` is the topic of a class."""

    activity: str
    number: int
    of: Counted
    place: str | None
    on: date
    at: datetime


def logged_twice(new: Sequence[Lately], lately: Sequence[Lately]) -> Lately | None:
    """The one logged within ten minutes that everything new says again; None when something in it is new."""
    same = [next((old for old in lately if _same(one, old) and one.at - old.at <= SAME_WITHIN), None) for one in new]
    return same[0] if same and all(same) else None


def unusual(people: int, on: date, by_day: Mapping[date, int]) -> int | None:
    """The people of that day with the new ones, where they are far more than usual; None otherwise.

    `by_day`: the people of each day on which there were any; usual is the middle one of the last thirty days.
    """
    others = sorted(
        number for day, number in by_day.items() if day != on and on - timedelta(days=USUAL_DAYS) <= day < on
    )
    total = people + by_day.get(on, 0)
    if len(others) < FEWEST_DAYS:
        return total if total > MANY_AT_FIRST else None
    usual = others[len(others) // 2]
    return total if total >= FEWEST_PEOPLE and total > FACTOR * usual else None


def is_night(local: datetime) -> bool:
    """Whether nobody is likely to stand at a door. `local`: as the team reads the clock."""
    return local.time() >= NIGHT_FROM or local.time() < NIGHT_TO


def _same(one: Lately, other: Lately) -> bool:
    return (one.activity, one.number, one.of, one.place, one.on) == (
        other.activity, other.number, other.of, other.place, other.on,
    )  # fmt: skip
