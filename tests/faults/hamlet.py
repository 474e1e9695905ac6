"""A small commune for the model: two units, five questions, seven people and a group; made once, copied for each."""

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import plans
from bot.demo.accounts import ACCOUNTS, held_by
from bot.demo.phone import Phone
from simulator import actions, groups
from simulator.model import Bot, Chat, Person
from simulator.updates import FIRST_ID
from tests.faults.reborn import Reborn

BEFORE: Final = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)  # Friday 08:00: everybody joins
START: Final = datetime(2026, 11, 9, 0, 20, tzinfo=UTC)  # Monday 07:20: the digest is at 07:30, November opens at 08:00
QUESTIONS: Final = {"VHXH": 3, "CAP": 2}
PEOPLE: Final = {
    "Mai": ("Trần Thị Mai", "VHXH", "officer"),
    "Cúc": ("Bùi Thị Cúc", "VHXH", "officer"),
    "Hùng": ("Vũ Mạnh Hùng", "CAP", "officer"),
    "Dũng": ("Phạm Tiến Dũng", "CAP", "head"),
    "Kim": ("Lê Thị Kim", "CAP", "observer"),
    "Hạnh": ("Đỗ Thị Hạnh", "VHXH", "aggregator"),
    "Bình": ("Lê Văn Bình", "VHXH", "leader"),
}

_SMALL = (Path(__file__).parents[1] / "plans" / "small_plan.yaml").read_text(encoding="utf-8")
_LADDER = r"    ladder:\n(?:      .*\n)+"
_INDICATOR = r"  - code: I-1\n(?:    .*\n)+"


def plan() -> str:
    """The smallest plan with the whole ladder of a real one, and nothing but percents asked."""
    text = re.sub(_LADDER, re.findall(_LADDER, plans.shipped()["an_phu"].read_text(encoding="utf-8"))[0], _SMALL)
    text = text.replace(
        "    regime: monthly\n    frequency: month\nrules:", "    regime: null\n    frequency: null\nrules:"
    )
    one = re.findall(_INDICATOR, text)[0]
    leads = [unit for unit, number in QUESTIONS.items() for _ in range(number)]
    every = []
    for at, unit in enumerate(leads, start=1):
        mine = one.replace("I-1", f"I-{at}").replace("VHXH", unit)
        every.append(mine if unit == "VHXH" else mine.replace("task: T-1", "task: T-2"))
    text = text.replace(one, "".join(every)).replace("indicators: [I-1]", "indicators: [I-1, I-2, I-3]")
    return text.replace("indicators: []", "indicators: [I-4, I-5]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the phones show when everybody has joined."""

    people: dict[int, Person]
    bot: Bot
    groups: dict[int, Chat]
    private: dict[tuple[int, int], Chat]
    group: int
    organisation: str


async def prepare(one: Reborn) -> Prepared:
    """The plan is loaded, everybody enrolled, the group bound."""
    await one.be_born()
    stage, said = one.stage, one.messenger
    await stage.load_plan(plan(), "small.yaml")
    for full_name, unit, role in PEOPLE.values():
        await stage.enrol(stage.phone(full_name), unit, role)
    boss = said.people[stage.phone(PEOPLE["Bình"][0]).person]
    bot = said.bots[ACCOUNTS["telegram"].id]
    group = groups.create(said, "Lãnh đạo", [bot.id], boss, "group")
    await stage.settle()
    actions.send(said, boss, group.id, f"/lk {await stage.code('VHXH', 'leadership_group')}")
    await stage.settle()
    await one.stop()
    return Prepared(said.people, bot, said.groups, said.private, group.id, stage.organisation)


def take_up(one: Reborn, prepared: Prepared) -> dict[str, Phone]:
    """The phones show what they showed then, each example its own; everybody's phone by name."""
    said, stage = one.messenger, one.stage
    bot = said.bots[prepared.bot.id]
    bot.updates.next_id = FIRST_ID + 2_000_000
    same = {id(prepared.bot): bot}
    found = deepcopy((prepared.people, prepared.groups, prepared.private), same)
    said.people, said.groups, said.private = found
    stage.organisation, stage.codes = prepared.organisation, 2_000_000
    phones = {person.name: held_by(person, "telegram", one.http) for person in said.people.values()}
    stage.phones |= phones
    return {name: phones[full_name] for name, (full_name, _, _) in PEOPLE.items()}


def of(one: Reborn, prepared: Prepared) -> Prepared:
    """The same with the bot of this stage."""
    return replace(prepared, bot=one.messenger.bots[prepared.bot.id])
