"""Which chat a bot means, and whether it may write there."""

from simulator.errors import RefusalError, bad_request, forbidden
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Message
from simulator.parameters import Call


def known(messenger: Messenger, bot: Bot, call: Call) -> Chat:
    """The chat of a call, whether or not the bot may write in it."""
    try:
        chat_id = call.integer("chat_id")
    except RefusalError:
        raise bad_request("chat not found" if call.has("chat_id") else "chat_id is empty") from None
    chat = messenger.private.get((bot.id, chat_id)) or messenger.groups.get(chat_id)
    if chat is None and chat_id in messenger.people:
        raise forbidden("bot can't initiate conversation with a user")
    if chat is None and chat_id in messenger.bots:
        raise forbidden("bots can't send messages to bots")
    if chat is None or bot.id not in chat.members:
        raise bad_request("chat not found")
    if chat.moved_to is not None:
        moved = "Bad Request: group chat was upgraded to a supergroup chat"
        raise RefusalError(400, moved, {"migrate_to_chat_id": chat.moved_to})
    return chat


def writable(messenger: Messenger, bot: Bot, call: Call) -> Chat:
    """The chat of a call, if the bot may write in it."""
    chat = known(messenger, bot, call)
    if chat.kind == "private":
        if chat.id not in chat.members:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.members[chat.id] == "kicked":
            raise forbidden("bot was blocked by the user")
    elif not chat.has(bot.id):
        was = "was kicked from" if chat.members[bot.id] == "kicked" else "is not a member of"
        raise forbidden(f"bot {was} the {chat.kind} chat")
    return chat


def message(chat: Chat, message_id: int, missing: str) -> Message:
    """A message of the chat, or a 400 saying what is missing."""
    found = chat.messages.get(message_id)
    if found is None or found.deleted:
        raise bad_request(missing)
    return found
