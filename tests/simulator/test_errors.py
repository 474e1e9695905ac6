"""Refusals are worded as the real server words them."""

from typing import Any

import pytest

from simulator import actions, groups
from simulator.messenger import Messenger
from simulator.model import Person
from tests import files
from tests.simulator.conftest import Clock, Wire

ME = {"chat_id": 1001}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def button(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Gửi", "callback_data": data}]]}


@pytest.mark.parametrize(
    ("method", "fields", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 4040, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": -2009, "text": "x"}, "chat not found"),
        ("sendMessage", ME, "message text is empty"),
        ("sendMessage", ME | {"text": " \n "}, "message text is empty"),
        ("sendMessage", ME | {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", ME | {"text": "😀" * 2049}, "message is too long"),
        ("sendMessage", ME | {"text": "x", "reply_markup": button("ệ" * 22)}, "BUTTON_DATA_INVALID"),
        ("sendMessage", ME | {"text": "x", "reply_markup": button("")}, "BUTTON_DATA_INVALID"),
        ("sendMessage", ME | {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ("sendMessage", ME | {"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        (
            "sendMessage",
            ME | {"text": "a <b", "parse_mode": "HTML"},
            'can\'t parse entities: unsupported start tag "" at byte offset 2',
        ),
        (
            "sendMessage",
            ME | {"text": "ạ <h1>b</h1>", "parse_mode": "HTML"},
            'can\'t parse entities: unsupported start tag "h1" at byte offset 4',
        ),
        (
            "sendMessage",
            ME | {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            ME | {"text": "*a*", "parse_mode": "MarkdownV2"},
            "parse_mode MarkdownV2 is not spoken by the local messenger: use HTML or entities",
        ),
        ("sendDocument", ME, "there is no document in the request"),
        ("sendDocument", ME | {"document": "FILE999999"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", ME | {"document": "https://example.org/a.pdf"}, "failed to get HTTP URL content"),
        ("sendPhoto", ME, "there is no photo in the request"),
        ("editMessageText", ME | {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", ME | {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", ME | {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", ME | {"message_id": 2, "text": "Kỳ 11"}, NOT_MODIFIED),
        ("editMessageText", ME | {"message_id": 2, "text": "x" * 4097}, "message is too long"),
        ("editMessageCaption", ME | {"message_id": 2, "caption": "x"}, "there is no caption in the message to edit"),
        ("editMessageReplyMarkup", ME | {"message_id": 2}, NOT_MODIFIED),
        (
            "editMessageMedia",
            ME | {"message_id": 99, "media": {"type": "photo", "media": "FILE999999"}},
            "message to edit not found",
        ),
        (
            "editMessageMedia",
            ME | {"message_id": 1, "media": {"type": "photo", "media": "FILE999999"}},
            "message can't be edited",
        ),
        ("editMessageMedia", ME | {"message_id": 2}, 'parameter "media" is required'),
        ("editMessageMedia", ME | {"message_id": 2, "media": []}, "can't parse InputMedia: expected an Object"),
        (
            "editMessageMedia",
            ME | {"message_id": 2, "media": {"type": "video", "media": "FILE999999"}},
            'can\'t parse InputMedia: type "video" is unsupported',
        ),
        (
            "editMessageMedia",
            ME | {"message_id": 2, "media": {"type": "photo", "media": "attach://bieu"}},
            "can't parse InputMedia: media not found",
        ),
        (
            "editMessageMedia",
            ME | {"message_id": 2, "media": {"type": "photo", "media": "FILE999999"}},
            "wrong file identifier/HTTP URL specified",
        ),
        ("deleteMessage", ME | {"message_id": 99}, "message to delete not found"),
        ("sendChatAction", ME | {"action": "dancing"}, "wrong parameter action in request"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
        ("getChatMember", ME | {"user_id": 4040}, "user not found"),
        ("setMyCommands", {"commands": [{"command": "Viec", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "việc", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "viec"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setWebhook", {"url": "http://example.org/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "setWebhook",
            {"url": "https://example.org/", "secret_token": "mật"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_bad_request_says_why(
    wire: Wire, messenger: Messenger, mai: Person, method: str, fields: dict[str, Any], description: str
) -> None:
    actions.start(messenger, mai, 7)
    await wire.bot("sendMessage", chat_id=mai.id, text="Kỳ 11")
    answer = await wire.bot(method, **fields)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


async def test_the_longest_text_still_goes(wire: Wire, messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    html = "<b>" + "ệ" * 4096 + "</b>"
    assert (await wire.bot("sendMessage", chat_id=mai.id, text=html, parse_mode="HTML"))["ok"]


async def test_a_caption_has_1024_characters(wire: Wire, messenger: Messenger, mai: Person) -> None:
    said = actions.upload(messenger, mai, 7, "document", b"1", "a.txt")
    document = said.content["document"]["file_id"]
    fits = await wire.bot("sendDocument", chat_id=mai.id, document=document, caption="x" * 1024)
    assert fits["ok"]
    too_long = await wire.bot("sendDocument", chat_id=mai.id, document=document, caption="x" * 1025)
    photo = actions.upload(messenger, mai, 7, "photo", files.photo(), "a.png").file_id
    media = {"type": "photo", "media": photo, "caption": "x" * 1025}
    message = fits["result"]["message_id"]
    too_long_edited = await wire.bot("editMessageMedia", chat_id=mai.id, message_id=message, media=media)
    for refused in (too_long, too_long_edited):
        assert refused["description"] == "Bad Request: message caption is too long"


async def test_an_unknown_method_is_not_found(wire: Wire) -> None:
    answer = await wire.bot("sendTelepathy")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_method_names_are_read_without_regard_to_case(wire: Wire) -> None:
    assert (await wire.bot("GETME"))["result"]["username"] == "dunghan_bot"


@pytest.mark.parametrize(
    ("deed", "description"),
    [
        ("nothing", "bot can't initiate conversation with a user"),
        ("block", "bot was blocked by the user"),
        ("kick from group", "bot was kicked from the group chat"),
        ("kick from supergroup", "bot was kicked from the supergroup chat"),
        ("leave group", "bot is not a member of the group chat"),
    ],
)
async def test_who_may_not_write_is_told_why(
    wire: Wire, messenger: Messenger, mai: Person, deed: str, description: str
) -> None:
    where = mai.id
    if deed == "block":
        actions.start(messenger, mai, 7)
        actions.block(messenger, mai, 7)
    elif deed != "nothing":
        group = groups.create(messenger, "Lãnh đạo", [7], mai, "supergroup" if "super" in deed else "group")
        bot = messenger.bots[7]
        groups.remove(messenger, group, bot if "leave" in deed else mai, bot)
        where = group.id
    answer = await wire.bot("sendMessage", chat_id=where, text="x")
    assert answer == {"ok": False, "error_code": 403, "description": f"Forbidden: {description}"}


async def test_a_group_that_moved_tells_where(wire: Wire, messenger: Messenger, mai: Person) -> None:
    group = groups.create(messenger, "Tổ 12", [7], mai, "group")
    successor = groups.migrate(messenger, group)
    answer = await wire.bot("sendMessage", chat_id=group.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": successor.id},
    }


async def test_too_fast_is_told_how_long_to_wait(wire: Wire, messenger: Messenger, mai: Person, clock: Clock) -> None:
    actions.start(messenger, mai, 7)
    said = [await wire.bot("sendMessage", chat_id=mai.id, text=text) for text in "1234"]
    assert [one["ok"] for one in said] == [True, True, True, False]
    assert said[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    clock.pass_seconds(3)
    assert (await wire.bot("sendMessage", chat_id=mai.id, text="4"))["ok"]


async def test_an_edit_that_comes_too_fast_leaves_the_text(wire: Wire, messenger: Messenger, mai: Person) -> None:
    said = actions.upload(messenger, mai, 7, "photo", files.photo(), "anh.png")
    for text in "123":
        await wire.bot("sendMessage", chat_id=mai.id, text=text)
    left = actions.messages(messenger, mai, 7)[-1]
    photo = {"type": "photo", "media": said.file_id}
    answer = await wire.bot("editMessageMedia", chat_id=mai.id, message_id=left.id, media=photo)
    assert answer["error_code"] == 429
    assert (left.kind, left.said, left.file_id) == ("text", "3", "")
