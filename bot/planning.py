"""`dunghan plan check` and `load`: what a plan file says, what is wrong in it, what it changes."""

from dataclasses import dataclass
from pathlib import Path

from bot.clock import RealClock
from bot.settings import Settings
from handlers import load_plan
from locales import Speaker
from plans import questions, reading
from plans.difference import Change
from plans.faults import PlanError
from plans.format import PlanFile
from storage.database import migrate, open_database


@dataclass(frozen=True, slots=True)
class Report:
    """What to tell the operator, and whether all is well."""

    text: str
    fine: bool


def check(file: Path, say: Speaker) -> Report:
    """Read a file: its faults by line, or what it holds and what it leaves open."""
    try:
        plan = reading.read_plan(file)
    except PlanError as error:
        return _refused(error, say)
    return Report("\n".join([_contents(plan, say), *_questions(plan, say)]), True)


async def load(settings: Settings, file: Path, say: Speaker) -> Report:
    """Put a file into force; twice the same changes nothing."""
    try:
        plan = reading.read_plan(file)
    except PlanError as error:
        return _refused(error, say)
    text = file.read_text(encoding="utf-8-sig")  # noqa: ASYNC240 - nothing else runs in this process
    database = open_database(settings.database())
    await migrate(database)
    try:
        async with database.sessions.begin() as session:
            loaded = await load_plan.load(session, text, file.name, RealClock().now())
    finally:
        await database.close()
    key = "cli.plan_loaded" if loaded.is_new else "cli.plan_unchanged"
    lines = [say(key, organisation=plan.organisation.name, version=loaded.version)]
    return Report("\n".join([*lines, *(_change(one, say) for one in loaded.changes)]), True)


def _refused(error: PlanError, say: Speaker) -> Report:
    lines = [
        say("cli.plan_fault", file=fault.file, line=fault.line, path=fault.path, what=say(fault.code, **fault.params))
        for fault in error.faults
    ]
    return Report("\n".join([*lines, say.count("cli.plan_refused", len(lines))]), False)


def _contents(plan: PlanFile, say: Speaker) -> str:
    return say(
        "cli.plan_contents",
        organisation=plan.organisation.name,
        units=len(plan.units),
        indicators=len(plan.indicators),
        tasks=len(plan.tasks),
    )


def _questions(plan: PlanFile, say: Speaker) -> list[str]:
    asked = questions.questions(plan)
    if not asked:
        return []
    return [
        say.count("cli.plan_questions", len(asked)),
        *(f"  - {one.path}: {say(one.code, **one.params)}" for one in asked),
    ]


def _change(one: Change, say: Speaker) -> str:
    old, new = (_short(value) for value in (one.old, one.new))
    return f"  {say(f'cli.change.{one.how}', path=one.path, old=old, new=new)}"


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
