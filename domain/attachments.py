"""What a file that came along turned out to be: plain data, made before any row is touched."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a file is not taken."""

    AWAY = "away"  # the messenger does not give it, asked again and again
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    UNREADABLE = "unreadable"
    BOMB = "bomb"  # small on the wire, enormous when opened
    MACROS = "macros"
    OLD = "old"  # a .doc or .xls, or a file with a password, which looks the same from outside
    LOCKED = "locked"
    ACTIVE = "active"  # it runs something, or fetches something, as soon as it is opened
    EMBEDDED = "embedded"  # another file inside
    NO_ROOM = "no_room"  # our disk is nearly full: it is to be sent again later


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file may be for, now, from this person: a filled workbook, evidence beside a figure, or either."""

    workbook: bool
    evidence: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a filled workbook; `row` is its number in the sheet, `key` ties it to its figure."""

    row: int
    number: int | None
    answer: str
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook of ours holds: the mark that ties it to its report, and its rows."""

    mark: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """The file of an event, fetched and looked through.

    `kind`: jpeg, png, pdf, docx or xlsx. `sha256` is of what was kept, "" where nothing was; `received_sha256` of the
    bytes as they came, which a photo's kept copy no longer is.
    """

    name: str
    kind: str = ""
    fault: Fault | None = None
    sha256: str = ""
    received_sha256: str = ""
    size: int = 0
    filled: Filled | None = None
