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
from bot.demo import accounts
from bot.demo.phone import Phone
from bot.links import NO_LINKS, Links
from channels.channel import Channel
from channels.site import Site
from domain import codes
from domain.chat import Photos
from handlers import load_plan
from simulator import groups
from simulator.messenger import Messenger
from simulator.model import NETWORK_OF
from simulator.server import serve
from storage import inbox, invites, outbox, people, plans, pulses, timetable
from storage.database import Database, migrate
from storage.files import EvidenceFiles
from storage.leading import Alone
from storage.scratch import open_scratch_database

LINKS_KEY = b"the stage signs links to its files"
HOOK_RETRY_SECONDS = 0.01  # real ones, until our web hook takes what it is called with


@dataclass(slots=True)
class Stage:
    """Everything of the demo in one process. Nothing happens by itself: `settle` lets what is due happen.

    `channel` is the messenger that people are on unless they are said to be on another of `app.channels`.
    """

    clock: HeldClock
    messenger: Messenger
    database: Database
    channel: Channel
    app: App
    http: aiohttp.ClientSession
    files: EvidenceFiles
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

    def phone(self, name: str, label: str = "", channel: str = "") -> Phone:
        """The phone of a person, given to them on first use."""
        if name not in self.phones:
            of = accounts.ACCOUNTS[channel or self.channel.name].channel
            person = self.messenger.add_person(name, label, network=NETWORK_OF[of])
            self.phones[name] = accounts.held_by(person, of, self.http)
        return self.phones[name]

    async def enrol(self, phone: Phone, unit: str, role: str = "officer") -> None:
        """Join through the chat, as people do: the code, the name, the consent."""
        await join_with(phone, await self.code(unit, role), self.settle)

    async def new_group(self, leader: Phone, title: str, members: list[Phone]) -> int:
        """A group with the bot in it; the group's id. An Official Account is only in groups it made itself."""
        everybody = [leader.person, *(phone.person for phone in members)]
        bot = self.messenger.bots[leader.bot]
        if bot.kind == "zalo_oa":
            return groups.create(self.messenger, title, everybody, bot, "group").id
        kind = "supergroup" if bot.kind == "telegram" else "group"
        return await leader.new_group(title, everybody, kind)

    async def bind_group(self, leader: Phone, title: str, members: list[Phone], unit: str) -> int:
        """A leadership group with the bot in it, bound by a leader's code; the group's id."""
        group = await self.new_group(leader, title, members)
        await self.settle()
        await leader.send(f"/lk {await self.code(unit, 'leadership_group')}", chat=group)
        await self.settle()
        return group

    async def settle(self) -> None:
        """Let the bot take in, handle, tick and send until nothing is left to do at this moment."""
        while True:
            await self.hear()
            await self.app.handle_all()
            await self.app.fetch_all()
            await self.app.pulse.beat()
            await self.app.tick()
            await self.app.send_all()
            if not self._is_told_more() and not await self._work_left():
                return

    async def hear(self) -> None:
        """Let the bot take in what the messenger has for it."""
        while self._is_told_more():  # noqa: ASYNC110 - the far side has no event for us
            await asyncio.sleep(0.002)

    async def next_action_at(self) -> datetime | None:
        """The next moment at which something will happen by itself."""
        async with self.database.sessions() as session:
            return await timetable.next_action_at(session)

    async def go_to(self, moment: datetime) -> None:
        """Let time pass, stopping wherever something is due."""
        while (due := await self.next_action_at()) is not None and due <= moment:
            await self.leap_to(due)
        await self.leap_to(moment)

    async def away_until(self, moment: datetime) -> None:
        """The bot is down until then: it comes back with what the messenger has kept, and hears that this is all."""
        self.clock.move_to(moment)
        for channel in self.app.channels:
            self.app.pulse.heard(channel, moment, caught_up=True)
        await self.settle()

    async def leap_to(self, moment: datetime) -> None:
        """Let the clock go on to a moment at once; the bot has been there all along."""
        async with self.database.sessions.begin() as session:
            await pulses.was_there(session, self.app.channels, moment)
        self.clock.move_to(moment)
        await self.settle()

    def _is_told_more(self) -> bool:
        """Whether the messenger still has something for our bots."""
        return any(bot.updates.pending(self.clock.now()) for bot in self.messenger.bots.values())

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
    """Join through the chat, as people do: the code, the name, the consent."""
    await phone.join(code)
    await settled()
    for line in (phone.name, "đồng ý"):
        await phone.send(line)
        await settled()


@asynccontextmanager
async def set_up(
    folder: Path, start: datetime, *channels: str, database: Database | None = None
) -> AsyncIterator[Stage]:
    """A stage at a moment, on a database brought up to date; taken down, and the database closed, when the block ends.

    It stands on these messengers, the first of them for whoever is not said to be on another; on Telegram without any.
    `database`: None for the one in the folder.
    """
    clock = HeldClock(start)
    messenger = Messenger(clock.now)
    database = database or open_scratch_database(database_file(folder))
    await migrate(database)
    async with database.sessions.begin() as session:
        await pulses.was_there(session, channels or ("telegram",), start)
    failure: Exception | None = None
    async with serve(messenger, webhook_delay=HOOK_RETRY_SECONDS) as url, aiohttp.ClientSession(url) as http:
        site = Site("127.0.0.1", 0)
        place = accounts.Place(messenger, url, site, database, clock)
        connected = {name: await _connected(place, name) for name in channels or ("telegram",)}
        links = NO_LINKS
        if any(one.can.photos is Photos.URL or one.can.file_kinds for one in connected.values()):
            links = Links(site.address, LINKS_KEY)
            links.serve(site, database, clock.now)
        files = EvidenceFiles(folder / "evidence")
        app = App(database, connected, clock, files, links, leading=Alone())
        async with site, asyncio.TaskGroup() as group:
            receiving = [group.create_task(app.receive(channel)) for channel in connected.values()]
            try:
                yield Stage(clock, messenger, database, next(iter(connected.values())), app, http, files)
            except Exception as error:
                failure = error  # raised outside the group, which would wrap it
            finally:
                for task in receiving:
                    task.cancel()
        for channel in connected.values():
            await channel.close()
    await database.close()
    if failure:
        raise failure


async def _connected(place: accounts.Place, name: str) -> Channel:
    """Our account there, and the adapter that speaks for it."""
    bot = accounts.add(place.messenger, name)
    channel = place.connect(name)
    if name == "zalo_oa":
        await accounts.log_in(bot, place.database, place.clock.now())
        accounts.set_hook(place)
    await channel.start()
    return channel


def database_file(folder: Path) -> Path:
    """Where the demo's database lies in its folder."""
    return folder / "dunghan.db"
