"""The bot's accounts at the local messenger, one of each kind, and the real adapters that speak for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiohttp
import pyrage
from pydantic import SecretStr

from bot import wiring
from bot import zalo_oa as official_account
from bot.clock import Clock
from bot.demo.phone import Phone
from bot.settings import TelegramSettings, ZaloBotSettings, ZaloOaSettings
from bot.token_seal import Seal
from channels.channel import Channel
from channels.site import Site
from simulator import zalo_oa
from simulator.messenger import Messenger
from simulator.model import Bot, BotKind, Person
from simulator.zalo_oa_account import ACCESS_LIFE
from storage import zalo_tokens
from storage.database import Database

SECRET = "local-messenger-needs-no-secret"  # noqa: S105 - opens nothing but the local messenger
BOT_PATH, OA_PATH = "/zalo-bot", "/zalo-oa"
UNDER_ZALO = "/zalo"  # where the local messenger answers the Zalo Bot API


@dataclass(frozen=True, slots=True)
class Account:
    """The bot as people of one messenger see it."""

    channel: BotKind
    token: str
    name: str
    username: str = ""

    @property
    def id(self) -> int:
        """The number by which the local messenger knows it."""
        return int(self.token.partition(":")[0])

    @property
    def mention(self) -> str:
        """What picking its name in a group writes."""
        return f"@{self.username if self.channel == 'telegram' else self.name}"


ACCOUNTS: Mapping[str, Account] = {
    one.channel: one
    for one in (
        Account("telegram", f"7000000001:{SECRET}", "Đúng Hạn", "dunghan_bot"),
        Account("zalo_bot", f"7000000002:{SECRET}", "Bot Đúng Hạn", "bot.dunghan"),
        Account("zalo_oa", f"7000000003:{SECRET}", "UBND phường Hồng Bàng"),
    )
}

SEAL = Seal(str(pyrage.x25519.Identity.generate()))  # of this process, as long as its stage stands


@dataclass(frozen=True, slots=True)
class Place:
    """Where adapters are put up: beside the local messenger at `url`, with our own site, database and clock."""

    messenger: Messenger
    url: str
    site: Site
    database: Database
    clock: Clock

    def connect(self, channel: str) -> Channel:
        """The real adapter to this messenger, before the site is served."""
        return CONNECTIONS[channel](self)

    def bot(self, channel: str) -> Bot:
        """Our account there."""
        return self.messenger.bots[ACCOUNTS[channel].id]


def held_by(person: Person, channel: str, http: aiohttp.ClientSession) -> Phone:
    """The phone of somebody the messenger knows, open at our bot on this channel."""
    of = ACCOUNTS[channel]
    calls = of.mention if channel == "zalo_bot" else ""
    return Phone(http, person.id, person.name, of.id, calls, has_links=channel == "telegram")


def add(messenger: Messenger, channel: str) -> Bot:
    """Give the bot its account."""
    of = ACCOUNTS[channel]
    return messenger.add_bot(of.token, of.name, of.username, kind=of.channel)


async def log_in(bot: Bot, database: Database, now: datetime) -> None:
    """What `dunghan zalo-oa login` ends with: a first pair of tokens in the database."""
    access, refresh = bot.oa.grant(now)
    async with database.sessions.begin() as session:
        await zalo_tokens.log_in(session, bot.oa.app_id, bot.oa.oa_id, access, refresh, now + ACCESS_LIFE, now)


def _telegram(place: Place) -> Channel:
    settings = TelegramSettings(token=SecretStr(ACCOUNTS["telegram"].token), base_url=place.url)
    return wiring.telegram(settings, place.clock, place.site)


def _zalo_bot(place: Place) -> Channel:
    """By web hook: polling has a pace of its own, and would move a held clock."""
    settings = ZaloBotSettings(
        token=SecretStr(ACCOUNTS["zalo_bot"].token),
        base_url=place.url + UNDER_ZALO,
        mode="webhook",
        webhook_url=place.site.address + BOT_PATH,
        webhook_secret=SecretStr(SECRET),
        webhook_path=BOT_PATH,
    )
    return wiring.zalo_bot(settings, place.clock, place.site)


def _zalo_oa(place: Place) -> Channel:
    oa = place.bot("zalo_oa").oa
    settings = ZaloOaSettings(
        app_id=oa.app_id,
        app_secret=SecretStr(oa.app_secret),
        oa_id=oa.oa_id,
        oa_secret=SecretStr(oa.secret),
        webhook_path=OA_PATH,
        api_url=place.url,
        oauth_url=place.url,
    )
    return official_account.channel(settings, place.database, place.site, place.clock, SEAL)


CONNECTIONS: Mapping[str, Callable[[Place], Channel]] = {
    "telegram": _telegram,
    "zalo_bot": _zalo_bot,
    "zalo_oa": _zalo_oa,
}


def set_hook(place: Place) -> None:
    """What an administrator does in the OA's console; the others announce their web hook by themselves."""
    zalo_oa.set_webhook(place.messenger, place.bot("zalo_oa"), place.site.address + OA_PATH)
