"""A commune of many units whose officers all answer on the same morning: rows to start from, and phones to answer."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import yaml
from sqlalchemy import select

import plans
from bot import ticks
from bot.demo import accounts
from domain.roles import Role
from handlers import join, load_plan
from simulator import actions
from simulator.messenger import FIRST_PERSON, FIRST_SUPERGROUP, Messenger
from simulator.model import Bot, Chat, Message
from storage import groups, people, timetable
from storage.database import Database
from storage.tables import Group, Report, Unit

LOADED: Final = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)
OPENING: Final = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)  # Monday 08:00: November opens
DIGEST: Final = OPENING + timedelta(days=1, minutes=-30)
UNITS = 12
QUESTIONS = 5
ANSWERS = ("91", "92", "93,5", "94", "95", "gửi")
GROUP = FIRST_SUPERGROUP
RECEIVED = "Đã nhận báo cáo Tháng 11/2026"


def plan() -> str:
    """Hồng Bàng's plan with so many units, each asked the same five figures every month."""
    whole = yaml.safe_load(plans.shipped()["hong_bang"].read_text(encoding="utf-8"))
    head, pattern = whole["units"][:2]
    codes = [f"D{number:02}" for number in range(1, UNITS + 1)]
    named = [{"code": one, "name": f"Đơn vị {one}", "short_name": one, "aliases": []} for one in codes]
    whole["organisation"]["aggregator"] = head["code"]
    whole["units"] = [head, *(pattern | one for one in named)]
    whole["groups"] = [whole["groups"][0] | {"members": codes}]
    whole["rules"] = []
    held_against = {"kind": "percent", "unit_of_measure": "%", "nature": "in_period", "target": 90, "comparator": ">="}
    led = {"lead": "ALL", "coordinators": []}
    asked = [f"CT-{number}" for number in range(1, QUESTIONS + 1)]
    model, task = whole["indicators"][0], whole["tasks"][0]
    whole["indicators"] = [model | held_against | led | {"code": one, "name": one, "text": one} for one in asked]
    whole["tasks"] = [task | led | {"indicators": asked}]
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    return text


async def settle(database: Database) -> None:
    """The plan is loaded, every unit has its officer, the leaders have their group."""
    async with database.sessions.begin() as session:
        organisation = (await load_plan.load(session, plan(), "commune.yaml", LOADED)).organisation
        of = organisation.id
        units = select(Unit).where(Unit.organisation_id == of, Unit.code.like("D%")).order_by(Unit.code)
        for number, unit in enumerate((await session.execute(units)).scalars()):
            address = str(FIRST_PERSON + number)
            account = await people.add_account(
                session, of, "telegram", address, f"Người {number}", "vi", join.CONSENT, LOADED
            )
            await people.join(session, account, unit.id, Role.OFFICER, LOADED)
        session.add(
            Group(
                organisation_id=of,
                channel="telegram",
                address=str(GROUP),
                title="Lãnh đạo phường",
                purpose=groups.LEADERSHIP,
                bound_at=LOADED,
                next_digest_at=DIGEST,
            )
        )


async def open_november(database: Database) -> None:
    """Every unit is asked; nothing of that is sent yet."""
    while (due := await _next_action(database)) is not None and due <= OPENING and not await _is_open(database):
        await ticks.tick(database, due)


def messenger(now: Callable[[], datetime]) -> Messenger:
    """The far side, with the same officers and their leaders' group."""
    side = Messenger(now, limited=False)
    bot = accounts.add(side, "telegram")
    for number in range(UNITS):
        person = side.add_person(f"Người {number}")
        side.private_chat(bot, person).members[person.id] = "member"
    side.groups[GROUP] = Chat("supergroup", GROUP, "Lãnh đạo phường", {bot.id: "member", FIRST_PERSON: "creator"})
    return side


def everybody_says(side: Messenger, lines: Iterable[str]) -> None:
    """All officers type these lines, taking turns."""
    bot = our_bot(side)
    for line in lines:
        for person in side.people.values():
            actions.send(side, person, bot.id, line)


def heard(side: Messenger) -> list[list[str]]:
    """What the bot said to each officer."""
    return [_said(side, side.private_chat(our_bot(side), person)) for person in side.people.values()]


def in_group(side: Messenger) -> list[str]:
    """What the bot said in the leaders' group."""
    return _said(side, side.groups[GROUP])


def our_bot(side: Messenger) -> Bot:
    """Our account at the messenger."""
    return side.bots[accounts.ACCOUNTS["telegram"].id]


def _said(side: Messenger, chat: Chat) -> list[str]:
    messages: Iterable[Message] = chat.messages.values()
    return [one.said for one in messages if one.sender is our_bot(side) and not one.deleted]


async def _next_action(database: Database) -> datetime | None:
    async with database.sessions() as session:
        return await timetable.next_action_at(session)


async def _is_open(database: Database) -> bool:
    async with database.sessions() as session:
        return (await session.execute(select(Report.id).limit(1))).first() is not None
