"""`dunghan rehearse`: which plans, which days, who behaves how; plays them, prints the calendar, writes the files."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import plans
from bot.rehearsal import as_page, as_table, as_text, behaviour, playing
from bot.rehearsal.playing import Script
from bot.rehearsal.record import Rehearsed
from locales import Speaker
from plans import reading
from plans.faults import PlanError
from plans.nearest import nearest

LONGEST = timedelta(days=731)  # two years


class CannotRehearseError(Exception):
    """The reason is a sentence of the catalogue: `key`, filled with `words`."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator typed. No names and `everything`: every shipped plan in one installation."""

    names: Sequence[str]
    everything: bool
    first: date
    last: date
    behaviour: Path | None
    out: Path | None


def asked(
    names: Sequence[str], first: str, last: str, behaviour: Path | None, out: Path | None, *, everything: bool
) -> Asked:
    """What was typed, read. Raises CannotRehearseError for what is no day."""
    return Asked(names, everything, _day(first), _day(last), behaviour, out)


def refused(error: PlanError, say: Speaker) -> str:
    """What is wrong with a plan or behaviour file, by line."""
    lines = [
        say("cli.plan_fault", file=fault.file, line=fault.line, path=fault.path, what=say(fault.code, **fault.params))
        for fault in error.faults
    ]
    return "\n".join([*lines, say.count("rehearse.refused", len(lines))])


def rehearse(asked: Asked, say: Speaker) -> str:
    """Play it and return the calendar as text; with a folder given, the files are in it.

    Raises CannotRehearseError for a wrong call, PlanError for a wrong plan or behaviour file.
    """
    if asked.last < asked.first:
        raise CannotRehearseError("rehearse.backwards_days", first=asked.first, last=asked.last)
    if asked.last - asked.first > LONGEST:
        raise CannotRehearseError("rehearse.too_long")
    scripts = [_script(name) for name in _names(asked)]
    _refuse_the_same_twice(scripts)
    units = {(script.plan.organisation.code, unit.code) for script in scripts for unit in script.plan.units}
    conduct = behaviour.read(asked.behaviour or behaviour.shipped(), units)
    if asked.out is not None:
        _make(asked.out)
    played = _play(scripts, asked, conduct, say)
    if not played.messages:
        raise CannotRehearseError("rehearse.no_periods", first=asked.first, last=asked.last)
    text = as_text.text(say, played)
    if asked.out is not None:
        (asked.out / "calendar.txt").write_text(text, encoding="utf-8")
        (asked.out / "calendar.html").write_text(as_page.page(say, played), encoding="utf-8")
        (asked.out / "messages.csv").write_text(as_table.table(say, played), encoding="utf-8", newline="")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotRehearseError("rehearse.bad_day", given=text) from None


def _refuse_the_same_twice(scripts: Sequence[Script]) -> None:
    first: dict[str, Script] = {}
    for script in scripts:
        of = script.plan.organisation
        if of.code in first:
            names = {"first": first[of.code].name, "second": script.name}
            raise CannotRehearseError("rehearse.same_organisation", organisation=of.name, **names)
        first[of.code] = script


def _make(folder: Path) -> None:
    """Before the work, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRehearseError("rehearse.cannot_write", folder=folder, why=error.strerror or error) from error


def _names(asked: Asked) -> list[str]:
    if asked.everything:
        return list(plans.shipped())
    if not asked.names:
        raise CannotRehearseError("rehearse.which_plan", known=", ".join(plans.shipped()))
    return list(dict.fromkeys(asked.names))


def _script(name: str) -> Script:
    """A file of this name, else the shipped plan."""
    shipped = plans.shipped()
    source = Path(name)
    if not source.is_file():
        if name not in shipped:
            raise CannotRehearseError("rehearse.unknown_plan", given=name, nearest=nearest(name, shipped))
        text = shipped[name].read_text(encoding="utf-8")
        return Script(reading.read_text(text, f"{name}.yaml"), text, f"{name}.yaml")
    plan = reading.read_plan(source)
    return Script(plan, source.read_text(encoding="utf-8-sig"), source.name)


def _play(scripts: Sequence[Script], asked: Asked, conduct: behaviour.Behaviour, say: Speaker) -> Rehearsed:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    days = (asked.last - asked.first).days + 1
    with (
        tempfile.TemporaryDirectory(prefix="dunghan-rehearsal-") as folder,
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task(say("rehearse.playing"), total=days)

        def went_on(now: datetime) -> None:
            progress.update(task, completed=max(0, (now.date() - asked.first).days))

        return asyncio.run(playing.rehearse(scripts, asked.first, asked.last, conduct, Path(folder), went_on))
