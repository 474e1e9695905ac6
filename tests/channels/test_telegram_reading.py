"""Telegram's updates, as the Bot API words them, and what we take them for."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.telegram_reading import Reader, chat_of
from domain.chat import Heard, Inbound
from tests.channels.conftest import BEGIN

BOT = 7001
SENT = 1_763_776_800
SENT_AT = datetime(2025, 11, 22, 2, 0, tzinfo=UTC)
READER = Reader("telegram", BOT, "dunghan_bot", BEGIN)

HOA = {"id": 1001, "is_bot": False, "first_name": "Hoa", "last_name": "Lê Thị", "language_code": "vi"}
OUR_BOT = {"id": BOT, "is_bot": True, "first_name": "Đúng Hạn", "username": "dunghan_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Hoa"}
GROUP = {"id": -1002003004005, "type": "supergroup", "title": "Ban Chỉ đạo 57"}
CHANNEL = {"id": -1009, "type": "channel", "title": "Kênh"}
SMALL = {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60}
LARGE = {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853}
MEDIUM = {"file_id": "medium", "file_unique_id": "m", "width": 320, "height": 213}
FILE = {"file_id": "f1", "file_unique_id": "u1"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 55, "date": SENT, "chat": PRIVATE, "from": HOA, **fields}


def in_group(text: str, **fields: Any) -> dict[str, Any]:
    return message(chat=GROUP, text=text, **fields)


def read(reader: Reader = READER, **update: Any) -> Inbound:
    return reader.read(json.dumps({"update_id": 900, **update}))


def test_every_field_of_a_message() -> None:
    quoted = message(message_id=44, text="Câu 1/5", **{"from": OUR_BOT})
    assert read(message=message(text="187/200", reply_to_message=quoted)) == Inbound(
        channel="telegram",
        event_key="900",
        chat="1001",
        heard=Heard.TEXT,
        sent_at=SENT_AT,
        text="187/200",
        sender="1001",
        sender_name="Hoa Lê Thị",
        message="55",
        reply_to="44",
        quoted="Câu 1/5",
        language="vi",
    )


@pytest.mark.parametrize(
    ("content", "heard", "text", "files"),
    [
        ({"text": "KPS"}, Heard.TEXT, "KPS", ()),
        ({"photo": [SMALL, LARGE, MEDIUM], "caption": "tổ 12"}, Heard.PHOTO, "tổ 12", ("large",)),
        ({"photo": [SMALL]}, Heard.PHOTO, "", ("small",)),
        ({"document": FILE, "caption": "phụ lục"}, Heard.DOCUMENT, "phụ lục", ("f1",)),
        ({"contact": {"phone_number": "+8490", "first_name": "H", "user_id": 1001}}, Heard.CONTACT, "", ()),
        ({"location": {"latitude": 20.5, "longitude": 106.25}}, Heard.LOCATION, "20.5,106.25", ()),
        (
            {"sticker": FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
            Heard.OTHER_CONTENT,
            "",
            (),
        ),
        ({"voice": FILE | {"duration": 2}}, Heard.OTHER_CONTENT, "", ()),
        ({"video": FILE | {"duration": 2, "width": 1, "height": 1}, "caption": "x"}, Heard.OTHER_CONTENT, "x", ()),
        (
            {"animation": FILE | {"duration": 2, "width": 1, "height": 1}, "document": FILE},
            Heard.OTHER_CONTENT,
            "",
            (),
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, Heard.OTHER_CONTENT, "", ()),
        ({"new_chat_members": [OUR_BOT]}, Heard.IGNORED, "", ()),
        ({"group_chat_created": True}, Heard.IGNORED, "", ()),
        ({"new_chat_title": "Mới"}, Heard.IGNORED, "", ()),
        ({"something_of_next_year": {}}, Heard.IGNORED, "", ()),
    ],
)
def test_what_a_message_is_made_of(content: dict[str, Any], heard: Heard, text: str, files: tuple[str, ...]) -> None:
    said = read(message=message(**content))
    assert (said.heard, said.text, said.files) == (heard, text, files)
    assert (said.chat, said.message, said.sent_at) == ("1001", "55", SENT_AT)


@pytest.mark.parametrize(
    ("typed", "heard", "text", "for_us"),
    [
        ("/viec", Heard.TEXT, "/viec", True),
        ("/viec@dunghan_bot", Heard.TEXT, "/viec", True),
        ("/viec@DungHan_Bot tháng 11", Heard.TEXT, "/viec tháng 11", True),
        ("/việc", Heard.TEXT, "/việc", True),
        ("/viec@other_bot", Heard.IGNORED, "/viec@other_bot", False),
        ("/viec/2026", Heard.TEXT, "/viec/2026", False),
        ("@dunghan_bot LK 1234", Heard.TEXT, "LK 1234", True),
        ("@dunghan_bot, LK 1234", Heard.TEXT, "LK 1234", True),
        ("@DUNGHAN_BOT\nLK 1234", Heard.TEXT, "LK 1234", True),
        ("chào @dunghan_bot nhé", Heard.TEXT, "chào nhé", True),
        ("@dunghan_bot", Heard.TEXT, "", True),
        ("@dunghan_bot2 chào", Heard.TEXT, "@dunghan_bot2 chào", False),
        ("gửi a@dunghan_bot.vn", Heard.TEXT, "gửi a@dunghan_bot.vn", False),
        ("chào cả nhà", Heard.TEXT, "chào cả nhà", False),
    ],
)
def test_when_a_group_speaks_to_the_bot(typed: str, heard: Heard, text: str, for_us: bool) -> None:
    said = read(message=in_group(typed))
    assert (said.heard, said.text, said.mentions_bot) == (heard, text, for_us)
    assert (said.is_group, said.chat_title) == (True, "Ban Chỉ đạo 57")


@pytest.mark.parametrize(
    ("quoted", "reply_to", "for_us"),
    [
        pytest.param(in_group("Bản tin", **{"from": OUR_BOT}), "55", True, id="of the bot"),
        pytest.param(in_group("chào"), "55", False, id="of a person"),
        pytest.param(
            message(chat=GROUP, **{"from": OUR_BOT}, forum_topic_created={"name": "Chung", "icon_color": 1}),
            "",
            False,
            id="the beginning of a topic, which every message in it quotes",
        ),
    ],
)
def test_a_reply_in_a_group(quoted: dict[str, Any], reply_to: str, for_us: bool) -> None:
    said = read(message=in_group("25", reply_to_message=quoted))
    assert (said.reply_to, said.mentions_bot) == (reply_to, for_us)


def test_commands_are_ours_in_private_whatever_the_case() -> None:
    said = read(message=message(text="/start@DUNGHAN_BOT ab-cd_12"))
    assert (said.text, said.mentions_bot) == ("/start ab-cd_12", False)


def test_before_the_bot_knows_its_name_a_named_command_is_taken_for_ours() -> None:
    nameless = Reader("telegram", BOT, "", BEGIN)
    assert read(nameless, message=in_group("/viec@dunghan_bot")).text == "/viec"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"from": ANONYMOUS, "sender_chat": GROUP}, id="an anonymous administrator"),
        pytest.param({"from": ANONYMOUS, "sender_chat": CHANNEL}, id="somebody in a channel's name"),
    ],
)
def test_who_hides_behind_a_chat_is_nobody(fields: dict[str, Any]) -> None:
    said = read(message=in_group("25", **fields))
    assert (said.heard, said.sender, said.sender_is_bot) == (Heard.TEXT, "", False)
    assert said.sender_name == fields["sender_chat"]["title"]


def test_a_message_from_nobody_is_read_all_the_same() -> None:
    nobody = {key: value for key, value in in_group("25").items() if key != "from"}
    assert read(message=nobody).sender == ""


def test_words_are_composed_and_whole() -> None:
    said = read(message=message(text="U\u0309y ban\0 phươ\u0300ng \ud83d"))
    assert said.text == "Ủy ban phường \ufffd"


def test_a_tap() -> None:
    tap = {"id": "4", "from": HOA, "chat_instance": "c", "data": "ok:12", "message": in_group("Gửi?")}
    said = read(callback_query=tap)
    assert (said.heard, said.text, said.chat, said.message) == (Heard.BUTTON, "ok:12", str(GROUP["id"]), "55")
    assert (said.sender, said.is_group, said.sent_at) == ("1001", True, BEGIN)


def test_a_tap_under_a_message_too_old_to_show() -> None:
    old = {"chat": PRIVATE, "message_id": 55, "date": 0}
    said = read(callback_query={"id": "4", "from": HOA, "chat_instance": "c", "data": "ok", "message": old})
    assert (said.heard, said.chat, said.message) == (Heard.BUTTON, "1001", "55")


def test_an_edit_carries_the_new_words_and_their_time() -> None:
    said = read(edited_message=message(text="26", edit_date=SENT + 60))
    assert (said.heard, said.text, said.message) == (Heard.EDIT, "26", "55")
    assert said.sent_at == datetime(2025, 11, 22, 2, 1, tzinfo=UTC)


def test_a_moving_location_is_no_edit_of_words() -> None:
    place = {"latitude": 20.5, "longitude": 106.2}
    assert read(edited_message=message(location=place, edit_date=SENT)).heard is Heard.IGNORED


def status(name: str) -> dict[str, Any]:
    """Without the rights an administrator has: which there are changes with every Bot API."""
    restricted = {"is_member": False} if name == "restricted" else {}
    return {"status": name, "user": OUR_BOT, **restricted}


@pytest.mark.parametrize(
    ("chat", "before", "after", "heard"),
    [
        (GROUP, "left", "member", Heard.JOINED),
        (GROUP, "kicked", "administrator", Heard.JOINED),
        (GROUP, "member", "kicked", Heard.LEFT),
        (GROUP, "administrator", "left", Heard.LEFT),
        (GROUP, "member", "restricted", Heard.LEFT),
        (GROUP, "member", "administrator", Heard.IGNORED),
        (PRIVATE, "member", "kicked", Heard.BLOCKED),
        (PRIVATE, "kicked", "member", Heard.UNBLOCKED),
        (CHANNEL, "left", "administrator", Heard.IGNORED),
    ],
)
def test_coming_and_going(chat: dict[str, Any], before: str, after: str, heard: Heard) -> None:
    change = {
        "chat": chat,
        "from": HOA,
        "date": SENT,
        "old_chat_member": status(before),
        "new_chat_member": status(after),
    }
    said = read(my_chat_member=change)
    assert (said.heard, said.chat, said.sender, said.sent_at) == (heard, str(chat["id"]), "1001", SENT_AT)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(message(chat={**GROUP, "id": -5}, migrate_to_chat_id=GROUP["id"]), id="by the old chat"),
        pytest.param(message(chat=GROUP, migrate_from_chat_id=-5), id="by the new chat"),
    ],
)
def test_a_group_that_moved(told: dict[str, Any]) -> None:
    said = read(message=told)
    assert (said.heard, said.chat, said.moved_to) == (Heard.MIGRATED, "-5", str(GROUP["id"]))


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"channel_post": message(chat=CHANNEL, text="x")}, "-1009"),
        ({"poll": {"id": "1"}}, ""),
        ({"inline_query": {"id": "1", "from": HOA, "query": "x", "offset": ""}}, ""),
        ({"telepathy": {"chat": GROUP}}, str(GROUP["id"])),
        ({"telepathy": ["?"]}, ""),
        ({}, ""),
    ],
)
def test_unknown_kinds_are_ignored_on_purpose(update: dict[str, Any], chat: str) -> None:
    said = read(**update)
    assert (said.heard, said.event_key, said.chat) == (Heard.IGNORED, "900", chat)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"text": "no chat, no date"}},
        {"message": None},
        {"message": message(text=["not", "words"])},
        {"callback_query": {"id": "4"}},
    ],
)
def test_a_known_kind_in_an_unknown_shape_is_an_error(update: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(**update)


@pytest.mark.parametrize("chat", [None, [], "x", {}, {"id": "7"}, {"id": True}, {"id": None}, {"type": "private"}])
def test_a_chat_of_no_proper_shape_is_no_chat(chat: object) -> None:
    assert chat_of({"update_id": 1, "message": {"chat": chat}}) == ""


def test_a_chat_id_of_fifty_two_bits_is_kept() -> None:
    assert chat_of({"message": {"chat": {"id": -(2**52)}}}) == "-4503599627370496"
