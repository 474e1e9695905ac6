"""What a rehearsal finds out: the messages, why each was sent, and what is odd."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.workdays import WorkingDays
from storage.outbox import Kind


@dataclass(frozen=True, slots=True)
class Recipient:
    """A simulated person, or a group (`role` leadership_group). `unit`: its short name, "" for a group."""

    address: str
    organisation: str
    role: str
    unit_code: str
    unit: str


@dataclass(frozen=True, slots=True)
class Why:
    """A rung of the ladder (or the opening) that was said of one unit's report for one period."""

    report_id: int
    stage: str
    period: str
    frequency: str
    unit: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it left. `whys` is empty for what is no reminder: an answer, a digest."""

    at: datetime
    kind: Kind
    to: Recipient
    text: str
    whys: tuple[Why, ...]

    @property
    def is_unasked(self) -> bool:
        """Whether the bot began: only these count towards the budget."""
        return self.kind is not Kind.REPLY


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the rehearsal, with what its messages are held against."""

    code: str
    name: str
    short_name: str
    zone: ZoneInfo
    daily_budget: int
    days: WorkingDays

    def day(self, at: datetime) -> date:
        """The day a moment falls on where the organisation is."""
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Odd:
    """Something to look at: a code for the words, and what fills them."""

    code: str
    organisation: str
    words: dict[str, str | int]


@dataclass(slots=True)
class Rehearsed:
    """Everything a rehearsal of some days came to; `bodies` by code, messages in the order of sending.

    `recipients`: everybody who could have heard something.
    """

    first: date
    last: date
    bodies: dict[str, Body] = field(default_factory=dict)
    recipients: list[Recipient] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
