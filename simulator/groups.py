"""Groups: who makes them, who comes and goes, and a group becoming a supergroup."""

from collections.abc import Iterable
from typing import Literal

from simulator import wire
from simulator.errors import RefusalError, bad_request
from simulator.messenger import FIRST_GROUP, FIRST_SUPERGROUP, Messenger
from simulator.model import Bot, Chat, Json, Network, Person


def create(
    messenger: Messenger, title: str, members: Iterable[int], by: Person | Bot, kind: Literal["group", "supergroup"]
) -> Chat:
    """A group of people and bots; `by` made it and is in it."""
    joined = [messenger.somebody(one) for one in dict.fromkeys([by.id, *members])]
    if any(_is_only_in_its_own(one) and one is not by for one in joined):
        raise bad_request("an Official Account is only in groups it made")
    if any(one.network != by.network for one in joined) or (by.network == "zalo" and kind != "group"):
        raise bad_request("a group is of one network, and a supergroup is Telegram's")
    chat = _new_group(messenger, kind, title, by.network)
    chat.members = {one.id: "member" for one in joined} | {by.id: "creator"}
    for one in joined:
        messenger.tell_changed(chat, by, one, "left", "member")
    created = {"group_chat_created": True} if kind == "group" else {"supergroup_chat_created": True}
    _notice(messenger, chat, by, created, f"{by.name} đã tạo nhóm “{title}”")
    return chat


def add(messenger: Messenger, chat: Chat, by: Person, newcomer: Person | Bot) -> None:
    """Somebody in the group adds a person or a bot."""
    if newcomer.network != chat.network or _is_only_in_its_own(newcomer):
        raise bad_request("user not found")
    if chat.has(newcomer.id):
        raise bad_request("already a member of the chat")
    before = chat.members.get(newcomer.id, "left")
    chat.members[newcomer.id] = "member"
    messenger.tell_changed(chat, by, newcomer, before, "member")
    said = f"{by.name} đã thêm {newcomer.name} vào nhóm"
    _notice(messenger, chat, by, {"new_chat_members": [wire.user(newcomer)]}, said)


def remove(messenger: Messenger, chat: Chat, by: Person | Bot, gone: Person | Bot) -> None:
    """Somebody is removed (then `kicked`), or leaves by themselves (then `left`)."""
    if not chat.has(gone.id):
        raise bad_request("not a member of the chat")
    before, after = chat.members[gone.id], "left" if by is gone else "kicked"
    said = f"{gone.name} đã rời nhóm" if by is gone else f"{by.name} đã xóa {gone.name} khỏi nhóm"
    # Said before they are out, so that they see it too, as on the real server.
    _notice(messenger, chat, by, {"left_chat_member": wire.user(gone)}, said)
    chat.members[gone.id] = after
    messenger.tell_changed(chat, by, gone, before, after)


def migrate(messenger: Messenger, chat: Chat) -> Chat:
    """A group becomes a supergroup with another id; both say so, and the old id refuses from then on."""
    if chat.kind != "group" or chat.network != "telegram" or chat.moved_to is not None:
        raise bad_request("only a group can become a supergroup")
    somebody = messenger.somebody(next(one for one in chat.members if one in messenger.people))
    successor = _new_group(messenger, "supergroup", chat.title, chat.network)
    successor.members, successor.before = dict(chat.members), chat
    said = "Nhóm đã được nâng cấp thành siêu nhóm"
    _notice(messenger, chat, somebody, {"migrate_to_chat_id": successor.id}, said)
    chat.moved_to = successor.id
    # Counting on keeps ids apart on a phone, which shows both histories as one.
    successor.next_message_id = chat.next_message_id
    successor.read_up_to = dict(chat.read_up_to)
    _notice(messenger, successor, somebody, {"migrate_from_chat_id": chat.id}, said)
    return successor


def of_person(messenger: Messenger, group: int, person: Person) -> Chat:
    """A group somebody is in; the id of one that migrated leads to its successor."""
    chat = find(messenger, group)
    if not chat.has(person.id):
        raise RefusalError(403, f"{person.name} is not in this group")
    return chat


def find(messenger: Messenger, group: int) -> Chat:
    """A group by id, followed to its successor."""
    chat = messenger.groups.get(group)
    if chat is None:
        raise RefusalError(404, f"there is no group {group}")
    return messenger.groups[chat.moved_to] if chat.moved_to else chat


def _is_only_in_its_own(one: Person | Bot) -> bool:
    return isinstance(one, Bot) and one.kind == "zalo_oa"


def _new_group(messenger: Messenger, kind: Literal["group", "supergroup"], title: str, network: Network) -> Chat:
    first = FIRST_GROUP if kind == "group" else FIRST_SUPERGROUP
    already = sum(chat.kind == kind for chat in messenger.groups.values())
    chat = Chat(kind, first - already, title, network=network)
    messenger.groups[chat.id] = chat
    return chat


def _notice(messenger: Messenger, chat: Chat, by: Person | Bot, content: Json, said: str) -> None:
    messenger.post(chat, by, "service", content, said=said)
    messenger.emit("chat", people=messenger.people_in(chat))
