"""The workbook that registers teams: one sheet of teams with their places, one of members. Written, and read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.attachments import Fault
from domain.folding import plain
from domain.roles import Role
from files import workbook
from files.cells import put

MOST_ROWS = 5_000
MOST_SIGNS = 80  # of a name
TEAMS, MEMBERS = "Tổ", "Thành viên"
TEAM_HEADS = ("Mã tổ", "Tên tổ", "Địa bàn")
MEMBER_HEADS = ("Tổ", "Họ và tên", "Vai trò")
ROLES: Mapping[str, Role] = {
    "to truong": Role.HEAD,
    "doan vien thanh nien": Role.YOUTH_MEMBER,
    "doan vien": Role.YOUTH_MEMBER,
    "thanh vien": Role.TEAM_MEMBER,
    "": Role.TEAM_MEMBER,
}
_CHOICES = ("Tổ trưởng", "Đoàn viên thanh niên", "Thành viên")


class Wrong(StrEnum):
    """Why a row is not taken."""

    NO_SHEET = "no_sheet"
    NO_HEADS = "no_heads"
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    SAME_TEAM = "same_team"
    NO_PLACES = "no_places"
    BARE_PLACE = "bare_place"
    SAME_PLACE = "same_place"
    UNKNOWN_TEAM = "unknown_team"
    NO_PERSON = "no_person"
    NOT_A_NAME = "not_a_name"
    UNKNOWN_ROLE = "unknown_role"
    SAME_PERSON = "same_person"
    TWO_HEADS = "two_heads"
    NO_TEAMS = "no_teams"


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is not taken: its sheet, its number as Excel shows it, why, and what it says."""

    sheet: str
    row: int
    why: Wrong
    given: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team, before they have joined."""

    name: str
    role: Role


@dataclass(slots=True)
class Team:
    """A team of the list. `code` "": one is made up for it."""

    row: int
    code: str
    name: str
    places: Sequence[str]
    members: list[Member] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code of the list that is handed out."""

    team: str
    name: str
    role: str
    code: str
    until: str


def template(how: Sequence[str], now: datetime) -> bytes:
    """An empty list; `how`: what to mind, line by line, on a sheet of its own."""
    target = BytesIO()
    book = _book(target, now)
    _sheet(book, TEAMS, TEAM_HEADS, [])
    page = _sheet(book, MEMBERS, MEMBER_HEADS, [])
    page.data_validation(1, 2, MOST_ROWS - 1, 2, {"validate": "list", "source": list(_CHOICES)})
    page = book.add_worksheet("Hướng dẫn")
    page.set_column(0, 0, 100)
    for row, line in enumerate(how):
        put(page, row, 0, line)
    book.close()
    return target.getvalue()


def codes(heads: Sequence[str], made: Sequence[Code], now: datetime) -> bytes:
    """The codes to hand out, one row for each member."""
    target = BytesIO()
    book = _book(target, now)
    _sheet(book, TEAMS, heads, [(one.team, one.name, one.role, one.code, one.until) for one in made])
    book.close()
    return target.getvalue()


def read(content: bytes) -> tuple[list[Team], list[WrongRow]] | Fault:
    """The teams of a filled list, and every row that is not taken. Never raises, whatever the bytes."""
    sheets = workbook.pages(content, MOST_ROWS)
    if isinstance(sheets, Fault):
        return sheets
    wrong: list[WrongRow] = []
    teams = list(_teams(_rows(sheets, TEAMS, TEAM_HEADS, wrong), wrong))
    known = {plain(called): team for team in teams for called in (team.code, team.name) if called}
    _members(_rows(sheets, MEMBERS, MEMBER_HEADS, wrong), known, wrong)
    if not teams and not wrong:
        wrong.append(WrongRow(TEAMS, 2, Wrong.NO_TEAMS))
    return teams, wrong


def _teams(rows: Sequence[tuple[int, list[str]]], wrong: list[WrongRow]) -> Iterator[Team]:
    seen: set[str] = set()
    for row, (code, name, listed) in rows:
        places = [place for one in listed.replace(",", ";").replace("\n", ";").split(";") if (place := _tidy(one))]
        faults = list(_wrong_in_team(code, name, places, seen))
        seen |= {plain(one) for one in (code, name) if one}
        wrong += [WrongRow(TEAMS, row, why, given) for why, given in faults]
        if not any(why in (Wrong.NO_NAME, Wrong.SAME_TEAM) for why, _ in faults):
            yield Team(row, code, name, places)


def _wrong_in_team(code: str, name: str, places: Sequence[str], seen: set[str]) -> Iterator[tuple[Wrong, str]]:
    if not name:
        yield Wrong.NO_NAME, code
    if max(len(name), len(code), *map(len, places), 0) > MOST_SIGNS:
        yield Wrong.LONG_NAME, name[:MOST_SIGNS]
    if seen & {plain(one) for one in (code, name) if one}:
        yield Wrong.SAME_TEAM, name or code
    if not places:
        yield Wrong.NO_PLACES, name
    for at, place in enumerate(places):
        if not any(map(str.isalpha, place)):
            yield Wrong.BARE_PLACE, place
        if plain(place) in map(plain, places[:at]):
            yield Wrong.SAME_PLACE, place


def _members(rows: Sequence[tuple[int, list[str]]], known: Mapping[str, Team], wrong: list[WrongRow]) -> None:
    for row, (of, name, as_what) in rows:
        team, role = known.get(plain(of)), ROLES.get(plain(as_what))
        faults = [
            (Wrong.UNKNOWN_TEAM, of) if team is None else None,
            (Wrong.NO_PERSON, of) if not name else (Wrong.NOT_A_NAME, name) if not _is_name(name) else None,
            (Wrong.UNKNOWN_ROLE, as_what) if role is None else None,
        ]
        if team and role and plain(name) in (plain(one.name) for one in team.members):
            faults.append((Wrong.SAME_PERSON, name))
        if team and role is Role.HEAD and any(one.role is Role.HEAD for one in team.members):
            faults.append((Wrong.TWO_HEADS, name))
        found = [one for one in faults if one]
        wrong += [WrongRow(MEMBERS, row, why, given) for why, given in found]
        if team and role and not found:
            team.members.append(Member(name, role))


def _rows(
    sheets: Mapping[str, list[list[str]]], name: str, heads: Sequence[str], wrong: list[WrongRow]
) -> list[tuple[int, list[str]]]:
    """The filled rows under the heads, each with its number, in the order of the heads wherever those stand."""
    sheet = next((rows for called, rows in sheets.items() if plain(called) == plain(name)), None)
    if sheet is None:
        wrong.append(WrongRow(name, 1, Wrong.NO_SHEET))
        return []
    for at, cells in enumerate(sheet[:10]):
        called = [plain(cell) for cell in cells]
        if all(plain(head) in called for head in heads):
            columns = [called.index(plain(head)) for head in heads]
            return [
                (number, filled)
                for number, row in enumerate(sheet[at + 1 :], start=at + 2)
                if any(filled := [_tidy(row[column]) if column < len(row) else "" for column in columns])
            ]
    wrong.append(WrongRow(name, 1, Wrong.NO_HEADS, ", ".join(heads)))
    return []


def _tidy(cell: str) -> str:
    return " ".join(cell.replace("\n", ";").split()).strip(" ;") if "\n" in cell else " ".join(cell.split())


def _is_name(name: str) -> bool:
    letters = sum(map(str.isalpha, name))
    return 2 <= letters <= len(name) <= MOST_SIGNS and all(one.isalpha() or one in " .'’-" for one in name)


def _book(target: BytesIO, now: datetime) -> Workbook:
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    return book


def _sheet(book: Workbook, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Worksheet:
    """A sheet of texts under bold heads."""
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "border": 1})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    for column, head in enumerate(heads):
        page.set_column(column, column, 34)
        put(page, 0, column, head, bold)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            put(page, row, column, cell, text)
    page.freeze_panes(1, 0)
    return page
