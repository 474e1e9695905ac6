"""In groups: what a bot gets to see, who comes and goes, and a group becoming a supergroup."""

from typing import Any

import pytest

from simulator import actions, groups
from simulator.messenger import Messenger
from simulator.model import Chat, Person
from tests.simulator.conftest import Wire


@pytest.fixture
def group(messenger: Messenger, bot: object, mai: Person, an: Person) -> Chat:
    return groups.create(messenger, "Lãnh đạo phường", [an.id, 7], mai, "group")


async def heard(wire: Wire) -> list[str]:
    return [one["message"]["text"] for one in await wire.updates() if "text" in one.get("message", {})]


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("chào cả nhà", False),
        ("/tonghop", True),
        ("/tonghop@dunghan_bot", True),
        ("/tonghop@DungHan_Bot tháng 11", True),
        ("/tonghop@other_bot", False),
        ("nhờ @dunghan_bot tonghop", True),
        ("nhờ @other_bot tonghop", False),
        ("https://example.org/dunghan_bot", False),
        ("đạt 187/200", False),
    ],
)
async def test_with_privacy_a_bot_sees_only_what_is_for_it(
    wire: Wire, messenger: Messenger, an: Person, group: Chat, text: str, is_seen: bool
) -> None:
    actions.send(messenger, an, group.id, text)
    assert await heard(wire) == [text] * is_seen


async def test_a_reply_to_the_bot_is_seen(wire: Wire, messenger: Messenger, an: Person, group: Chat) -> None:
    asked = await wire.bot("sendMessage", chat_id=group.id, text="Ai chưa nộp?")
    own = actions.send(messenger, an, group.id, "tôi")
    actions.send(messenger, an, group.id, "không", reply_to=own.id)
    actions.send(messenger, an, group.id, "đã nộp", reply_to=asked["result"]["message_id"])
    (reply,) = [one["message"] for one in await wire.updates() if "text" in one.get("message", {})]
    assert (reply["text"], reply["reply_to_message"]["text"]) == ("đã nộp", "Ai chưa nộp?")


@pytest.mark.parametrize("why", ["setting", "administrator"])
async def test_without_privacy_a_bot_sees_everything(
    wire: Wire, messenger: Messenger, an: Person, group: Chat, why: str
) -> None:
    if why == "setting":
        messenger.bots[7].reads_groups = True
    else:
        group.members[7] = "administrator"
    actions.send(messenger, an, group.id, "chào cả nhà")
    assert await heard(wire) == ["chào cả nhà"]


async def test_coming_and_going_is_told(wire: Wire, messenger: Messenger, mai: Person, group: Chat) -> None:
    await wire.updates(offset=-1)
    bot, new = messenger.bots[7], messenger.add_person("Lê Hoa")
    groups.add(messenger, group, mai, new)
    groups.remove(messenger, group, new, new)
    groups.remove(messenger, group, mai, bot)
    groups.add(messenger, group, mai, bot)
    told = [_told(update) for update in (await wire.updates())[1:]]
    assert told == [
        "came Lê Hoa",
        "went Lê Hoa",
        "went Đúng Hạn",
        "member → kicked",
        "kicked → member",
        "came Đúng Hạn",
    ]


async def test_a_migration_is_told_on_both_sides(wire: Wire, messenger: Messenger, mai: Person, group: Chat) -> None:
    said = actions.send(messenger, mai, group.id, "trước")
    successor = groups.migrate(messenger, group)
    assert successor.id < -1_000_000_000_000
    first, second = (one["message"] for one in (await wire.updates())[-2:])
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (group.id, successor.id)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (successor.id, group.id)
    assert actions.send(messenger, mai, group.id, "sau").chat is successor
    shown = [one.said for one in actions.messages(messenger, mai, successor.id)]
    assert (said.said in shown, shown[-1]) == (True, "sau")


async def test_the_same_actions_give_the_same_ids(messenger: Messenger, mai: Person, group: Chat) -> None:
    second = groups.create(messenger, "Tổ 12", [], mai, "group")
    super_group = groups.create(messenger, "Tổ 13", [], mai, "supergroup")
    assert [mai.id, group.id, second.id, super_group.id] == [1001, -2001, -2002, -1_000_000_002_001]


def _told(update: dict[str, Any]) -> str:
    if "my_chat_member" in update:
        change = update["my_chat_member"]
        return f"{change['old_chat_member']['status']} → {change['new_chat_member']['status']}"
    message = update["message"]
    if "new_chat_members" in message:
        return "came " + str(message["new_chat_members"][0]["first_name"])
    return "went " + str(message["left_chat_member"]["first_name"])
