"""A local Zalo with one Official Account and one officer, a real token store, and the channel under test."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

import pyrage

from bot.token_seal import Seal
from bot.zalo_tokens import DatabaseTokens
from channels.channel import Channel
from channels.site import Site
from channels.zalo_oa import NO_TEMPLATE, OaApp, Template, Webhook, ZaloOa
from channels.zalo_oa_reading import GROUP, PAYLOAD
from channels.zalo_oa_signature import Readings
from channels.zalo_oa_tokens import Pair, Trouble
from domain.chat import Inbound, Update
from simulator import actions, groups, zalo_ids, zalo_oa
from simulator.messenger import Messenger
from simulator.model import Chat, Message, Person
from simulator.server import serve
from storage import zalo_tokens
from storage.database import Database
from tests.channels.conftest import Clock, FarSide

TOKEN = "9001:zalo-oa"
PATH = "/zalo-oa"


@dataclass
class Alarms:
    """What administrators would be told."""

    heard: list[tuple[Trouble, str]] = field(default_factory=list)

    async def __call__(self, trouble: Trouble, words: str) -> None:
        self.heard.append((trouble, words))


@dataclass
class OaSide(FarSide):
    """The Official Account; its web hook comes in at `hook_url` once `site` is served."""

    tells_names: ClassVar[bool] = False
    tells_tapped: ClassVar[bool] = False
    typed: ClassVar[str] = PAYLOAD
    hears_all: ClassVar[bool] = True

    database: Database
    site: Site
    hook_url: str
    alarms: Alarms = field(default_factory=Alarms)
    connected: ZaloOa | None = None
    seal: Seal = field(default_factory=lambda: Seal(str(pyrage.x25519.Identity.generate())))

    @property
    def chat(self) -> str:
        """The officer, as the OA knows them."""
        return self.address(self.officer)

    def connect(self) -> Channel:
        return self.connected or self.channel()

    def stranger(self) -> Channel:
        self.bot.oa.app_id = "3600000002"
        return self.channel(path="/stranger", site=Site("127.0.0.1", 0))

    def address(self, person: Person) -> str:
        return zalo_ids.person_of_oa(self.bot.id, person.id)

    def number(self, message: Message) -> str:
        return zalo_ids.message(message)

    def greet(self, person: Person) -> None:
        actions.send(self.messenger, person, self.bot.id, "chào em")

    def group(self) -> Chat:
        """A group that the OA made: there are no others."""
        return groups.create(self.messenger, "Lãnh đạo phường", [self.officer.id], self.bot, "group")

    def own_group(self) -> tuple[Chat, str]:
        """A group, and its address with us."""
        chat = self.group()
        return chat, f"{GROUP}{zalo_ids.group(chat.id)}"

    def channel(
        self, template: Template = NO_TEMPLATE, path: str = PATH, a_minute: int = 4_000, site: Site | None = None
    ) -> ZaloOa:
        oa = self.bot.oa
        readings = Readings(
            {"oa": oa.secret, "app": oa.app_secret}, {"app": oa.app_id, "oa": oa.oa_id}, ("body", "header")
        )
        return ZaloOa(
            OaApp(oa.app_id, oa.app_secret),
            oa.oa_id,
            store=DatabaseTokens(self.database, oa.app_id, self.seal),
            alarm=self.alarms,
            webhook=Webhook(site or self.site, path, readings),
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
        mention = f"@{bot.name}"
        far = OaSide(messenger, url, clock, bot, officer, mention, True, database, site, hook_url)
        await far.log_in()
        yield far


@asynccontextmanager
async def served_oa_side(database: Database) -> AsyncIterator[OaSide]:
    """With its channel made and its web hook served, as the contract wants it."""
    async with oa_side(database) as far:
        far.connected = far.channel()
        async with far.site:
            set_hook(far)
            yield far


def set_hook(far: OaSide) -> None:
    """In the console."""
    zalo_oa.set_webhook(far.messenger, far.bot, far.hook_url)


def heard(channel: ZaloOa, update: Update) -> Inbound:
    """An update as handlers get it; what the store knew of it before is the same."""
    read = channel.read(update.raw)
    assert (read.event_key, read.chat) == (update.event_key, update.chat)
    return read
