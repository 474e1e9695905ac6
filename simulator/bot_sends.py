"""Bot API methods that write: send, edit, delete, answer a tap, show a chat action."""

from simulator import bot_chats, bot_content, phone_view, wire
from simulator.errors import bad_request
from simulator.files import StoredFile
from simulator.messenger import Messenger
from simulator.model import Bot, Button, Chat, Json, Message
from simulator.parameters import Call
from simulator.updates import LIFE_OF_A_TAP

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "upload_document",
        "upload_video",
        "upload_voice",
        "upload_video_note",
        "record_video",
        "record_voice",
        "record_video_note",
        "choose_sticker",
        "find_location",
    }
)
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def send_message(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage"""
    chat = bot_chats.writable(messenger, bot, call)
    content = bot_content.text(call)
    keyboard, reply_to = bot_content.buttons(call), bot_content.replied_to(call, chat)
    messenger.spend(bot, chat)
    said = content["text"]
    sent = messenger.post(chat, bot, "text", content, said=said, buttons=keyboard, reply_to=reply_to)
    return _shape(messenger, sent)


def send_photo(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendphoto"""
    chat = bot_chats.writable(messenger, bot, call)
    sizes = messenger.files.add_photo(bot_content.file(messenger, call, "photo").data)
    return _send_file(messenger, bot, chat, call, "photo", {"photo": sizes}, sizes[-1]["file_id"])


def send_document(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#senddocument"""
    chat = bot_chats.writable(messenger, bot, call)
    kept = bot_content.file(messenger, call, "document")
    document = {"document": messenger.files.document(kept)}
    return _send_file(messenger, bot, chat, call, "document", document, kept.id)


def edit_text(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext"""
    message = _own_message(messenger, bot, call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    content = bot_content.text(call)
    return _edited(messenger, bot, message, content, content["text"], bot_content.buttons(call))


def edit_caption(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    message = _own_message(messenger, bot, call)
    if message.kind not in {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    caption = bot_content.caption(call)
    content = {message.kind: message.content[message.kind]} | caption
    return _edited(messenger, bot, message, content, caption.get("caption", ""), bot_content.buttons(call))


def edit_media(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagemedia — into a photo only, from anything that a bot sends."""
    message = _own_message(messenger, bot, call)
    media = bot_content.input_photo(call)
    sizes = _sizes(messenger, message, bot_content.file(messenger, media, "media"))
    photo, caption = messenger.files.by_id[sizes[-1]["file_id"]], bot_content.caption(media)
    content = {"photo": sizes} | caption
    return _edited(messenger, bot, message, content, caption.get("caption", ""), bot_content.buttons(call), photo)


def edit_buttons(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    message = _own_message(messenger, bot, call)
    return _edited(messenger, bot, message, message.content, message.said, bot_content.buttons(call))


def delete_message(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """Its own messages anywhere, other people's in a private chat or as an administrator."""
    chat = bot_chats.writable(messenger, bot, call)
    message = bot_chats.message(chat, call.integer("message_id"), "message to delete not found")
    may = message.sender is bot or chat.kind == "private" or chat.members[bot.id] == "administrator"
    if not may:
        raise bad_request("message can't be deleted")
    messenger.delete(message)
    return True


def answer_tap(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery — once, and within 150 seconds."""
    tap = messenger.taps.get(call.text("callback_query_id"))
    too_old = tap is not None and messenger.now() - tap.at >= LIFE_OF_A_TAP
    if tap is None or tap.bot is not bot or tap.answered.is_set() or too_old:
        raise bad_request(_TOO_OLD)
    tap.answer = call.text("text")
    tap.answered.set()
    return True


def chat_action(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction"""
    chat = bot_chats.writable(messenger, bot, call)
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    messenger.emit("typing", chat=phone_view.chat_id(chat), people=messenger.people_in(chat))
    return True


def _send_file(messenger: Messenger, bot: Bot, chat: Chat, call: Call, kind: str, content: Json, file_id: str) -> Json:
    caption = bot_content.caption(call)
    keyboard, reply_to = bot_content.buttons(call), bot_content.replied_to(call, chat)
    messenger.spend(bot, chat)
    sent = messenger.post(
        chat,
        bot,
        kind,
        content | caption,
        said=caption.get("caption", ""),
        buttons=keyboard,
        reply_to=reply_to,
        file=messenger.files.by_id[file_id],
    )
    return _shape(messenger, sent)


def _own_message(messenger: Messenger, bot: Bot, call: Call) -> Message:
    chat = bot_chats.writable(messenger, bot, call)
    if not call.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = bot_chats.message(chat, call.integer("message_id"), "message to edit not found")
    if message.sender is not bot:
        raise bad_request("message can't be edited")
    return message


def _sizes(messenger: Messenger, message: Message, picture: StoredFile) -> list[Json]:
    """A picture's sizes; those of the message where it shows this one, whether sent again or named by its id."""
    sizes, known = messenger.files.add_photo(picture.data), messenger.files.by_id
    same = {picture.data, known[sizes[-1]["file_id"]].data}
    shown: list[Json] = message.content.get("photo", [])
    return shown if shown and known[message.file_id].data in same else sizes


def _edited(
    messenger: Messenger,
    bot: Bot,
    message: Message,
    content: Json,
    said: str,
    keyboard: list[list[Button]],
    photo: StoredFile | None = None,
) -> Json:
    """Change a message, with a photo into one; buttons that are not given again are gone, as on the real server."""
    if content == message.content and keyboard == message.buttons:
        raise bad_request(_UNCHANGED)
    messenger.spend(bot, message.chat)
    message.content, message.said, message.buttons = content, said, keyboard
    if photo:
        message.kind, message.file_id, message.file_name = "photo", photo.id, photo.name
    message.edited_at = messenger.now()
    messenger.tell_phones("edited", message)
    return _shape(messenger, message)


def _shape(messenger: Messenger, message: Message) -> Json:
    return wire.message(message, messenger.person_of(message.chat))
