"""Reads support visits as a team writes them in one line: exactly, or it asks back, or refuses; it never guesses."""

import re
from collections.abc import Sequence
from datetime import date

from domain import confidential, visit_names, visit_parts, visit_places
from domain.activities import Activity
from domain.folding import is_legible, trimmed
from domain.visit_judging import judged, refusal
from domain.visit_message import Message, nearest_codes
from domain.visit_readings import (
    FEWEST,
    LONGEST,
    MOST,
    MOST_PARTS,
    MOST_SUGGESTIONS,
    Class,
    Counted,
    Done,
    Doubt,
    Part,
    Reading,
    Refusal,
    Refused,
    Unclear,
    Understood,
)
from domain.visit_segments import Scan, Segment, Sort, vocabulary
from domain.visit_text import Text, cut

__all__ = [
    "FEWEST",
    "LONGEST",
    "MOST",
    "MOST_PARTS",
    "MOST_SUGGESTIONS",
    "Class",
    "Counted",
    "Done",
    "Doubt",
    "Part",
    "Reading",
    "Refusal",
    "Refused",
    "Unclear",
    "Understood",
    "judged",
    "read_activity",
    "read_number",
    "read_on",
    "read_place",
    "read_visit",
]

_ANY_DAY = date(2000, 1, 1)  # where days are found only to be left aside
_LONGEST_CHECKED = 20_000  # signs searched for secrets and citizens' numbers; several times a messenger's longest


def read_visit(
    text: str,
    *,
    activities: Sequence[Activity],
    places: Sequence[str],
    last: Sequence[Done | Class],
    today: date,
    since: date,
) -> Reading:
    """What a member's message says was done; never raises, whatever the text.

    `places`: the team's own names, last used first; `last`: all entries of the member's last visit;
    `today`: the local day; `since`: the first day the team may report.
    """
    heard = _heard(text, activities, places, today)
    if isinstance(heard, Refused | Doubt):
        return heard
    found = visit_parts.gather(*heard)
    return Message(found, activities, places, visit_places.listed(tuple(places)), last, today, since).reading()


def read_number(text: str) -> tuple[int, Counted | None] | Doubt | Refused:
    """The answer to "how many?": "5", "năm người", "2 hộ"; None where it was not said of what."""
    heard = _heard(text, (), (), _ANY_DAY)
    if isinstance(heard, Refused | Doubt):
        return heard
    found = visit_parts.gather(*heard)
    amounts = found.amounts
    if len(amounts) != 1 or found.unknown or found.spots or found.moments or amounts[0].number is None:
        numbers = tuple(n for one in amounts for n in (one.numbers if one.number is None else (one.number,)))
        return Doubt(Unclear.HOW_MANY, numbers=numbers)
    refused = refusal([Part(number=amounts[0].number)], today=date.max, since=date.min)
    return refused or (amounts[0].number, amounts[0].of)


def read_place(text: str, places: Sequence[str]) -> str | Doubt | Refused:
    """The answer to "where?": a name of the list, however typed, or the nearest ones to ask about."""
    heard = _heard(text, (), places, _ANY_DAY)
    if isinstance(heard, Refused | Doubt):
        return heard
    message, segments = heard
    found = visit_parts.gather(message, segments)
    names = tuple(dict.fromkeys(name for one in found.spots for name in one.names))
    alone = len(found.spots) == 1 and not (found.unknown or found.amounts or found.moments)
    if alone and len(names) == 1:
        return names[0]
    said = message.quoted(0, len(message.tokens))
    listed = visit_places.listed(tuple(places))
    return Doubt(Unclear.WHICH_PLACE, (), names or listed.nearest(said) or listed.resembling(said), said=said)


def read_on(text: str, today: date, since: date) -> date | Doubt | Refused:
    """The answer to "when?": "hôm qua", "12/11", "thứ hai"."""
    heard = _heard(text, (), (), today)
    if isinstance(heard, Refused | Doubt):
        return heard
    found = visit_parts.gather(*heard)
    days = {(one.day, one.days) for one in found.moments}
    if len(days) != 1 or found.unknown or found.amounts:
        return Doubt(Unclear.WHEN, days=tuple(day for day, _ in days if day))
    day, maybe = next(iter(days))
    if day is None:
        return Doubt(Unclear.WHEN, days=maybe)
    return refusal([Part(on=day)], today=today, since=since) or day


def read_activity(text: str, activities: Sequence[Activity]) -> str | Doubt | Refused:
    """The answer to "what?": an activity's code, or WHAT with the nearest codes and the words as `said`."""
    heard = _heard(text, activities, (), _ANY_DAY)
    if isinstance(heard, Refused | Doubt):
        return heard
    message, segments = heard
    named = [one for one in segments if one.sort is not Sort.FILLING]
    if len(named) == 1 and named[0].sort is Sort.ACTIVITY and len(named[0].names) == 1:
        return named[0].names[0]
    said = message.quoted(0, len(message.tokens))
    codes = tuple(dict.fromkeys(code for one in named for code in one.names)) or nearest_codes(said, activities)
    return Doubt(Unclear.WHAT, (), codes[:MOST_SUGGESTIONS], said=said)


def _heard(
    text: str, activities: Sequence[Activity], places: Sequence[str], today: date
) -> tuple[Text, list[Segment]] | Doubt | Refused:
    """The message cut into its stretches, unless it must not be taken or cannot be read."""
    seen = trimmed(text[:_LONGEST_CHECKED])
    if visit_names.has_citizen_number(seen):
        return Refused(Refusal.PERSONAL)
    if confidential.is_secret(seen):
        return Refused(Refusal.SECRET)
    if len(text.strip()) > LONGEST:
        return Refused(Refusal.TOO_LONG)
    lines = seen.splitlines()
    if not seen or not all(map(is_legible, lines)) or confidential.is_foreign_notation(seen):
        return Doubt(Unclear.NOT_A_VISIT)
    message = cut(_without_list_numbers(text.strip()))
    segments = Scan(message, vocabulary(activities), visit_places.listed(tuple(places)), today).segments()
    return Refused(Refusal.PERSONAL) if visit_names.has_name(message, segments) else (message, segments)


def _without_list_numbers(text: str) -> str:
    """ "1. VNeID 5", "2. dvc 3": lines numbered from one on; what their numbers count is the lines."""
    lines = text.splitlines()
    numbered = [bool(re.match(rf"\s*{at}[.)/]\s", line)) for at, line in enumerate(lines, start=1)]
    count = numbered.index(False) if False in numbered else len(lines)
    if count < 2 or any(numbered[count:]):
        return text
    return "\n".join([*(re.sub(r"^\s*[0-9]+[.)/]\s", "", line) for line in lines[:count]), *lines[count:]])
