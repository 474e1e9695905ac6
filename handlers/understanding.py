"""What one question is told by some words, without saying anything yet: for lists, files and edited messages."""

from domain.indicators import Kind
from domain.progress import Progress, TaskState, read_progress
from domain.values import Ask, Doubt, Refused, Special, Value, read_value
from handlers import progress
from storage.reports import Answer, Question

_UNREAD = Ask(Doubt.NOT_A_NUMBER)


def understood(asked: Question, raw: str, last: Value | None) -> Answer | Ask | Refused:
    """The answer, the doubt about it, or why it is not taken."""
    if asked.indicator.kind is Kind.PROGRESS:
        return _in_words(raw)
    read = read_value(raw, asked.indicator, last)
    if isinstance(read, Value):
        return Answer(value=read)
    return Answer(special=read) if isinstance(read, Special) else read


def _in_words(raw: str) -> Answer | Ask | Refused:
    read = read_progress(raw)
    if isinstance(read, Refused):
        return read
    if isinstance(read, Special):
        return Answer(special=read)
    if isinstance(read, Progress):
        return progress.answer(read)
    # In a list nobody is asked back about a task's wording: what was written stands, as words under way.
    return Answer(words=" ".join(raw.split()), progress=TaskState.IN_PROGRESS) if read.readings else _UNREAD
