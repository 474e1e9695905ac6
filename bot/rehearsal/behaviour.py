"""How simulated units behave: a small YAML file, read like a plan, with every fault named by its line."""

from collections.abc import Iterator
from datetime import date, datetime, time
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from plans.faults import Fault, Finding, PlanError, path_text
from plans.fields import Block, Code, Day, TimeOfDay, WholeNumber
from plans.nearest import nearest
from plans.refusing import findings_of
from plans.yaml_lines import load

_LARGEST = 100_000  # bytes


class Answers(StrEnum):
    """What a unit does about a report."""

    ON_TIME = "on_time"
    LATE = "late"
    HALF = "half"  # answers half of the questions and stops
    NEVER = "never"
    NOBODY = "nobody"  # has no officer at all


def _moment(value: object) -> datetime:
    try:
        return datetime.strptime(str(value), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local to whichever zone the plan has
    except ValueError:
        raise PydanticCustomError("rehearse.bad_moment", "not a moment", {"given": str(value)}) from None


_BACKWARDS = PydanticCustomError("rehearse.backwards", "ends before it begins")
Moment = Annotated[datetime, BeforeValidator(_moment)]
Few = Annotated[WholeNumber, Field(ge=0, le=60)]


class Absent(Block):
    """The officer is away, both days included; the head of the unit stands in."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]

    @model_validator(mode="after")
    def _in_order(self) -> "Absent":
        if self.last < self.first:
            raise _BACKWARDS
        return self

    def covers(self, day: date) -> bool:
        """Whether the officer is away on this day."""
        return self.first <= day <= self.last


class Down(Block):
    """The bot stands still from one moment to another, as people there read the clock."""

    first: Annotated[Moment, Field(alias="from")]
    last: Annotated[Moment, Field(alias="to")]

    @model_validator(mode="after")
    def _in_order(self) -> "Down":
        if self.last < self.first:
            raise _BACKWARDS
        return self


class Conduct(Block):
    """What one unit does. `before`, `by`: working days before the deadline (on time), after it (late)."""

    answers: Answers = Answers.ON_TIME
    before: Few = 1
    by: Annotated[WholeNumber, Field(ge=1, le=60)] = 1
    blocked_from: Day | None = None
    absent: tuple[Absent, ...] = ()


class UnitConduct(Conduct):
    """The same for a unit named by its code; `organisation` where several plans have that code."""

    unit: Code
    organisation: Code | None = None


class Behaviour(Block):
    """A whole file. `default`: what the units not named do, taken in turn in the order of the plan."""

    format: Literal[1]
    at: TimeOfDay = time(9, 30)
    default: Annotated[tuple[Conduct, ...], Field(min_length=1)] = (Conduct(),)
    units: tuple[UnitConduct, ...] = ()
    downtime: tuple[Down, ...] = ()

    def named(self, organisation: str, unit: str) -> Conduct | None:
        """What was said of this very unit; None where nothing was."""
        return next((one for one in self.units if one.unit == unit and one.organisation in (None, organisation)), None)


def read(source: Path | Traversable, units: set[tuple[str, str]]) -> Behaviour:
    """The behaviour in a file; `units`: every (organisation, unit) there is. Raises PlanError naming every fault."""
    name = source.name
    try:
        text = source.read_bytes()[:_LARGEST].decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlanError([Fault(name, 1, "", "plan.cannot_open", {"reason": reason})]) from error
    except UnicodeDecodeError as error:
        raise PlanError([Fault(name, 1, "", "plan.not_utf8")]) from error
    document = load(text, name)
    try:
        behaviour = Behaviour.model_validate(document.value)
    except ValidationError as error:
        found = list(findings_of(error, Behaviour))
    else:
        found = list(_unknown(behaviour, units))
    if found:
        raise PlanError(
            [Fault(name, document.line(one.place), path_text(one.place), one.code, one.params) for one in found]
        )
    return behaviour


def shipped() -> Traversable:
    """The behaviour taken when none is given."""
    return files(__package__) / "everyone_else.yaml"


def _unknown(behaviour: Behaviour, units: set[tuple[str, str]]) -> Iterator[Finding]:
    for number, one in enumerate(behaviour.units):
        known = {unit for code, unit in units if one.organisation in (None, code)}
        if not known:
            codes = nearest(str(one.organisation), sorted({code for code, _ in units}))
            given = {"given": str(one.organisation), "nearest": codes}
            yield Finding(("units", number, "organisation"), "rehearse.unknown_organisation", given)
        elif one.unit not in known:
            given = {"given": one.unit, "nearest": nearest(one.unit, sorted(known))}
            yield Finding(("units", number, "unit"), "plan.unknown_unit", given)
