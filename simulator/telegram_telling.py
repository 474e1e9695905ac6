"""What Telegram tells its bots, in the words of the Bot API."""

import json

from simulator import privacy, wire
from simulator.files import Files
from simulator.model import Bot, Change, Json, Message, Person, Tap, Webhook
from simulator.telling import Push, Told


def said(bot: Bot, message: Message, person: Person | None, _files: Files) -> Told:
    """See Telling."""
    return ("message", {"message": wire.message(message, person)}) if privacy.sees(bot, message) else None


def edited(bot: Bot, message: Message, person: Person | None) -> Told:
    """See Telling."""
    seen = privacy.sees(bot, message)
    return ("edited_message", {"edited_message": wire.message(message, person)}) if seen else None


def tapped(tap: Tap, data: str, person: Person | None) -> Told:
    """See Telling."""
    return "callback_query", {"callback_query": wire.tap(tap, data, person)}


def changed(bot: Bot, change: Change, person: Person | None) -> Told:
    """`my_chat_member` to the bot it is about, `chat_member` to bots that are administrators."""
    if change.whom is not bot and change.chat.members[bot.id] != "administrator":
        return None
    kind = "my_chat_member" if change.whom is bot else "chat_member"
    body = {
        "chat": wire.chat(change.chat, person),
        "from": wire.user(change.by),
        "date": wire.unix(change.at),
        "old_chat_member": wire.member(change.whom, change.before),
        "new_chat_member": wire.member(change.whom, change.after),
    }
    return kind, {kind: body}


def probes(_bot: Bot, _hook: Webhook) -> list[Push]:
    """Telegram calls with updates only."""
    return []


def push(_bot: Bot, hook: Webhook, update: Json) -> Push:
    """See Telling."""
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    return json.dumps(update).encode(), headers
