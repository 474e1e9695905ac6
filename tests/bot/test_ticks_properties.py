"""The real ticks on a real database: the same is said whatever the spacing, nothing twice, nothing before its time."""

import asyncio
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import plans
from bot.ticks import tick
from domain.roles import Role
from handlers import join, load_plan
from storage import people, tables
from storage.outbox import Kind
from tests.databases import fresh
from tests.domain.regimes import at, local

# From the Monday on which November opens until after its last rung; 24 November is a day off.
BEGIN, END = at("2026-11-06 08:00"), at("2026-11-24 20:00")
_SMALL = (Path(__file__).parents[1] / "plans" / "small_plan.yaml").read_text(encoding="utf-8")
_LADDER = r"    ladder:\n(?:      .*\n)+"
# The smallest plan, chased by the whole ladder of a real one.
PLAN = re.sub(_LADDER, re.findall(_LADDER, plans.shipped()["an_phu"].read_text(encoding="utf-8"))[0], _SMALL)
UNITS = ("VHXH",)

# Between two looks at most five hours: 08:00 and 14:00 of the due day are six apart.
spacings = st.lists(st.timedeltas(timedelta(hours=3), timedelta(hours=5)), min_size=1, max_size=5)

# What is said of each unit's report, and when.
OWN = ("opening", "T-3", "T-1", "due_morning", "due_afternoon", "+1", "+3", "+5")
TIMES = ("11-09 08", "11-11 08", "11-13 08", "11-16 08", "11-16 14", "11-17 08", "11-19 08", "11-23 08")


async def _play(template: Path, folder: Path, spans: list[timedelta]) -> list[tuple[str, str]]:
    """What is said over November by a bot that looks at these intervals: rungs and prompts, and when."""
    database = fresh(template, folder)
    try:
        async with database.sessions.begin() as session:
            loaded = await load_plan.load(session, PLAN, "small.yaml", BEGIN)
            for number, code in enumerate(UNITS):
                unit = await people.unit_by_name(session, loaded.organisation.id, code)
                assert unit is not None
                who = await people.add_account(
                    session,
                    loaded.organisation.id,
                    "telegram",
                    f"7{number}",
                    f"Mai {number}",
                    "vi",
                    join.CONSENT,
                    BEGIN,
                )
                await people.join(session, who, unit.id, Role.OFFICER, BEGIN)
        now, number = BEGIN, 0
        while now < END:
            await tick(database, now)
            now += spans[number % len(spans)]
            number += 1
        async with database.sessions() as session:
            rungs = select(tables.Unit.code, tables.Reminder.stage, tables.Reminder.said_at)
            rungs = rungs.join(tables.Report, tables.Report.id == tables.Reminder.report_id)
            rungs = rungs.join(tables.Unit, tables.Unit.id == tables.Report.unit_id)
            said = [(f"{code} {stage}", said_at) for code, stage, said_at in await session.execute(rungs)]
            sent = select(tables.Outbox.kind, tables.Outbox.chat, tables.Outbox.created_at)
            prompts = sent.where(tables.Outbox.kind == Kind.PROMPT)
            said += [(f"{kind} {chat}", created_at) for kind, chat, created_at in await session.execute(prompts)]
        return [(what, local(moment)) for what, moment in said]
    finally:
        await database.close()


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(spacings)
@example([timedelta(hours=5)])
def test_november_is_opened_and_chased_the_same_whatever_the_spacing(template: Path, spans: list[timedelta]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = asyncio.run(_play(template, Path(folder), spans))
    chased = sorted((what, when) for what, when in said if what.split()[0] in UNITS)
    assert [what for what, _ in chased] == sorted(f"{unit} {rung}" for unit in UNITS for rung in OWN), "each once"
    own_time = {f"{unit} {rung}": f"2026-{when}:00" for unit in UNITS for rung, when in zip(OWN, TIMES, strict=True)}
    for what, when in chased:
        late = datetime.fromisoformat(when) - datetime.fromisoformat(own_time[what])
        assert timedelta(0) <= late < timedelta(hours=24), (what, when)
    prompts = [(what, when) for what, when in said if what.startswith(Kind.PROMPT)]
    assert sorted(what for what, _ in prompts) == [f"{Kind.PROMPT} 7{number}" for number in range(len(UNITS))]
    assert all(when >= "2026-11-09 08:00" for _, when in prompts)
