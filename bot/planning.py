"""`dunghan plan check` and `load`: what a plan file says, what is wrong or odd in it, what it changes and from when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from bot.opened import opened
from bot.settings import Settings
from handlers import load_plan
from handlers.load_plan import Loaded
from locales import Speaker, figures
from plans import questions, reading
from plans.difference import Change
from plans.faults import Fault, PlanError
from plans.format import PlanFile

FIRST_FEW = 3  # questions of a topic, and twice as many names, are shown before "and so many more"


@dataclass(frozen=True, slots=True)
class Report:
    """What to tell the operator, and whether all is well."""

    text: str
    fine: bool


def check(file: Path, say: Speaker, today: date, *, in_full: bool = False) -> Report:
    """Read a file: its faults by line, or what it holds, what is odd in it and what it leaves open."""
    try:
        plan = reading.read_plan(file)
    except PlanError as error:
        return _refused(error, say)
    odd = reading.warnings(_text(file), file.name, today)
    return Report("\n".join([_contents(plan, say), *_warnings(odd, say), *_questions(plan, say, in_full)]), True)


async def load(settings: Settings, file: Path, say: Speaker, now: datetime) -> Report:
    """Put a file into force, now or from its period on; twice the same changes nothing."""
    try:
        reading.read_plan(file)
    except PlanError as error:
        return _refused(error, say)
    async with opened(settings) as database, database.sessions.begin() as session:
        loaded = await load_plan.load(session, _text(file), file.name, now)
    return Report("\n".join(_said(loaded, say)), True)


def _said(loaded: Loaded, say: Speaker) -> list[str]:
    words = {"organisation": loaded.organisation.name, "version": loaded.version}
    lines = []
    if not loaded.is_new:
        lines.append(say("cli.plan_unchanged", **words))
    elif loaded.in_force_from is None:
        lines.append(say("cli.plan_loaded", **words))
    if loaded.in_force_from is not None:
        lines.append(say("cli.plan_waits", first=_first(loaded, say), **words))
    lines += [say("cli.plan_withdrawn", version=version) for version in loaded.withdrawn]
    if loaded.changes:
        lines += [say.count("cli.plan_changes", len(loaded.changes)), *(_change(one, say) for one in loaded.changes)]
    lines += _warnings(loaded.warnings, say)
    if loaded.unmanned:
        names = _few(list(loaded.unmanned), 2 * FIRST_FEW - 1, say)
        lines.append(say.count("cli.plan_unmanned", len(loaded.unmanned), units=names))
    return lines


def _first(loaded: Loaded, say: Speaker) -> str:
    """ "kỳ Tháng 07/2026 (chốt 14/07)"."""
    if loaded.first_period is None or loaded.in_force_from is None:
        return say("cli.plan_first_day", day=f"{loaded.in_force_from:%d/%m/%Y}")
    period = figures.period(say, loaded.first_period.key, loaded.first_period.frequency)
    return say("cli.plan_first_period", period=period, cut_off=say.day(loaded.first_period.cut_off))


def _refused(error: PlanError, say: Speaker) -> Report:
    lines = [_fault(fault, say) for fault in error.faults]
    return Report("\n".join([*lines, say.count("cli.plan_refused", len(lines))]), False)


def _warnings(odd: Iterable[Fault], say: Speaker) -> list[str]:
    lines = [_fault(one, say) for one in odd]
    return [say.count("cli.plan_warnings", len(lines)), *(f"  {line}" for line in lines)] if lines else []


def _fault(fault: Fault, say: Speaker) -> str:
    what = say(fault.code, **fault.params)
    return say("cli.plan_fault", file=fault.file, line=fault.line, path=fault.path, what=what)


def _contents(plan: PlanFile, say: Speaker) -> str:
    return say(
        "cli.plan_contents",
        organisation=plan.organisation.name,
        units=len(plan.units),
        indicators=len(plan.indicators),
        tasks=len(plan.tasks),
    )


def _questions(plan: PlanFile, say: Speaker, in_full: bool) -> list[str]:
    """By topic, with the first few of each unless all are wanted."""
    asked = sorted(questions.questions(plan), key=lambda one: questions.ORDER.index(one.topic))
    if not asked:
        return []
    lines, hidden = [say.count("cli.plan_questions", len(asked))], 0
    for topic, group in groupby(asked, key=lambda one: one.topic):
        of_it = list(group)
        shown = of_it if in_full or len(of_it) == FIRST_FEW + 1 else of_it[:FIRST_FEW]
        hidden += len(of_it) - len(shown)
        lines.append(say("cli.plan_topic", topic=say(f"cli.topic.{topic}"), number=len(of_it)))
        lines += [f"  - {one.path}: {say(one.code, **one.params)}" for one in shown]
        if len(shown) < len(of_it):
            lines.append(f"  {say.count('cli.plan_more', len(of_it) - len(shown))}")
    return [*lines, say("cli.plan_all")] if hidden else lines


def _few(names: list[str], most: int, say: Speaker) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} {say.count('digest.and_more', len(names) - most)}" if len(names) > most else shown


def _change(one: Change, say: Speaker) -> str:
    old, new = (_short(value) for value in (one.old, one.new))
    return f"  {say(f'cli.change.{one.how}', path=one.path, old=old, new=new)}"


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")
