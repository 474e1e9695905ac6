"""What people do with their phones. The page, the demo and the tests all come through here."""

from typing import Literal

from simulator import groups
from simulator.errors import RefusalError, bad_request
from simulator.messenger import Messenger
from simulator.model import Chat, Json, Message, Person, Tap
from simulator.texts import MAX_CAPTION, MAX_TEXT, found_entities, units

FIRST_TAP = 4_000_000_001
_SAID = {"sticker": "👍", "voice": "🎤"}


def person(messenger: Messenger, person_id: int) -> Person:
    """A person by id."""
    if person_id not in messenger.people:
        raise RefusalError(404, f"there is no person {person_id}")
    return messenger.people[person_id]


def chat_of(messenger: Messenger, who: Person, chat_id: int) -> Chat:
    """A person's chat: a bot's id is their private chat with it."""
    if chat_id < 0:
        return groups.of_person(messenger, chat_id, who)
    bot = messenger.bots.get(chat_id)
    if bot is None or bot.network != who.network:
        raise RefusalError(404, f"there is no chat {chat_id}")
    return messenger.private_chat(bot, who)


def messages(messenger: Messenger, who: Person, chat_id: int) -> list[Message]:
    """All messages of a person's chat, oldest first, marked as read by them."""
    chat = chat_of(messenger, who, chat_id)
    if chat.messages:
        chat.read_up_to[who.id] = max(chat.messages)
    return chat.history()


def send(messenger: Messenger, who: Person, chat_id: int, text: str, reply_to: int | None = None) -> Message:
    """Type a text. The first one to a bot opens the private chat."""
    said = text.strip()
    if not said or units(said) > MAX_TEXT:
        raise bad_request("a message has 1 to 4096 characters")
    content: Json = {"text": said} | _entities("entities", said)
    return _say(messenger, who, chat_id, "text", content, said, reply_to)


def start(messenger: Messenger, who: Person, bot_id: int, payload: str = "") -> Message:
    """Press Start, or open a link `t.me/bot?start=payload`; a block is lifted by it. Zalo has no such thing."""
    _only_on_telegram(who)
    chat = chat_of(messenger, who, bot_id)
    if chat.members.get(who.id) == "kicked":
        unblock(messenger, who, bot_id)
    return send(messenger, who, bot_id, f"/start {payload}")


def upload(
    messenger: Messenger,
    who: Person,
    chat_id: int,
    kind: Literal["photo", "document"],
    data: bytes,
    name: str,
    mime: str = "",
    caption: str = "",
    album: str = "",
    reply_to: int | None = None,
) -> Message:
    """Send a picture or a file; pictures with the same `album` belong together."""
    if units(caption) > MAX_CAPTION:
        raise bad_request("a caption has at most 1024 characters")
    chat = _open(messenger, who, chat_id)
    media: Json | list[Json]
    if kind == "photo":
        sizes = messenger.files.add_photo(data)
        kept, media = messenger.files.by_id[sizes[-1]["file_id"]], sizes
    else:
        kept = messenger.files.add(data, name, mime)
        media = messenger.files.document(kept)
    content: Json = {kind: media}
    if caption:
        content |= {"caption": caption} | _entities("caption_entities", caption)
    answered = _message(chat, reply_to) if reply_to is not None else None
    return messenger.post(chat, who, kind, content, said=caption, reply_to=answered, file=kept, album=album)


def contact(
    messenger: Messenger, who: Person, chat_id: int, phone: str, first_name: str, user_id: int | None = None
) -> Message:
    """Share a phone number; `user_id` is the account it belongs to, if it has one. Not on Zalo."""
    _only_on_telegram(who)
    shape: Json = {"phone_number": phone, "first_name": first_name}
    if user_id is not None:
        shape["user_id"] = user_id
    return _say(messenger, who, chat_id, "contact", {"contact": shape}, f"{first_name} {phone}")


def location(messenger: Messenger, who: Person, chat_id: int, latitude: float, longitude: float) -> Message:
    """Share a place."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("no such place")
    place = {"latitude": latitude, "longitude": longitude}
    return _say(messenger, who, chat_id, "location", {"location": place}, f"{latitude}, {longitude}")


def sticker(messenger: Messenger, who: Person, chat_id: int) -> Message:
    """Send a sticker."""
    return _say(messenger, who, chat_id, "sticker", {"sticker": messenger.files.sticker()}, _SAID["sticker"])


def voice(messenger: Messenger, who: Person, chat_id: int) -> Message:
    """Send a voice message of a second."""
    return _say(messenger, who, chat_id, "voice", {"voice": messenger.files.voice()}, _SAID["voice"])


def edit(messenger: Messenger, who: Person, chat_id: int, message_id: int, text: str) -> Message:
    """Change the text, or the caption, of one's own message. Not on Zalo."""
    _only_on_telegram(who)
    message = _message(chat_of(messenger, who, chat_id), message_id)
    said = text.strip()
    if message.sender is not who or message.kind not in {"text", "photo", "document"}:
        raise RefusalError(403, "only one's own texts and captions can be changed")
    if not said or said == message.said:
        raise bad_request("nothing was changed")
    field, entities = ("text", "entities") if message.kind == "text" else ("caption", "caption_entities")
    message.content = {**message.content, field: said, entities: found_entities(said)}
    message.said, message.edited_at = said, messenger.now()
    messenger.tell_edited(message)
    return message


def tap(messenger: Messenger, who: Person, chat_id: int, message_id: int, data: str) -> Tap:
    """Press a button under a bot's message. Returns at once; `answered` is set when the bot answers."""
    chat = _open(messenger, who, chat_id)
    message = _message(chat, message_id)
    bot = messenger.bots.get(message.sender.id)
    if bot is None or data not in {button.get("callback_data") for row in message.buttons for button in row}:
        raise RefusalError(404, "there is no such button")
    pressed = Tap(str(FIRST_TAP + len(messenger.taps)), bot, who, message, messenger.now())
    messenger.taps[pressed.id] = pressed
    messenger.tell_tapped(pressed, data)
    return pressed


def block(messenger: Messenger, who: Person, bot_id: int) -> None:
    """Stop the bot from writing."""
    _set_block(messenger, who, bot_id, "member", "kicked")


def unblock(messenger: Messenger, who: Person, bot_id: int) -> None:
    """Let the bot write again."""
    _set_block(messenger, who, bot_id, "kicked", "member")


def _set_block(messenger: Messenger, who: Person, bot_id: int, before: str, after: str) -> None:
    chat = chat_of(messenger, who, bot_id)
    if chat.bot is None or chat.members.get(who.id) != before:
        raise bad_request("nothing to change")
    chat.members[who.id] = after
    messenger.tell_changed(chat, who, chat.bot, before, after)
    messenger.emit("chat", people=[who.id])


def _only_on_telegram(who: Person) -> None:
    if who.network != "telegram":
        raise bad_request("Zalo has no such thing")


def _say(
    messenger: Messenger,
    who: Person,
    chat_id: int,
    kind: str,
    content: Json,
    said: str,
    reply_to: int | None = None,
) -> Message:
    chat = _open(messenger, who, chat_id)
    answered = _message(chat, reply_to) if reply_to is not None else None
    return messenger.post(chat, who, kind, content, said=said, reply_to=answered)


def _open(messenger: Messenger, who: Person, chat_id: int) -> Chat:
    """The chat, open for this person to write in."""
    chat = chat_of(messenger, who, chat_id)
    if chat.members.get(who.id) == "kicked":
        raise RefusalError(403, f"{who.name} has blocked this bot")
    if not chat.has(who.id):
        chat.members[who.id] = "member"
        messenger.emit("chat", people=[who.id])
    return chat


def _message(chat: Chat, message_id: int) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise RefusalError(404, f"there is no message {message_id} in this chat")
    return message


def _entities(field: str, text: str) -> Json:
    found = found_entities(text)
    return {field: found} if found else {}
