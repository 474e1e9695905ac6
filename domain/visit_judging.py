"""Whether the parts of a visit are allowed and complete, and what is asked next when they are not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain import visit_places
from domain.activities import OTHER
from domain.visit_readings import (
    FEWEST,
    MOST,
    MOST_PARTS,
    MOST_SUGGESTIONS,
    Class,
    Done,
    Doubt,
    Part,
    Reading,
    Refusal,
    Refused,
    Unclear,
    Understood,
)


def judged(
    parts: Sequence[Part],
    *,
    places: Sequence[str],
    today: date,
    since: date,
    repeats: bool = False,
    adds: bool = False,
    confirmed: bool = False,
) -> Reading:
    """Parts as a visit when they are complete and allowed; else the next thing to ask, or why not.

    `confirmed`: CONFIRM was asked and answered with yes, so the same thing twice is meant so.
    """
    ready = tuple(replace(part, place=_only(places) if part.place is None else part.place) for part in parts)
    refused = refusal(ready, today=today, since=since)
    if refused:
        return refused
    gap = _gap(ready, places) or (None if confirmed else _said_twice(ready))
    if gap:
        kind, suggestions = gap
        said = next((part.words for part in ready if lacks_what(part)), "") if kind is Unclear.WHAT else ""
        return Doubt(kind, ready, suggestions, said=said, repeats=repeats, adds=adds)
    return Understood(tuple(_finished(part) for part in ready), repeats=repeats, adds=adds)


def refusal(parts: Sequence[Part], *, today: date, since: date) -> Refused | None:
    """Why parts cannot be taken, whatever is still missing of them."""
    if len(parts) > MOST_PARTS:
        return Refused(Refusal.TOO_LONG)
    numbers = [part.number for part in parts if part.number is not None]
    days = [part.on for part in parts if part.on is not None]
    if any(number < FEWEST for number in numbers):
        return Refused(Refusal.ZERO)
    if any(number > MOST for number in numbers):
        return Refused(Refusal.TOO_MANY)
    if any(day > today for day in days):
        return Refused(Refusal.FUTURE)
    return Refused(Refusal.BEFORE_TEAM) if any(day < since for day in days) else None


def _only(places: Sequence[str]) -> str | None:
    """A team with one place need not name it."""
    return places[0] if len(places) == 1 else None


def _gap(parts: Sequence[Part], places: Sequence[str]) -> tuple[Unclear, tuple[str, ...]] | None:
    if not parts:
        return Unclear.NOT_A_VISIT, ()
    if any(lacks_what(part) for part in parts):
        return Unclear.WHAT, ()
    if any(part.number is None for part in parts):
        return Unclear.HOW_MANY, ()
    if any(part.on is None for part in parts):
        return Unclear.WHEN, ()
    if places and any(part.place is None for part in parts):
        return Unclear.WHERE, tuple(places[:MOST_SUGGESTIONS])
    foreign = next((part.place for part in parts if part.place is not None and part.place not in places), None)
    if foreign is not None:  # of the last visit, and retired since
        return Unclear.WHICH_PLACE, visit_places.listed(tuple(places)).nearest(foreign)
    return None


def _said_twice(parts: Sequence[Part]) -> tuple[Unclear, tuple[str, ...]] | None:
    """ "VNeID 5, à VNeID 6": rather a correction than two."""
    alike = [replace(part, number=None) for part in parts]
    return (Unclear.CONFIRM, ()) if len(set(alike)) < len(alike) else None


def lacks_what(part: Part) -> bool:
    """A class wants a topic, and "khác" wants words."""
    if part.is_class:
        return not part.words
    return part.activity is None or (part.activity == OTHER and not part.words)


def _finished(part: Part) -> Done | Class:
    """Raises ValueError for a part with a gap."""
    if part.number is None or part.on is None:
        raise ValueError("how many, or when, is not known")
    if part.is_class:
        return Class(part.words, part.number, part.place, part.on)
    if part.activity is None:
        raise ValueError("what was done is not known")
    return Done(part.activity, part.number, part.of, part.place, part.on, part.words)
