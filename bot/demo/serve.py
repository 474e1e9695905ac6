"""The demo in the browser: the messenger and its page here, the bot as a program of its own, one clock for both."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import aiohttp
from rich.console import Console

import plans
from bot.clock import ShiftedClock
from bot.demo import accounts, cast, folder, play, teams
from bot.demo.phone import Phone
from bot.demo.stage import database_file, join_with, make_code
from bot.demo.transcript import WIDTH, Transcript
from bot.environment import child_environment
from handlers import load_plan
from locales import Speaker, speak
from simulator.messenger import Messenger
from simulator.model import NETWORK_OF
from simulator.server import serve
from storage import inbox, outbox, pulses, timetable
from storage.database import Database, migrate, open_database

TICK_SECONDS = 0.3
PATIENCE_SECONDS = 60
RESTART_SECONDS = 1.0
CHANNELS = ("telegram", "zalo_bot")
NEXT_STEP, NEXT_DAY, NEXT_PERIOD = "next-step", "next-day", "next-period"


class Demo:
    """What stands between the page's controls and the bot: the clock they share, and the rows the bot writes."""

    def __init__(self, folder: Path, messenger: Messenger, clock: ShiftedClock, say: Speaker) -> None:
        self.folder = folder
        self.messenger = messenger
        self.clock = clock
        self.say = say
        for channel in CHANNELS:
            accounts.add(messenger, channel)
        self.database: Database = open_database(f"sqlite:///{database_file(folder)}")

    async def prepare(self) -> list[str]:
        """Tables, the plan, and a code for everybody and for each group, before the bot starts."""
        await migrate(self.database)
        text = plans.shipped()[play.PLAN].read_text(encoding="utf-8")
        async with self.database.sessions.begin() as session:
            organisation = (await load_plan.load(session, text, f"{play.PLAN}.yaml", self.clock.now())).organisation
            await teams.register(session, organisation, self.clock.now())
            wanted = [(part.unit, part.role) for part in cast.CAST]
            wanted += [(cast.ORGANISATION_UNIT, "leadership_group")] * len(cast.GROUPS)
            return [
                await make_code(session, organisation.id, unit, role, number, self.clock.now())
                for number, (unit, role) in enumerate(wanted, start=1)
            ]

    async def gather(self, http: aiohttp.ClientSession, codes: list[str]) -> dict[cast.Part, Phone]:
        """Everybody joins through the chat, all at once, each on their messenger; then the groups are bound."""
        phones = {}
        for part in cast.CAST:
            network = NETWORK_OF[accounts.ACCOUNTS[part.channel].channel]
            person = self.messenger.add_person(part.name, part.label, network=network)
            phones[part] = accounts.held_by(person, part.channel, http)
        async with asyncio.TaskGroup() as joining:
            for phone, code in zip(phones.values(), codes, strict=False):
                joining.create_task(join_with(phone, code, self.settled))
        for (leader, title, members), code in zip(cast.GROUPS, codes[len(cast.CAST) :], strict=True):
            phone = phones[leader]
            kind = "supergroup" if leader.channel == "telegram" else "group"
            group = await phone.new_group(title, [phones[part].person for part in members], kind)
            await self.settled()
            await phone.send(f"/lk {code}", chat=group)
            await self.settled()
        return phones

    async def press(self, control: str) -> str:
        """A control of the page: move the clock and let the bot do what falls due on the way."""
        now = self.clock.now()
        if control == NEXT_STEP:
            target = await self._next_action()
        elif control == NEXT_DAY:
            morning = now.astimezone(play.ZONE).replace(hour=8, minute=30, second=0, microsecond=0)
            target = morning + timedelta(days=1)
        else:
            async with self.database.sessions() as session:
                target = await timetable.next_opening_at(session)
        if target is None:
            return self.say("demo.nothing_planned")
        await self._go_to(target)
        return self.say.moment(self.clock.now(), play.ZONE)

    async def settled(self) -> None:
        """Wait until the bot has taken in, handled and sent everything, and nothing is due."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_settled():  # noqa: ASYNC110 - the bot is another process, it has no event for us
                await asyncio.sleep(0.05)

    async def _go_to(self, target: datetime) -> None:
        while (due := await self._next_action()) is not None and due < target:
            await self._stop_at(due)
        await self._stop_at(target)

    async def _stop_at(self, moment: datetime) -> None:
        target = max(moment, self.clock.now()) + timedelta(seconds=1)
        async with self.database.sessions.begin() as session:
            await pulses.was_there(session, CHANNELS, target)
        self.clock.move_to(target)
        self.messenger.show_clock()
        await self.settled()

    async def _next_action(self) -> datetime | None:
        async with self.database.sessions() as session:
            return await timetable.next_action_at(session)

    async def _is_settled(self) -> bool:
        async with self.database.sessions() as session:
            await session.connection()  # the bot writes nothing while we look, and no row is newer than `now`
            now = self.clock.now()
            if any(bot.updates.pending(now) for bot in self.messenger.bots.values()):
                return False
            if await inbox.waiting(session, now) or await outbox.waiting(session, now):
                return False
            due = await timetable.next_action_at(session)
        return due is None or due > now


def run(data: Path, port: int) -> None:
    """Serve until interrupted. A new demo begins anew: what the last one left in `data` is removed."""
    folder.make_anew(data)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_run(data, port))


async def _run(data: Path, port: int) -> None:
    if running := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    say = speak("vi")
    console = Console(width=WIDTH, soft_wrap=True, highlight=False, markup=False, emoji=False)
    clock = ShiftedClock(data / "clock")
    clock.move_to(play.at(6, 8))
    messenger = Messenger(clock.now)
    demo = Demo(data, messenger, clock, say)
    codes = await demo.prepare()
    async with (
        _serving(messenger, port, console, say) as url,
        aiohttp.ClientSession(url) as http,
        asyncio.TaskGroup() as group,
    ):
        keeping = group.create_task(Keeper(data, url, console, say).keep())
        with console.status(say("demo.preparing")):
            await demo.gather(http, codes)
            await demo.press(NEXT_PERIOD)
        Transcript(messenger, console, say, play.ZONE)
        _offer_controls(demo)
        console.print(say("demo.ready", url=url))
        await keeping


@asynccontextmanager
async def _serving(messenger: Messenger, port: int, console: Console, say: Speaker) -> AsyncIterator[str]:
    """The messenger on its usual port, or on any free one when that is taken."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(serve(messenger, port=port))
        except OSError:
            console.print(say("demo.port_taken", port=port))
            url = await stack.enter_async_context(serve(messenger, port=0))
        yield url


def _offer_controls(demo: Demo) -> None:
    controls = demo.messenger.controls
    controls.title = demo.say("demo.page_title")
    controls.buttons = [(one, demo.say(f"demo.control.{one}")) for one in (NEXT_STEP, NEXT_DAY, NEXT_PERIOD)]
    controls.press = demo.press


class Keeper:
    """Runs the bot as a program of its own; when it dies, even by kill -9, starts it again."""

    def __init__(self, folder: Path, url: str, console: Console, say: Speaker) -> None:
        self._folder = folder
        self._url = url
        self._console = console
        self._say = say
        self._port = free_port()  # where the bot is called back
        self._bot: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process that runs now; 0 while none does."""
        return self._bot.pid if self._bot else 0

    def kill(self) -> None:
        """What a power cut does."""
        if self._bot:
            self._bot.kill()

    async def keep(self) -> None:
        """Until cancelled; then the bot is asked to stop, and waited for."""
        while True:
            with (self._folder / "bot.log").open("ab") as log:
                self._bot = bot = await self._start(log)
            self._console.print(self._say("demo.bot_started", pid=bot.pid))
            try:
                code = await bot.wait()
            except asyncio.CancelledError:
                bot.terminate()
                await bot.wait()
                raise
            self._console.print(self._say("demo.bot_stopped", pid=bot.pid, code=code))
            await asyncio.sleep(RESTART_SECONDS)

    async def _start(self, log: IO[bytes]) -> asyncio.subprocess.Process:
        site = f"http://127.0.0.1:{self._port}"
        environment = child_environment(
            {
                "DUNGHAN_DATA": str(self._folder),
                "DUNGHAN_CLOCK_FILE": str(self._folder / "clock"),
                "DUNGHAN_TICK_SECONDS": str(TICK_SECONDS),
                "DUNGHAN_PUBLIC_URL": site,
                "DUNGHAN_SITE__PORT": str(self._port),
                "DUNGHAN_TELEGRAM__TOKEN": accounts.ACCOUNTS["telegram"].token,
                "DUNGHAN_TELEGRAM__BASE_URL": self._url,
                "DUNGHAN_ZALO_BOT__TOKEN": accounts.ACCOUNTS["zalo_bot"].token,
                "DUNGHAN_ZALO_BOT__BASE_URL": self._url + accounts.UNDER_ZALO,
                "DUNGHAN_ZALO_BOT__MODE": "webhook",
                "DUNGHAN_ZALO_BOT__WEBHOOK_URL": site + accounts.BOT_PATH,
                "DUNGHAN_ZALO_BOT__WEBHOOK_PATH": accounts.BOT_PATH,
                "DUNGHAN_ZALO_BOT__WEBHOOK_SECRET": accounts.SECRET,
            }
        )
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, cwd=self._folder, stdout=log, stderr=log
        )


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
