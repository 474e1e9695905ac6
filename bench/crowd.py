"""Communes whose officers all answer on the same morning: their plans, their people, and what each of them types."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy import func, select

import plans
from bench.messages import INDICATORS
from bench.updates import LOADED, update
from bot import ticks
from channels.channel import Accept
from channels.telegram import Telegram
from channels.telegram_reading import Reader
from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Sent, Update
from domain.roles import Role
from handlers import join, load_plan
from storage import people, timetable
from storage.database import Database
from storage.tables import Report, Unit

ANSWERS = ("187/200", "91", "90,2", "1.050", "100", "96", "gửi")
BOT = 7_000_000_001


@dataclass
class Nowhere:
    """A messenger that reads as Telegram does and takes every message at once: what is measured is ours alone."""

    name: str = "telegram"
    can: Capabilities = Telegram.can
    polls: bool = False
    taken: int = 0

    async def start(self) -> None:
        """It knows the bot."""

    async def receive(self, accept: Accept) -> None:
        """Nothing comes in by itself."""

    def read(self, raw: str) -> Inbound:
        """As the Telegram adapter."""
        return Reader(self.name, BOT, "dunghan_bot", LOADED).read(raw)

    def wait_for(self, chat: str, after: int = 0) -> float:
        """Nobody has had enough."""
        return 0.0

    def recall(self, chat: str, seconds_ago: float) -> None:
        """It counts nothing."""

    async def deliver(self, message: Outgoing) -> Outcome:
        """Taken."""
        self.taken += 1
        return Sent(str(self.taken))

    async def download(self, file: str, limit: int) -> bytes:
        """There are no files."""
        raise OSError(file)

    def deep_link(self, code: str) -> str:
        """None."""
        return ""

    async def close(self) -> None:
        """Nothing is open."""


def plan(number: int, units: int) -> str:
    """A commune's plan: so many units, each asked the same six indicators every month."""
    whole = yaml.safe_load(plans.shipped()["hong_bang"].read_text(encoding="utf-8"))
    whole["organisation"] |= {"code": f"xa_{number}", "short_name": f"xã {number}", "approval": {"head": False}}
    head, pattern = whole["units"][0], whole["units"][1]
    whole["organisation"]["aggregator"] = head["code"]
    codes = [f"D{one:03}" for one in range(1, units + 1)]
    named = [{"code": one, "name": f"Đơn vị {one}", "short_name": one, "aliases": []} for one in codes]
    whole["units"] = [head, *(pattern | one for one in named)]
    whole["groups"] = [whole["groups"][0] | {"members": codes}]
    whole["rules"] = []
    model, task = whole["indicators"][0], whole["tasks"][0]
    whole["indicators"] = [
        model
        | {"code": f"CT-{at}", "name": name, "text": name, "kind": kind, "unit_of_measure": measured_in}
        | {"nature": "in_period", "target": target, "comparator": ">=", "lead": "ALL", "coordinators": []}
        for at, (name, kind, measured_in, target) in enumerate(INDICATORS, start=1)
    ]
    asked = [one["code"] for one in whole["indicators"]]
    whole["tasks"] = [task | {"lead": "ALL", "coordinators": [], "indicators": asked}]
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


async def gather(database: Database, communes: int, units: int) -> AsyncIterator[None]:
    """Load the plans and give every unit its officer; tells after each commune."""
    for number in range(1, communes + 1):
        async with database.sessions.begin() as session:
            loaded = await load_plan.load(session, plan(number, units), f"xa_{number}.yaml", LOADED)
            found = select(Unit).where(Unit.organisation_id == loaded.organisation.id, Unit.kind == "department")
            for at, unit in enumerate((await session.execute(found.order_by(Unit.code))).scalars()):
                who = await people.add_account(
                    session,
                    unit.organisation_id,
                    "telegram",
                    chat(number, at),
                    "Trần Thị Mai",
                    "vi",
                    join.CONSENT,
                    LOADED,
                )
                await people.join(session, who, unit.id, Role.OFFICER, LOADED)
        yield


async def open_month(database: Database) -> datetime:
    """Let time pass until the month has opened for all; the moment."""
    now = LOADED
    while not await count(database, Report):
        async with database.sessions() as session:
            due = await timetable.next_action_at(session)
        if due is None:
            raise RuntimeError("nothing will ever be asked")
        now = max(now, due)
        await ticks.tick(database, now)
    return now


async def count(database: Database, table: type[Any], *where: Any) -> int:
    """How many rows."""
    async with database.sessions() as session:
        return (await session.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


def chat(commune: int, officer: int) -> str:
    """An officer's address."""
    return str(100_000_000 + commune * 1000 + officer)


def said(communes: int, units: int) -> Iterator[Update]:
    """What all of them type, as Telegram tells it: everybody's first answer, then everybody's second, …"""
    number = 880_000_000
    for text in ANSWERS:
        for commune in range(1, communes + 1):
            for officer in range(units):
                number += 1
                yield Update(str(number), chat(commune, officer), update(number, chat(commune, officer), text))
