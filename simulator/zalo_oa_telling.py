"""What Zalo tells an Official Account: events with ids as text, signed."""

import hashlib
import json
from collections.abc import Mapping

from simulator import zalo_ids
from simulator.files import Files
from simulator.model import Bot, Change, Json, Message, Person, Tap, Webhook
from simulator.telling import Push, Told

KINDS: Mapping[str, str] = {
    "text": "text",
    "photo": "image",
    "document": "file",
    "location": "location",
    "sticker": "sticker",
    "voice": "audio",
    "contact": "business_card",
}


def said(bot: Bot, message: Message, _person: Person | None, files: Files) -> Told:
    """See Telling. A person who writes opens the windows anew."""
    kind = KINDS.get(message.kind)
    if kind is None or not message.chat.has(bot.id):
        return None
    where = "" if message.chat.bot else "group_"
    if isinstance(message.sender, Bot):
        return _event(bot, f"oa_send_{where}{kind}", message, files) if bot.oa.manner.echoes else None
    if message.chat.bot:
        bot.oa.acted_at[message.sender.id] = message.at
    return _event(bot, f"user_send_{where}{kind}", message, files)


def edited(_bot: Bot, _message: Message, _person: Person | None) -> Told:
    """There is no editing on Zalo."""
    return None


def tapped(tap: Tap, data: str, _person: Person | None) -> Told:
    """A tap is told as if its payload had been typed; nobody answers it."""
    tap.answered.set()
    tap.bot.oa.acted_at[tap.person.id] = tap.at
    event = _envelope(tap.bot, "user_send_text", tap.at.timestamp())
    return "user_send_text", event | {
        "sender": {"id": zalo_ids.person_of_oa(tap.bot.id, tap.person.id)},
        "recipient": {"id": tap.bot.oa.oa_id},
        "message": {"text": data, "msg_id": f"tap{tap.id}"},
    }


def changed(bot: Bot, change: Change, person: Person | None) -> Told:
    """Following and unfollowing; groups that the OA makes and loses, and who comes and goes there."""
    gone = change.after in {"left", "kicked"}
    if person is not None:
        name = "unfollow" if gone else "follow"
        if not gone:
            bot.oa.acted_at[person.id] = change.at
        event = _envelope(bot, name, change.at.timestamp())
        follower = {"id": zalo_ids.person_of_oa(bot.id, person.id)}
        return name, event | {"oa_id": bot.oa.oa_id, "follower": follower, "source": "oa_profile"}
    if change.whom is bot:
        name = "delete_group" if gone else "create_group"
    else:
        name = "user_leave_group" if gone else "user_join_group"
    event = _envelope(bot, name, change.at.timestamp())
    return name, event | {"oa_id": bot.oa.oa_id, "group_id": zalo_ids.group(change.chat.id)}


def probes(_bot: Bot, _hook: Webhook) -> list[Push]:
    """The console tries a web hook with an empty call."""
    return [(b"", {})]


def push(bot: Bot, _hook: Webhook, update: Json) -> Push:
    """See Telling. A repetition has the old timestamp."""
    body, oa = json.dumps(update, ensure_ascii=False).encode(), bot.oa
    secret = oa.secret if oa.manner.signed_with == "oa" else oa.app_secret
    first = oa.app_id if oa.manner.signed_first == "app" else oa.oa_id
    timestamp = str(update.get("timestamp", ""))
    signature = hashlib.sha256(first.encode() + body + timestamp.encode() + secret.encode()).hexdigest()
    headers = {"Content-Type": "application/json", "X-ZEvent-Signature": f"{oa.manner.prefix}{signature}"}
    if oa.manner.signed_time == "header":
        headers["X-ZEvent-Timestamp"] = timestamp
    return body, headers


def _event(bot: Bot, name: str, message: Message, files: Files) -> Told:
    person = zalo_ids.person_of_oa(bot.id, message.sender.id)
    sender, recipient = (bot.oa.oa_id, "") if isinstance(message.sender, Bot) else (person, bot.oa.oa_id)
    event = _envelope(bot, name, message.at.timestamp()) | {
        "sender": {"id": sender},
        "recipient": {"id": recipient or zalo_ids.person_of_oa(bot.id, message.chat.id)},
        "user_id_by_app": zalo_ids.person(message.sender.id),
        "message": {"msg_id": zalo_ids.message(message), **_content(message, files)},
    }
    if message.reply_to is not None:
        event["message"]["quote_msg_id"] = zalo_ids.message(message.reply_to)
    if not message.chat.bot:
        _place(event, bot.oa.manner.group_place, zalo_ids.group(message.chat.id))
    return name, event


def _envelope(bot: Bot, name: str, seconds: float) -> Json:
    return {"app_id": bot.oa.app_id, "event_name": name, "timestamp": str(int(seconds * 1000))}


def _content(message: Message, files: Files) -> Json:
    text = {"text": message.said} if message.said and message.kind in {"text", "photo", "document"} else {}
    if message.kind == "photo":
        url = files.url(message.file_id)
        return text | {"attachments": [{"type": "image", "payload": {"thumbnail": url, "url": url}}]}
    if message.kind == "document":
        size = str(len(files.by_id[message.file_id].data))
        payload = {"url": files.url(message.file_id), "name": message.file_name, "size": size}
        return text | {"attachments": [{"type": "file", "payload": payload}]}
    if message.kind == "location":
        place = {name: str(value) for name, value in message.content["location"].items()}
        return {"attachments": [{"type": "location", "payload": {"coordinates": place}}]}
    return text


def _place(event: Json, where: str, group: str) -> None:
    *outer, last = where.split(".")
    target = event
    for name in outer:
        target = target[name]
    target[last] = group
