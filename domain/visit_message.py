"""One message about a visit: what it says, held against the last visit, or the first thing it leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from domain import visit_judging, visit_parts
from domain.activities import Activity
from domain.folding import plain
from domain.visit_parts import Amount, Found, Moment, Spot, Work
from domain.visit_places import Places
from domain.visit_readings import (
    MOST_SUGGESTIONS,
    Class,
    Done,
    Doubt,
    Part,
    Reading,
    Unclear,
    as_part,
)

_LIKE = 0.6  # how alike a word and an activity's name must be for the one to be suggested for the other
_CHATTER = 8  # unknown words without an activity beside them: people talking, no visit


@dataclass(frozen=True, slots=True)
class Message:
    """`last`: all entries of the member's last visit; `listed`: the team's places, ready to be searched."""

    found: Found
    activities: Sequence[Activity]
    places: Sequence[str]
    listed: Places
    last: Sequence[Done | Class]
    today: date
    since: date

    def reading(self) -> Reading:
        """The message judged as a whole."""
        if self.found.repeat:
            return self._repeated()
        if self.found.works:
            return self._said()
        return self._added() if self.found.adds else self._without_activity()

    def _said(self) -> Reading:
        """Activities by name, each with what belongs to it."""
        found = self.found
        if not any(_counts(one) for one in found.amounts) and found.unknown and not found.spots:
            return Doubt(Unclear.NOT_A_VISIT)  # "VNeID là gì?"
        pairs = visit_parts.paired(found)
        adds = found.adds and bool(self.last)
        parts = [self._named(visit_parts.part_of(work, amount), work) for work, amount in pairs]
        if adds and not found.spots:
            parts = [replace(part, place=self._last_place()) for part in parts]
        several = next((work.codes for work in found.works if len(work.codes) > 1), ())
        return self._placed(parts, [work for work, _ in pairs], several=several, adds=adds)

    def _named(self, part: Part, work: Work) -> Part:
        """A class about one of the activities takes that one's name for its topic."""
        if not (work.is_class and len(work.codes) == 1):
            return part
        return replace(part, words=next(one.name for one in self.activities if one.code == work.codes[0]))

    def _placed(
        self,
        parts: Sequence[Part],
        works: Sequence[Work],
        *,
        several: tuple[str, ...] = (),
        repeats: bool = False,
        adds: bool = False,
    ) -> Reading:
        """The parts with the places and days that were said; then the first thing to ask, in the order people would."""
        found = self.found
        places = visit_parts.shared_out(works, found.spots, _spot) if found.spots else [p.place for p in parts]
        days = visit_parts.shared_out(works, found.moments, _moment) if found.moments else [self.today for _ in parts]
        nowhere, never = [None] * len(parts), [None] * len(parts)
        ready = tuple(
            replace(part, place=place, on=day)
            for part, place, day in zip(parts, places or nowhere, days or never, strict=True)
        )

        def ask(kind: Unclear, suggestions: tuple[str, ...] = (), said: str = "") -> Doubt:
            return Doubt(kind, ready, suggestions, said=said, repeats=repeats, adds=adds)

        refused = visit_judging.refusal(ready, today=self.today, since=self.since)
        if refused:
            return refused
        if several:
            return ask(Unclear.WHAT, several[:MOST_SUGGESTIONS])
        if any(map(visit_judging.lacks_what, ready)):
            return ask(Unclear.WHAT)
        if any(part.number is None for part in ready):
            return replace(ask(Unclear.HOW_MANY), numbers=self._offered())
        near = () if found.spots or any(part.place for part in ready) else self.listed.resembling(self._unknown())
        if near:
            return ask(Unclear.WHICH_PLACE, near, self._unknown())
        if found.unknown:
            return ask(Unclear.CONFIRM, said=self._unknown())
        if found.spots and (places is None or None in places):
            return ask(Unclear.WHICH_PLACE, *self._nearest())
        if found.moments and (days is None or None in days):
            return replace(ask(Unclear.WHEN), days=self._days())
        return visit_judging.judged(
            ready, places=self.places, today=self.today, since=self.since, repeats=repeats, adds=adds
        )

    def _repeated(self) -> Reading:
        """ "như trước", elsewhere or with another number if it says so."""
        found, repeat = self.found, self.found.repeat
        if not self.last or (repeat and repeat.day and any(one.on != repeat.day for one in self.last)):
            return Doubt(Unclear.NOTHING_LAST, repeats=True)
        parts = [as_part(one) for one in self.last]
        if found.works:  # "như trước VNeID 5": neither the one nor the other
            return Doubt(Unclear.WHAT, tuple(parts), self._last_codes(), repeats=True)
        if len(found.amounts) == len(parts) == 1:
            amount = found.amounts[0]
            parts = [replace(parts[0], number=amount.number, of=amount.of or parts[0].of)]
        elif found.amounts:
            parts = [replace(part, number=None) for part in parts]
        return self._placed(parts, _places_in_line(parts), repeats=True)

    def _added(self) -> Reading:
        """ "+3" on top of the last visit, when there is one thing it can be added to."""
        found = self.found
        if not self.last or not found.amounts:
            return Doubt(Unclear.NOTHING_LAST if not self.last else Unclear.NOT_A_VISIT, adds=True)
        parts = [as_part(one) for one in self.last]
        if len(parts) > 1:
            amount = found.amounts[0]
            part = Part(None, amount.number, place=self._last_place(), on=self.today)
            return Doubt(Unclear.WHAT, (part,), self._last_codes(), adds=True)
        single = found.amounts[0] if len(found.amounts) == 1 else None
        number, of = (single.number, single.of) if single else (None, None)
        part = replace(parts[0], number=number, of=of or parts[0].of)
        if self.last[0].on != self.today and not found.moments:
            days = (self.today, self.last[0].on)
            return Doubt(Unclear.WHEN, (replace(part, on=None),), days=days, adds=True)
        return self._placed([part], _places_in_line([part]), adds=True)

    def _without_activity(self) -> Reading:
        """A number of people, or a number and a place, still sound like a visit; anything else is other talk."""
        found = self.found
        amount = found.amounts[0] if len(found.amounts) == 1 else None
        if amount is None or not (found.spots or (amount.of and amount.number is not None)):
            return Doubt(Unclear.NOT_A_VISIT)
        said = self._unknown()
        if len(found.unknown) > _CHATTER or "?" in found.unknown:
            return Doubt(Unclear.NOT_A_VISIT)
        known = len(found.spots) == 1 and len(found.spots[0].names) == 1
        day = found.moments[0].day if len(found.moments) == 1 else None if found.moments else self.today
        part = visit_parts.part_of(Work((), said, False, 0, 0, 0), amount)
        part = replace(part, place=found.spots[0].names[0] if known else None, on=day)
        refused = visit_judging.refusal([part], today=self.today, since=self.since)
        return refused or Doubt(Unclear.WHAT, (part,), nearest_codes(said, self.activities), said=said)

    def _unknown(self) -> str:
        return " ".join(self.found.unknown)

    def _offered(self) -> tuple[int, ...]:
        numbers = [n for one in self.found.amounts for n in (one.numbers if one.number is None else (one.number,))]
        return tuple(dict.fromkeys(numbers))

    def _nearest(self) -> tuple[tuple[str, ...], str]:
        """The places that may have been meant: those named, else those like what was typed; and what was typed."""
        named = tuple(dict.fromkeys(name for one in self.found.spots for name in one.names))
        unknown = " ".join(one.said for one in self.found.spots if not one.names)
        near = named if named else self.listed.nearest(unknown)
        return near[:MOST_SUGGESTIONS], unknown

    def _days(self) -> tuple[date, ...]:
        said = [day for one in self.found.moments for day in ((one.day,) if one.day else one.days)]
        return tuple(dict.fromkeys(said))

    def _last_place(self) -> str | None:
        places = {one.place for one in self.last}
        return next(iter(places)) if len(places) == 1 else None

    def _last_codes(self) -> tuple[str, ...]:
        codes = (one.activity for one in self.last if isinstance(one, Done))
        return tuple(dict.fromkeys(codes))[:MOST_SUGGESTIONS]


def nearest_codes(said: str, activities: Iterable[Activity]) -> tuple[str, ...]:
    """At most three activities whose names are like what was typed, the likest first."""
    wanted = plain(said)
    scored = [
        (max(SequenceMatcher(None, wanted, plain(name)).ratio() for name in (one.name, *one.synonyms)), one.code)
        for one in activities
    ]
    return tuple(code for score, code in sorted(scored, key=lambda one: -one[0]) if score >= _LIKE)[:MOST_SUGGESTIONS]


def _counts(one: Amount) -> bool:
    return one.number is not None or bool(one.numbers)


def _places_in_line(parts: Sequence[Part]) -> list[Work]:
    """What is said beside "như trước" or "+3" is said of all of it."""
    return [Work((), "", False, 0, 0, 0) for _ in parts]


def _spot(one: Spot) -> str | None:
    return one.names[0] if len(one.names) == 1 else None


def _moment(one: Moment) -> date | None:
    return one.day
