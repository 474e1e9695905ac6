"""A stage: the real bot on a real database, the local messenger over HTTP, and a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import App
from bot.clock import HeldClock
from bot.demo.phone import Phone
from bot.links import NO_LINKS
from channels.telegram import Telegram
from domain import codes
from handlers import load_plan
from simulator.messenger import Messenger
from simulator.server import serve
from storage import inbox, invites, outbox, people, plans, timetable
from storage.database import Database, migrate
from storage.files import EvidenceFiles
from storage.scratch import open_scratch_database

TOKEN = "7000000001:local-messenger-needs-no-secret"  # noqa: S105 - opens nothing but the local messenger
BOT_NAME, BOT_USERNAME = "Đúng Hạn", "dunghan_bot"


@dataclass(slots=True)
class Stage:
    """Everything of the demo in one process. Nothing happens by itself: `settle` lets what is due happen."""

    clock: HeldClock
    messenger: Messenger
    database: Database
    channel: Telegram
    app: App
    http: aiohttp.ClientSession
    organisation: str = ""
    phones: dict[str, Phone] = field(default_factory=dict)
    codes: int = 0

    async def load_plan(self, text: str, name: str) -> None:
        """Put a plan into force."""
        async with self.database.sessions.begin() as session:
            self.organisation = (await load_plan.load(session, text, name, self.clock.now())).organisation.code

    async def code(self, unit: str, role: str) -> str:
        """A fresh one-time code."""
        self.codes += 1
        async with self.database.sessions.begin() as session:
            organisation = await plans.organisation(session, self.organisation)
            if organisation is None:
                raise LookupError(self.organisation)
            return await make_code(session, organisation.id, unit, role, self.codes, self.clock.now())

    def phone(self, name: str, label: str = "") -> Phone:
        """The phone of a person, given to them on first use."""
        if name not in self.phones:
            person = self.messenger.add_person(name, label)
            self.phones[name] = Phone(self.http, person.id, name, int(TOKEN.partition(":")[0]))
        return self.phones[name]

    async def enrol(self, phone: Phone, unit: str, role: str = "officer") -> None:
        """Join through the chat, as people do: the link, the name, the consent."""
        await join_with(phone, await self.code(unit, role), self.settle)

    async def bind_group(self, leader: Phone, title: str, members: list[Phone], unit: str) -> int:
        """A leadership group with the bot in it, bound by a leader's code; the group's id."""
        group = await leader.new_group(title, [phone.person for phone in members])
        await self.settle()
        await leader.send(f"/lk {await self.code(unit, 'leadership_group')}", chat=group)
        await self.settle()
        return group

    async def settle(self) -> None:
        """Let the bot take in, handle, tick and send until nothing is left to do at this moment."""
        while True:
            while self.messenger.pending_updates(TOKEN):  # noqa: ASYNC110 - the far side has no event for us
                await asyncio.sleep(0.002)
            await self.app.handle_all()
            await self.app.fetch_all()
            await self.app.tick()
            await self.app.send_all()
            if not self.messenger.pending_updates(TOKEN) and not await self._work_left():
                return

    async def next_action_at(self) -> datetime | None:
        """The next moment at which something will happen by itself."""
        async with self.database.sessions() as session:
            return await timetable.next_action_at(session)

    async def go_to(self, moment: datetime) -> None:
        """Let time pass, stopping wherever something is due."""
        while (due := await self.next_action_at()) is not None and due <= moment:
            self.clock.move_to(due)
            await self.settle()
        self.clock.move_to(moment)
        await self.settle()

    async def _work_left(self) -> bool:
        now = self.clock.now()
        async with self.database.sessions() as session:
            return bool(await inbox.waiting(session, now) or await outbox.waiting(session, now))


async def make_code(
    session: AsyncSession, organisation_id: int, unit: str, role: str, number: int, now: datetime
) -> str:
    """A one-time code that is counted, not drawn, so that every playing reads the same."""
    found = await people.unit_by_name(session, organisation_id, unit)
    if found is None:
        raise LookupError(unit)
    code = codes.counted(number)
    await invites.add(session, organisation_id, found.id, role, code, now)
    return code


async def join_with(phone: Phone, code: str, settled: Callable[[], Awaitable[None]]) -> None:
    """Join through the chat, as people do: the link, the name, the consent."""
    await phone.start(code)
    await settled()
    for line in (phone.name, "đồng ý"):
        await phone.send(line)
        await settled()


@asynccontextmanager
async def set_up(folder: Path, start: datetime) -> AsyncIterator[Stage]:
    """A stage at a moment, in a folder with a database brought up to date; taken down when the block ends."""
    clock = HeldClock(start)
    messenger = Messenger(clock.now)
    messenger.add_bot(TOKEN, BOT_NAME, BOT_USERNAME)
    database = open_scratch_database(database_file(folder))
    files = EvidenceFiles(folder / "evidence")
    await migrate(database)
    failure: Exception | None = None
    async with serve(messenger) as url, aiohttp.ClientSession(url) as http:
        channel = Telegram(TOKEN, base_url=url, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep)
        await channel.start()
        app = App(database, {channel.name: channel}, clock, files, NO_LINKS)
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(app.receive(channel))
            try:
                yield Stage(clock, messenger, database, channel, app, http)
            except Exception as error:
                failure = error  # raised outside the group, which would wrap it
            finally:
                receiving.cancel()
        await channel.close()
    await database.close()
    if failure:
        raise failure


def database_file(folder: Path) -> Path:
    """Where the demo's database lies in its folder."""
    return folder / "dunghan.db"
