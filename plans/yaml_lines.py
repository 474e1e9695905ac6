"""YAML read as plain values, remembering on which line each of them stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import yaml

from plans.faults import Fault, Place, PlanError, path_text

_DEPTH = 20  # a plan is four levels deep
_NODES = 50_000  # the longest real plan has about 4,000; aliases can unfold into billions
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}


@dataclass(frozen=True, slots=True)
class Document:
    """Mappings, lists, text, int, Decimal, bool and None, and the line of every place in them."""

    value: object
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it when the place itself is missing."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


@lru_cache(maxsize=4)  # a plan that is loaded is read again for its warnings, and the one before it to compare
def load(text: str, file: str) -> Document:
    """Read one YAML document, which nobody may change; raises PlanError for anything that is not one.

    Only `null`, `true`, `false` and decimal numbers mean something else than text: dates and times stay
    text, because YAML 1.1 would read 14:00 as 840 and `no` as false.
    """
    try:
        root = yaml.compose(text, Loader=_Composer)
    except yaml.YAMLError as error:
        raise PlanError([_syntax_fault(error, text, file)]) from error
    except _TooDeepError as error:
        raise PlanError([Fault(file, error.line, "", "plan.too_deep", {"limit": str(_DEPTH)})]) from error
    if root is None:
        raise PlanError([Fault(file, 1, "", "plan.empty_file")])
    return _Walk(file).document(root)


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


class _Composer(yaml.BaseLoader):
    """Builds nodes only, and stops at a depth where Python's own stack is still safe."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.depth > _DEPTH:
            raise _TooDeepError(self.line + 1)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Walk:
    """One walk over the nodes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []
        self.nodes = 0

    def document(self, root: yaml.Node) -> Document:
        value = self.value(root, ())
        if self.faults:
            raise PlanError(self.faults)
        return Document(value, self.lines)

    def value(self, node: yaml.Node, place: Place) -> object:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        self.nodes += 1
        if self.nodes > _NODES:
            raise PlanError([Fault(self.file, line, "", "plan.too_many_values", {"limit": str(_NODES)})])
        if len(place) > _DEPTH:  # an alias inside what it stands for
            raise PlanError([Fault(self.file, line, "", "plan.too_deep", {"limit": str(_DEPTH)})])
        if node.tag not in _PLAIN_TAGS:
            self._refuse(place, line, "plan.tag", given=node.tag)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return _scalar(str(node.value), plain=isinstance(node, yaml.ScalarNode) and node.style is None)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        read: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(place, line, "plan.key_not_text")
                continue
            key = str(key_node.value)
            inner = (*place, key)
            if key in read:
                self._refuse(inner, line, "plan.duplicate_key", given=key, other_line=str(self.lines[inner]))
                continue
            self.lines[inner] = line
            read[key] = self.value(value_node, inner)
        return read

    def _refuse(self, place: Place, line: int, code: str, **params: str) -> None:
        self.faults.append(Fault(self.file, line, path_text(place), code, params))


def _scalar(text: str, *, plain: bool) -> object:
    if not plain:  # quoted or a block: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault(file, line, "", "plan.bad_character", {"given": f"U+{error.character:04X}"})
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    line = mark.line + 1 if mark else 1
    rows = text.splitlines()
    if line <= len(rows) and "\t" in rows[line - 1]:
        return Fault(file, line, "", "plan.tab")
    problem = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or str(error)
    return Fault(file, line, "", "plan.not_yaml", {"problem": problem})
