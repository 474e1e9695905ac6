"""House rules for code: it says what it is, is named for what it does, and stays short."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.house.files import name, python, tree

MOST_LINES_A_FUNCTION = 60
MOST_LINES_A_FILE = 400
LONGER = {"storage/tables.py"}  # every table in one place, to be read as a list

# Names that say nothing of what a thing does.
EMPTY = re.compile(r"(utils?|helpers?|common|core|base(_.*|$)|.*_base|services?|managers?|misc)")
EMPTY_CLASS = re.compile(r"(Base[A-Z].*|Abstract.*|.*(Impl|Manager|Service|Helper|Util|Utils|Base))")
LEFT_OPEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")  # split: this file is searched, too

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_there_is_something_to_check() -> None:
    assert len(python()) > 100


def test_every_file_opens_with_a_sentence() -> None:
    without = [name(file) for file in python() if tree(file).body and not _opens_with_a_sentence(file)]
    assert without == []


def test_no_file_or_folder_is_named_for_nothing() -> None:
    parts = {(name(file), part.removesuffix(".py")) for file in python() for part in Path(name(file)).parts}
    assert sorted(file for file, part in parts if EMPTY.fullmatch(part)) == []


def test_no_class_is_named_for_nothing() -> None:
    classes = [(name(file), one.name) for file in python() for one in _classes(file)]
    assert [(file, one) for file, one in classes if EMPTY_CLASS.fullmatch(one)] == []


def test_nothing_is_left_open() -> None:
    assert [line for line in _lines() if LEFT_OPEN.search(line)] == []


def test_functions_are_short() -> None:
    long = [
        f"{name(file)} {one.name}: {length} lines"
        for file in python()
        for one in _functions(file)
        if (length := (one.end_lineno or one.lineno) - one.lineno + 1) > MOST_LINES_A_FUNCTION
    ]
    assert long == []


def test_files_are_short() -> None:
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in python()}
    assert [file for file, length in lengths.items() if length > MOST_LINES_A_FILE and file not in LONGER] == []
    assert all(lengths[file] > MOST_LINES_A_FILE for file in LONGER), "no longer an exception"


def test_a_suppression_says_why_beside_it_or_above() -> None:
    bare = re.compile(r"#\s*(type: ignore(\[[^\]]*\])?|noqa(:\s*[A-Z0-9, ]+)?)\s*$")
    unexplained = [
        line for above, line in pairwise(["", *_lines()]) if bare.search(line) and not re.search(r":\d+ # ", above)
    ]
    assert unexplained == []


def _opens_with_a_sentence(file: Path) -> bool:
    opening = (ast.get_docstring(tree(file)) or "").split("\n\n")[0]
    return opening.endswith((".", ":", "!", "?", "…"))


def _lines() -> Iterator[str]:
    for file in python():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{name(file)}:{number} {line.strip()}"


def _classes(file: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.ClassDef))


def _functions(file: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
