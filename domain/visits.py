"""Support visits as a team writes them in one line: read exactly, or asked back, or refused; never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.activities import Activity

FEWEST = 1
MOST = 9_999  # people or households in one entry; ten thousand is a slip of the finger
LONGEST = 600  # signs of one message
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

    Once the gap is filled (`dataclasses.replace`), hand the parts to `judged`.
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
    raise NotImplementedError


def judged(
    parts: Sequence[Part],
    *,
    places: Sequence[str],
    today: date,
    since: date,
    repeats: bool = False,
    adds: bool = False,
) -> Reading:
    """Parts as a visit when they are complete and allowed; else the next thing to ask, or why not."""
    raise NotImplementedError


def read_number(text: str) -> tuple[int, Counted | None] | Doubt | Refused:
    """The answer to "how many?": "5", "năm người", "2 hộ"; None where it was not said of what."""
    raise NotImplementedError


def read_place(text: str, places: Sequence[str]) -> str | Doubt | Refused:
    """The answer to "where?": a name of the list, however typed, or the nearest ones to ask about."""
    raise NotImplementedError


def read_on(text: str, today: date, since: date) -> date | Doubt | Refused:
    """The answer to "when?": "hôm qua", "12/11", "thứ hai"."""
    raise NotImplementedError


def read_activity(text: str, activities: Sequence[Activity]) -> str | Doubt | Refused:
    """The answer to "what?": an activity's code, or WHAT with the nearest codes and the words as `said`."""
    raise NotImplementedError
