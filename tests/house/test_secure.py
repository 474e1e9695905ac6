"""House rules for safety: no secret in the source, no way around what keeps cells, messages and threats in check."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.files import HOUSE, name, python, tree

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an age key": re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    "a Telegram or Zalo token": re.compile(r"\b\d{8,12}:[A-Za-z0-9_-]{30,}"),
    "a cloud key": re.compile(r"\b(?:AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35})"),
    "a token of a code host or a chat": re.compile(r"\b(?:gh[pousr]_|glpat-|xox[abp]-)[A-Za-z0-9_-]{20,}"),
    "a signed web token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\."),
    "a password in an address": re.compile(r"\bpostgres(?:ql)?(?:\+\w+)?://[^\s:/@]+:([^\s@$<{]+)@"),
}
# Made up for the tests: by what they are known, and where alone they may stand.
MADE_UP: dict[str, str | tuple[str, ...]] = {
    "7000000001:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4": "tests/",
    "verysecret": "tests/",
    "hush-hush": "tests/",
    "m4tkhau": "tests/",
    "pass": "tests/",
    "secret": "tests/",
    "password": (".env.example", "docs/"),
}
ROOM_OF_FILES = [file for file in (HOUSE / "files").glob("*.py") if file.name != "cells.py"]
WAYS_INTO_A_CELL = {"write", "write_string", "write_row", "write_column", "write_formula", "write_array_formula"}
WAYS_INTO_A_CELL |= {"write_dynamic_array_formula", "write_url", "write_rich_string", "write_comment", "insert_textbox"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in the repository and is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=False).stdout.decode()
    files = [HOUSE / one for one in listed.split("\0") if one] or [one for one in HOUSE.rglob("*") if one.is_file()]
    return tuple(file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:1024])


def _found(text: str) -> Iterator[tuple[str, str]]:
    for what, pattern in SECRETS.items():
        for found in pattern.finditer(text):
            yield what, found[1] if pattern.groups else found[0]


def test_no_secret_stands_in_the_source() -> None:
    assert len(tracked()) > 500
    told = [
        (name(file), what)
        for file in tracked()
        for what, secret in _found(file.read_text(encoding="utf-8", errors="replace"))
        if not name(file).startswith(MADE_UP.get(secret, "nowhere at all"))
    ]
    assert told == []


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN OPENSSH PRIVATE " + "KEY-----",
        "AGE-SECRET-KEY-" + "1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2,
        "123456789:" + "A" * 35,
        "postgresql+asyncpg://bot:" + "tr0ub4dor@db/x",
    ],
)
def test_the_rule_would_see_one(secret: str) -> None:
    assert list(_found(f"TOKEN = '{secret}'"))


def test_what_holds_secrets_is_never_in_the_repository() -> None:
    kinds = re.compile(r"(^|/)(\.env|.*\.(key|pem|p12|age|db|sqlite))$|^deploy/secrets/")
    assert [name(file) for file in tracked() if kinds.search(name(file))] == []


def _calls(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


@pytest.mark.parametrize("file", ROOM_OF_FILES, ids=name)
def test_words_come_into_a_sheet_through_one_door(file: Path) -> None:
    assert WAYS_INTO_A_CELL.isdisjoint(_calls(file)), "files/cells.py `put`"


def test_no_message_is_sent_as_html_or_markdown() -> None:
    """Without a parse mode what anybody typed can neither format, nor link, nor break a message."""
    sent = [name(file) for file in python() if "channels" in file.parts and "parse_mode" in file.read_text("utf-8")]
    assert sent == []


def test_nothing_from_outside_is_run_or_revived() -> None:
    """No eval, no pickle, no template engine, no shell, no YAML that makes objects."""
    risky = re.compile(
        r"\b(?:eval|exec)\(|\bpickle\b|\bmarshal\b|\bjinja2\b|shell=True|os\.system\(|yaml\.(?:unsafe_)?load\("
    )
    rooms = {"bot", "handlers", "storage", "domain", "channels", "files", "locales", "plans"}
    assert [name(file) for file in _of_rooms(rooms) if risky.search(file.read_text(encoding="utf-8"))] == []


def _of_rooms(rooms: set[str]) -> Iterator[Path]:
    return (file for room in rooms for file in (HOUSE / room).rglob("*.py"))
