"""Puts the stretches of a visit's message together: which number belongs to which activity, where and when."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from domain.activities import OTHER
from domain.visit_readings import Counted, Part
from domain.visit_segments import Segment, Sort
from domain.visit_text import Text
from domain.visit_words import DASHES

_RANGE_WORDS = ("đến", "den", "tới", "toi", *DASHES, "~")
_LONGEST_PLACE = 4  # words behind a kind of place that may still be its name
_Said = TypeVar("_Said", bound=Hashable)
_Where = TypeVar("_Where", "Spot", "Moment")


@dataclass(frozen=True, slots=True)
class Work:
    """An activity or a class as named. `codes`: more than one when the name fits several; `clause` counts the
    stretches between commas, `line` those between line breaks."""

    codes: tuple[str, ...]
    words: str
    is_class: bool
    clause: int
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as typed: certain, or what it may be."""

    number: int | None
    numbers: tuple[int, ...]
    of: Counted | None
    clause: int
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as typed: exactly one name of the list, several that fit, or none and only words."""

    names: tuple[str, ...]
    said: str
    clause: int
    line: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as typed."""

    day: date | None
    days: tuple[date, ...]
    clause: int
    line: int


@dataclass(slots=True)
class Found:
    """Everything the message says, in order, and the words that say nothing known."""

    works: list[Work] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeat: Segment | None = None
    adds: bool = False


def gather(text: Text, segments: Sequence[Segment]) -> Found:
    """The segments by what they say, each with the clause and line it stood in."""
    found, clause, line, at = Found(), 0, 0, 0
    while at < len(segments):
        one = segments[at]
        if one.sort in (Sort.JOIN, Sort.LINE):
            clause += 1
            line += one.sort is Sort.LINE or text.tokens[one.start].text == ";"
            at += 1
        elif one.sort in (Sort.ACTIVITY, Sort.LESSON):
            work, at = _work(text, segments, at)
            _keep(found, replace(work, clause=clause, line=line))
        elif one.sort in (Sort.NUMBER, Sort.HEDGE):
            amount, at = _amount(text, segments, at)
            found.amounts += [replace(amount, clause=clause, line=line)] if amount else []
        else:
            at = _other(found, text, segments, at, (clause, line))
    return found


def _other(found: Found, text: Text, segments: Sequence[Segment], at: int, stands: tuple[int, int]) -> int:
    """A segment that is no activity and no number; returns where the next one begins."""
    one = segments[at]
    match one.sort:
        case Sort.PLACE:
            found.spots.append(Spot(one.names, text.quoted(one.start, one.end), *stands))
        case Sort.KIND:
            end = _name_end(text, segments, at)
            found.spots.append(Spot((), text.quoted(one.start, segments[end - 1].end), *stands))
            return end
        case Sort.DAY:
            found.moments.append(Moment(one.day, one.days, *stands))
        case Sort.REPEAT:
            found.repeat = one
        case Sort.MORE:
            found.adds = True
        case Sort.UNKNOWN:
            found.unknown.append(text.quoted(one.start, one.end))
        case Sort.NOUN if not _leads_number(text, segments, at):
            found.unknown.append(text.quoted(one.start, one.end))
    return at + 1


def _keep(found: Found, work: Work) -> None:
    """ "VNeID (định danh điện tử) 5 người" names one activity twice."""
    before = found.works[-1] if found.works else None
    counted = bool(before and found.amounts and found.amounts[-1].at > before.at)
    if before is None or counted or work.is_class or (before.codes, before.clause) != (work.codes, work.clause):
        found.works.append(work)


def _work(text: Text, segments: Sequence[Segment], at: int) -> tuple[Work, int]:
    """An activity; behind "lớp" and "khác" the words that follow say what it was about."""
    one = segments[at]
    is_class = one.sort is Sort.LESSON
    if not is_class and OTHER not in one.names:
        return Work(one.names, "", False, 0, 0, one.start), at + 1
    end = at + 1
    while end < len(segments) and segments[end].sort in (Sort.UNKNOWN, Sort.FILLING, Sort.ACTIVITY):
        if not is_class and segments[end].sort is Sort.ACTIVITY:
            break
        end += 1
    told = list(segments[at + 1 : end])
    while told and told[-1].sort is Sort.FILLING:
        told.pop()
    while told and told[0].sort is Sort.FILLING and (is_class or not text.tokens[told[0].start].text.isalpha()):
        told.pop(0)
    words = text.quoted(told[0].start, told[-1].end) if told else ""
    codes = told[0].names if is_class and len(told) == 1 and told[0].sort is Sort.ACTIVITY else ()
    return Work(codes if is_class else one.names, words, is_class, 0, 0, one.start), end


def _amount(text: Text, segments: Sequence[Segment], at: int) -> tuple[Amount | None, int]:
    """A number; "5-6" and "5 đến 6" are one in doubt, and the one of "1 lớp" counts nobody."""
    one = segments[at]
    if at + 1 < len(segments) and segments[at + 1].sort is Sort.LESSON and one.number == 1 and one.of is None:
        return None, at + 1
    if one.sort is Sort.HEDGE:
        hedged = segments[at + 1] if at + 1 < len(segments) else one
        if hedged.sort in (Sort.NUMBER, Sort.HEDGE) and one.of is None:
            amount, end = _amount(text, segments, at + 1)
            offered = _offers(amount) if amount else ()
            return Amount(None, offered, amount.of if amount else None, 0, 0, one.start), end
        return Amount(None, (), one.of, 0, 0, one.start), at + 1
    if at + 2 < len(segments) and segments[at + 2].sort is Sort.NUMBER:
        between = text.quoted(segments[at + 1].start, segments[at + 1].end).lower()
        if between in _RANGE_WORDS:
            upper = segments[at + 2]
            both = (*_certain(one), *_certain(upper))
            return Amount(None, both, upper.of or one.of, 0, 0, one.start), at + 3
    of = one.of or _noun_ahead(text, segments, at)
    return Amount(one.number, one.numbers, of, 0, 0, one.start), at + 1


def _offers(amount: Amount) -> tuple[int, ...]:
    return amount.numbers if amount.number is None else (amount.number,)


def _certain(one: Segment) -> tuple[int, ...]:
    return one.numbers if one.number is None else (one.number,)


def _noun_ahead(text: Text, segments: Sequence[Segment], at: int) -> Counted | None:
    before = at - 1
    while before >= 0 and segments[before].sort is Sort.FILLING and text.tokens[segments[before].start].text in ":=":
        before -= 1
    return segments[before].of if before >= 0 and segments[before].sort is Sort.NOUN else None


def _leads_number(text: Text, segments: Sequence[Segment], at: int) -> bool:
    return any(
        one.sort is Sort.NUMBER and _noun_ahead(text, segments, after) is not None and segments[at].start < one.start
        for after, one in enumerate(segments[at + 1 : at + 4], start=at + 1)
    )


def _name_end(text: Text, segments: Sequence[Segment], at: int) -> int:
    """Where the name behind "thôn" ends: words nobody knows, and known ones that are written as a name."""
    end = at + 1
    for one in segments[end : end + _LONGEST_PLACE]:
        named = one.sort in (Sort.FILLING, Sort.KIND) and text.is_capital(one.start)
        if not (one.sort is Sort.UNKNOWN or named):
            break
        end += 1
    return end


def paired(found: Found) -> list[tuple[Work, Amount | None]]:
    """Each activity with its number; without one wherever it is not certain which is whose."""
    works, amounts = found.works, found.amounts
    if len(works) == len(amounts) == 1:
        return [(works[0], amounts[0])]
    if len(works) == 1 and (shared := _shared(works[0], found)):
        return shared
    if len(works) == len(amounts):
        items: list[Work | Amount] = sorted([*works, *amounts], key=lambda one: one.at)
        pairs = _by_clauses(items)
        if pairs:
            return pairs
    return [(work, None) for work in works]


def _by_clauses(items: Sequence[Work | Amount]) -> list[tuple[Work, Amount | None]]:
    """In each clause one after the other, always in the same order; or every one in a clause of its own."""
    clauses = [[one for one in items if one.clause == clause] for clause in sorted({one.clause for one in items})]
    if all(len(clause) == 1 for clause in clauses):
        return _in_turns(items)
    pairs: list[tuple[Work, Amount | None]] = []
    for clause in clauses:
        turns = _in_turns(clause)
        if not turns:
            return []
        pairs += turns
    return pairs


def _in_turns(items: Sequence[Work | Amount]) -> list[tuple[Work, Amount | None]]:
    """A number behind each activity, or ahead of each; nothing for any other order."""
    pairs: list[tuple[Work, Amount | None]] = []
    for first, second in zip(items[::2], items[1::2], strict=False):
        if isinstance(first, Work) and isinstance(second, Amount):
            pairs.append((first, second))
        elif isinstance(first, Amount) and isinstance(second, Work):
            pairs.append((second, first))
    same_order = len({isinstance(one, Work) for one in items[::2]}) == 1
    return pairs if same_order and len(pairs) * 2 == len(items) else []


def _shared(work: Work, found: Found) -> list[tuple[Work, Amount | None]]:
    """ "VNeID tổ 12: 5 người, tổ 14: 3 người": one activity, then each place with its number."""
    clauses = [one.clause for one in found.amounts]
    places = [one.clause for one in found.spots]
    if len(clauses) < 2 or clauses != places or len(set(clauses)) != len(clauses) or work.clause > clauses[0]:
        return []
    return [(replace(work, clause=one.clause, line=one.line), one) for one in found.amounts]


def shared_out(works: Iterable[Work], said: Sequence[_Where], value: Callable[[_Where], _Said]) -> list[_Said] | None:
    """For each activity what was said of it (place or day): the only one there is, else its line's or its clause's.

    None when several were said and it is not certain which goes with which; `said` is not empty.
    """
    works = list(works)
    if len({value(one) for one in said}) == 1:
        return [value(said[0]) for _ in works]
    headed = {one.line for one in said}.isdisjoint(work.line for work in works)
    ways: tuple[Callable[[Work, _Where], bool], ...] = (
        lambda work, one: work.line == one.line,
        lambda work, one: work.clause == one.clause,
    )
    if headed:  # each place on a line of its own, above what was done there
        heads = [max((one.line for one in said if one.line < work.line), default=-1) for work in works]
        works = [replace(work, line=head) for work, head in zip(works, heads, strict=True)]
    for belongs in ways:
        values = [{value(one) for one in said if belongs(work, one)} for work in works]
        shared = [next(iter(one)) for one in values if len(one) == 1]
        if len(shared) == len(works) and set(shared) == {value(one) for one in said}:  # none left over
            return shared
    return None


def part_of(work: Work, amount: Amount | None) -> Part:
    """What is certain so far; a class keeps its topic in `words`."""
    code = work.codes[0] if len(work.codes) == 1 and not work.is_class else None
    number = amount.number if amount else None
    of = (amount.of if amount else None) or Counted.PEOPLE
    return Part(code, number, of, words=work.words, is_class=work.is_class)
