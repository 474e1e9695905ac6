"""What a changed plan file changes, entry by entry and key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans.format import PlanFile


class How(StrEnum):
    """What happened to a place between two plans."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` names list entries by their code: `indicators[HB-4].target`.

    `old` and `new` are Decimal, date, time, text, int, tuples of codes, or whole entries as mappings; None on
    the side where there is nothing. A reordered list gives the codes of both files in their order.
    """

    path: str
    how: How
    old: object
    new: object


def difference(old: PlanFile, new: PlanFile) -> list[Change]:
    """Every change, in the order of the new file, removals after what is left; empty when nothing differs."""
    return list(_between("", old.model_dump(by_alias=True), new.model_dump(by_alias=True)))


def _between(path: str, old: object, new: object) -> Iterator[Change]:
    old_entries, new_entries = _by_code(old), _by_code(new)
    if old_entries is not None and new_entries is not None:
        yield from _between_entries(path, old_entries, new_entries)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in new:
            yield from _between(f"{path}.{key}".removeprefix("."), old[key], new[key])
    elif old != new:
        yield Change(path, How.CHANGED, old, new)


def _between_entries(path: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for code, entry in new.items():
        if code in old:
            yield from _between(f"{path}[{code}]", old[code], entry)
        else:
            yield Change(f"{path}[{code}]", How.ADDED, None, entry)
    for code, entry in old.items():
        if code not in new:
            yield Change(f"{path}[{code}]", How.REMOVED, entry, None)
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield Change(path, How.REORDERED, tuple(old), tuple(new))


def _by_code(value: object) -> dict[str, object] | None:
    """A list of entries by what identifies them (the ladder's by stage), or None for any other value."""
    if not isinstance(value, tuple) or not all(isinstance(entry, Mapping) for entry in value):
        return None
    return {str(entry.get("code", entry.get("stage"))): entry for entry in value}
