"""What Zalo tells its bots: messages only, and of a group only those that name the bot or quote it."""

import json
from collections.abc import Mapping

from simulator import zalo_ids, zalo_plan
from simulator.files import Files
from simulator.model import Bot, Change, Json, Message, Person, Tap, Webhook
from simulator.telling import Push, Told

EVENTS: Mapping[str, str] = {
    "text": "message.text.received",
    "photo": "message.image.received",
    "sticker": "message.sticker.received",
    "voice": "message.voice.received",
}
UNSUPPORTED = "message.unsupported.received"  # files, links, places, and all that protected accounts write


def said(bot: Bot, message: Message, _person: Person | None, files: Files) -> Told:
    """See Telling."""
    if not _hears(bot, message):
        return None
    sender = message.sender
    shape: Json = {
        "from": {"id": zalo_ids.person(sender.id), "display_name": sender.name, "is_bot": False},
        "chat": {"id": zalo_ids.chat(message.chat), "chat_type": message.chat.kind.upper()},
        "message_id": zalo_ids.message(message),
        "date": int(message.at.timestamp() * 1000),
    }
    is_open = isinstance(sender, Person) and not sender.is_protected
    event = EVENTS.get(message.kind, UNSUPPORTED) if is_open else UNSUPPORTED
    if event != UNSUPPORTED:
        shape |= _content(bot, message, files)
    return event, {"event_name": event, "message": shape}


def edited(_bot: Bot, _message: Message, _person: Person | None) -> Told:
    """There is no editing on Zalo."""
    return None


def tapped(_tap: Tap, _data: str, _person: Person | None) -> Told:
    """There are no buttons."""
    return None


def changed(_bot: Bot, _change: Change, _person: Person | None) -> Told:
    """Zalo tells nobody who came or went, nor who blocked the bot."""
    return None


def probes(_bot: Bot, _hook: Webhook) -> list[Push]:
    """One with an empty body, without type and without secret, as was seen."""
    return [(b"", {})]


def push(bot: Bot, hook: Webhook, update: Json) -> Push:
    """See Telling."""
    body = {"ok": True, "result": update} if bot.zalo.wrapped else update
    return json.dumps(body).encode(), {"Content-Type": "application/json", "X-Bot-Api-Secret-Token": hook.secret}


def _hears(bot: Bot, message: Message) -> bool:
    if isinstance(message.sender, Bot) or message.kind == "service" or not message.chat.has(bot.id):
        return False
    quotes = message.reply_to is not None and message.reply_to.sender is bot
    names = f"@{bot.name}".casefold() in message.said.casefold()
    return (message.chat.kind == "private" or quotes or names) and zalo_plan.admits(bot, message.chat)


def _content(bot: Bot, message: Message, files: Files) -> Json:
    """The fields of each kind of message; the name by which the bot was called stays in the text."""
    if message.kind == "photo":
        caption = {"caption": message.said} if message.said else {}
        return {bot.zalo.photo_field: files.url(message.file_id), "message_type": "CHAT_PHOTO"} | caption
    if message.kind == "voice":
        return {"voice_url": files.url(message.content["voice"]["file_id"]), "message_type": "CHAT_VOICE"}
    if message.kind == "sticker":
        file_id = message.content["sticker"]["file_id"]
        return {"sticker": file_id, "url": files.url(file_id)}
    return {"text": message.said}
