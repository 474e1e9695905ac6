"""Whether a visit's message looks as if it named a citizen: a title or a surname with a name, a year of birth."""

import re
from collections.abc import Sequence

from domain import confidential, visit_places
from domain.folding import plain
from domain.visit_segments import Segment, Sort
from domain.visit_text import Text

# Grouped in threes nobody counts people so high: an identity or phone number written to be read aloud.
_GROUPED = re.compile(r"(?<![0-9.,])[0-9]{3}(?:[ .\-][0-9]{3}){2,3}(?![0-9])|(?<![0-9])[0-9]{9,}")
# "30/09/2026 1000" is a day and a number of people, though 09/2026 1000 has the digits of a phone number.
_DATE = re.compile(r"(?<![0-9/.\-])[0-3]?[0-9]([/.\-])[01]?[0-9]\1(?:19|20)[0-9]{2}(?![0-9])")
_BORN = re.compile(r"\b(?:sn|s\.n|sinh nam|sinh ngay|nam sinh|ns) ?:? ?(?:[0-9]{1,2}[/.\-]){0,2}(?:19|20)?[0-9]{2}\b")

_TITLES = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "cháu", "thầy", "ong", "tên"})
_CALLED = frozenset({"chi", "chu", "bac"})  # the likeliest to be titles where nothing has its marks
_BODIES = frozenset({"hoi", "doan", "bo", "cuc", "tiet", "phi", "nhanh", "y"})  # chi hội, chi đoàn, chi bộ …; chú ý
_TITLES_BARE = frozenset({"ba", "chi", "co", "chu", "bac", "cu", "chau", "thay", "ten", "em"})  # other words, too
# The commonest surnames, those of the mountain provinces among them.
_SURNAMES = frozenset(
    (
        *(
            "nguyen",
            "tran",
            "le",
            "pham",
            "hoang",
            "huynh",
            "phan",
            "vu",
            "vo",
            "dang",
            "bui",
            "do",
            "ho",
            "ngo",
            "duong",
        ),
        *(
            "ly",
            "dao",
            "dinh",
            "truong",
            "lam",
            "mai",
            "trinh",
            "luong",
            "cao",
            "ta",
            "ha",
            "luu",
            "chu",
            "thai",
            "quach",
        ),
        *(
            "phung",
            "doan",
            "to",
            "lo",
            "giang",
            "vang",
            "lu",
            "tan",
            "cheo",
            "sung",
            "thao",
            "mua",
            "hang",
            "lau",
            "ca",
        ),
        *("quang", "tong", "dieu", "mao", "cu", "ma", "chang", "khang", "teo", "vi", "kha", "hu"),
    )
)
_CERTAIN_SURNAMES = frozenset({"nguyễn", "nguyen", "huỳnh", "huynh"})
_MIDDLE = frozenset({"văn", "thị", "van", "thi"})
_HIDES_NAMES = (Sort.UNKNOWN, Sort.FILLING, Sort.NUMBER, Sort.HEDGE, Sort.DAY)


def has_citizen_number(text: str) -> bool:
    """A phone or identity number, however it is grouped, or a year of birth said to be one."""
    undated = _DATE.sub(" ; ", text)
    return (
        confidential.has_phone(undated)
        or confidential.may_be_phone(undated)
        or confidential.has_identity(undated)
        or confidential.may_be_identity(undated)
        or bool(_GROUPED.search(undated) or _BORN.search(plain(text)))
    )


def has_name(text: Text, segments: Sequence[Segment]) -> bool:
    """Somebody's name outside what was understood as the team's place or an activity."""
    sorts = [one.sort for one in segments for _ in range(one.start, one.end)]
    starts = {one.start for one in segments}
    street = _street(text, segments)
    open_ = [sort in _HIDES_NAMES and at not in street for at, sort in enumerate(sorts)]
    shouted = text.typed.isupper()
    return any(
        _after_title(text, starts, sorts, open_, at, shouted=shouted)
        or _after_surname(text, sorts, open_, at, shouted=shouted)
        or _with_year(text, sorts, at)
        for at in range(len(sorts) - 1)
    )


def _street(text: Text, segments: Sequence[Segment]) -> set[int]:
    """Tokens behind a kind of place: "đường Trần Phú" is no person."""
    found: set[int] = set()
    for one in segments:
        if one.sort is Sort.KIND:
            end = one.end
            while end < len(text.tokens) and text.tokens[end].text.isalpha() and text.is_capital(end):
                end += 1
            found.update(range(one.end, end))
    return found


def _after_title(
    text: Text, starts: set[int], sorts: Sequence[Sort], open_: Sequence[bool], at: int, *, shouted: bool
) -> bool:
    word, after = text.tokens[at].text, text.tokens[at + 1].text
    if not open_[at + 1] or not after.isalpha() or visit_places.kind_length(text.tokens, at + 1):
        return False
    named = text.is_capital(at + 1) and not shouted
    if word in _TITLES_BARE:
        without_marks = plain(text.typed) == " ".join(text.typed.lower().split())
        called = without_marks and word in _CALLED and sorts[at + 1] is Sort.UNKNOWN and after not in _BODIES
        return open_[at] and (named or called)
    if word not in _TITLES or not open_[at]:
        return False
    return named or sorts[at + 1] is Sort.UNKNOWN or (sorts[at + 1] is Sort.NUMBER and at + 1 in starts)


def _after_surname(text: Text, sorts: Sequence[Sort], open_: Sequence[bool], at: int, *, shouted: bool) -> bool:
    word, after = text.tokens[at].text, text.tokens[at + 1].text
    if not (open_[at] and open_[at + 1] and after.isalpha() and plain(word) in _SURNAMES):
        return False
    if after in _MIDDLE or (word in _CERTAIN_SURNAMES and sorts[at + 1] is Sort.UNKNOWN):
        return True
    return text.is_capital(at) and text.is_capital(at + 1) and not shouted


def _with_year(text: Text, sorts: Sequence[Sort], at: int) -> bool:
    """ "Hoa 1960": a word nobody knows with a capital, and a year people are born in."""
    year = text.tokens[at + 1].text
    is_year = len(year) == 4 and year.isdecimal() and 1900 <= int(year) <= 2020
    return is_year and sorts[at] is Sort.UNKNOWN and text.is_capital(at)
