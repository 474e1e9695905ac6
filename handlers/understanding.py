"""What one question is told by some words, without saying anything yet: for lists, files and edited messages."""

from datetime import date

from domain.expected_days import read_appointment
from domain.indicators import Kind
from domain.progress import Progress, ProgressAsk, read_progress
from domain.values import Ask, Refused, Special, Value, read_value
from handlers import progress
from storage.reports import Answer, Question


def understood(asked: Question, raw: str, last: Value | None, today: date) -> Answer | Ask | ProgressAsk | Refused:
    """The answer, the doubt about it, or why it is not taken."""
    if asked.indicator.kind is Kind.PROGRESS:
        return _in_words(raw)
    if later := promised(asked, raw, today):
        return later
    read = read_value(raw, asked.indicator, last)
    if isinstance(read, Value):
        return Answer(value=read)
    return Answer(special=read) if isinstance(read, Special) else read


def promised(asked: Question, raw: str, today: date) -> Answer | None:
    """ "chưa có, hẹn 20/11": no figure yet, and the day it is expected; None for anything else."""
    found = read_appointment(raw, today)
    if found is None or read_value(found[0], asked.indicator) is not Special.NO_FIGURE_YET:
        return None
    return Answer(special=Special.NO_FIGURE_YET, expected_on=found[1])


def _in_words(raw: str) -> Answer | ProgressAsk | Refused:
    read = read_progress(raw)
    if isinstance(read, Special):
        return Answer(special=read)
    return progress.answer(read) if isinstance(read, Progress) else read
