"""The words in which officers tell how far a task has come, clause by clause; held against text without marks."""

import re
from dataclasses import dataclass

from domain.folding import plain

# A comma between two figures may be a decimal one with a slipped space: "60, 5%" is not parted.
_BETWEEN_CLAUSES = re.compile(r"[;\n]|(?<![0-9]),(?=\s|$)|,(?=\s+[^\s0-9]|\s*$)|[.!](?=\s|$)")
_POLITE_LEAD = re.compile(
    r"[ ,:\-+•]*(?:(?:(?:anh|chi|em) oi|da|(?:ben |don vi )?em|thua(?: anh| chi)?|vang)\b[ ,:]*)*"
)
_POLITE_TAIL = re.compile(r"(?:[ .!,]|\b(?:a|nhe|nha)$)+$")
_BARE_NOT = frozenset({"chua", "khong", "ko", "khong co", "chua co", "chua co gi"})
_WILL_NOT = re.compile(r"(?:khong|ko) (?:lam|trien khai|thuc hien|to chuc)\b")
_NOT_STARTED = re.compile(
    r"(?:(?:hien|van|nay)\b ?)*chua (?:(?:duoc|co|the|kip) )*"
    r"(?:lam|trien khai|thuc hien|bat dau|khoi dong|tien hanh|to chuc)(?: (?:duoc|gi|gi ca|nhiem vu nay|viec nay))?\b"
)
_BLOCKED = re.compile(
    r"(?:(?:hien|hien tai|van|con|dang|bi|gap|co|do)\b ?)*"
    r"(?:kho khan,? vuong mac|vuong mac|vuong|kho khan|ach tac|be tac"
    r"|cham(?: tien do)?(?=:| (?:[^,;.:]{1,30} )?(?:do|vi)\b))"
    r"\b[ :]*(?:(?:la|do|vi|o|ve)\b[ :]*)*"
)
_NO_TROUBLE = re.compile(
    r"(?:khong|ko|chua)(?: (?:co|co gi|gi|phat sinh))?$|(?:da |dang )?(?:duoc )?(?:thao go|go|giai quyet|xu ly)\b"
)
_DONE = re.compile(
    r"(?:(?:da|vua|moi)\b ?)*(?:(?:lam|thuc hien|trien khai) xong|xong|hoan thanh|hoan tat|ban hanh)"
    r"(?: (?:xong|roi))*\b ?"
)
_PRODUCT = r"(?:van ban|bao cao|cong van|quyet dinh|ke hoach|thong bao|to trinh|bien ban|nghi quyet|huong dan)"
_WHOLLY = re.compile(
    r"(?:(?:roi|het|toan bo|tat ca|100 ?%|100 phan tram|nhiem vu|cong viec|viec|nay|duoc giao|san pham"
    rf"|(?:dung|truoc) han|dung tien do|(?:ban hanh )?{_PRODUCT}"
    r"|(?:tu |vao )?(?:hom nay|hom qua|ngay [0-9/.\-]+)|:)(?: |$))*"
)
_MORE = re.compile(rf"{_PRODUCT}|\b(?:dung|truoc|hom|ngay)\b")
_REMAINS = re.compile(r"\b(?:con|chua|thieu|tru|dang|cho|rieng|sap|gan|phan)\b|%")
_DONE_SOMEWHERE = re.compile(r"\b(?:xong|hoan thanh|hoan tat|da ban hanh)\b")
_NOT_DONE_YET = re.compile(
    r"\b(?:chua|khong|ko|gan|sap|dang|se|du kien|phan dau|co gang|de|khi|neu|can|hen|tien do|truoc|trong|cuoi|den)\b"
)
_TITLE = re.compile(r"(?:$|ve\b|v/v\b|cua\b|kem\b|ngay\b|da (?:ban hanh|ky|gui|hoan thanh|xong)\b)")
_UNDER_WAY = re.compile(
    r"(?:(?:hien|dang|moi|da|duoc|dat|lam|thuc hien|trien khai|tien hanh|hoan thanh|xong|tien do|o muc|la)\b[ :]*)+"
)
_OF_THE_WORK = re.compile(
    r" (?:khoi luong|cong viec|nhiem vu|ke hoach|tien do|viec|yeu cau|noi dung|roi)(?: cong viec| roi)?$"
)
_AND_MORE = re.compile(r"(?<=%) (?:cho|dang|con|do|vi|chua|nhung|so voi)\b.*$")
_SIGN = re.compile(r"%|\bphan tram\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence as typed, and without marks; both have the same length."""

    typed: str
    folded: str


def clauses(text: str) -> list[Clause]:
    """The clauses that say something, without "dạ" and "ạ"; text in NFC."""
    return [clause for part in _BETWEEN_CLAUSES.split(text) if (clause := _clause(part)).folded]


def _clause(part: str) -> Clause:
    typed = " ".join(part.split())
    folded = plain(typed)
    if len(typed) != len(folded):  # a rare letter that grows when its case changes
        typed = folded
    lead = _POLITE_LEAD.match(folded)
    start = lead.end() if lead else 0
    end = start + len(_POLITE_TAIL.sub("", folded[start:]))
    return Clause(typed[start:end], folded[start:end])


def is_bare_not(text: str) -> bool:
    """ "chưa", "không": not what?"""
    return _clause(text).folded in _BARE_NOT


def will_not(clause: Clause) -> bool:
    """ "không làm": nothing was begun, or nothing will be."""
    return bool(_WILL_NOT.match(clause.folded))


def may_be_done(clause: Clause) -> bool:
    """ "tổ 5 xong rồi": something is done, and neither only soon nor not yet."""
    return bool(_DONE_SOMEWHERE.search(clause.folded)) and not _NOT_DONE_YET.search(clause.folded)


def blocked_length(clause: Clause) -> int:
    """How many signs say that the task is stuck, the reason following; 0 when it is not, or no longer."""
    found = _BLOCKED.match(clause.folded)
    return found.end() if found and not _NO_TROUBLE.match(clause.folded[found.end() :]) else 0


def reason(said: str, clause: Clause) -> str:
    """What keeps the task stuck, to the end of what was said; all of it where the clause is not found as it stands."""
    folded = plain(said)
    at = folded.find(clause.folded)
    start = at + blocked_length(clause) if at >= 0 and len(folded) == len(said) else 0
    return _clause(said[start:].strip(" .;:,")).typed


def not_started_length(clause: Clause) -> int:
    """How many signs say that nothing was begun; 0 when they do not."""
    found = _NOT_STARTED.match(clause.folded)
    return found.end() if found else 0


def done_length(clause: Clause) -> int:
    """How many signs say that something is done; 0 when they do not."""
    found = _DONE.match(clause.folded)
    return found.end() if found else 0


def is_wholly(rest: str) -> bool:
    """What follows "xong" leaves the whole task done: "xong hết" does, "xong phần mềm" may not; or is a title."""
    return bool(_WHOLLY.fullmatch(rest))


def names_more(rest: str) -> bool:
    """What follows "xong" is worth keeping: a day, or what was issued."""
    return bool(_MORE.search(rest))


def leaves_something(clause: Clause) -> bool:
    """ "còn thiếu chữ ký" after "xong"."""
    return bool(_REMAINS.search(clause.folded))


def is_title(clause: Clause) -> bool:
    """What follows a document that stands first is its title, or says that it was issued."""
    return bool(_TITLE.match(clause.folded))


def has_percent_sign(clause: Clause) -> bool:
    """A percentage is said in it."""
    return bool(_SIGN.search(clause.folded))


def percent_core(clause: Clause) -> str:
    """The clause without "đang làm được" before its figure and "khối lượng" behind it."""
    start = found.end() if (found := _UNDER_WAY.match(clause.folded)) else 0
    folded = _AND_MORE.sub("", clause.folded)
    end = found.start() if (found := _OF_THE_WORK.search(folded)) else len(folded)
    return clause.typed[start:end].strip(" ()")


def is_only_percent(clause: Clause) -> bool:
    """Nothing else is said in it: "đang làm 60%", but not "60% chờ ký"."""
    return not _AND_MORE.search(clause.folded)
