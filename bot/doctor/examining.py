"""Goes through the checks and shows what they found."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot import reading_settings
from bot.clock import Clock
from bot.doctor.checks import CHECKS
from bot.doctor.findings import Check, Finding, Level, Needs, Patient, fail, skipped
from bot.options import AWAY, CODES, PRIVATE, say
from bot.settings import Settings
from handlers import table
from locales import Speaker
from storage import opening
from storage.opening import CannotOpenError

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red", Level.SKIPPED: "dim"}


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found, with its number in the table."""

    number: int
    check: Check
    finding: Finding


async def examine(patient: Patient, *, deep: bool, checks: Sequence[Check] = CHECKS) -> list[Found]:
    """Every check in turn; one that fails in a way of its own is a finding, too."""
    found = []
    for number, check in enumerate(checks, start=1):
        if deep or not check.is_deep:
            found += [Found(number, check, one) for one in await _look(check, patient)]
    return found


@asynccontextmanager
async def arrived(settings: Settings | str, clock: Clock) -> AsyncIterator[Patient]:
    """The installation as it is found: nothing is changed, and nothing waited for.

    `settings` that cannot be read come as the sentences of what is wrong.
    """
    patient = Patient(clock, commands=list(dict.fromkeys(one.name for one in table.COMMANDS)))
    if isinstance(settings, str):
        patient.wrong_settings = settings
        yield patient
        return
    patient.settings = settings
    try:
        settings.data.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        database, patient.found = await opening.looked_at(settings.database())
    except OSError:
        patient.trouble = CannotOpenError(opening.Trouble.READ_ONLY)
    except CannotOpenError as error:
        patient.trouble = error
    else:
        patient.database = database if patient.found.is_current else None
        try:
            yield patient
        finally:
            await database.close()
        return
    yield patient


def found_settings(data: Path | None) -> Settings | str:
    """The settings, or what is wrong with them, in words."""
    try:
        return reading_settings.read(data)
    except reading_settings.WrongSettingsError as error:
        return error.told(say)


def code_of(found: Sequence[Found]) -> int:
    """How the program ends: as the first failure says."""
    return next((one.finding.code for one in found if one.finding.level is Level.FAIL), 0)


def as_json(found: Sequence[Found], say: Speaker) -> str:
    """For programs: a list with one object for each finding."""
    return json.dumps(
        [
            {
                "number": one.number,
                "check": one.check.name,
                "level": one.finding.level,
                "found": _said(one.finding, say),
                "remedy": _remedy(one.finding, say),
            }
            for one in found
        ],
        ensure_ascii=False,
        indent=2,
    )


def show(found: Sequence[Found], say: Speaker, console: Console) -> None:
    """For people: a table, and the sum below."""
    table = Table(show_lines=False, pad_edge=False, box=None)
    for column in ("number", "check", "level", "found"):
        table.add_column(say(f"doctor.column.{column}"))
    for row in _rows(found, say):
        table.add_row(*row)
    console.print(table)
    counts = {level.value: sum(one.finding.level is level for one in found) for level in Level}
    console.print(say("doctor.sum", **counts))


def told(finding: Finding, say: Speaker) -> str:
    """What was found and what to do about it."""
    return " ".join(filter(None, (_said(finding, say), _remedy(finding, say))))


def _rows(found: Sequence[Found], say: Speaker) -> Iterator[tuple[str, ...]]:
    for one in found:
        colour = _COLOURS[one.finding.level]
        level = f"[{colour}]{say(f'doctor.level.{one.finding.level}')}[/]"
        yield str(one.number), say(f"doctor.check.{one.check.name}"), level, escape(told(one.finding, say))


def _said(finding: Finding, say: Speaker) -> str:
    return say(finding.said, **finding.words)


def _remedy(finding: Finding, say: Speaker) -> str:
    return say(finding.remedy, **finding.words) if finding.remedy else ""


async def _look(check: Check, patient: Patient) -> Sequence[Finding]:
    missing = (check.needs is not Needs.NOTHING and patient.settings is None) or (
        check.needs is Needs.ROWS and patient.database is None
    )
    if missing:
        return [skipped()]
    try:
        return await check.look(patient)
    except Exception as error:
        trouble = opening.named(error)
        if trouble is None:
            return [fail("doctor.broken", "doctor.broken.do", what=type(error).__name__)]
        code = CODES.get(trouble.trouble, AWAY)
        return [fail(f"database.{trouble.trouble}", "", code=code, **trouble.words)]
