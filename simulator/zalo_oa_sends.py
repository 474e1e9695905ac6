"""What an Official Account can do: write to people and groups, upload, make groups, ask."""

import json
from typing import Any

from simulator import groups, zalo_ids
from simulator.messenger import Messenger
from simulator.model import Bot, Button, Chat, Json, Message, Person
from simulator.parameters import Call
from simulator.texts import units
from simulator.zalo_oa_account import FREE, WINDOW

MAX_TEXT = 2000
MAX_BUTTONS = 5
MAX_TITLE = 100
MAX_PAYLOAD = 1000
MAX_FIELD = 100
MAX_IMAGE = 1024 * 1024
MAX_FILE = 5 * 1024 * 1024
FILES = (".pdf", ".doc", ".docx", ".csv")


class OaError(Exception):
    """An answer with an error number, in Zalo's words or words like them."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def to_person(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`message/cs`: within seven days of the person's last act, free within 48 hours."""
    person = _person(messenger, bot, _field(call, "recipient", "user_id"))
    since = messenger.now() - _acted(messenger, bot, person)
    if since >= WINDOW:
        raise OaError(-230, "User has not interacted with the OA in the past 7 days")
    sent = _post(messenger, bot, messenger.private_chat(bot, person), call)
    kind = "free" if since < FREE else "billed"
    setattr(bot.oa, kind, getattr(bot.oa, kind) + 1)
    return {
        "message_id": zalo_ids.message(sent),
        "user_id": zalo_ids.person_of_oa(bot.id, person.id),
        "sent_time": str(int(sent.at.timestamp() * 1000)),
        "quota": {"quota_type": kind},
    }


def to_group(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`group/message`: at any time, to groups the OA made. `[@id]` in the text calls people by name."""
    chat = zalo_ids.found_group(messenger.groups.values(), _field(call, "recipient", "group_id"))
    if chat is None or not chat.has(bot.id):
        raise OaError(-403, "OA is not in the group")
    if chat.id in bot.oa.disabled_groups:
        raise OaError(-237, "Group is disabled")
    sent = _post(messenger, bot, chat, call)
    return {"message_id": zalo_ids.message(sent), "group_id": zalo_ids.group(chat.id)}


def by_template(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`message/template`: approved words with one gap, at any time, for money."""
    person = _person(messenger, bot, call.text("user_id"))
    gap = bot.oa.templates.get(call.text("template_id"))
    if gap is None:
        raise OaError(-249, "Template cannot be sent by UID")
    data = call.structure("template_data")
    value = data.get(gap) if isinstance(data, dict) else None
    if not isinstance(value, str) or not 1 <= units(value) <= MAX_FIELD:
        raise OaError(-201, f"template_data is invalid: {gap}")
    said = f"[ZBS {call.text('template_id')}] {value}"
    sent = messenger.post(messenger.private_chat(bot, person), bot, "text", {"text": said}, said=said)
    bot.oa.billed += 1
    return {"message_id": zalo_ids.message(sent)}


def upload_image(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`upload/image`: JPG or PNG."""
    part = call.files.get("file")
    if part is None or not part.data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        raise OaError(-201, "file is invalid")
    if len(part.data) > MAX_IMAGE:
        raise OaError(-210, "file size exceeds 1MB")
    kept = messenger.files.add(part.data, part.name, part.mime, "photos")
    return {"attachment_id": bot.oa.uploaded(kept.id, messenger.now())}


def upload_file(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`upload/file`: PDF, DOC, DOCX or CSV."""
    part = call.files.get("file")
    if part is None or not part.data or not part.name.lower().endswith(FILES):
        raise OaError(-201, "file is invalid")
    if len(part.data) > MAX_FILE:
        raise OaError(-210, "file size exceeds 5MB")
    kept = messenger.files.add(part.data, part.name, part.mime)
    return {"token": bot.oa.uploaded(kept.id, messenger.now())}


def create_group(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`group/creategroupwithoa`: the only way an OA gets into a group."""
    wanted = call.structure("member_user_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 99 or not call.has("group_name"):
        raise OaError(-201, "member_user_ids or group_name is invalid")
    members = [_person(messenger, bot, str(one)).id for one in wanted]
    chat = groups.create(messenger, call.text("group_name"), members, bot, "group")
    return {"group_id": zalo_ids.group(chat.id), "group_link": f"https://zalo.me/g/local{-chat.id}"}


def quota(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`quota/message`: when somebody last acted."""
    person = _person(messenger, bot, call.text("user_id"))
    return {"last_interaction": str(int(_acted(messenger, bot, person).timestamp() * 1000))}


def about(_messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """`getoa`."""
    return {"oaid": bot.oa.oa_id, "name": bot.name, "is_verified": True, "oa_type": 4}


def user_detail(messenger: Messenger, bot: Bot, call: Call) -> Json:
    """`user/detail`: the question is JSON in the parameter `data`."""
    try:
        asked = json.loads(call.text("data"))
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise OaError(-201, "data is invalid")
    person = _person(messenger, bot, str(asked.get("user_id", "")))
    return {
        "user_id": zalo_ids.person_of_oa(bot.id, person.id),
        "display_name": person.name,
        "user_is_follower": _follows(messenger, bot, person),
        "user_last_interaction_date": _acted(messenger, bot, person).strftime("%d/%m/%Y"),
    }


def _post(messenger: Messenger, bot: Bot, chat: Chat, call: Call) -> Message:
    given = call.structure("message")
    if not isinstance(given, dict):
        raise OaError(-201, "message is invalid")
    text, attachment = given.get("text", ""), given.get("attachment")
    if not isinstance(text, str) or not (text.strip() or attachment):
        raise OaError(-201, "message is invalid")
    if units(text) > MAX_TEXT:
        raise OaError(-210, "text exceeds 2000 characters")
    payload = attachment.get("payload", {}) if isinstance(attachment, dict) else {}
    buttons = _buttons(payload.get("buttons", []))
    if isinstance(attachment, dict) and attachment.get("type") == "file":
        if text:
            raise OaError(-201, "a file message has no text")
        kept = messenger.files.by_id[_uploaded(messenger, bot, payload.get("token"))]
        content = {"document": messenger.files.document(kept)}
        return messenger.post(chat, bot, "document", content, file=kept)
    if payload.get("template_type") == "media":
        elements = payload.get("elements")
        first = elements[0] if isinstance(elements, list) and elements and isinstance(elements[0], dict) else {}
        kept = messenger.files.by_id[_uploaded(messenger, bot, first.get("attachment_id"))]
        return messenger.post(chat, bot, "photo", {"photo": [kept.shape()]}, said=text, buttons=buttons, file=kept)
    return messenger.post(chat, bot, "text", {"text": text}, said=text, buttons=buttons)


def _buttons(given: Any) -> list[list[Button]]:
    if not isinstance(given, list) or len(given) > MAX_BUTTONS:
        raise OaError(-210, "at most 5 buttons")
    return [[_button(one)] for one in given]


def _button(given: Any) -> Button:
    title = given.get("title") if isinstance(given, dict) else None
    if not isinstance(title, str) or not 1 <= len(title) <= MAX_TITLE:
        raise OaError(-201, "title is invalid")
    payload = given.get("payload")
    if given.get("type") == "oa.open.url" and isinstance(payload, dict) and payload.get("url"):
        return {"text": title, "url": payload["url"]}
    shows = given.get("type") in {"oa.query.show", "oa.query.hide"}
    if not shows or not isinstance(payload, str) or not 1 <= len(payload) <= MAX_PAYLOAD:
        raise OaError(-201, "payload is invalid")
    return {"text": title, "callback_data": payload}


def _uploaded(messenger: Messenger, bot: Bot, key: Any) -> str:
    file_id, ends = bot.oa.uploads.get(str(key), ("", messenger.now()))
    if ends <= messenger.now():
        raise OaError(-100, "Attachment is expired or does not exist")
    return file_id


def _person(messenger: Messenger, bot: Bot, wanted: str) -> Person:
    """Somebody who follows this OA."""
    people = (one for one in messenger.people.values() if one.network == "zalo")
    person = next((one for one in people if zalo_ids.person_of_oa(bot.id, one.id) == wanted), None)
    if person is None:
        raise OaError(-201, "user_id is invalid")
    if not _follows(messenger, bot, person):
        raise OaError(-213, "User has not followed OA")
    return person


def _follows(messenger: Messenger, bot: Bot, person: Person) -> bool:
    return (bot.id, person.id) in messenger.private and messenger.private_chat(bot, person).has(person.id)


def _acted(messenger: Messenger, bot: Bot, person: Person) -> Any:
    return bot.oa.acted_at.get(person.id, messenger.now() - WINDOW)


def _field(call: Call, *names: str) -> str:
    value: Any = call.fields
    for name in names:
        value = value.get(name) if hasattr(value, "get") else None
    return value if isinstance(value, str) else ""
