"""The files of the house that its rules are about."""

import ast
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = (
    "bot",
    "handlers",
    "plans",
    "locales",
    "storage",
    "domain",
    "channels",
    "simulator",
    "tests",
    "bench",
    "deploy",
)
GENERATED = HOUSE / "storage" / "migrations" / "versions"


def name(file: Path) -> str:
    """A file as people call it: `handlers/answer.py`."""
    return file.relative_to(HOUSE).as_posix()


@cache
def python() -> tuple[Path, ...]:
    """Every Python file somebody wrote."""
    every = (file for room in ROOMS for file in (HOUSE / room).rglob("*.py"))
    return tuple(sorted(file for file in every if GENERATED not in file.parents))


@cache
def tree(file: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def pages() -> tuple[Path, ...]:
    """Every page of text."""
    return tuple(sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "plans").rglob("*.md")]))
