"""A local Zalo with one Official Account and one officer, a real token store, and the channel under test."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.zalo_tokens import DatabaseTokens
from channels.site import Site
from channels.zalo_oa import NO_TEMPLATE, OaApp, Template, Webhook, ZaloOa
from channels.zalo_oa_reading import GROUP
from channels.zalo_oa_signature import Readings
from channels.zalo_oa_tokens import Pair, Trouble
from domain.chat import Inbound, Update, Updates
from simulator import zalo_ids, zalo_oa
from simulator.faults import Fault
from simulator.groups import create
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Person
from simulator.server import serve
from storage import zalo_tokens
from storage.database import Database
from tests.channels.conftest import Clock

TOKEN = "9001:zalo-oa"
PATH = "/zalo-oa"


@dataclass
class Alarms:
    """What administrators would be told."""

    heard: list[tuple[Trouble, str]] = field(default_factory=list)

    async def __call__(self, trouble: Trouble, words: str) -> None:
        self.heard.append((trouble, words))


@dataclass
class OaSide:
    """The far side as the tests need it; `inbox` is what the channel handed over, `broken` so many times not."""

    messenger: Messenger
    url: str
    clock: Clock
    bot: Bot
    officer: Person
    database: Database
    site: Site
    hook_url: str
    alarms: Alarms = field(default_factory=Alarms)
    inbox: list[Update] = field(default_factory=list)
    broken: int = 0

    @property
    def chat(self) -> str:
        """The officer, as the OA knows them."""
        return zalo_ids.person_of_oa(self.bot.id, self.officer.id)

    def group(self, title: str = "Lãnh đạo phường") -> tuple[Chat, str]:
        """A group that the OA made, and its address with us."""
        chat = create(self.messenger, title, [self.officer.id], self.bot, "group")
        return chat, f"{GROUP}{zalo_ids.group(chat.id)}"

    def fault(self, kind: str, method: str, times: int = 1, code: int = 0, seconds: float = 0) -> None:
        self.messenger.faults.arm(Fault(kind, times, None, method, seconds=seconds, code=code))

    def channel(self, template: Template = NO_TEMPLATE, path: str = PATH, a_minute: int = 4_000) -> ZaloOa:
        oa = self.bot.oa
        readings = Readings(
            {"oa": oa.secret, "app": oa.app_secret}, {"app": oa.app_id, "oa": oa.oa_id}, ("body", "header")
        )
        return ZaloOa(
            OaApp(oa.app_id, oa.app_secret),
            oa.oa_id,
            store=DatabaseTokens(self.database, oa.app_id),
            alarm=self.alarms,
            webhook=Webhook(self.site, path, readings),
            template=template,
            api_url=self.url,
            oauth_url=self.url,
            a_minute=a_minute,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
        )

    async def log_in(self, *, lives: timedelta = timedelta(hours=25)) -> Pair:
        """Store a first pair, as `dunghan zalo-oa login` does."""
        access, refresh = self.bot.oa.grant(self.clock.now())
        pair = Pair(access, refresh, self.clock.now() + lives, self.clock.now())
        async with self.database.sessions.begin() as session:
            await zalo_tokens.log_in(
                session, self.bot.oa.app_id, self.bot.oa.oa_id, access, refresh, pair.expires_at, pair.refreshed_at
            )
        return pair

    async def accept(self, updates: Updates) -> None:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the database is away")
        self.inbox.extend(updates)


@asynccontextmanager
async def oa_side(database: Database) -> AsyncIterator[OaSide]:
    """Logged in, with a web hook set; the site must still be served and the channel receive."""
    clock = Clock()
    messenger = Messenger(clock.now)
    bot = messenger.add_bot(TOKEN, "UBND phường Hồng Bàng", "", kind="zalo_oa")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    officer = messenger.add_person("Lê Thị Hoa", network="zalo")
    async with serve(messenger, webhook_delay=0.01) as url:
        site = Site("127.0.0.1", port)
        hook_url = f"http://127.0.0.1:{port}{PATH}"
        far = OaSide(messenger, url, clock, bot, officer, database, site, hook_url)
        await far.log_in()
        yield far


def set_hook(far: OaSide) -> None:
    """In the console."""
    zalo_oa.set_webhook(far.messenger, far.bot, far.hook_url)


def heard(channel: ZaloOa, update: Update) -> Inbound:
    """An update as handlers get it; what the store knew of it before is the same."""
    read = channel.read(update.raw)
    assert (read.event_key, read.chat) == (update.event_key, update.chat)
    return read
