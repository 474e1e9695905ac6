"""The methods of the Zalo Bot API, https://docs.zaloplatforms.com/docs/BOT/; ids of chats are Zalo's, as text."""

from urllib.parse import urlsplit

import aiohttp

from simulator import phone_view, zalo_ids, zalo_plan
from simulator.errors import RefusalError
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Json, Message, Webhook
from simulator.parameters import Call

MAX_TEXT = 2000  # characters, of a caption too
_SECRET = range(8, 257)  # how long it may be
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def get_me(_messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """The documented fields, and `display_name` as client libraries see it."""
    shape: Json = {
        "id": str(bot.id),
        "account_name": bot.username,
        "account_type": "BASIC",
        "can_join_groups": bot.zalo.groups != 0,
    }
    return shape | ({"display_name": bot.name} if bot.zalo.tells_display_name else {})


async def get_updates(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """One update, not a list; without any it ends as a 408."""
    if bot.webhook is not None:
        raise _bad_request("webhook is set")
    update = await bot.updates.poll_one(call.integer("timeout", 30), messenger.now(), keep=bot.zalo.repeats)
    if update is None:
        raise RefusalError(408, "Request timeout")
    return update


def set_webhook(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """Plain http is allowed to this machine only."""
    address, secret = urlsplit(call.text("url")), call.text("secret_token")
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise _bad_request("url must be https")
    if len(secret) not in _SECRET:
        raise _bad_request("secret_token must have 8 to 256 characters")
    bot.webhook = Webhook(call.text("url"), secret)
    bot.updates.end_poll("")
    return _hook_changed(messenger, bot)


def delete_webhook(messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """Also when there was none."""
    bot.webhook = None
    return _hook_changed(messenger, bot)


def get_webhook_info(messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """A 404 when none is set, as was measured. Never the secret."""
    if bot.webhook is None:
        raise RefusalError(404, "Not Found")
    return {"url": bot.webhook.url, "updated_at": _milliseconds(messenger)}


def send_message(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """Plain text; the marks of `parse_mode` are shown as they are."""
    chat, text = _writable(messenger, bot, call), call.text("text")
    if not text.strip() or len(text) > MAX_TEXT:
        raise _bad_request("text must have 1 to 2000 characters")
    zalo_plan.spend(bot, chat, messenger.now())
    return _sent(messenger, messenger.post(chat, bot, "text", {"text": text}, said=text))


async def send_photo(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """A picture at a public address; this messenger fetches from its own machine only."""
    chat, caption = _writable(messenger, bot, call), call.text("caption")
    if len(caption) > MAX_TEXT:
        raise _bad_request("caption must have 1 to 2000 characters")
    sizes = messenger.files.add_photo(await _fetched(call.text("photo")))
    zalo_plan.spend(bot, chat, messenger.now())
    kept = messenger.files.by_id[sizes[-1]["file_id"]]
    return _sent(messenger, messenger.post(chat, bot, "photo", {"photo": sizes}, said=caption, file=kept))


def chat_action(messenger: Messenger, bot: Bot, call: Call) -> None:
    """`typing` is the only one there is."""
    chat = _writable(messenger, bot, call)
    if call.text("action") != "typing":
        raise _bad_request("action is not supported")
    messenger.emit("typing", chat=phone_view.chat_id(chat), people=messenger.people_in(chat))


def forbidden() -> RefusalError:
    """A 403 in the documented words, odd as they are."""
    return RefusalError(403, "Internal server error")


def _writable(messenger: Messenger, bot: Bot, call: Call) -> Chat:
    """The chat of a call: somebody who wrote first, or a group with the bot in it."""
    wanted = call.text("chat_id")
    person = zalo_ids.found_person(messenger.people.values(), wanted)
    chat = messenger.private.get((bot.id, person.id)) if person else None
    chat = chat or zalo_ids.found_group(messenger.groups.values(), wanted)
    if chat is None or bot.id not in chat.members or (person and person.id not in chat.members):
        raise RefusalError(404, "Not found")
    if not chat.has(person.id if person else bot.id):
        raise forbidden()
    return chat


async def _fetched(url: str) -> bytes:
    if urlsplit(url).hostname not in _LOOPBACK:
        raise _bad_request("photo can not be fetched")
    try:
        async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise _bad_request("photo can not be fetched")
            return await answer.read()
    except aiohttp.ClientError:
        raise _bad_request("photo can not be fetched") from None


def _sent(messenger: Messenger, message: Message) -> Json:
    return {"message_id": zalo_ids.message(message), "date": _milliseconds(messenger)}


def _hook_changed(messenger: Messenger, bot: Bot) -> Json:
    messenger.webhooks_changed.set()
    return {"url": bot.webhook.url if bot.webhook else "", "updated_at": _milliseconds(messenger)}


def _milliseconds(messenger: Messenger) -> int:
    return int(messenger.now().timestamp() * 1000)


def _bad_request(why: str) -> RefusalError:
    return RefusalError(400, f"Bad request: {why}")
