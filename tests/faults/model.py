"""What must be true of a month's reports, by the rules of the product alone: what was said, and what counts of it."""

from dataclasses import InitVar, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Given:
    """A figure typed plainly; `at`: for this question ("sửa 2: 89"), else for the one in hand."""

    value: Decimal
    at: int = 0


@dataclass(frozen=True)
class Doubtful:
    """ "0,95": what can be read in two ways, or is unlikely, is asked back and never guessed."""

    percent: int


@dataclass(frozen=True)
class Settled:
    """Which of the readings it was."""

    value: Decimal


@dataclass(frozen=True)
class Dropped:
    """None of the readings: the question is asked again."""


@dataclass(frozen=True)
class AskedAgain:
    """ "sửa 2": the question, answered or not, comes into the hand; 0 ("việc"): the one that is open."""

    at: int


@dataclass(frozen=True)
class Sent:
    """ "gửi"."""


@dataclass(frozen=True)
class Edited:
    """An earlier message now gives another figure."""

    message: int
    value: Decimal


Said = Given | Doubtful | Settled | Dropped | AskedAgain | Sent | Edited
Hand = Literal["nothing", "question", "doubt", "card"]


@dataclass
class Held:
    """A question's answer, how many it has had, and whose message gave the present one."""

    value: Decimal | None = None
    version: int = 0
    by: tuple[str, int] = ("", 0)


@dataclass
class Sheet:
    """A unit's report. `handed_in`: not before and not after these moments; kept for ever."""

    questions: InitVar[int]
    due_at: datetime
    locks_at: datetime
    handed_in: tuple[datetime, datetime] | None = None
    held: list[Held] = field(default_factory=list)

    def __post_init__(self, questions: int) -> None:
        self.held = [Held() for _ in range(questions)]

    def next_open(self, after: int) -> int:
        """The next question without an answer behind this one, going round; 0: there is none."""
        left = [at for at, one in enumerate(self.held, start=1) if not one.version]
        return next((at for at in left if at > after), left[0] if left else 0)


@dataclass
class Someone:
    """A person who may answer for a unit from one moment to another, and what is in their hand.

    `doubted`: the message that is asked back, which said 0,`percent`.
    """

    unit: str
    spans: list[tuple[datetime, datetime]]
    hand: Hand = "nothing"
    at: int = 0
    version: int = 0
    doubted: int = 0
    percent: int = 0

    def may_answer(self, now: datetime) -> bool:
        """Whether the unit is theirs to answer for."""
        return any(start <= now < end for start, end in self.spans)


@dataclass
class Model:
    """All reports and all people. `hear` is called once for each message, in the order of each chat."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)

    def hear(self, name: str, said: Said, message: int, sent_at: datetime, now: datetime) -> None:
        """Somebody's message is handled at this moment."""
        who = self.people[name]
        sheet = self.sheets.get(who.unit)
        if said == AskedAgain(0):
            self._resume(who, sheet if who.may_answer(now) else None, now)
        elif sheet is None or not who.may_answer(now):
            return
        elif isinstance(said, Edited):
            self._edit(name, sheet, said, is_locked=now > sheet.locks_at)
        elif isinstance(said, Dropped):
            if who.hand == "doubt":
                self._ask(who, sheet, 0 if sheet.handed_in else who.at)
        elif now <= sheet.locks_at:
            self._take(name, sheet, said, message, (sent_at, now))

    def _take(self, name: str, sheet: Sheet, said: Said, message: int, span: tuple[datetime, datetime]) -> None:
        """What is said to a report that can still be answered."""
        who = self.people[name]
        match said:
            case Given(value, 0) if self._is_theirs(who, sheet):
                self._answer(name, sheet, who.at, value, message)
            case Settled(value) if self._is_theirs(who, sheet):
                self._answer(name, sheet, who.at, value, who.doubted)
            case Doubtful(percent) if self._is_theirs(who, sheet):
                who.hand, who.doubted, who.percent = "doubt", message, percent
            case Given(value, at) if at:
                self._answer(name, sheet, at, value, message)
            case AskedAgain(at):
                self._ask(who, sheet, at)
            case Sent() if not sheet.handed_in:
                self._send(who, sheet, span)

    def asked(self, name: str, at: int) -> None:
        """The bot asks unasked: a question (0: to send them all) comes into the hand, whatever was in it."""
        who = self.people[name]
        if at:
            self._ask(who, self.sheets[who.unit], at)
        else:
            who.hand = "card"

    def _is_theirs(self, who: Someone, sheet: Sheet) -> bool:
        """Whether a question is in hand that nobody else has answered since; if somebody has, the next one is."""
        if who.hand not in ("question", "doubt"):
            return False
        if sheet.held[who.at - 1].version == who.version:
            return True
        self._go_on(who, sheet, who.at)
        return False

    def _answer(self, name: str, sheet: Sheet, at: int, value: Decimal, message: int) -> None:
        self._store(sheet.held[at - 1], value, (name, message))
        self._go_on(self.people[name], sheet, at)

    def _store(self, held: Held, value: Decimal, by: tuple[str, int]) -> None:
        held.value, held.version, held.by = value, held.version + 1, by

    def _go_on(self, who: Someone, sheet: Sheet, after: int) -> None:
        """What was handed in stays so and nothing is asked; else the next question, or all of them to be sent."""
        if sheet.handed_in:
            who.hand = "nothing"
        elif following := sheet.next_open(after):
            self._ask(who, sheet, following)
        else:
            who.hand = "card"

    def _ask(self, who: Someone, sheet: Sheet, at: int) -> None:
        who.hand = "question" if at else "nothing"
        who.at, who.version = (at, sheet.held[at - 1].version) if at else (who.at, who.version)

    def _resume(self, who: Someone, sheet: Sheet | None, now: datetime) -> None:
        if sheet is None or now > sheet.locks_at or sheet.handed_in:
            who.hand = "nothing"
        elif who.at and not sheet.held[who.at - 1].version:
            self._ask(who, sheet, who.at)
        else:
            self._go_on(who, sheet, 0)

    def _send(self, who: Someone, sheet: Sheet, span: tuple[datetime, datetime]) -> None:
        if left := sheet.next_open(0):
            self._ask(who, sheet, left)
        else:
            sheet.handed_in, who.hand = span, "nothing"

    def _edit(self, name: str, sheet: Sheet, said: Edited, *, is_locked: bool) -> None:
        """The figure that the message gave, where it still counts, or the doubt that it made."""
        who, message, value = self.people[name], said.message, said.value
        if who.hand == "doubt" and who.doubted == message:
            is_theirs = not is_locked and sheet.held[who.at - 1].version == who.version
            self._ask(who, sheet, who.at)
            if is_theirs:
                self._answer(name, sheet, who.at, value, message)
            return
        for at, held in enumerate(sheet.held, start=1):
            if held.by == (name, message) and held.value != value and not is_locked:
                self._store(held, value, (name, message))
                who.version = held.version if who.at == at else who.version
