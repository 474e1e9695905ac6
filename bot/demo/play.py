"""One monthly period of phường Hồng Bàng's plan, played without a browser, from joining to the last warning."""

import asyncio
import logging
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from rich.console import Console

import plans
from bot.demo import cast, folder, summary, teams
from bot.demo.cast import Part
from bot.demo.phone import Phone
from bot.demo.stage import Stage, set_up
from bot.demo.transcript import WIDTH, Transcript
from locales import speak
from storage import plans as plan_rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLAN = "hong_bang"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, the month that is played."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def play(data: Path | None, channel: str) -> None:
    """Play the month on one messenger and print it.

    The database goes to `data`, or to a folder that is removed afterwards.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # the story is enough
    if data is None:
        with tempfile.TemporaryDirectory(prefix="dunghan-demo-") as made:
            asyncio.run(_play(Path(made), channel))
        return
    folder.make_anew(data)
    asyncio.run(_play(data, channel))


async def _play(data: Path, channel: str) -> None:
    say = speak("vi")
    console = Console(width=WIDTH, soft_wrap=True, highlight=False, markup=False, emoji=False)
    console.print(say("demo.title"))
    async with set_up(data, at(6, 8), channel) as stage:
        await stage.load_plan(plans.shipped()[PLAN].read_text(encoding="utf-8"), f"{PLAN}.yaml")
        async with stage.database.sessions.begin() as session:
            if (organisation := await plan_rows.organisation(session, stage.organisation)) is not None:
                await teams.register(session, organisation, stage.clock.now())
        Transcript(stage.messenger, console, say, ZONE)
        group = await enrol_everybody(stage)
        await _month(stage, group)
        console.print()
        await summary.show(stage, console, say)


async def enrol_everybody(stage: Stage) -> int:
    """Everybody joins through the chat, the chairwoman binds the group; the group's id."""
    phones = {part: stage.phone(part.name, part.label) for part in cast.CAST}
    for part, phone in phones.items():
        await stage.enrol(phone, part.unit, part.role)
    members = [phones[part] for *_, members in cast.GROUPS for part in members]
    return await stage.bind_group(phones[cast.HA], cast.GROUP_TITLE, members, cast.ORGANISATION_UNIT)


async def _month(stage: Stage, group: int) -> None:
    await stage.go_to(at(9, 8, 10))  # the period opens at 08:00
    await _answer(stage, cast.MAI)  # on time, the first day
    await stage.go_to(at(10, 15))
    await _log(stage, teams.FIRST)  # at people's doors
    await stage.go_to(at(12, 9))  # T-3 has been said
    await _answer(stage, cast.HOA)  # on time, all typed
    await stage.go_to(at(16, 15))  # T-1, the due morning and afternoon have been said
    phone = await _answer(stage, cast.LONG)  # half a report, then he is called away
    await _type(stage, phone, "dừng")
    await stage.go_to(at(17, 10))  # the closing digest and +1 have been said
    phone = await _answer(stage, cast.CUONG)  # a day late
    if stage.channel.can.buttons:
        await phone.tap("Gửi")
        await stage.settle()
    else:
        await _type(stage, phone, "gửi")
    await stage.go_to(at(18, 16))
    await _log(stage, teams.SECOND)
    await stage.go_to(at(23, 9))  # +3 and +5 have been said; the police never answered
    await stage.phones[cast.HA.name].send("/tonghop", chat=group)
    await stage.settle()


async def _log(stage: Stage, visits: dict[Part, tuple[str, ...]]) -> None:
    for part, lines in visits.items():
        for line in lines:
            await _type(stage, stage.phones[part.name], line)


async def _answer(stage: Stage, part: Part) -> Phone:
    phone = stage.phones[part.name]
    for line in cast.ANSWERS[part]:
        await _type(stage, phone, line)
    return phone


async def _type(stage: Stage, phone: Phone, line: str) -> None:
    await phone.send(line)
    await stage.settle()
