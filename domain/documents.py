"""Finds the numbers of documents as offices write them: "123/BC-UBND", "15/QĐ-UBND ngày 02/11/2026"."""

import re
from dataclasses import dataclass

_KIND = (
    "báo cáo|công văn|quyết định|kế hoạch|thông báo|tờ trình|biên bản|văn bản|nghị quyết|hướng dẫn|giấy mời"
    "|bao cao|cong van|quyet dinh|ke hoach|thong bao|to trinh|bien ban|van ban|nghi quyet|huong dan|giay moi"
)
_DAY = r"(?:,? (?:ngày|ngay) [0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{4})?"
# Nghị định 30/2020/NĐ-CP, Phụ lục III: the abbreviations of kinds of documents, and who issues letters without one.
_ABBREVIATION = (
    "nq|qđ|qd|ct|qc|qyđ|qyd|tc|tb|hd|ctr|kh|pa|đa|da|dta|bc|bb|ttr|hđ|hd|cđ|cd|bgn|bkn|tư|tu|gm|gt|gnp|pg|pc|pb|cv"
    "|ubnd|hđnd|hdnd"
)
_SYMBOL = rf"(?:[a-zđư]{{1,8}}(?:-[a-zđư0-9&]+(?:\.[a-zđư0-9&]+)*)+|(?:{_ABBREVIATION}))(?![^\W_])"
_DOCUMENT = re.compile(
    rf"(?<!\w)(?:(?:{_KIND}) )?(?:(?:số|so) ?:? ?)?(?<![\w/.,])"
    rf"(?P<number>[0-9]{{1,5}}[a-z]?/(?:(?:19|20)[0-9]{{2}}/)?{_SYMBOL}{_DAY})"
    rf"|(?<!\w)(?P<named>(?:{_KIND}) (?:số|so) ?:? ?[0-9]{{1,5}}(?![\w/%]|[.,][0-9]){_DAY})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Documents:
    """`numbers` as typed, each once; `rest` is the text without them; `leads`: the text begins with one."""

    numbers: tuple[str, ...]
    rest: str
    leads: bool


def documents_in(text: str) -> Documents:
    """What documents a text in NFC names; their day of issue stays with them."""
    found = list(_DOCUMENT.finditer(text))
    numbers = tuple(dict.fromkeys(one["number"] or one["named"] for one in found))
    leads = bool(found) and not text[: found[0].start()].strip()
    return Documents(numbers, _DOCUMENT.sub(" ", text), leads)
