"""Lengths and entities the way Telegram counts them: in UTF-16 code units."""

import re
from typing import Any

from simulator.errors import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024

_FOUND_IN_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?")),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}\b")),
    ("url", re.compile(r"https?://[^\s<>\"]+")),
)

Entity = dict[str, Any]


def units(text: str) -> int:
    """Length in UTF-16 code units, which is what offsets and limits are counted in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Entity) -> str:
    """The part of a text an entity covers."""
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    return text.encode("utf-16-le", "surrogatepass")[start:end].decode("utf-16-le", "replace")


def found_entities(text: str) -> list[Entity]:
    """Commands, mentions and links, which the server finds by itself, in order of place."""
    found = [
        {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit.group())}
        for kind, pattern in _FOUND_IN_TEXT
        for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def with_found(text: str, given: list[Entity]) -> list[Entity]:
    """The sender's own entities plus those found outside them."""
    free = [found for found in found_entities(text) if not any(_overlap(found, own) for own in given)]
    return sorted([*given, *free], key=lambda entity: (entity["offset"], -entity["length"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without space at both ends, entities moved along; refuses entities that stand outside the text."""
    if any(e["offset"] < 0 or e["length"] < 1 or e["offset"] + e["length"] > units(text) for e in entities):
        raise bad_request("entity bounds are outside of the text")
    kept = text.strip()
    shift, size = units(text) - units(text.lstrip()), units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] - shift + entity["length"], size)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
