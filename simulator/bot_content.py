"""What a bot puts into a message: formatted text, buttons, files and the message it replies to."""

from simulator import bot_chats, markup
from simulator.errors import bad_request
from simulator.files import StoredFile
from simulator.messenger import Messenger
from simulator.model import Button, Chat, Json, Message
from simulator.parameters import Call
from simulator.texts import MAX_CAPTION, MAX_TEXT, trimmed, units, with_found

MAX_BUTTON_DATA = 64  # bytes of UTF-8
_BUTTON_KINDS = ("callback_data", "url", "copy_text", "switch_inline_query", "web_app", "login_url", "pay")


def text(call: Call) -> Json:
    """`text` and `entities` of a call; 1 to 4096 UTF-16 units once the markup is parsed away."""
    plain, entities = _formatted(call, "text", "entities")
    if not plain:
        raise bad_request("message text is empty")
    if units(plain) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": plain} | ({"entities": entities} if entities else {})


def caption(call: Call) -> Json:
    """`caption` and `caption_entities` of a call, empty when there is none."""
    plain, entities = _formatted(call, "caption", "caption_entities")
    if units(plain) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not plain:
        return {}
    return {"caption": plain} | ({"caption_entities": entities} if entities else {})


def buttons(call: Call) -> list[list[Button]]:
    """The inline keyboard of a call; the other keyboards are accepted and not shown."""
    given = call.structure("reply_markup")
    if given is None:
        return []
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    rows = given.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [[_button(one) for one in row] for row in rows if row]


def replied_to(call: Call, chat: Chat) -> Message | None:
    """The message a call replies to, by `reply_parameters` or the older `reply_to_message_id`."""
    given = call.structure("reply_parameters")
    wanted = given.get("message_id") if isinstance(given, dict) else call.integer("reply_to_message_id", 0)
    if not wanted:
        return None
    lenient = isinstance(given, dict) and given.get("allow_sending_without_reply")
    if (lenient or call.flag("allow_sending_without_reply")) and int(wanted) not in chat.messages:
        return None
    return bot_chats.message(chat, int(wanted), "message to be replied not found")


def file(messenger: Messenger, call: Call, field: str) -> StoredFile:
    """A file that came with the call, as a part or `attach://part`, or one known by its id."""
    value = call.text(field)
    part = call.files.get(value.removeprefix("attach://") if value else field)
    if part is not None:
        if not part.data:
            raise bad_request("file must be non-empty")
        return messenger.files.add(part.data, part.name, part.mime)
    if not value:
        raise bad_request(f"there is no {field} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the local messenger fetches nothing
    if value not in messenger.files.by_id:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return messenger.files.by_id[value]


def input_photo(call: Call) -> Call:
    """The `InputMediaPhoto` in a call's `media`, with the call's files: to be read as a call of its own."""
    given = call.structure("media")
    if given is None:
        raise bad_request('parameter "media" is required')
    if not isinstance(given, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    photo = Call(given, call.files)
    kind, name = photo.text("type"), photo.text("media")
    if kind != "photo":
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if not name or (name.startswith("attach://") and name.removeprefix("attach://") not in call.files):
        raise bad_request("can't parse InputMedia: media not found")
    return photo


def _formatted(call: Call, field: str, entities_field: str) -> tuple[str, list[Json]]:
    plain, entities = markup.parse(call.text(field), call.text("parse_mode"))
    given = call.items(entities_field)
    if any(not {"type", "offset", "length"} <= entity.keys() for entity in given):
        raise bad_request("can't parse MessageEntity: a field is missing")
    plain, entities = trimmed(plain, given or entities)
    return plain, with_found(plain, entities)


def _button(given: object) -> Button:
    if not isinstance(given, dict) or not given.get("text"):
        raise bad_request("can't parse inline keyboard button: text is empty")
    if not any(kind in given for kind in _BUTTON_KINDS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = given.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_BUTTON_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return given
