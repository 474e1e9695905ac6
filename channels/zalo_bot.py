"""The Zalo Bot channel (the personal-style bot without an Official Account), https://docs.zaloplatforms.com/docs/BOT/."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from channels.channel import Accept
from channels.media import Media, Resolve, lookup
from channels.zalo_bot_api import Api
from channels.zalo_bot_delivery import MAX_TEXT, Delivery
from channels.zalo_bot_reading import Facts, Reader
from channels.zalo_bot_receiving import Receiving
from channels.zalo_bot_webhook import Hook, ZaloBotWebhook
from domain.chat import Capabilities, Inbound, Outcome, Outgoing, Photos

__all__ = ["BASE_URL", "FREE_MESSAGES", "MEDIA_HOSTS", "ZaloBot", "ZaloBotWebhook"]

BASE_URL = "https://bot-api.zaloplatforms.com"
MEDIA_HOSTS = ("zdn.vn", "zadn.vn", "zalo.me")  # photos were seen at photo-stal-1.zdn.vn
FREE_MESSAGES = 3000  # a month, in the Basic plan

CAN = Capabilities(
    buttons=False,
    edit=False,
    delete=False,
    files=False,
    photos=Photos.URL,
    max_text=MAX_TEXT,
    groups=True,
    mention_only=True,
    deep_link=False,
    can_start=True,
)


class ZaloBot:
    """A Channel; see there. Without a `webhook` it polls, which is for developers: Zalo may drop what nobody fetches.

    `monthly_quota`: messages that the plan carries, None for as many as we like. `media_hosts`: where photos may be
    fetched from, names and ends of names. `display_name`: the bot's name as people see it, where getMe does not
    tell. `monotonic` and `sleep` drive pace, back-off and the turns of polling. Raises ValueError on a bad token.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = BASE_URL,
        webhook: ZaloBotWebhook | None = None,
        monthly_quota: int | None = FREE_MESSAGES,
        media_hosts: Sequence[str] = MEDIA_HOSTS,
        display_name: str = "",
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        resolve: Resolve = lookup,
        name: str = "zalo_bot",
    ) -> None:
        self.name = name
        self.can = replace(CAN, monthly_quota=monthly_quota)
        self._now = now
        self._api = Api(token, base_url)
        self.polls = webhook is None
        self._hook = Hook(webhook) if webhook else None
        self._receiving = Receiving(self._api, monotonic, sleep)
        self._delivery = Delivery(self._api, monotonic, sleep)
        self._media = Media(media_hosts, base_url, resolve)
        self._facts = Facts()
        self._bot_name = display_name
        self._is_known = False

    async def start(self) -> None:
        """See Channel.start. Raises UnauthorizedError."""

        async def learn() -> None:
            told = await self._api.call("getMe")
            if not isinstance(told, dict):
                raise ValueError("getMe told nothing")
            shown = told.get("display_name")
            self._facts.note("getMe tells the name" if shown else "getMe does not tell the name: set it by hand")
            self._bot_name = self._bot_name or str(shown or "")
            self._is_known = True

        if not self._is_known:
            await self._receiving.persist(learn)

    async def webhook(self) -> str:
        """The address Zalo calls with events, "" when it waits to be asked. Raises OSError."""
        try:
            return await self._receiving.webhook()
        except Exception as error:
            raise OSError(self._api.veil.over(error)) from None

    async def receive(self, accept: Accept) -> None:
        """See Channel.receive. Raises UnauthorizedError when Zalo refuses our token."""
        await self.start()
        if self._hook:
            await self._receiving.listen(self._hook, accept)
        else:
            await self._receiving.poll(accept)

    def read(self, raw: str) -> Inbound:
        """See Channel.read."""
        return Reader(self.name, self._bot_name, self._now(), self._facts).read(raw)

    def wait_for(self, chat: str, after: int = 0) -> float:
        """See Channel.wait_for."""
        return self._delivery.wait_for(chat, after)

    def recall(self, chat: str, seconds_ago: float) -> None:
        """See Channel.recall."""
        self._delivery.recall(chat, seconds_ago)

    async def deliver(self, message: Outgoing) -> Outcome:
        """See Channel.deliver."""
        return await self._delivery.deliver(message)

    async def show_typing(self, chat: str) -> bool:
        """Show that an answer is being written. False when Zalo did not take it."""
        return await self._delivery.show_typing(chat)

    async def download(self, file: str, limit: int) -> bytes:
        """See Channel.download; `file` is an address that Zalo gave us, which makes it no better than any other."""
        return await self._media.fetch(file, limit)

    def deep_link(self, code: str) -> str:
        """See Channel.deep_link: there is none."""
        return ""

    async def close(self) -> None:
        """See Channel.close."""
        await self._api.close()
        await self._media.close()
