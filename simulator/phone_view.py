"""What a phone shows: chats and messages as `/phone/…` answers them."""

from simulator.model import Bot, Chat, Json, Message, Person


def chat_id(chat: Chat) -> int:
    """A chat's id as people see it: a private chat has the bot's."""
    return chat.bot.id if chat.bot else chat.id


def message(one: Message, chat: Chat | None = None) -> Json:
    """A message; `chat` is given where an older chat's message is shown in the one that followed it."""
    return {
        "id": one.id,
        "chat": chat_id(chat or one.chat),
        "at": one.at.isoformat(),
        "from": {"id": one.sender.id, "name": one.sender.name, "is_bot": isinstance(one.sender, Bot)},
        "text": "" if one.deleted else one.said,
        "buttons": [] if one.deleted else [[_button(button) for button in row] for row in one.buttons],
        "kind": one.kind,
        "file": one.file_id or None,
        "file_name": one.file_name or None,
        "reply_to": one.reply_to.id if one.reply_to else None,
        "edited": one.edited_at is not None,
        "deleted": one.deleted,
    }


def chat_line(chat: Chat, person: Person) -> Json:
    """One line of a person's list of chats."""
    shown = [one for one in chat.history() if not one.deleted]
    last = shown[-1] if shown else None
    read = chat.read_up_to.get(person.id, 0)
    unread = [one for one in shown if one.id > read and one.sender is not person]
    return {
        "id": chat_id(chat),
        "title": chat.bot.name if chat.bot else chat.title,
        "kind": chat.kind,
        "last": (last.said or f"[{last.kind}]") if last else "",
        "last_at": last.at.isoformat() if last else None,
        "unread": len(unread),
    }


def _button(button: Json) -> Json:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}
