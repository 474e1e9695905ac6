"""Phones: what people do and see, over HTTP, as the page does it."""

import asyncio
import io
import json
from typing import Any

import aiohttp
import pytest
from PIL import Image

from simulator import actions
from simulator.messenger import Messenger
from simulator.model import Person
from tests.simulator.conftest import Wire


def picture(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(kept, "PNG")
    return kept.getvalue()


def form(**fields: Any) -> aiohttp.FormData:
    filled = aiohttp.FormData()
    for name, value in fields.items():
        if isinstance(value, bytes):
            filled.add_field(name, value, filename="anh.png", content_type="image/png")
        else:
            filled.add_field(name, str(value))
    return filled


async def heard(wire: Wire) -> dict[str, Any]:
    """The last message the bot got."""
    message: dict[str, Any] = (await wire.updates(offset=-1))[0]["message"]
    return message


async def test_a_link_opens_the_chat_with_its_payload(wire: Wire, mai: Person) -> None:
    status, shown = await wire.post("/phone/start", person=mai.id, bot=7, payload="7F3K9Q")
    assert (status, shown["chat"], shown["text"]) == (200, 7, "/start 7F3K9Q")
    message = await heard(wire)
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["chat"] == {"id": mai.id, "type": "private", "first_name": "Trần Thị Mai"}


async def test_a_chat_list_tells_last_and_unread(wire: Wire, mai: Person) -> None:
    await wire.post("/phone/start", person=mai.id, bot=7)
    await wire.bot("sendMessage", chat_id=mai.id, text="Chào chị")
    _, people = await wire.get("/phone/people")
    (chat,) = people[0]["chats"]
    assert people[0]["label"] == "Cán bộ đầu mối"
    assert (chat["id"], chat["title"], chat["kind"]) == (7, "Đúng Hạn", "private")
    assert (chat["last"], chat["unread"]) == ("Chào chị", 1)
    await wire.get(f"/phone/messages?person={mai.id}&chat=7")
    _, people = await wire.get("/phone/people")
    assert people[0]["chats"][0]["unread"] == 0


async def test_a_message_has_every_promised_field(wire: Wire, mai: Person) -> None:
    await wire.post("/phone/start", person=mai.id, bot=7)
    keyboard = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "s"}, {"text": "Mở", "url": "https://x.vn"}]]}
    await wire.bot("sendMessage", chat_id=mai.id, text="?", reply_markup=keyboard, reply_to_message_id=1)
    _, messages = await wire.get(f"/phone/messages?person={mai.id}&chat=7")
    assert messages[1] == {
        "id": 2,
        "chat": 7,
        "at": "2026-11-16T01:00:00+00:00",
        "from": {"id": 7, "name": "Đúng Hạn", "is_bot": True},
        "text": "?",
        "buttons": [[{"text": "Gửi", "data": "s", "url": None}, {"text": "Mở", "data": None, "url": "https://x.vn"}]],
        "kind": "text",
        "file": None,
        "file_name": None,
        "reply_to": 1,
        "edited": False,
        "deleted": False,
    }


async def test_a_tap_gets_the_answer_of_the_bot(wire: Wire, messenger: Messenger, mai: Person) -> None:
    await wire.post("/phone/start", person=mai.id, bot=7)
    keyboard = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "s"}]]}
    await wire.bot("sendMessage", chat_id=mai.id, text="?", reply_markup=keyboard)
    await wire.updates(offset=-1, allowed_updates=["callback_query"])
    tap = {"person": mai.id, "chat": 7, "message_id": 2, "data": "s"}
    async with asyncio.TaskGroup() as group:
        tapped = group.create_task(wire.post("/phone/tap", wait=60, **tap))
        update = (await wire.updates(offset=500_000_002, timeout=50))[0]
        await wire.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="Đã gửi")
    assert tapped.result() == (200, {"answer": "Đã gửi"})
    assert await wire.post("/phone/tap", wait=0, **tap) == (200, {"answer": None})
    assert (await wire.post("/phone/tap", **tap | {"data": "x"}))[0] == 404


async def test_a_photo_comes_in_several_sizes_and_albums_hold_together(wire: Wire, mai: Person) -> None:
    for _ in range(2):
        sent = form(person=mai.id, chat=7, kind="photo", caption="Nhà văn hóa", album="a1", file=picture(1000, 500))
        async with wire.session.post(wire.url + "/phone/upload", data=sent) as answer:
            shown = await answer.json()
    message = await heard(wire)
    assert [(size["width"], size["height"]) for size in message["photo"]] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1000, 500),
    ]
    assert (message["caption"], message["media_group_id"]) == ("Nhà văn hóa", "a1")
    async with wire.session.get(f"{wire.url}/phone/files/{shown['file']}") as answer:
        assert answer.content_type == "image/jpeg"
        assert Image.open(io.BytesIO(await answer.read())).size == (1000, 500)


async def test_a_document_reaches_the_bot_and_is_never_opened_as_a_page(wire: Wire, mai: Person) -> None:
    page = form(person=mai.id, chat=7, kind="document")
    page.add_field("file", b"<script>", filename="x.html", content_type="text/html")
    async with wire.session.post(wire.url + "/phone/upload", data=page) as answer:
        shown = await answer.json()
    assert (await heard(wire))["document"]["file_name"] == shown["file_name"] == "x.html"
    async with wire.session.get(f"{wire.url}/phone/files/{shown['file']}") as answer:
        assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("call", "fields", "field", "part"),
    [
        ("contact", {"phone": "+84912", "first_name": "Mai", "user_id": 1001}, "contact", {"user_id": 1001}),
        ("location", {"latitude": 20.86, "longitude": 106.68}, "location", {"latitude": 20.86}),
        ("sticker", {}, "sticker", {"type": "regular"}),
        ("voice", {}, "voice", {"mime_type": "audio/ogg"}),
    ],
)
async def test_other_things_people_send(
    wire: Wire, mai: Person, call: str, fields: dict[str, Any], field: str, part: dict[str, Any]
) -> None:
    status, shown = await wire.post(f"/phone/{call}", person=mai.id, chat=7, **fields)
    assert (status, shown["kind"]) == (200, call)
    assert part.items() <= (await heard(wire))[field].items()


async def test_blocking_is_told_to_the_bot_and_start_lifts_it(wire: Wire, mai: Person) -> None:
    await wire.post("/phone/start", person=mai.id, bot=7)
    await wire.post("/phone/block", person=mai.id, bot=7)
    refused = {"error": "Trần Thị Mai has blocked this bot"}
    assert await wire.post("/phone/send", person=mai.id, chat=7, text="x") == (403, refused)
    await wire.post("/phone/start", person=mai.id, bot=7)
    told = [update["my_chat_member"] for update in await wire.updates() if "my_chat_member" in update]
    assert [one["new_chat_member"]["status"] for one in told] == ["kicked", "member"]


async def test_groups_are_made_joined_and_moved(wire: Wire, mai: Person, an: Person) -> None:
    _, group = await wire.post("/phone/groups", title="Lãnh đạo", kind="group", people=[an.id, 7], by=mai.id)
    _, new = await wire.post("/phone/people", name="Lê Hoa", label="Phòng VH-XH")
    assert await wire.post("/phone/members", chat=group["id"], by=mai.id, add=new["id"]) == (200, {})
    assert await wire.post("/phone/members", chat=group["id"], by=mai.id, remove=an.id) == (200, {})
    status, _ = await wire.post("/phone/send", person=an.id, chat=group["id"], text="x")
    assert status == 403
    _, moved = await wire.post("/phone/migrate", chat=group["id"])
    _, people = await wire.get("/phone/people")
    assert [[chat["id"] for chat in one["chats"]] for one in people] == [[moved["id"]], [], [moved["id"]]]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"person": 4040, "chat": 7, "text": "x"}, 404),
        ({"person": 1001, "chat": 8, "text": "x"}, 404),
        ({"person": 1001, "chat": -2001, "text": "x"}, 404),
        ({"person": 1001, "chat": 7, "text": " "}, 400),
        ({"person": "Mai", "chat": 7, "text": "x"}, 400),
        ({"chat": 7, "text": "x"}, 400),
        ({"person": 1001, "chat": 7, "text": "x", "reply_to": 99}, 404),
    ],
)
async def test_a_wrong_call_is_refused(wire: Wire, mai: Person, fields: dict[str, Any], status: int) -> None:
    answer = await wire.post("/phone/send", **fields)
    assert (answer[0], list(answer[1])) == (status, ["error"])


async def test_events_tell_every_change(wire: Wire, messenger: Messenger, mai: Person) -> None:
    async with wire.session.get(wire.url + "/phone/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        said = actions.send(messenger, mai, 7, "9,1")
        actions.edit(messenger, mai, 7, said.id, "91")
        await wire.bot("sendChatAction", chat_id=mai.id, action="typing")
        sent = await wire.bot("sendMessage", chat_id=mai.id, text="?")
        await wire.bot("deleteMessage", chat_id=mai.id, message_id=sent["result"]["message_id"])
        told = [_event(await stream.content.readuntil(b"\n\n")) for _ in range(6)]
    assert [name for name, _ in told] == ["chat", "message", "edited", "typing", "message", "deleted"]
    assert (told[1][1]["chat"], told[1][1]["people"], told[1][1]["message"]["text"]) == (7, [mai.id], "9,1")
    assert (told[2][1]["message"]["text"], told[2][1]["message"]["edited"]) == ("91", True)
    assert told[5][1] == {"chat": 7, "people": [mai.id], "message_id": 2}


def _event(raw: bytes) -> tuple[str, dict[str, Any]]:
    name, data = raw.decode().strip().split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
