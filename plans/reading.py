"""Reading a plan file: the plan, or everything that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from plans import assignments, naming, regimes
from plans.faults import Fault, Finding, PlanError, path_text
from plans.format import PlanFile
from plans.refusing import findings_of
from plans.visit_feeds import wrong_feeds
from plans.warnings import findings as odd_in
from plans.yaml_lines import Document, load

_LARGEST = 1_000_000  # bytes; the longest of the real plans has about 50,000

CHECKS: tuple[Callable[[PlanFile], Iterator[Finding]], ...] = (
    naming.repeated_names,
    naming.unknown_units,
    naming.unknown_codes,
    assignments.wrong_targets,
    assignments.wrong_pace,
    assignments.wrong_rows,
    assignments.wrong_groups,
    assignments.circular_parents,
    regimes.wrong_regimes,
    regimes.wrong_frequencies,
    regimes.wrong_swapped_days,
    wrong_feeds,
)


def read_plan(source: Path | Traversable) -> PlanFile:
    """The plan in a file, or PlanError naming every fault. Faults call the file by its last name."""
    name = source.name
    try:
        with source.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlanError([Fault(name, 1, "", "plan.cannot_open", {"reason": reason})]) from error
    return read_bytes(content, name)


def read_bytes(content: bytes, name: str) -> PlanFile:
    """The plan in the content of a file (one sent by chat), called `name` in faults. Raises PlanError."""
    if len(content) > _LARGEST:
        raise PlanError([Fault(name, 1, "", "plan.file_too_big", {"limit": str(_LARGEST)})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PlanError([Fault(name, line, "", "plan.not_utf8")]) from error
    return read_text(text, name)


def read_text(text: str, name: str) -> PlanFile:
    """The plan in a text, called `name` in faults. Raises PlanError."""
    document = load(text, name)
    try:
        plan = PlanFile.model_validate(document.value)
    except ValidationError as error:
        raise _refusal(findings_of(error), document, name) from error
    found = [finding for check in CHECKS for finding in check(plan)]
    if found:
        raise _refusal(found, document, name)
    return plan


def warnings(text: str, name: str, today: date, before: PlanFile | None = None) -> list[Fault]:
    """What is odd in a plan that is not wrong, in the order of lines. `before`: the version it follows on."""
    document = load(text, name)
    odd = (_fault(one, document, name) for one in odd_in(PlanFile.model_validate(document.value), before, today))
    return sorted(odd, key=lambda one: (one.line, one.path))


def _refusal(found: Iterable[Finding], document: Document, name: str) -> PlanError:
    return PlanError([_fault(one, document, name) for one in found])


def _fault(one: Finding, document: Document, name: str) -> Fault:
    params = dict(one.params)
    if one.other is not None:
        params["other_line"] = str(document.line(one.other))
    return Fault(name, document.line(one.place), path_text(one.place), one.code, params)
