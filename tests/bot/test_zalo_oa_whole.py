"""From a person's phone on Zalo to the rows and back, through the web hook, the inbox, the outbox and the OA API."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.links import NO_LINKS
from bot.sender import Sender
from bot.worker import Worker
from channels.channel import UnauthorizedError
from channels.zalo_oa import ZaloOa
from domain.chat import Updates
from domain.roles import LEADERSHIP_GROUP, Role
from handlers import invite as inviting
from simulator import actions
from storage import inbox, people
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Group, Inbox, Outbox
from tests.channels.conftest import receiving
from tests.channels.oa_side import OaSide, served_oa_side
from tests.rows import Town, build


@dataclass
class Bot:
    """What runs, one step at a time."""

    far: OaSide
    channel: ZaloOa
    worker: Worker
    sender: Sender

    async def accept(self, updates: Updates) -> None:
        async with self.far.database.sessions.begin() as session:
            await inbox.keep(session, self.channel.name, updates, self.far.clock.now())

    async def say(self, text: str, chat: int | None = None) -> str:
        """What somebody says, and the last that is answered in the same chat."""
        chat = chat or self.far.bot.id
        async with receiving(self.channel, self.accept):
            actions.send(self.far.messenger, self.far.officer, chat, text)
            while self.far.messenger.pending_updates(self.far.bot.token):
                await self.far.turn()
        while await self.worker.handle_next():
            pass
        while (wait := await self.sender.send_next()) is not None:
            self.far.clock.seconds += wait
        return actions.messages(self.far.messenger, self.far.officer, chat)[-1].said

    async def rows(self, table: type[Inbox] | type[Outbox] | type[Group]) -> list[str]:
        async with self.far.database.sessions() as session:
            found = (await session.execute(select(table).order_by(table.id))).scalars()
            return [getattr(one, "state", "") or getattr(one, "address", "") for one in found]


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.sessions.begin() as session:
        return await build(session, "hong_bang")


@pytest.fixture
async def bot(database: Database, town: Town, tmp_path: Path) -> AsyncIterator[Bot]:
    async with served_oa_side(database) as far:
        channel = far.connected
        assert channel is not None
        channels = {channel.name: channel}
        files = EvidenceFiles(tmp_path / "evidence")
        worker = Worker(database, channels, far.clock, files, NO_LINKS)
        yield Bot(far, channel, worker, Sender(database, channels, far.clock, NO_LINKS))
        await channel.close()


async def code(bot: Bot, town: Town, role: str) -> str:
    async with bot.far.database.sessions.begin() as session:
        return await inviting.make(session, town.unit, role, bot.far.clock.now())


async def test_a_stranger_joins_by_a_typed_code(bot: Bot, town: Town) -> None:
    invite = await code(bot, town, Role.LEADER)
    assert await bot.say("xin chào")
    await bot.say(f"LK {invite}")
    await bot.say("Lê Thị Hoa")
    await bot.say("đồng ý")
    async with bot.far.database.sessions() as session:
        account = await people.account_at(session, "zalo_oa", bot.far.chat)
    assert account is not None
    assert set(await bot.rows(Inbox)) == {"done"}
    assert set(await bot.rows(Outbox)) == {"sent"}


async def test_a_consent_can_be_tapped(bot: Bot, town: Town) -> None:
    invite = await code(bot, town, Role.LEADER)
    await bot.say(f"LK {invite}")
    await bot.say("Lê Thị Hoa")
    asked = actions.messages(bot.far.messenger, bot.far.officer, bot.far.bot.id)[-1]
    data = [button["callback_data"] for row in asked.buttons for button in row]
    assert data == ["#join:yes", "#join:more"]
    async with receiving(bot.channel, bot.accept):
        actions.tap(bot.far.messenger, bot.far.officer, bot.far.bot.id, asked.id, data[0])
        while bot.far.messenger.pending_updates(bot.far.bot.token):
            await bot.far.turn()
    assert await bot.worker.handle_next()
    async with bot.far.database.sessions() as session:
        assert await people.account_at(session, "zalo_oa", bot.far.chat) is not None


async def test_a_group_of_the_account_is_bound_by_a_typed_code(bot: Bot, town: Town) -> None:
    invite = await code(bot, town, Role.LEADER)
    for said in (f"LK {invite}", "Lê Thị Hoa", "đồng ý"):
        await bot.say(said)
    group, address = bot.far.own_group()
    answer = await bot.say(f"LK {await code(bot, town, LEADERSHIP_GROUP)}", group.id)
    assert "hong_bang" in answer
    assert address in await bot.rows(Group)


async def test_what_waits_for_a_login_goes_out_after_it(bot: Bot, town: Town) -> None:
    bot.far.clock.seconds += timedelta(hours=26).total_seconds()
    bot.far.bot.oa.refresh.clear()
    actions.send(bot.far.messenger, bot.far.officer, bot.far.bot.id, "xin chào")
    with pytest.raises(UnauthorizedError):
        await bot.channel.receive(bot.accept)
    while bot.far.messenger.pending_updates(bot.far.bot.token):
        await bot.far.turn()
    while await bot.worker.handle_next():
        pass
    assert await bot.sender.send_next() == 0.0
    assert set(await bot.rows(Outbox)) == {"due"}
    await bot.far.log_in()
    bot.far.clock.seconds += 600
    while await bot.sender.send_next() is not None:
        pass
    assert set(await bot.rows(Outbox)) == {"sent"}
