"""Reads how far a task has come, as officers put it: not started, under way, done with its product, or stuck."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

from domain import progress_words as words
from domain.documents import Documents, documents_in
from domain.folding import is_legible
from domain.indicators import Indicator, Kind
from domain.progress_words import Clause
from domain.readings import Ask, Refused, Special, Value
from domain.values import plain, read_value

LONGEST = 1000  # signs: a short paragraph; more belongs into a file
# Said twice, or to a question that was settled meanwhile: they agree to something, and say nothing of a task.
_ONLY_YES = frozenset({"dung", "dung roi", "dung vay", "yes", "ok", "oke", "vang", "vang a", "da", "da vang", "ghi"})
_WHOLE = Decimal(100)
_TASK, _PERCENT, _COUNT = Indicator(Kind.PROGRESS), Indicator(Kind.PERCENT, "%"), Indicator(Kind.COUNT)


class TaskState(StrEnum):
    """How far a task has come."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent`: 0 to 100 where it was said. `document`: the product's numbers as typed ("15/QĐ-UBND").

    `words`: the reason when blocked; else all that was said when that is more than the state.
    """

    state: TaskState
    percent: Decimal | None = None
    document: str = ""
    words: str = ""


class ProgressDoubt(StrEnum):
    """Why a progress is asked back."""

    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"
    WHY_BLOCKED = "why_blocked"  # "vướng" without what
    NOT_STARTED_OR_NOT_DONE = "not_started_or_not_done"  # a bare "chưa"
    DONE_OR_PARTLY = "done_or_partly"  # "xong phần mềm", "xong, còn thiếu chữ ký"
    UNCLEAR_PERCENT = "unclear_percent"  # 60; khoảng 60%; 120%
    CONTRADICTION = "contradiction"  # "chưa làm, 60%"


@dataclass(frozen=True, slots=True)
class ProgressAsk:
    """Understood in doubt. `readings` are what it may mean, likelier first; empty when there is nothing to offer."""

    doubt: ProgressDoubt
    readings: tuple[Progress, ...] = ()


ProgressReading = Progress | ProgressAsk | Special | Refused


@dataclass(frozen=True, slots=True)
class _Percent:
    """What percentage was said: one for certain, several or none in doubt; `at` is its clause."""

    numbers: tuple[Decimal, ...]
    certain: bool
    at: int


def read_progress(text: str) -> ProgressReading:
    """What is said of a task; words that name no state are a task under way, kept as they are. Never raises.

    Personal data and secrets are refused exactly where `values.read_value` refuses them; "KPS" and its like are
    the specials they are for a figure.
    """
    seen = read_value(text, _TASK)
    if isinstance(seen, Refused):
        return seen
    lines = [" ".join(line.split()) for line in normalize("NFC", text).splitlines() if line.strip()]
    said = " ".join(lines)
    if not all(map(is_legible, lines)) or not any(map(str.isalnum, said)) or plain(said).rstrip(".!") in _ONLY_YES:
        return ProgressAsk(ProgressDoubt.NOTHING_SAID)
    if len(said) > LONGEST:
        return ProgressAsk(ProgressDoubt.TOO_LONG)
    if words.is_bare_not(said):
        return _not_what(said, "")
    special = read_value(said, _COUNT)
    return special if isinstance(special, Special) else _read(said, documents_in("\n".join(lines)))


def _read(said: str, documents: Documents) -> Progress | ProgressAsk:
    clauses = words.clauses(documents.rest)
    percent = _percent(clauses)
    state = _state(said, clauses, documents, percent)
    if percent is None:
        return state
    if isinstance(state, ProgressAsk):
        return _offered_with_percent(state, percent)
    if percent.certain:
        return _with_percent(state, percent)
    return ProgressAsk(
        ProgressDoubt.UNCLEAR_PERCENT,
        tuple(replace(state, percent=number) for number in percent.numbers),
    )


def _offered_with_percent(asked: ProgressAsk, percent: _Percent) -> ProgressAsk:
    number = percent.numbers[0] if percent.certain else None
    readings = (replace(one, percent=number) if one.state is TaskState.IN_PROGRESS else one for one in asked.readings)
    return ProgressAsk(asked.doubt, tuple(readings))


def _state(said: str, clauses: list[Clause], documents: Documents, percent: _Percent | None) -> Progress | ProgressAsk:
    blocked = next((at for at, clause in enumerate(clauses) if words.blocked_length(clause)), None)
    if blocked is not None:
        reason = _blocked(said, clauses, blocked, percent)
        return replace(reason, words=said) if isinstance(reason, Progress) and documents.numbers else reason
    first = clauses[0] if clauses else Clause("", "")
    if length := words.not_started_length(first):
        more = len(clauses) > 1 or length < len(first.folded)
        return Progress(TaskState.NOT_STARTED, words=said if more else "")
    partly = percent is not None and percent.at == 0 and percent.numbers != (_WHOLE,)
    if (length := words.done_length(first)) and not partly:
        return _done(said, clauses, documents, length)
    if documents.leads:
        return _product(said, clauses, documents)
    return _under_way(said, clauses, documents, percent)


def _under_way(
    said: str, clauses: list[Clause], documents: Documents, percent: _Percent | None
) -> Progress | ProgressAsk:
    if clauses and words.will_not(clauses[0]):
        return _not_what(said, said)
    if percent is None and any(map(words.may_be_done, clauses)):
        return _done_or_partly(said, documents)
    alone = percent is not None and len(clauses) == 1 and words.is_only_percent(clauses[0])
    return Progress(TaskState.IN_PROGRESS, words="" if alone and not documents.numbers else said)


def _not_what(said: str, kept: str) -> ProgressAsk:
    readings = (Progress(TaskState.NOT_STARTED, words=kept), Progress(TaskState.IN_PROGRESS, words=said))
    return ProgressAsk(ProgressDoubt.NOT_STARTED_OR_NOT_DONE, readings)


def _blocked(said: str, clauses: list[Clause], at: int, percent: _Percent | None) -> Progress | ProgressAsk:
    """The reason follows, to the end; when more was said before it than a percentage, all is kept."""
    reason = words.reason(said, clauses[at])
    if not any(map(str.isalnum, reason)):
        return ProgressAsk(ProgressDoubt.WHY_BLOCKED)
    alone = at == 0 or (at == 1 and percent is not None and percent.at == 0)
    return Progress(TaskState.BLOCKED, words=reason if alone else said)


def _done(said: str, clauses: list[Clause], documents: Documents, length: int) -> Progress | ProgressAsk:
    rest = clauses[0].folded[length:] if clauses else ""
    if not words.is_wholly(rest) or any(words.leaves_something(clause) for clause in clauses[1:]):
        return _done_or_partly(said, documents)
    more = len(clauses) > 1 or words.names_more(rest)
    return Progress(TaskState.DONE, document="; ".join(documents.numbers), words=said if more else "")


def _product(said: str, clauses: list[Clause], documents: Documents) -> Progress | ProgressAsk:
    """A document's number, alone or with its title, is the product."""
    if any(words.leaves_something(clause) for clause in clauses) or not all(map(words.is_title, clauses)):
        return _done_or_partly(said, documents)
    return Progress(TaskState.DONE, document="; ".join(documents.numbers), words=said if clauses else "")


def _done_or_partly(said: str, documents: Documents) -> ProgressAsk:
    done = Progress(TaskState.DONE, document="; ".join(documents.numbers), words=said)
    return ProgressAsk(ProgressDoubt.DONE_OR_PARTLY, (done, Progress(TaskState.IN_PROGRESS, words=said)))


def _percent(clauses: list[Clause]) -> _Percent | None:
    """The percentage where one clause is nothing but one; in any other sentence it is part of the words."""
    signed = [at for at, clause in enumerate(clauses) if words.has_percent_sign(clause)]
    if len(signed) > 1 or (not signed and len(clauses) != 1):
        return None
    at = signed[0] if signed else 0
    match read_value(words.percent_core(clauses[at]), _PERCENT):
        case Value(number, None):
            return _Percent((number,), bool(signed), at)
        case Ask(_, readings):
            numbers = [one.number for one in readings if isinstance(one, Value) and one.numerator is None]
            if numbers:
                return _Percent(tuple(number for number in numbers if number <= _WHOLE), certain=False, at=at)
    return None


def _with_percent(said: Progress, percent: _Percent) -> Progress | ProgressAsk:
    number = percent.numbers[0]
    known = replace(said, percent=number)
    match said.state:
        case TaskState.NOT_STARTED if number > 0:
            return _contradiction(said, replace(known, state=TaskState.IN_PROGRESS))
        case TaskState.DONE if number < _WHOLE:
            return _contradiction(replace(known, state=TaskState.IN_PROGRESS), said)
        case TaskState.BLOCKED if number == _WHOLE:
            return _contradiction(known, replace(known, state=TaskState.DONE))
        case TaskState.IN_PROGRESS if number == _WHOLE:
            done = replace(known, state=TaskState.DONE)
            return ProgressAsk(ProgressDoubt.DONE_OR_PARTLY, (done, known)) if said.words else done
        case TaskState.IN_PROGRESS if number == 0 and not said.words:
            return replace(known, state=TaskState.NOT_STARTED)
    return known


def _contradiction(*readings: Progress) -> ProgressAsk:
    return ProgressAsk(ProgressDoubt.CONTRADICTION, readings)
