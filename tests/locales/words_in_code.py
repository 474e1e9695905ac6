"""Which sentences the code says: found in its syntax trees, whatever road a key takes to the speaker."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "plans", "locales", "storage", "domain", "channels")


@dataclass(frozen=True, slots=True)
class Said:
    """A call of a speaker with a key written out. `words` is None when they are handed over as a mapping."""

    key: str
    counted: bool
    words: frozenset[str] | None
    where: str


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every file of the rooms, without what is generated."""
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")):
            if "versions" not in file.parts:
                yield file, ast.parse(file.read_text(encoding="utf-8"))


def said() -> Iterator[Said]:
    """Every `say("…")`, `talk.say("…")`, `say.count("…")` and `speak("vi")("…")`, both branches of an `if`."""
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and (speaker := _speaker(node.func)):
                for key in _keys(node.args[0]):
                    words = None if any(word.arg is None for word in node.keywords) else _words(node)
                    yield Said(key, speaker == "count", words, f"{file.relative_to(HOUSE)}:{node.lineno}")


def constants() -> set[str]:
    """Every text written in the code, docstrings included: a key on its way to a speaker is one of them."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def families() -> set[str]:
    """Every f-string that may be a key, with `*` for what is filled in: `role.*`."""
    patterns = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = (str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
                patterns.add("".join(parts))
    return patterns


def _speaker(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute) and func.attr == "count":
        return "count" if _speaker(func.value) == "say" else ""
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name == "say":
        return "say"
    called = isinstance(func, ast.Call) and isinstance(func.func, ast.Name) and func.func.id == "speak"
    return "say" if called else ""


def _keys(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _keys(argument.body)
        yield from _keys(argument.orelse)


def _words(call: ast.Call) -> frozenset[str]:
    return frozenset(word.arg for word in call.keywords if word.arg)
