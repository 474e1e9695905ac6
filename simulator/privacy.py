"""Which messages of a group a bot gets to see (privacy mode)."""

from simulator.model import Bot, Message
from simulator.texts import cut


def sees(bot: Bot, message: Message) -> bool:
    """Without the right to read a group: commands, replies to it, mentions of it, and service messages."""
    if isinstance(message.sender, Bot) or not message.chat.has(bot.id):
        return False
    if message.chat.kind == "private" or message.kind == "service" or bot.reads_groups:
        return True
    if message.chat.members[bot.id] == "administrator":
        return True
    return _is_reply_to(bot, message) or _addresses(bot, message)


def _is_reply_to(bot: Bot, message: Message) -> bool:
    return message.reply_to is not None and message.reply_to.sender is bot


def _addresses(bot: Bot, message: Message) -> bool:
    text = message.content.get("text") or message.content.get("caption") or ""
    entities = message.content.get("entities") or message.content.get("caption_entities") or []
    name = f"@{bot.username}".lower()
    for entity in entities:
        words = cut(text, entity).lower()
        if entity["type"] == "mention" and words == name:
            return True
        if entity["type"] == "bot_command" and ("@" not in words or words.endswith(name)):
            return True
    return False
