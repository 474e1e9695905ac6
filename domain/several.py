"""Reads several figures out of one message: numbered items, a pasted table, or one figure for every open question."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from domain import confidential, phrases
from domain.folding import plain, tokens_of, trimmed
from domain.indicators import TOLD, Indicator, Kind
from domain.progress import ProgressAsk, ProgressReading, read_progress
from domain.readings import Ask, Doubt, Reading, Special, Value
from domain.values import read_value

Questions = Sequence[tuple[int, Indicator, Value | None]]

_LONGEST = 20_000  # signs; several times a messenger's longest message
_MOST_ITEMS = 100
_S = "[ \u00a0\u202f]"
_LABEL = r"(?:[-+•*] ?)?(?:(?:câu|mục|chỉ tiêu|cau|muc|chi tieu)(?: số| so)? ?)?"
# "1:", "1)", "1=" may stand anywhere in a line; "1.", "1-" and a cell's border only where it begins: 1.234, 95-97.
_MARK = re.compile(rf"(?:^|(?<=[\s,])){_LABEL}(?P<number>[0-9]{{1,3}}){_S}?(?P<sign>[:)=])(?!\))", re.IGNORECASE)
_HEAD = re.compile(
    rf"{_LABEL}(?P<number>[0-9]{{1,3}})(?:{_S}?[.\-–](?=\s)|{_S}?\||{_S}?\t|{_S}{{2,}})\s*(?P<raw>\S.*)",
    re.IGNORECASE,
)
_DIGITS = r"[0-9]+(?:[.,\u00a0\u202f][0-9]+)*"  # a hard space stands inside one figure, never between two
_FIGURE = re.compile(rf"{_DIGITS}(?:/{_DIGITS})?(?:%|k|tr[0-9]*|tỷ|tỉ)?")
# Hidden signs that copying leaves behind, and the wide signs of some keyboards.
_AS_TYPED = {
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")),
    ord("："): ":",
    ord("；"): ";",
}
_JOINED_PERCENT = re.compile(r"(?<=[0-9]) +%")
_SPECIALS = (phrases.NOTHING_AROSE, phrases.NO_FIGURE_YET, phrases.NOT_APPLICABLE, phrases.NONE, phrases.NOT_YET)
_YES_NO = (*_SPECIALS, phrases.YES, phrases.NO)
_CORRECTION = re.compile(
    r"/?(?:sửa|sưả|sua|fix)(?:@\w+)?\s+(?:(?:câu|mục|số|chỉ tiêu|cau|muc|so|chi tieu) )?\s*(?P<number>[0-9]{1,3})"
    r"(?:\s*[:=)]|\s+(?:thành|thanh|là|la)\s|\s*[.\-–]\s|\s)\s*(?P<raw>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


class Problem(StrEnum):
    """Why an item goes to no question, whatever its figure."""

    UNKNOWN_NUMBER = "unknown_number"
    NUMBER_TWICE = "number_twice"


@dataclass(frozen=True, slots=True)
class Item:
    """One question's number with what was written for it. `reading` is None where no such question is open."""

    number: int
    raw: str
    reading: Reading | ProgressReading | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """The items in the order written; `unread` are the lines among them that are none.

    `may_be_one`: the line may just as well be one figure written with spaces, 1 234 567.
    """

    items: tuple[Item, ...]
    unread: tuple[str, ...] = ()
    may_be_one: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    number: int
    raw: str
    colon: bool


def read_several(text: str, questions: Questions) -> Several | None:
    """The figures of a message that answers more than one question; None when it may be a single answer.

    `questions`: number, indicator and last value of each open one, in the order of asking. Numbered items are
    two at least, or one with a colon ("3: 25") for an open question; figures without numbers are exactly one for
    every question. What reads as a phone number, an identity number or a secret as a whole is left to `read_value`.
    """
    seen = _seen(text)
    whole = trimmed(seen)
    if not questions or any(
        check(whole) for check in (confidential.is_secret, confidential.has_phone, confidential.has_identity)
    ):
        return None
    return _numbered(seen, questions) or _in_order(seen, questions)


def is_one_figure(text: str) -> bool:
    """Whether it is a figure and nothing else, and therefore one answer, whatever is asked."""
    return _FIGURE.fullmatch(_seen(text)) is not None


def read_correction(text: str) -> tuple[int, str] | None:
    """ "sửa 2: 89" is (2, "89"); None for "sửa 2", which asks the question again, and for everything else."""
    found = _CORRECTION.fullmatch(_seen(text))
    return (int(found["number"]), found["raw"].strip()) if found else None


def read_items(text: str) -> list[tuple[int, str]] | None:
    """ "2: 20/11; 4: 25/11" is [(2, "20/11"), (4, "25/11")], whatever is asked; None where a line is no item."""
    found = [_items(piece) for piece in _pieces(_seen(text))]
    return [(one.number, one.raw) for piece in found for one in piece] if all(found) else None


def _seen(text: str) -> str:
    return normalize("NFC", text[:_LONGEST]).translate(_AS_TYPED).strip()


def _pieces(seen: str) -> list[str]:
    """Lines, and what semicolons part in them, without the borders of a table."""
    parts = (part.strip(" \u00a0\u202f\r|") for part in re.split(r"[;\n]", seen))
    return [part for part in parts if part.strip()]


def _numbered(seen: str, questions: Questions) -> Several | None:
    written: list[_Written] = []
    unread: list[str] = []
    for piece in _pieces(seen):
        found = _items(piece)
        written.extend(found)
        if not found:
            unread.append(piece.strip())
    if len(written) > _MOST_ITEMS or not _is_list(written, unread, questions):
        return None
    once = list({(one.number, plain(one.raw)): one for one in reversed(written)}.values())[::-1]  # said twice alike
    times = Counter(one.number for one in once)
    items = tuple(_item(one.number, one.raw, times[one.number] > 1, questions) for one in once)
    return Several(items, tuple(unread)) if any(map(_says_something, items)) or _is_beyond(once, questions) else None


def _is_list(written: Sequence[_Written], unread: Sequence[str], questions: Questions) -> bool:
    """One item alone needs its colon, an open question and nothing beside it."""
    known = {number for number, _, _ in questions}
    if len(written) == 1:
        may_be_ratio = any(indicator.kind is Kind.RATIO for _, indicator, _ in questions)  # 1:25
        return written[0].colon and written[0].number in known and not unread and not may_be_ratio
    return len(unread) <= len(written) and (
        any(one.number in known for one in written) or _is_beyond(written, questions)
    )


def _is_beyond(written: Sequence[_Written], questions: Questions) -> bool:
    """ "9: 25; 10: 30" in a report of five questions: surely a list, if for another one; "9:30; 14:00" are hours."""
    known = [number for number, _, _ in questions]
    return (
        len(written) > 1
        and not any(one.number in known for one in written)
        and all(one.colon and _is_bare(one.raw) and not re.fullmatch("[0-5][0-9]", one.raw) for one in written)
    )


def _items(piece: str) -> list[_Written]:
    """The items of one line; none where it opens with anything but a number and its mark."""
    marks = list(_MARK.finditer(piece))
    if not marks or piece[: marks[0].start()].strip():
        found = _HEAD.fullmatch(piece)
        return [_Written(int(found["number"]), _cell(found["raw"]), colon=False)] if found else []
    ends = [*(mark.start() for mark in marks[1:]), len(piece)]
    return [
        _Written(int(mark["number"]), piece[mark.end() : end].strip(" \u00a0\t,|"), mark["sign"] == ":")
        for mark, end in zip(marks, ends, strict=True)
    ]


def _cell(row: str) -> str:
    """Of a row that names the figure too, the one cell that holds an answer; the whole row where that is unclear."""
    answers = [cell.strip() for cell in re.split(r"[\t|]", row) if _is_bare(cell.strip())]
    return answers[0] if len(answers) == 1 else row.strip(" \t|")


def _says_something(item: Item) -> bool:
    """ "1. Đã họp" to a question that wants a number is no item: the whole may be a list in words."""
    unreadable = isinstance(item.reading, Ask | ProgressAsk) and not item.reading.readings
    return item.reading is not None and not unreadable


def _item(number: int, raw: str, twice: bool, questions: Questions) -> Item:
    asked = next((one for one in questions if one[0] == number), None)
    if asked is None:
        return Item(number, raw, None, Problem.UNKNOWN_NUMBER)
    return Item(number, raw, _read(raw, asked[1], asked[2]), Problem.NUMBER_TWICE if twice else None)


def _read(raw: str, indicator: Indicator, last: Value | None) -> Reading | ProgressReading:
    return read_progress(raw) if indicator.kind in TOLD else read_value(raw, indicator, last)


def _in_order(seen: str, questions: Questions) -> Several | None:
    parts = _parts(seen, len(questions))
    if parts is None:
        return None
    items = [
        Item(number, raw, _read(raw, indicator, last))
        for raw, (number, indicator, last) in zip(parts, questions, strict=True)
    ]
    may_be_one = _may_be_single(seen, questions, items)
    figures = all(isinstance(item.reading, Value) and _FIGURE.fullmatch(item.raw) for item in items)
    if not all(map(_is_answer, items)) or (may_be_one and not figures):
        return None  # "có 12", "12 345" for two percentages: rather one answer than two
    return Several(tuple(items), may_be_one=may_be_one)


def _parts(seen: str, wanted: int) -> list[str] | None:
    """As many answers as questions; between spaces and commas only bare figures and specials count as answers."""
    if wanted < 2:
        return None
    strong = [part.strip() for part in re.split(r"[;\n]", seen) if part.strip()]
    if len(strong) > 1:
        return strong if len(strong) == wanted else None
    line = _JOINED_PERCENT.sub("%", strong[0] if strong else "")
    by_commas = [part.strip() for part in re.split(r",\s", line)]
    parts = by_commas if len(by_commas) > 1 else _by_spaces(line)
    if len(parts) != wanted or not all(map(_is_bare, parts)):
        return None
    slip = len(by_commas) == 2 and all(part.isdecimal() for part in by_commas)  # "12, 5" may be 12,5
    return None if slip else parts


def _by_spaces(line: str) -> list[str]:
    """Words apart, but "không phát sinh" together."""
    words, parts = [word for word in re.split(r"[ \t]+", line) if word], []
    while words:
        size = next((n for n in range(min(5, len(words)), 1, -1) if _is_special(" ".join(words[:n]))), 1)
        parts.append(" ".join(words[:size]))
        words = words[size:]
    return parts


def _is_bare(part: str) -> bool:
    return bool(_FIGURE.fullmatch(part.lower())) or _is_special(part)


def _is_special(part: str) -> bool:
    tokens = tokens_of(part.lower())
    return any(phrases.is_one_of(tokens, known) for known in _YES_NO)


def _is_answer(item: Item) -> bool:
    """Readable by itself, if only with a question back; other units and further figures say it is another text."""
    match item.reading:
        case Value() | Special():
            return True
        case Ask(doubt, readings):
            return bool(readings) and doubt not in (Doubt.SEVERAL, Doubt.UNIT_DIFFERS, Doubt.HEDGE, Doubt.RANGE)
    return False


def _may_be_single(seen: str, questions: Questions, items: Sequence[Item]) -> bool:
    """ "1 234" may be one number wherever it can be read as one; "100 100" is none where percentages are asked."""
    exact = all(isinstance(item.reading, Value | Special) for item in items)
    for _, indicator, last in questions:
        match read_value(seen, indicator, last):
            case Value() | Special():
                return True
            case Ask(Doubt.OVER_HUNDRED, _) if exact:
                continue
            case Ask(doubt, readings) if readings and doubt is not Doubt.SEVERAL:
                return True
    return False
