"""What one question is told by some words, without saying anything yet: for lists, files and edited messages."""

from datetime import date
from unicodedata import normalize

from domain.documents import documents_in
from domain.expected_days import read_appointment
from domain.folding import is_legible
from domain.indicators import Indicator, Kind
from domain.progress import LONGEST, Progress, ProgressAsk, ProgressDoubt, read_progress
from domain.values import Ask, Doubt, Refused, Special, Value, read_value
from handlers import progress
from storage.reports import Answer, Question


def understood(asked: Question, raw: str, last: Value | None, today: date) -> Answer | Ask | ProgressAsk | Refused:
    """The answer, the doubt about it, or why it is not taken."""
    if asked.indicator.kind is Kind.PROGRESS:
        return _in_words(raw)
    if asked.indicator.kind is Kind.WORDS:
        return _words(raw)
    if asked.indicator.kind is Kind.DOCUMENT:
        return _document(raw)
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


def _words(raw: str) -> Answer | ProgressAsk | Refused:
    """What is said, kept as it is; "không" is an answer here, "không phát sinh" the special one."""
    read = read_value(raw, Indicator(Kind.YES_NO))
    if isinstance(read, Special):
        return Answer(special=read)
    secret = read_value(raw, Indicator(Kind.WORDS))
    if isinstance(secret, Refused):
        return secret
    lines = [" ".join(line.split()) for line in normalize("NFC", raw).splitlines() if line.strip()]
    said = " ".join(lines)
    if not all(map(is_legible, lines)) or not any(map(str.isalnum, said)):
        return ProgressAsk(ProgressDoubt.NOTHING_SAID)
    return ProgressAsk(ProgressDoubt.TOO_LONG) if len(said) > LONGEST else Answer(words=said)


def _document(raw: str) -> Answer | Ask | ProgressAsk | Refused:
    """Words count only with the number of a document in them."""
    read = _words(raw)
    numbers = documents_in(normalize("NFC", raw)).numbers
    if not isinstance(read, Answer) or read.special or numbers:
        return Answer(words=read.words, document="; ".join(numbers)) if numbers and isinstance(read, Answer) else read
    return Ask(Doubt.NOT_A_NUMBER)
