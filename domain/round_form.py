"""The one message that asks for a round: "Rà soát máy tính; gửi: Công an; hạn: 17h 25/11; hỏi: Số máy hỏng (máy)"."""

import re
from dataclasses import dataclass

from domain.folding import plain
from domain.indicators import Kind

MOST_QUESTIONS = 20
LONGEST_TITLE, LONGEST_QUESTION = 120, 300  # signs
_LONGEST_UNIT = 20  # signs; more in brackets is part of the question

_PARTS = {
    "title": ("ten", "ten dot", "tieu de", "noi dung", "title"),
    "to": ("gui", "gui den", "gui toi", "don vi", "noi nhan", "to"),
    "indicators": ("chi tieu", "indicator", "indicators"),
    "due": ("han", "thoi han", "han tra loi", "due"),
    "ask": ("hoi", "cau hoi", "ask"),
}
_NAMED = {word: part for part, words in _PARTS.items() for word in words}
KINDS = {
    Kind.YES_NO: ("co/khong", "co khong", "co hay khong", "yes/no"),
    Kind.PERCENT: ("%", "phan tram", "ty le", "ty le %", "percent"),
    Kind.WORDS: ("chu", "loi", "bang loi", "noi dung", "words"),
    Kind.DOCUMENT: ("so van ban", "van ban", "document"),
    Kind.AMOUNT: ("so tien", "tien", "dong", "nghin dong", "trieu dong", "ty dong", "amount"),
    Kind.COUNT: ("so", "so luong", "count"),
}
_KIND_NAMED = {word: kind for kind, words in KINDS.items() for word in words}
_IN_BRACKETS = re.compile(r"\s*\(([^()]+)\)[\s?.]*$")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A free question of a round."""

    text: str
    kind: Kind
    unit_of_measure: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What a message says of a round; what it does not say is empty."""

    title: str = ""
    to: str = ""
    indicators: str = ""
    due: str = ""
    questions: tuple[Asked, ...] = ()


def read_form(text: str, first: str = "title") -> Form:
    """The parts of a message, apart at semicolons and line ends; words without a name belong to `first`."""
    parts: dict[str, list[str]] = {part: [] for part in _PARTS}
    part = first
    for piece in re.split(r"[;\n]", text):
        name, colon, rest = piece.partition(":")
        if colon and plain(name) in _NAMED:
            part, piece = _NAMED[plain(name)], rest
        if piece.strip():
            parts[part].append(" ".join(piece.split()))
    return Form(
        title="; ".join(parts["title"]),
        to=", ".join(parts["to"]),
        indicators=", ".join(parts["indicators"]),
        due=" ".join(parts["due"]),
        questions=tuple(read_question(one) for one in parts["ask"]),
    )


def read_question(text: str) -> Asked:
    """ "Số máy hỏng (máy)": a question with how it is answered in brackets; without it is answered in words."""
    text = _NUMBERED.sub("", text).strip()
    found = _IN_BRACKETS.search(text)
    said = found[1].strip() if found else ""
    if found is None or len(said) > _LONGEST_UNIT:
        return Asked(text, Kind.WORDS)
    asked, kind = text[: found.start()].strip(), _KIND_NAMED.get(plain(said))
    if not asked:
        return Asked(text, Kind.WORDS)
    if kind is Kind.PERCENT:
        return Asked(asked, kind, "%")
    if kind is Kind.AMOUNT:
        return Asked(asked, kind, said if plain(said).endswith("dong") else "đồng")
    return Asked(asked, kind) if kind else Asked(asked, Kind.COUNT, said)
