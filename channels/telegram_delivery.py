"""Sends messages to Telegram with python-telegram-bot, at the pace Telegram allows."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import InvalidToken, TelegramError

from channels.channel import UnauthorizedError
from channels.telegram_connection import Connection
from channels.telegram_limits import Limiter
from channels.telegram_phrases import outcome
from channels.veil import Veil
from domain.chat import Ambiguous, Button, Later, Outcome, Outgoing, Refused, Sent

MAX_TEXT = 4096  # UTF-16 units, as Telegram counts
MAX_CAPTION = 1024
MAX_PAYLOAD = 64  # bytes

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PHOTO_NAME = "photo.png"
CLOSED_WAIT = timedelta(seconds=5)


class Delivery:
    """The sending half of the Telegram channel."""

    def __init__(
        self,
        token: str,
        base_url: str,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._veil = Veil(token)
        self._limiter = Limiter(monotonic, sleep)
        self._connection = Connection(self._limiter)
        self._is_closed = False
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=self._connection,
            get_updates_request=self._connection,  # never used: aiogram receives
        )

    def wait_for(self, chat: str, after: int) -> float:
        return self._limiter.wait_for(chat, after)

    def recall(self, chat: str, seconds_ago: float) -> None:
        self._limiter.recall(chat, seconds_ago)

    async def deliver(self, message: Outgoing) -> Outcome:
        """Send or edit one message; see Channel.deliver."""
        if self._is_closed:
            return Later(CLOSED_WAIT, "closed", whole_bot=True)
        if reason := unsendable(message):
            return Refused(reason)
        try:
            return Sent(await self._send(message))
        except TelegramError as error:
            return outcome(error, self._veil.over(error), message.edit)
        except Exception as error:  # the library could not read the answer: the message may well be there
            return Ambiguous(self._veil.over(error))

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str = "") -> bool:
        """Show these (command, description) pairs in the menu. False when the messenger did not take them."""
        try:
            return await self._bot.set_my_commands(
                [BotCommand(command, description) for command, description in commands],
                language_code=language or None,
            )
        except TelegramError:
            return False

    async def username(self) -> str:
        """What the bot is called. Raises UnauthorizedError; TelegramError where it cannot be known now."""
        try:
            return (await self._bot.get_me()).username or ""
        except InvalidToken as error:
            raise UnauthorizedError(self._veil.over(error)) from None

    async def close(self) -> None:
        self._is_closed = True
        await self._connection.shutdown()

    async def _send(self, message: Outgoing) -> str:
        """Returns the message's id at Telegram."""
        if message.edit:
            return await self._edit(message)
        about: dict[str, Any] = {
            "chat_id": message.chat,
            "reply_markup": keyboard(message.buttons),
            "reply_parameters": reply(message.reply_to),
        }
        if message.photo is not None:
            photo = InputFile(message.photo, filename=message.file_name or PHOTO_NAME)
            sent = await self._bot.send_photo(photo=photo, caption=message.text or None, **about)
        elif message.document is not None:
            document = InputFile(message.document, filename=message.file_name or None)
            sent = await self._bot.send_document(document=document, caption=message.text or None, **about)
        else:
            sent = await self._bot.send_message(text=message.text, link_preview_options=NO_PREVIEW, **about)
        return str(sent.message_id)

    async def _edit(self, message: Outgoing) -> str:
        """A text may become a photo: https://core.telegram.org/bots/api#editmessagemedia."""
        about: dict[str, Any] = {
            "chat_id": message.chat,
            "message_id": int(message.edit),
            "reply_markup": keyboard(message.buttons),
        }
        if message.photo is not None:
            name = message.file_name or PHOTO_NAME
            photo = InputMediaPhoto(message.photo, caption=message.text or None, filename=name)
            await self._bot.edit_message_media(photo, **about)
        else:
            await self._bot.edit_message_text(text=message.text, link_preview_options=NO_PREVIEW, **about)
        return message.edit


def unsendable(message: Outgoing) -> str:
    """Why Telegram would refuse this message, or ""; asking it would cost a place in the pace."""
    has_file = message.photo is not None or message.document is not None
    payloads = [button.payload for row in message.buttons for button in row if not is_link(button.payload)]
    try:
        length = len(message.text.encode("utf-16-le")) // 2
        longest = max((len(payload.encode()) for payload in payloads), default=0)
    except UnicodeEncodeError:
        return "not valid Unicode"
    faults = {
        "message id is not a number": not all(i.isdecimal() for i in (message.edit, message.reply_to) if i),
        "an edit cannot carry a document": message.document is not None and bool(message.edit),
        "caption too long": has_file and length > MAX_CAPTION,
        "too long": length > MAX_TEXT,
        "empty": not has_file and not message.text.strip(),
        "button payload too long": longest > MAX_PAYLOAD,
        "button without payload": "" in payloads,
    }
    return next((reason for reason, is_so in faults.items() if is_so), "")


def keyboard(buttons: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """A payload that is a web address makes a button that opens it."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if is_link(button.payload):
        return InlineKeyboardButton(button.label, url=button.payload)
    return InlineKeyboardButton(button.label, callback_data=button.payload)


def is_link(payload: str) -> bool:
    return payload.startswith(("http://", "https://"))


def reply(to: str) -> ReplyParameters | None:
    """Quote a message, and send all the same when it is gone."""
    return ReplyParameters(int(to), allow_sending_without_reply=True) if to else None
