"""What a quarterly review can decide, and how people write it down: "gia hạn đến 31/12/2026: chờ kinh phí"."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.dates import read_day


class Decided(StrEnum):
    """A decision on a task or an indicator."""

    GO_ON = "go_on"
    ADJUST = "adjust"
    EXTEND = "extend"
    STOP = "stop"
    REPLACE = "replace"


# No longer asked for, until a later review decides otherwise.
ENDING = frozenset({Decided.STOP, Decided.REPLACE})
# What must be said besides the reason: what is adjusted, what takes its place.
WORDED = frozenset({Decided.ADJUST, Decided.REPLACE})

_WORDS = {
    Decided.GO_ON: r"tiếp tục(?: thực hiện)?|tiep tuc(?: thuc hien)?|go on",
    Decided.ADJUST: r"điều chỉnh|dieu chinh|adjust",
    Decided.EXTEND: r"gia hạn|gia han|extend",
    Decided.STOP: r"dừng(?: thực hiện)?|dung(?: thuc hien)?|stop",
    Decided.REPLACE: r"thay thế|thay the|thay|replace",
}
_LEADS = {one: re.compile(rf"(?:{words})(?![^\W_])", re.IGNORECASE) for one, words in _WORDS.items()}
_JOINT = re.compile(
    r"^(?:(?:đến|den|tới|toi|until|to|bằng|bang|by|with|thành|thanh)(?![^\W_]) *)?"
    r"(?:(?:hết|het|ngày|ngay)(?![^\W_]) *)*",
    re.IGNORECASE,
)
_REASON = re.compile(r" *:| +(?:vì|vi|because)(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as far as it was said; what is empty is still to be asked for."""

    decided: Decided
    words: str = ""
    new_due_on: date | None = None
    reason: str = ""

    @property
    def lacks(self) -> str:
        """The first thing that is still missing: "day", "words", "reason", or ""."""
        if self.decided is Decided.EXTEND and self.new_due_on is None:
            return "day"
        if self.decided in WORDED and not self.words:
            return "words"
        return "" if self.reason else "reason"


def read_ruling(text: str, today: date) -> Ruling | None:
    """A decision with whatever was written behind it; None when the text begins with no decision."""
    said = " ".join(text.split())
    for decided, lead in _LEADS.items():
        if found := lead.match(said):
            return read_details(decided, said[found.end() :], today)
    return None


def read_details(decided: Decided, text: str, today: date) -> Ruling:
    """What stands behind a decision: its day or its words, then after a colon the reason.

    Where nothing but a reason is needed, all of it is the reason.
    """
    said = " ".join(text.split())
    parted = _REASON.search(said)
    about, reason = (said[: parted.start()], said[parted.end() :]) if parted else (said, "")
    about, reason = _JOINT.sub("", about.strip(" ,;")).strip(), reason.strip()
    if decided is Decided.EXTEND:
        return Ruling(decided, new_due_on=read_day(about, today) if about else None, reason=reason)
    if decided in WORDED:
        return Ruling(decided, words=about, reason=reason)
    return Ruling(decided, reason=reason if parted and not about else said.strip(" :,;"))
