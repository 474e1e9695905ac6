"""What is understood of an OA's events, also of those whose shape nobody promised."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.zalo_oa_reading import Reader, group_of, stored
from domain.chat import Heard

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AT = str(int((NOW - timedelta(minutes=1)).timestamp() * 1000))
OA, PERSON, GROUP = "388613280878808645", "246845883529197922", "f414c8f76fa586fbdfb4"
READER = Reader("zalo_oa", OA, "UBND phường Hồng Bàng", NOW)


def event(name: str = "user_send_text", **more: Any) -> dict[str, Any]:
    """As the documents show it; a keyword of None takes a field away."""
    whole = {
        "app_id": "360846524940903967",
        "sender": {"id": PERSON},
        "recipient": {"id": OA},
        "user_id_by_app": "552177279717587730",
        "event_name": name,
        "message": {"text": "187/200", "msg_id": "96d3cdf3af150460909"},
        "timestamp": AT,
    } | more
    return {key: value for key, value in whole.items() if value is not None}


def read(**what: Any) -> Any:
    raw = event(**what)
    heard = READER.read(json.dumps(raw))
    update = stored(raw, OA)
    assert (heard.event_key, heard.chat) == (update.event_key, update.chat), "the store knows it before reading"
    assert READER.read(update.raw) == heard, "what is stored says the same"
    return heard


def message(**more: Any) -> dict[str, Any]:
    return {"msg_id": "m1", **more}


def attached(kind: str, **payload: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "payload": payload}]


def test_a_text_says_who_when_and_what() -> None:
    heard = read(message=message(text="Báo cáo: 187/200", quote_msg_id="m0"))
    assert (heard.heard, heard.text) == (Heard.TEXT, "Báo cáo: 187/200")
    assert (heard.chat, heard.sender, heard.is_group, heard.sender_name) == (PERSON, PERSON, False, "")
    assert (heard.message, heard.reply_to, heard.event_key) == ("m1", "m0", "user_send_text:m1")
    assert heard.sent_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("quote", [{"quote_msg_id": "m0"}, {"quote_msg": {"msg_id": "m0", "text": "1/6"}}])
def test_a_quoted_message_is_known_by_its_id(quote: dict[str, Any]) -> None:
    assert read(message=message(text="12", **quote)).reply_to == "m0"


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("#send:12", Heard.BUTTON, "send:12"),
        ("#" + "x" * 64, Heard.BUTTON, "x" * 64),
        ("#" + "x" * 65, Heard.TEXT, "#" + "x" * 65),
        ("#" + "ố" * 30, Heard.TEXT, "#" + "ố" * 30),
        ("#send:12 nhé", Heard.TEXT, "#send:12 nhé"),
        ("gõ #send:12", Heard.TEXT, "gõ #send:12"),
        ("#send:12\n", Heard.TEXT, "#send:12\n"),
        ("#", Heard.TEXT, "#"),
        ("# 12", Heard.TEXT, "# 12"),
    ],
)
def test_a_tap_is_a_text_of_exactly_our_form(said: str, kind: Heard, text: str) -> None:
    heard = read(message=message(text=said))
    assert (heard.heard, heard.text) == (kind, text)


PHOTO = "https://photo-stal-1.zdn.vn/a.jpg"


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("user_send_image", {"attachments": attached("image", url=PHOTO)}, (Heard.PHOTO, "", (PHOTO,), "", 0)),
        (
            "user_send_image",
            {"text": "ảnh", "attachments": attached("image", url=PHOTO, thumbnail="x")},
            (Heard.PHOTO, "ảnh", (PHOTO,), "", 0),
        ),
        (
            "user_send_file",
            {"attachments": attached("file", url=PHOTO, name="Biểu.xlsx", size="2048", checksum="…")},
            (Heard.DOCUMENT, "", (PHOTO,), "Biểu.xlsx", 2048),
        ),
        (
            "user_send_location",
            {"attachments": attached("location", coordinates={"latitude": "20.8561", "longitude": "106.6822"})},
            (Heard.LOCATION, "20.8561,106.6822", (), "", 0),
        ),
        ("user_send_location", {"attachments": attached("location")}, (Heard.OTHER_CONTENT, "", (), "", 0)),
        ("user_send_link", {"text": "https://a.vn"}, (Heard.TEXT, "https://a.vn", (), "", 0)),
        ("user_send_link", {}, (Heard.OTHER_CONTENT, "", (), "", 0)),
        ("user_send_business_card", {"text": "0912345678"}, (Heard.CONTACT, "", (), "", 0)),
        ("user_send_sticker", {}, (Heard.OTHER_CONTENT, "", (), "", 0)),
        ("user_send_audio", {}, (Heard.OTHER_CONTENT, "", (), "", 0)),
        ("user_send_video", {}, (Heard.OTHER_CONTENT, "", (), "", 0)),
        ("user_send_something_new", {"text": "?"}, (Heard.IGNORED, "?", (), "", 0)),
        ("user_send_image", {"attachments": "none"}, (Heard.PHOTO, "", (), "", 0)),
        ("user_send_image", {"attachments": [7, None]}, (Heard.PHOTO, "", (), "", 0)),
        ("user_send_image", {"attachments": attached("image", url="x" * 3000)}, (Heard.PHOTO, "", (), "", 0)),
        ("user_send_file", {"attachments": attached("file", url=7, size=-1)}, (Heard.DOCUMENT, "", (), "", 0)),
    ],
)
def test_each_kind_of_message(name: str, said: dict[str, Any], expected: tuple[Any, ...]) -> None:
    heard = read(name=name, message=message(**said))
    assert (heard.heard, heard.text, heard.files, heard.file_name, heard.file_size) == expected
    in_group = read(name=name.replace("user_send_", "user_send_group_"), message=message(**said), group_id=GROUP)
    assert (in_group.heard, in_group.is_group, in_group.chat) == (expected[0], True, f"g:{GROUP}")


@pytest.mark.parametrize(
    ("place", "more"),
    [
        ("group_id", {"group_id": GROUP}),
        ("group_info.group_id", {"group_info": {"group_id": GROUP}}),
        ("recipient.group_id", {"recipient": {"id": OA, "group_id": GROUP}}),
        ("message.group_id", {"message": message(group_id=GROUP)}),
        ("message.conversation_id", {"message": message(conversation_id=GROUP)}),
        ("conversation_id", {"conversation_id": GROUP}),
        ("conversation.id", {"conversation": {"id": GROUP}}),
        ("recipient.id", {"recipient": {"id": GROUP}}),
    ],
)
def test_the_groups_id_is_found_wherever_it_stands(place: str, more: dict[str, Any]) -> None:
    heard = read(name="user_send_group_text", **more)
    assert (heard.chat, heard.is_group, heard.sender) == (f"g:{GROUP}", True, PERSON)
    assert group_of(event("user_send_group_text", **more), OA) == (place, GROUP)


def test_a_group_event_without_a_group_is_nobodys() -> None:
    heard = read(name="user_send_group_text")  # the recipient is the OA itself
    assert (heard.heard, heard.chat) == (Heard.IGNORED, "")


@pytest.mark.parametrize(
    ("said", "text", "mentions"),
    [
        ("@UBND phường Hồng Bàng tổng hợp", "tổng hợp", True),
        ("tổng hợp @ubnd phường hồng bàng", "tổng hợp", True),
        ("@UBND phường Hồng Bàngg tổng hợp", "@UBND phường Hồng Bàngg tổng hợp", False),
        ("/tonghop", "/tonghop", False),
    ],
)
def test_in_a_group_we_are_called_by_name(said: str, text: str, mentions: bool) -> None:
    heard = read(name="user_send_group_text", message=message(text=said), group_id=GROUP)
    assert (heard.text, heard.mentions_bot) == (text, mentions)


@pytest.mark.parametrize(
    ("name", "heard"),
    [("follow", Heard.UNBLOCKED), ("unfollow", Heard.BLOCKED)],
)
def test_following_and_unfollowing(name: str, heard: Heard) -> None:
    told = {"event_name": name, "oa_id": OA, "follower": {"id": PERSON}, "app_id": "3", "timestamp": AT}
    read = READER.read(json.dumps(told))
    assert (read.heard, read.chat, read.is_group) == (heard, PERSON, False)


@pytest.mark.parametrize(("name", "heard"), [("create_group", Heard.JOINED), ("delete_group", Heard.LEFT)])
def test_a_group_of_our_own_comes_and_goes(name: str, heard: Heard) -> None:
    read = READER.read(json.dumps({"event_name": name, "oa_id": OA, "group_id": GROUP, "timestamp": AT}))
    assert (read.heard, read.chat, read.is_group) == (heard, f"g:{GROUP}", True)


@pytest.mark.parametrize(
    "name",
    [
        "oa_send_text",
        "oa_send_group_text",
        "user_received_message",
        "user_seen_message",
        "user_submit_info",
        "user_join_group",
        "add_group_admin",
        "shop_has_order",
    ],
)
def test_what_means_nothing_to_us_is_ignored(name: str) -> None:
    assert read(name=name, group_id=GROUP).heard is Heard.IGNORED


@pytest.mark.parametrize("raw", ["", "null", "[]", "{}", "12", "{", '{"event_name":7}', '{"event_name":"A b"}'])
def test_what_is_not_an_event_is_an_error(raw: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        READER.read(raw)


@pytest.mark.parametrize(
    "odd",
    [
        {"sender": None},
        {"sender": "x"},
        {"sender": {"id": None}},
        {"sender": {"id": ["1"]}},
        {"sender": {"id": "một hai"}},
        {"sender": {"id": "1" * 101}},
        {"sender": {"id": OA}},
        {"message": None},
        {"message": []},
        {"message": {"text": "12"}},
        {"message": {"text": "12", "msg_id": "a b"}},
        {"message": {"text": "12", "msg_id": {"$ne": 1}}},
    ],
    ids=str,
)
def test_ids_of_unexpected_shape_are_not_acted_upon(odd: dict[str, Any]) -> None:
    assert read(**odd).heard is Heard.IGNORED


@pytest.mark.parametrize("timestamp", [None, "", "soon", {}, "9" * 40])
def test_a_moment_that_cannot_be_read_is_now(timestamp: Any) -> None:
    assert read(timestamp=timestamp).sent_at == NOW


def test_numbers_are_as_good_as_text() -> None:
    heard = read(sender={"id": int(PERSON)}, timestamp=int(AT))
    assert (heard.sender, heard.sent_at) == (PERSON, NOW - timedelta(minutes=1))


def test_a_repetition_has_the_same_key_and_another_event_another() -> None:
    follow = {"event_name": "follow", "follower": {"id": PERSON}, "timestamp": AT}
    assert stored(follow, OA) == stored(dict(reversed(follow.items())), OA) or (
        stored(follow, OA).event_key == stored(dict(reversed(follow.items())), OA).event_key
    )
    assert stored(follow, OA).event_key != stored(follow | {"timestamp": "1"}, OA).event_key
    assert stored(event(), OA).event_key != stored(event("user_seen_message"), OA).event_key


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "ố", 7, None, {"a": 1}])
def test_no_text_chokes_a_database(text: Any) -> None:
    heard = read(message=message(text=text))
    heard.text.encode()
    assert "\0" not in heard.text
    assert stored(event(message=message(text=text)), OA).raw.isascii()
