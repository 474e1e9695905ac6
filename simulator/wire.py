"""Our records in the shapes of the Bot API, complete enough for strict client libraries."""

from datetime import datetime

from simulator.model import Bot, Chat, Json, Message, Person, Tap

_ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def unix(moment: datetime) -> int:
    """Whole seconds; milliseconds would put a message in the year 58861."""
    return int(moment.timestamp())


def user(somebody: Person | Bot) -> Json:
    """A `User`."""
    is_bot = isinstance(somebody, Bot)
    shape: Json = {"id": somebody.id, "is_bot": is_bot, "first_name": somebody.name}
    if somebody.username:
        shape["username"] = somebody.username
    if isinstance(somebody, Person) and somebody.language:
        shape["language_code"] = somebody.language
    return shape


def chat(one: Chat, person: Person | None = None) -> Json:
    """A `Chat`; for a private one its person is needed for the name."""
    if person is None:
        return {"id": one.id, "type": one.kind, "title": one.title}
    shape: Json = {"id": one.id, "type": "private", "first_name": person.name}
    if person.username:
        shape["username"] = person.username
    return shape


def message(one: Message, person: Person | None = None, *, nested: bool = False) -> Json:
    """A `Message`; a nested one (replied to, tapped on) does not carry the one it replies to."""
    shape: Json = {
        "message_id": one.id,
        "from": user(one.sender),
        "chat": chat(one.chat, person),
        "date": unix(one.at),
    }
    if one.edited_at:
        shape["edit_date"] = unix(one.edited_at)
    if one.album:
        shape["media_group_id"] = one.album
    if one.reply_to and not nested:
        shape["reply_to_message"] = message(one.reply_to, person, nested=True)
    shape |= one.content
    if one.buttons:
        shape["reply_markup"] = {"inline_keyboard": one.buttons}
    return shape


def tap(one: Tap, data: str, person: Person | None) -> Json:
    """A `CallbackQuery`, with the `chat_instance` without which libraries reject the whole batch."""
    return {
        "id": one.id,
        "from": user(one.person),
        "message": message(one.message, person),
        "chat_instance": f"{one.bot.id}{abs(one.message.chat.id)}",
        "data": data,
    }


def member(somebody: Person | Bot, status: str) -> Json:
    """A `ChatMember`."""
    shape: Json = {"user": user(somebody), "status": status}
    if status == "kicked":
        shape["until_date"] = 0
    if status == "creator":
        shape["is_anonymous"] = False
    if status == "administrator":
        shape |= dict.fromkeys(_ADMIN_RIGHTS, False) | {"can_manage_chat": True}
    return shape
