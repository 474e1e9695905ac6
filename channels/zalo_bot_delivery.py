"""Sends messages to Zalo at a pace of our own: Zalo names no limit but the plan's."""

import logging
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from channels.pace import CHATS_KEPT, Pace
from channels.zalo_bot_api import Api, LostError, NeverLeftError, RefusedError
from channels.zalo_bot_phrases import NO_CONNECTION_WAIT, QUOTA, SULK, TOKEN, History, meaning, outcome
from channels.zalo_bot_reading import is_id
from domain.chat import Ambiguous, Later, Outcome, Outgoing, Refused, Sent

MAX_TEXT = 2000  # "1 đến 2000 ký tự", of a caption too; counted in UTF-16 units, the strictest reading
CHAT_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sulking:
    """A chat that is answered 403: how often in a row, and how many messages had been sent when it began."""

    times: int
    began: int


class Delivery:
    """The sending half of the Zalo Bot channel."""

    def __init__(self, api: Api, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._api = api
        self._monotonic = monotonic
        self._sleep = sleep
        self._pace = Pace(CHAT_SECONDS)
        self._quota_refusals = 0
        self._sulking: dict[str, Sulking] = {}
        self._sent = 0

    def wait_for(self, chat: str, _after: int = 0) -> float:
        return self._pace.wait(chat, self._monotonic())

    def recall(self, chat: str, seconds_ago: float) -> None:
        self._pace.spend(chat, self._monotonic() - seconds_ago)

    async def deliver(self, message: Outgoing) -> Outcome:
        """Send one message; see Channel.deliver. Zalo has no quoting and no buttons: they are left out."""
        if self._api.is_closed:
            return Later(NO_CONNECTION_WAIT, "closed", whole_bot=True)
        text = unicodedata.normalize("NFC", message.text)
        if reason := unsendable(message, text):
            return Refused(reason)
        while wait := self.wait_for(message.chat):
            await self._sleep(wait)
        self._pace.spend(message.chat, self._monotonic())
        try:
            return self._arrived(message.chat, await self._send(message, text))
        except RefusedError as error:
            return self._refused(message.chat, error)
        except NeverLeftError as error:
            return Later(NO_CONNECTION_WAIT, str(error), whole_bot=True)
        except LostError as error:
            return Ambiguous(str(error))
        finally:
            self._pace.spend(message.chat, self._monotonic())

    async def show_typing(self, chat: str) -> bool:
        """Show that an answer is being written. False when Zalo did not take it, which harms nobody."""
        try:
            await self._api.call("sendChatAction", {"chat_id": chat, "action": "typing"})
        except (RefusedError, NeverLeftError, LostError):
            return False
        return True

    async def _send(self, message: Outgoing, text: str) -> str:
        """Returns the message's id at Zalo."""
        if message.photo_url:
            caption = {"caption": text} if text.strip() else {}
            photo = {"chat_id": message.chat, "photo": message.photo_url}
            sent = await self._api.call("sendPhoto", photo | caption)
        else:
            sent = await self._api.call("sendMessage", {"chat_id": message.chat, "text": text})
        number = sent.get("message_id") if isinstance(sent, dict) else None
        return str(number) if is_id(number) else ""  # taken all the same; nothing can be done with its id here

    def _arrived(self, chat: str, message: str) -> Sent:
        self._sent += 1
        self._quota_refusals = 0
        self._sulking.pop(chat, None)
        return Sent(message)

    def _refused(self, chat: str, error: RefusedError) -> Outcome:
        means = meaning(error.code, error.description)
        sulking = self._sulking.get(chat, Sulking(0, self._sent))
        before = History(self._quota_refusals, sulking.times, self._sent > sulking.began)
        if means == QUOTA:
            self._quota_refusals += 1
        if means == TOKEN:
            log.error("Zalo refuses the bot's token: it was reset. Nothing can be sent until the new one is set")
        if means == SULK:
            if len(self._sulking) >= CHATS_KEPT:
                self._sulking.clear()
            self._sulking[chat] = Sulking(sulking.times + 1, sulking.began)
        return outcome(error.code, error.description, before)


def unsendable(message: Outgoing, text: str) -> str:
    """Why Zalo would refuse this message, or ""; asking it would cost a place in the month's plan."""
    has_photo = message.photo is not None or bool(message.photo_url)
    try:
        length = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        return "not valid Unicode"
    faults = {
        "no such chat id": not is_id(message.chat),
        "there is no editing": bool(message.edit),
        "there are no files": message.document is not None,
        "a photo goes by its address": has_photo and not message.photo_url,
        "too long": length > MAX_TEXT,
        "empty": not has_photo and not text.strip(),
    }
    return next((reason for reason, is_so in faults.items() if is_so), "")
