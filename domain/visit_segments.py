"""Cuts a visit's message into what each stretch of it says: an activity, a number, a place, a day, or nothing known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from domain import number_words, visit_words
from domain.activities import Activity
from domain.below_thousand import certain_whole, is_any
from domain.phrases import NOUNS as OTHER_NOUNS
from domain.phrases import Phrases, head_length, phrases
from domain.visit_days import day_at
from domain.visit_places import Places, is_number_word, kind_length
from domain.visit_readings import Counted
from domain.visit_text import Text

_HOUR = re.compile(visit_words.HOUR)
_MOST_HEDGES = 3  # in a row; nobody is less certain than that


class Sort(Enum):
    """What a stretch of the message is."""

    ACTIVITY = auto()
    LESSON = auto()  # the words that make it a training class
    NUMBER = auto()
    NOUN = auto()  # "số hộ:", ahead of its number
    PLACE = auto()
    KIND = auto()  # "thôn" with a name that is not in the list, or none
    DAY = auto()
    REPEAT = auto()
    MORE = auto()
    HEDGE = auto()
    JOIN = auto()
    LINE = auto()
    FILLING = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens `start` to `end`. Each sort fills what it says and leaves the rest.

    ACTIVITY: `names` are codes. NUMBER: `number` when certain, else `numbers` it may be. PLACE: `names` of the list,
    none for one that is not in it. DAY: `day` when certain, else `days`. REPEAT: `day` when it names one.
    """

    sort: Sort
    start: int
    end: int
    names: tuple[str, ...] = ()
    number: int | None = None
    numbers: tuple[int, ...] = ()
    of: Counted | None = None
    day: date | None = None
    days: tuple[date, ...] = ()


Vocabulary = Sequence[tuple[str, Phrases]]


def vocabulary(activities: Sequence[Activity]) -> Vocabulary:
    """Each activity's code with all its names as words."""
    return [(one.code, phrases(one.name, *one.synonyms)) for one in activities]


@dataclass(frozen=True, slots=True)
class Scan:
    """One message with what it is held against."""

    text: Text
    known: Vocabulary
    places: Places
    today: date

    def segments(self) -> list[Segment]:
        """The whole message from left to right, each token in exactly one segment."""
        found: list[Segment] = []
        at = 0
        while at < len(self.text.tokens):
            segment = self._at(at, is_first=not found)
            found.append(self._beside(found[-1], segment) if found else segment)
            at = segment.end
        return found

    def _beside(self, before: Segment, one: Segment) -> Segment:
        """The segment as it is to be taken behind the one before it."""
        token = self.text.tokens[one.start]
        if one.sort is Sort.FILLING and token.text == "nha" and before.sort is Sort.NUMBER:
            return replace(one, sort=Sort.UNKNOWN)  # "5 nha": five houses, or "five, you know"
        if one.sort is Sort.NUMBER and before.sort is Sort.UNKNOWN:
            cut_off = is_any(self.text.tokens[before.start], visit_words.NUMBER_TAILS)  # "tư mươi tám" is no 18
            return replace(one, number=None) if cut_off else one
        return one

    def _at(self, at: int, *, is_first: bool) -> Segment:
        return (
            self._join(at, is_first=is_first)
            or self._repeat(at)
            or self._day(at)
            or self._hour(at)
            or self._ahead(at)
            or self._named(at)
            or self._hedge(at)
            or self._number(at)
            or self._words(at)
        )

    def _head(self, at: int, known: Phrases) -> int:
        return head_length(self.text.tokens[at:], known)

    def _join(self, at: int, *, is_first: bool) -> Segment | None:
        token = self.text.tokens[at]
        if token.text == "\n":
            return Segment(Sort.LINE, at, at + 1)
        size = self._head(at, visit_words.MORE) if is_first else 0
        if size:
            return Segment(Sort.MORE, at, at + size)
        if token.text in visit_words.DASHES:
            return Segment(Sort.JOIN, at, at + 1)
        size = self._head(at, visit_words.JOINS)
        return Segment(Sort.JOIN, at, at + size) if size else None

    def _repeat(self, at: int) -> Segment | None:
        from_yesterday = self._head(at, visit_words.REPEAT_YESTERDAY)
        if from_yesterday:
            return Segment(Sort.REPEAT, at, at + from_yesterday, day=date.fromordinal(self.today.toordinal() - 1))
        size = self._head(at, visit_words.REPEAT)
        return Segment(Sort.REPEAT, at, at + size) if size else None

    def _day(self, at: int) -> Segment | None:
        said = day_at(self.text.bare, self.text.starts[at], self.today)
        end = self.text.token_at(said.end, at) if said else None
        if said is None or end is None:
            return None
        if said.is_fraction and self._counted(end)[1]:  # "5/12 người" is no day
            return Segment(Sort.NUMBER, at, end + self._counted(end)[1], of=self._counted(end)[0])
        return Segment(Sort.DAY, at, end, day=said.day, days=said.days)

    def _hour(self, at: int) -> Segment | None:
        found = _HOUR.match(self.text.bare, self.text.starts[at])
        end = self.text.token_at(found.end(), at) if found else None
        return Segment(Sort.FILLING, at, end) if end else None

    def _ahead(self, at: int) -> Segment | None:
        for known, of in (
            (visit_words.PEOPLE_AHEAD, Counted.PEOPLE),
            (visit_words.HOUSEHOLDS_AHEAD, Counted.HOUSEHOLDS),
        ):
            if size := self._head(at, known):
                return Segment(Sort.NOUN, at, at + size, of=of)
        return None

    def _named(self, at: int) -> Segment | None:
        """An activity, a class or a place, whichever takes more words; the team's own words before its places."""
        codes, size = self._activity(at)
        lesson, team = self._head(at, visit_words.LESSON), self._head(at, visit_words.TEAM)
        if team > max(size, lesson):
            return Segment(Sort.FILLING, at, at + team)
        place = self.places.find(self.text.tokens, at)
        if place and place.end - at >= max(size, lesson):
            return Segment(Sort.PLACE, at, place.end, names=place.names)
        if size or lesson:
            return Segment(Sort.ACTIVITY if size >= lesson else Sort.LESSON, at, at + max(size, lesson), codes)
        return None

    def _activity(self, at: int) -> tuple[tuple[str, ...], int]:
        found = [(code, self._head(at, names)) for code, names in self.known]
        longest = max((size for _, size in found), default=0)
        return tuple(code for code, size in found if size == longest and size), longest

    def _hedge(self, at: int) -> Segment | None:
        """ "khoảng 5", "mấy hộ"; before anything else the same word says something else."""
        end = at
        for _ in range(_MOST_HEDGES):  # "chắc khoảng hơn 5"
            end += self._head(end, visit_words.HEDGES)
        if end == at or not (self._number(end) or self._counted(end)[1]):
            return None
        counted, more = self._counted(end)
        return Segment(Sort.HEDGE, at, end + more, of=counted)

    def _counted(self, at: int) -> tuple[Counted | None, int]:
        """Who is counted here and in how many words."""
        if at >= len(self.text.tokens):
            return None, 0
        place = self.places.find(self.text.tokens, at)  # "25 người nhà văn hóa": no household
        people, households = self._head(at, visit_words.PEOPLE), self._head(at, visit_words.HOUSEHOLDS)
        if self.text.tokens[at].text == "nha":  # nhà, or only politely "you know"
            households = 0
        # "2 ho so" are no households, "1 chu ky so" is no chú
        rival = max(kind_length(self.text.tokens, at), self._head(at, OTHER_NOUNS), self._activity(at)[1])
        if place or rival > max(people, households):
            return None, 0
        if people >= households:
            return (Counted.PEOPLE, people) if people else (None, 0)
        return Counted.HOUSEHOLDS, households

    def _number(self, at: int) -> Segment | None:
        """The whole run of figures and number words as one number, with who was counted; uncertain when it is none."""
        end = self._run_end(at)
        if end == at or self._head(at, visit_words.FILLING) > max(1, end - at):  # "ba con" without marks is no three
            return None
        of, size = self._counted(end)
        run = self.text.tokens[at:end]
        spelt = number_words.quantity(run)
        native = [one.number for one in spelt.candidates if one.native and one.number % 1 == 0] if spelt else []
        number = certain_whole(spelt) if spelt and size else native[0] if len(native) == 1 else None
        numbers = tuple(int(one.number) for one in spelt.candidates if one.number % 1 == 0) if spelt else ()
        if spelt is None:
            numbers = tuple(int(token.text) for token in run if token.text.isascii() and token.text.isdecimal())
        found = Segment(Sort.NUMBER, at, end + size, numbers=numbers, of=of)
        certain = number is not None and not self._is_doubtful(at, end, found.end)
        return replace(found, number=int(number), numbers=()) if certain and number is not None else found

    def _run_end(self, at: int) -> int:
        tokens, end = self.text.tokens, at
        while end < len(tokens) and (tokens[end].is_figure or is_number_word(tokens[end], first=end == at)):
            if end > at and (self._day(end) or self._begins_people(end)):
                break
            end += 1
        return end

    def _begins_people(self, at: int) -> bool:
        """ "5 ba con" without marks: five people, not five and three."""
        return self._head(at, visit_words.PEOPLE) > 1

    def _is_doubtful(self, start: int, end: int, after: int) -> bool:
        """Something beside the number makes it another, or none: 5k, 5/7, -3, "5 mấy", 5 hồ sơ."""
        tokens = self.text.tokens
        if end < len(tokens) and self._begins_people(end) and number_words.quantity(tokens[start : end + 1]):
            return True  # "ba muoi ba con": thirty people, or "33, còn …"
        noun = self._head(end, visit_words.COUNTED)
        if noun and self._activity(end)[1] and self._activity(end + noun)[1]:
            return True  # "1 ho so suc khoe": a household's sổ sức khỏe, or a hồ sơ sức khỏe
        if start and tokens[start].glued and tokens[start - 1].text in (*visit_words.DASHES, "/", "~", "<", ">"):
            minus = tokens[start - 1].text in visit_words.DASHES and start > 1 and tokens[start - 1].glued
            if not minus:
                return True
        if end >= len(tokens):
            return False
        glued = tokens[end].glued and ((tokens[end].text.isalpha() and after == end) or tokens[end].text in "/+%~")
        if glued and after == end and not self._activity(end)[1]:
            return True
        if self._head(end, visit_words.AFTER_NUMBER):
            return True
        return after == end and bool(self._other_noun(end))

    def _other_noun(self, at: int) -> int:
        """ "5 hồ sơ" are no people; but a place or an activity may begin with such a word."""
        if self._activity(at)[1] or kind_length(self.text.tokens, at) or self._head(at, visit_words.LESSON):
            return 0
        if self._day(at):  # "5 ngày 20/11": a day of the calendar, no count of days
            return 0
        return self._head(at, OTHER_NOUNS)

    def _words(self, at: int) -> Segment:
        if size := self._head(at, visit_words.NO_PLACE):
            return Segment(Sort.UNKNOWN, at, at + size)
        size = self._head(at, visit_words.FILLING)
        kind = kind_length(self.text.tokens, at)
        if kind > size:
            return Segment(Sort.KIND, at, at + kind)
        if size:
            return Segment(Sort.FILLING, at, at + size)
        return Segment(Sort.UNKNOWN, at, at + 1)
