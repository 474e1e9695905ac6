"""Zalo's events as they were documented and as they were captured, read into what was heard."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from channels.zalo_bot_reading import Facts, Reader, stored
from domain.chat import Heard, Inbound

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WHO = "6ede9afa66b88fe6d6a9"

# The two samples of design/platforms.md 1.4: the vendor's documentation, and a capture of 10/09/2026.
DOCUMENTED = """{"ok":true,"result":{"event_name":"message.text.received","message":{
  "from":{"id":"6ede9afa66b88fe6d6a9","display_name":"Ted","is_bot":false},
  "chat":{"id":"6ede9afa66b88fe6d6a9","chat_type":"PRIVATE"},
  "text":"Xin chào","message_id":"2d758cb5e222177a4e35","date":1750316131602}}}"""
CAPTURED = """{"event_name":"message.image.received","message":{"date":1789033572455,
  "chat":{"chat_type":"PRIVATE","id":"a1b2c3d4e5f60718293a"},"message_id":"m1a2b3c4d5e6f7081920",
  "from":{"id":"a1b2c3d4e5f60718293a","is_bot":false,"display_name":"Hoa"},
  "photo_url":"https://photo-stal-1.zdn.vn/x.jpg","caption":"nhà văn hóa","message_type":"CHAT_PHOTO"}}"""


def reader(name: str = "Bot Đúng Hạn") -> Reader:
    return Reader("zalo_bot", name, NOW, Facts())


def event(kind: str = "text", chat_type: str = "PRIVATE", **fields: Any) -> dict[str, Any]:
    message = {
        "from": {"id": WHO, "display_name": "Lê Thị Hoa", "is_bot": False},
        "chat": {"id": WHO if chat_type == "PRIVATE" else "9f9f9f9f9f9f9f9f9f9f", "chat_type": chat_type},
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
    }
    return {"event_name": f"message.{kind}.received", "message": message | fields}


def heard(body: object, name: str = "Bot Đúng Hạn") -> Inbound:
    return reader(name).read(json.dumps(body))


def test_the_documented_body() -> None:
    assert reader().read(DOCUMENTED) == Inbound(
        channel="zalo_bot",
        event_key="message.text.received:2d758cb5e222177a4e35",
        chat=WHO,
        heard=Heard.TEXT,
        sent_at=datetime(2025, 6, 19, 6, 55, 31, 602000, tzinfo=UTC),
        text="Xin chào",
        sender=WHO,
        sender_name="Ted",
        message="2d758cb5e222177a4e35",
    )


def test_the_captured_body() -> None:
    said = reader().read(CAPTURED)
    assert (said.heard, said.text) == (Heard.PHOTO, "nhà văn hóa")
    assert said.files == ("https://photo-stal-1.zdn.vn/x.jpg",)
    assert said.event_key == "message.image.received:m1a2b3c4d5e6f7081920"


@pytest.mark.parametrize(
    ("body", "expected", "text"),
    [
        (event("text", text="12,5"), Heard.TEXT, "12,5"),
        (event("text"), Heard.TEXT, ""),
        (event("text", text="o\u0302\u0301 \0"), Heard.TEXT, "ố "),
        (event("image", photo="https://a.zdn.vn/x.jpg"), Heard.PHOTO, ""),
        (event("image", photo="https://a.zdn.vn/x.jpg", caption="số"), Heard.PHOTO, "số"),
        (event("image", caption="không có ảnh"), Heard.OTHER_CONTENT, ""),
        (event("sticker", sticker="0e078a2fb66a5f34067b", url="https://x"), Heard.OTHER_CONTENT, ""),
        (event("voice", voice_url="https://a.zdn.vn/x.aac", message_type="CHAT_VOICE"), Heard.OTHER_CONTENT, ""),
        (event("unsupported"), Heard.OTHER_CONTENT, ""),  # a link, a file, a child's account
        (event("hologram", text="x"), Heard.OTHER_CONTENT, ""),
        ({"event_name": "message.unsupported.received"}, Heard.IGNORED, ""),
        ({"event_name": "message.unsupported.received", "message": None}, Heard.IGNORED, ""),
        ({"event_name": "bot.renamed", "message": {"strange": 1}}, Heard.IGNORED, ""),
    ],
)
def test_what_people_send(body: dict[str, Any], expected: Heard, text: str) -> None:
    for wrapped in (body, {"ok": True, "result": body}):
        said = heard(wrapped)
        assert (said.heard, said.text) == (expected, text)
        assert stored(wrapped).event_key == said.event_key


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("@Bot Đúng Hạn LK 7F3K9Q", "LK 7F3K9Q"),
        ("@bot đúng hạn, tonghop", "tonghop"),
        ("tonghop @Bot Đúng Hạn", "tonghop"),
        ("@Bot  Đúng\u00a0Hạn: tonghop", "tonghop"),
        ("@Bot Đu\u0301ng Ha\u0323n tonghop", "tonghop"),
        ("@Bot Đúng Hạn", ""),
        ("@Bot Đúng Hạnh tonghop", "@Bot Đúng Hạnh tonghop"),
        ("trả lời tin của bot", "trả lời tin của bot"),  # a quoted reply mentions nobody
    ],
)
def test_the_bots_name_is_taken_out_of_what_a_group_says(said: str, text: str) -> None:
    for kind, field in (("text", "text"), ("image", "caption")):
        got = heard(event(kind, "GROUP", **{field: said, "photo": "https://a.zdn.vn/x.jpg"}))
        assert (got.text, got.is_group, got.mentions_bot) == (text, True, True)
    alone = heard(event("text", text=said))
    assert (alone.text.split(), alone.mentions_bot) == (alone.text.split(), False)


def test_without_a_name_nothing_is_taken_out() -> None:
    assert heard(event("text", "GROUP", text="@Bot Đúng Hạn x"), name="").text == "@Bot Đúng Hạn x"


BAD_IDS = [7, None, True, "", "a b", "x" * 65, "a/b", "a\n", ["a"], {"id": "a"}]


@pytest.mark.parametrize("bad", BAD_IDS)
@pytest.mark.parametrize("where", ["chat", "from", "message_id"])
def test_an_id_of_unexpected_shape_is_an_error_that_repeats_nothing(where: str, bad: Any) -> None:
    body = event("text", text="mật khẩu 123")
    body["message"][where] = bad if where == "message_id" else body["message"][where] | {"id": bad}
    kept = stored(body)
    with pytest.raises(ValueError, match=r".+") as failed:
        reader().read(kept.raw)
    assert "mật khẩu" not in str(failed.value)
    assert len(kept.event_key) < 100
    assert kept.chat == ("" if where == "chat" else WHO)


@pytest.mark.parametrize(
    "fields",
    [
        {"date": 1750316131},  # seconds
        {"date": "1750316131602"},
        {"date": 10**20},
        {"date": None},
        {"text": 5},
        {"text": ["mật khẩu 123"]},
        {"chat": {"id": WHO, "chat_type": "CHANNEL"}},
        {"from": "Hoa"},
    ],
)
def test_a_message_of_another_shape_is_an_error(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as failed:
        heard(event("text", **fields))
    assert "mật khẩu" not in str(failed.value)  # it is logged


@pytest.mark.parametrize(
    "body", [{"result": None}, {"result": []}, {"ok": True}, {"event_name": 5}, {"event_name": "A B"}, [], 5, None]
)
def test_what_is_no_event_is_not_even_stored(body: object) -> None:
    with pytest.raises(ValueError, match="not an event"):
        stored(body)


def test_two_events_without_a_message_are_told_apart() -> None:
    one = stored({"event_name": "message.unsupported.received", "at": 1})
    other = stored({"event_name": "message.unsupported.received", "at": 2})
    assert one.event_key != other.event_key
    assert one.raw.isascii()


def test_how_zalo_words_things_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    same = reader()
    for raw in (DOCUMENTED, CAPTURED, DOCUMENTED, CAPTURED):
        same.read(raw)
    told = [one.getMessage() for one in caplog.records]
    assert len(told) == 3
    assert ["wrapped" in told[0], "bare" in told[1], "photo_url" in told[2]] == [True] * 3
    assert "Xin chào" not in caplog.text
