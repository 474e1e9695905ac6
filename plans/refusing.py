"""pydantic's complaints put into our own codes, with the word that was probably meant."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from plans.faults import Finding, Place
from plans.format import PlanFile
from plans.nearest import nearest

# pydantic's error type: our code, and which parts of its context fill the sentence under which name
_CODES: dict[str, tuple[str, dict[str, str]]] = {
    "missing": ("plan.missing_key", {}),
    "string_type": ("plan.not_text", {}),
    "string_too_short": ("plan.empty_text", {}),
    "string_too_long": ("plan.text_too_long", {"max_length": "limit"}),
    "string_pattern_mismatch": ("plan.bad_code", {}),
    "int_type": ("plan.not_whole_number", {}),
    "greater_than_equal": ("plan.number_too_small", {"ge": "limit"}),
    "less_than_equal": ("plan.number_too_big", {"le": "limit"}),
    "tuple_type": ("plan.not_list", {}),
    "model_type": ("plan.not_block", {}),
    "dict_type": ("plan.not_block", {}),
    "too_short": ("plan.empty_list", {}),
}


def findings_of(error: ValidationError, within: type[BaseModel] = PlanFile) -> Iterator[Finding]:
    """One finding for each complaint, in pydantic's order; `within`: what the file is to be."""
    for detail in error.errors(include_url=False):
        yield _finding(detail, within)


def _finding(detail: ErrorDetails, within: type[BaseModel]) -> Finding:
    place, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    given = _shown(detail["input"])
    if "." in kind:  # a code of ours, and so a sentence of the catalogue
        return Finding(place, kind, {key: str(value) for key, value in context.items()})
    if kind == "extra_forbidden":
        key = str(place[-1])
        return Finding(place, "plan.unknown_key", {"given": key, "nearest": nearest(key, keys_at(place[:-1], within))})
    if place == ("format",) and kind != "missing":
        return Finding(place, "plan.unknown_format", {"given": given})
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", context["expected"])
        return Finding(place, "plan.not_one_of", {"given": given, "nearest": nearest(given, choices)})
    code, wanted = _CODES[kind]
    params = {"given": given} if kind != "missing" else {"key": str(place[-1])}
    return Finding(place, code, params | {name: str(context[key]) for key, name in wanted.items()})


def keys_at(place: Place, within: type[BaseModel]) -> list[str]:
    """The keys the format knows in the block at a place."""
    block: Any = within
    for step in place:
        if isinstance(step, str):
            fields = {info.alias or name: info for name, info in block.model_fields.items()}
            block = _block_in(fields[step].annotation)
    return [info.alias or name for name, info in block.model_fields.items()]


def _block_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _block_in(inner))), None)


def _shown(value: object) -> str:
    words = {True: "true", False: "false", None: "null"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
