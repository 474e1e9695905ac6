"""What is wrong with a plan file: a place, a line, a code for the words, and what to write instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake at a place inside the plan, before it is known on which line that place stands.

    `other` is a second place the sentence speaks of; its line becomes the parameter `other_line`.
    """

    place: Place
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    other: Place | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake as it is shown. `code` names a sentence of the catalogue, `params` fill its {placeholders}.

    `path` reads like `indicators[3].lead`, counting from 0, empty for the whole file. Lines count from 1.
    """

    file: str
    line: int
    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class PlanError(Exception):
    """A plan was refused; `faults` holds everything found wrong with it, in the order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.path)))
        super().__init__("; ".join(f"{f.file}:{f.line}: {f.path} {f.code} {dict(f.params)}" for f in self.faults))


def path_text(place: Place) -> str:
    """A place as a person reads it: ("units", 0, "code") is "units[0].code"."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")
