"""What can come of reading a support visit: what was done, a question back, or a refusal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST = 1
MOST = 9_999  # people or households in one entry; ten thousand is a slip of the finger
LONGEST = 600  # signs of one message
MOST_PARTS = 20  # activities of one message
MOST_SUGGESTIONS = 3


class Counted(StrEnum):
    """Who was helped: single people, or whole households. They are never added together."""

    PEOPLE = "people"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Done:
    """One activity of a visit. `place` is a name of the team's list, None only for a team without places;
    `words` says what was done when the activity is `activities.OTHER`."""

    activity: str
    number: int
    of: Counted
    place: str | None
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    """A training class (lớp bồi dưỡng). `topic`: the name of an activity, or as typed."""

    topic: str
    participants: int
    place: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One `Done` or `Class` with gaps: None is what must still be asked. `words`: the topic of a class, what was
    done under `activities.OTHER`, or what was typed where no activity was recognised."""

    activity: str | None = None
    number: int | None = None
    of: Counted = Counted.PEOPLE
    place: str | None = None
    on: date | None = None
    words: str = ""
    is_class: bool = False


def as_part(one: Done | Class) -> Part:
    """What was done, as it would be said again."""
    if isinstance(one, Class):
        return Part(None, one.participants, place=one.place, on=one.on, words=one.topic, is_class=True)
    return Part(one.activity, one.number, one.of, one.place, one.on, one.words)


@dataclass(frozen=True, slots=True)
class Understood:
    """Read without doubt. `repeats`: "như trước"; `adds`: "+3", the numbers come on top of the last visit's."""

    done: tuple[Done | Class, ...]
    repeats: bool = False
    adds: bool = False


class Unclear(StrEnum):
    """What to ask back, the first gap first."""

    NOT_A_VISIT = "not_a_visit"  # nothing in it sounds like a visit: some other text
    NOTHING_LAST = "nothing_last"  # "như trước", "+3", and there is no last visit
    WHAT = "what"  # activity (or topic) missing or unknown; suggestions are activity codes
    HOW_MANY = "how_many"  # number missing, uncertain or one too many; `numbers` are those that were typed
    WHERE = "where"  # no place was said; suggestions are the team's places, as given
    WHICH_PLACE = "which_place"  # unknown place, or several; suggestions are the nearest
    WHEN = "when"  # the day cannot be told; `days` are those it may be
    CONFIRM = "confirm"  # all there, beside words not understood: echo it and let it be confirmed


@dataclass(frozen=True, slots=True)
class Doubt:
    """Asked back. `parts` keep what was understood; at most three `suggestions`; `said`: the words not understood.

    Once the gap is filled (`dataclasses.replace`), hand the parts to `judged`. What stands in `said` was not refused,
    but may still be anything: echo it, do not store it.
    """

    kind: Unclear
    parts: tuple[Part, ...] = ()
    suggestions: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    said: str = ""
    repeats: bool = False
    adds: bool = False


class Refusal(StrEnum):
    """Why a visit is not taken at all."""

    ZERO = "zero"
    TOO_MANY = "too_many"  # more than MOST
    FUTURE = "future"
    BEFORE_TEAM = "before_team"  # earlier than the team exists
    PERSONAL = "personal"  # a citizen's name, phone or identity number: the text must not be stored
    SECRET = "secret"  # noqa: S105 - the name of a reason, no password; the text must not be stored
    TOO_LONG = "too_long"  # more than LONGEST signs


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, and why."""

    reason: Refusal


Reading = Understood | Doubt | Refused
