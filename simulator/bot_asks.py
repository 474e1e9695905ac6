"""Bot API methods that ask or set something about the bot, its chats and its files."""

import json
import re

from simulator import bot_chats, groups, wire
from simulator.errors import bad_request
from simulator.files import MAX_DOWNLOAD
from simulator.messenger import Messenger
from simulator.model import Bot, Json
from simulator.parameters import Call

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MAX_COMMANDS = 100
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_me(_messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme"""
    return wire.user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """A `ChatFullInfo` with the fields that are never missing."""
    chat = bot_chats.known(messenger, bot, call)
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    return wire.chat(chat, messenger.person_of(chat)) | full


def get_chat_member(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchatmember"""
    chat = bot_chats.known(messenger, bot, call)
    somebody = messenger.somebody(call.integer("user_id"))
    return wire.member(somebody, chat.members.get(somebody.id, "left"))


def get_chat_member_count(messenger: Messenger, bot: Bot, call: Call) -> int:
    """People and bots alike."""
    chat = bot_chats.known(messenger, bot, call)
    return sum(chat.has(member) for member in chat.members)


def get_chat_administrators(messenger: Messenger, bot: Bot, call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators"""
    chat = bot_chats.known(messenger, bot, call)
    ranks = {"creator", "administrator"}
    return [wire.member(messenger.somebody(one), rank) for one, rank in chat.members.items() if rank in ranks]


def leave_chat(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#leavechat"""
    chat = bot_chats.writable(messenger, bot, call)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    groups.remove(messenger, chat, bot, bot)
    return True


def get_file(messenger: Messenger, _bot: Bot, call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile — up to 20 MB."""
    kept = messenger.files.by_id.get(call.text("file_id"))
    if kept is None:
        raise bad_request("invalid file_id")
    if messenger.faults.file_is_away():
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(kept.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return kept.shape() | {"file_path": kept.path}


def set_commands(_messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands"""
    commands = call.items("commands")
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands[_scope(call)] = [
        {"command": one["command"].removeprefix("/"), "description": one["description"]} for one in commands
    ]
    return True


def get_commands(_messenger: Messenger, bot: Bot, call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return bot.commands.get(_scope(call), [])


def delete_commands(_messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands"""
    bot.commands.pop(_scope(call), None)
    return True


def accept(_messenger: Messenger, _bot: Bot, _call: Call) -> bool:
    """For methods whose effect no phone here shows: yes."""
    return True


def _scope(call: Call) -> tuple[str, str]:
    scope = call.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), call.text("language_code")
