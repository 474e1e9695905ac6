"""kill -9 of the bot in the middle of a period, again and again: nothing is lost, nothing stored twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console
from sqlalchemy import func, select

from bot.clock import ShiftedClock
from bot.demo import cast, play, serve
from bot.demo.phone import Phone
from locales import speak
from simulator.messenger import Messenger
from simulator.server import serve as serve_messenger
from storage.tables import Figure, Inbox, Outbox, Report, Revision

ANSWERS = ("118/120", "99", "chưa xong", "xong", "Dùng trợ lý ảo soạn dự thảo văn bản tại 2 bộ phận.", "gửi")


class Town:
    """The demo as `dunghan demo` serves it: the messenger here, the bot as a process that can be killed."""

    def __init__(self, demo: serve.Demo, keeper: serve.Keeper, phone: Phone) -> None:
        self.demo = demo
        self.keeper = keeper
        self.phone = phone

    async def kill_and_await_next(self) -> None:
        """Kill the bot without a word and wait until the next one runs."""
        killed = self.keeper.pid
        self.keeper.kill()
        async with asyncio.timeout(30):
            while self.keeper.pid == killed:  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.05)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    clock = ShiftedClock(tmp_path / "clock")
    clock.move_to(play.at(6, 8))
    messenger = Messenger(clock.now)
    say = speak("vi")
    demo = serve.Demo(tmp_path, messenger, clock, say)
    codes = await demo.prepare()
    async with serve_messenger(messenger) as url, aiohttp.ClientSession(url) as http, asyncio.TaskGroup() as group:
        keeper = serve.Keeper(tmp_path, url, Console(quiet=True), say)
        keeping = group.create_task(keeper.keep())
        phones = await demo.gather(http, codes)
        await demo.press(serve.NEXT_PERIOD)
        yield Town(demo, keeper, phones[cast.CUONG])
        keeping.cancel()
    await demo.database.close()


async def test_nothing_is_lost_or_repeated_when_the_bot_is_killed_in_the_middle_of_answers(town: Town) -> None:
    for number, answer in enumerate(ANSWERS):
        await town.phone.send(answer)
        if number % 2:
            await town.kill_and_await_next()
    await town.demo.settled()

    async with town.demo.database.sessions() as session:
        owner = select(Report.id).where(Report.first_submitted_at.is_not(None)).scalar_subquery()
        versions = (await session.execute(select(Figure.version).where(Figure.report_id == owner))).scalars().all()
        revisions = (await session.execute(select(func.count()).select_from(Revision))).scalar_one()
        left = (await session.execute(select(Inbox.state).where(Inbox.state != "done"))).scalars().all()
        unsent = (await session.execute(select(Outbox.key).where(Outbox.state != "sent"))).scalars().all()
    assert versions == [1] * 5
    assert revisions == 5
    assert not left
    assert not unsent

    said = [message["text"] for message in await town.phone.messages() if message["from"]["is_bot"]]
    assert sum("Đã nhận báo cáo Tháng 11/2026" in text for text in said) >= 1
    for number in range(2, 6):
        assert any(f"\n{number}/5 · " in text for text in said), number
