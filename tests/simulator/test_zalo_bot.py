"""The Zalo Bot API as it was documented and seen: envelopes, one update at a time, groups, caps, pushes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulator import actions, groups, zalo_ids
from simulator.errors import RefusalError
from simulator.messenger import Messenger
from simulator.model import Bot, Person
from simulator.server import serve
from tests.simulator.conftest import Clock

TOKEN = "8:local"


@dataclass
class Zalo:
    """Calls of the bot over real HTTP, answered with HTTP 200 whatever was wrong."""

    session: aiohttp.ClientSession
    url: str

    async def call(self, method: str, token: str = TOKEN, **fields: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/zalo/bot{token}/{method}", json=fields) as answer:
            assert answer.status == 200
            body: dict[str, Any] = await answer.json()
            return body

    async def update(self) -> dict[str, Any]:
        answer = await self.call("getUpdates", timeout=0)
        return answer["result"] if answer["ok"] else answer

    async def post(self, path: str, **fields: Any) -> tuple[int, Any]:
        async with self.session.post(self.url + path, json=fields) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as answer:
            return await answer.json()


@pytest.fixture
def bot(messenger: Messenger) -> Bot:
    return messenger.add_bot(TOKEN, "Bot Đúng Hạn", "bot.VDKyGxQvc", kind="zalo_bot")


@pytest.fixture
def hoa(messenger: Messenger) -> Person:
    return messenger.add_person("Lê Thị Hoa", "Phòng VH-XH", network="zalo")


@pytest.fixture
async def zalo(messenger: Messenger, bot: Bot) -> AsyncIterator[Zalo]:
    async with serve(messenger, webhook_delay=0.01) as url, aiohttp.ClientSession() as session:
        yield Zalo(session, url)


async def test_the_bot_learns_who_it_is(zalo: Zalo, bot: Bot) -> None:
    documented = {"id": "8", "account_name": "bot.VDKyGxQvc", "account_type": "BASIC", "can_join_groups": True}
    assert (await zalo.call("getMe"))["result"] == documented | {"display_name": "Bot Đúng Hạn"}
    bot.zalo.tells_display_name = False
    assert (await zalo.call("getMe"))["result"] == documented


async def test_an_update_is_one_object_and_comes_once(zalo: Zalo, messenger: Messenger, hoa: Person) -> None:
    said = [actions.send(messenger, hoa, 8, text) for text in ("một", "hai")]
    who = zalo_ids.person(hoa.id)
    assert await zalo.update() == {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": who, "display_name": "Lê Thị Hoa", "is_bot": False},
            "chat": {"id": who, "chat_type": "PRIVATE"},
            "text": "một",
            "message_id": zalo_ids.message(said[0]),
            "date": 1794790800000,
        },
    }
    assert (await zalo.update())["message"]["text"] == "hai"
    assert await zalo.update() == {"ok": False, "error_code": 408, "description": "Request timeout"}
    assert len(who) == 20
    assert int(who, 16)


async def test_updates_come_again_and_again_where_that_is_switched_on(
    zalo: Zalo, messenger: Messenger, bot: Bot, hoa: Person
) -> None:
    bot.zalo.repeats = True
    for text in ("một", "hai"):
        actions.send(messenger, hoa, 8, text)
    assert [(await zalo.update())["message"]["text"] for _ in range(4)] == ["một", "hai", "một", "hai"]


async def test_a_waiting_poll_gets_what_is_said_next(zalo: Zalo, messenger: Messenger, bot: Bot, hoa: Person) -> None:
    async with asyncio.TaskGroup() as group:
        polled = group.create_task(zalo.call("getUpdates", timeout=30))
        while not bot.updates.has_reader:  # noqa: ASYNC110 - the queue has no event for us
            await asyncio.sleep(0.001)
        actions.send(messenger, hoa, 8, "12,5")
    assert polled.result()["result"]["message"]["text"] == "12,5"


@pytest.mark.parametrize(
    ("send", "event", "fields"),
    [
        ("sticker", "message.sticker.received", {"sticker", "url"}),
        ("voice", "message.voice.received", {"voice_url", "message_type"}),
        ("location", "message.unsupported.received", set()),
        ("document", "message.unsupported.received", set()),
    ],
)
async def test_other_things_people_send(
    zalo: Zalo, messenger: Messenger, hoa: Person, send: str, event: str, fields: set[str]
) -> None:
    if send == "location":
        actions.location(messenger, hoa, 8, 20.86, 106.68)
    elif send == "document":
        actions.upload(messenger, hoa, 8, "document", b"1", "so.csv", caption="số")
    else:
        (actions.sticker if send == "sticker" else actions.voice)(messenger, hoa, 8)
    update = await zalo.update()
    assert update["event_name"] == event
    assert update["message"].keys() == {"from", "chat", "message_id", "date"} | fields


async def test_media_are_public(zalo: Zalo, messenger: Messenger, hoa: Person) -> None:
    actions.voice(messenger, hoa, 8)
    async with zalo.session.get((await zalo.update())["message"]["voice_url"]) as answer:
        assert (answer.status, await answer.read()) == (200, messenger.files.by_id["FILE000001"].data)
    async with zalo.session.get(f"{zalo.url}/zalo/media/nothing") as answer:
        assert answer.status == 404


async def test_a_group_is_heard_only_where_it_names_or_quotes_the_bot(
    zalo: Zalo, messenger: Messenger, bot: Bot, hoa: Person
) -> None:
    group = groups.create(messenger, "Ban Chỉ đạo 57", [8], hoa, "group")
    for text in ("chuyện riêng", "@Bot Khác chào", "@bot đúng hạn tonghop"):
        actions.send(messenger, hoa, group.id, text)
    update = await zalo.update()
    assert update["message"]["text"] == "@bot đúng hạn tonghop"
    assert update["message"]["chat"] == {"id": zalo_ids.group(group.id), "chat_type": "GROUP"}
    await zalo.call("sendMessage", chat_id=zalo_ids.group(group.id), text="Bản tin")
    quoted = actions.messages(messenger, hoa, group.id)[-1]
    actions.send(messenger, hoa, group.id, "đúng rồi", reply_to=quoted.id)
    assert (await zalo.update())["message"]["text"] == "đúng rồi"
    assert messenger.pending_updates(TOKEN) == 0


@pytest.mark.parametrize(
    ("method", "fields", "code"),
    [
        ("sendMessage", {"text": "x"}, 404),
        ("sendMessage", {"chat_id": "nobody", "text": "x"}, 404),
        ("sendMessage", {"text": ""}, 400),
        ("sendMessage", {"text": " \n"}, 400),
        ("sendMessage", {"text": "ố" * 2001}, 400),
        ("sendPhoto", {"photo": "https://example.org/a.png"}, 400),
        ("sendPhoto", {"photo": "http://127.0.0.1:9/a.png"}, 400),
        ("sendPhoto", {"photo": "x", "caption": "x" * 2001}, 400),
        ("sendChatAction", {"action": "upload_photo"}, 400),
        ("setWebhook", {"url": "http://example.org/", "secret_token": "12345678"}, 400),
        ("setWebhook", {"url": "https://example.org/", "secret_token": "1234567"}, 400),
        ("setWebhook", {"url": "https://example.org/"}, 400),
        ("getWebhookInfo", {}, 404),
        ("sendmessage", {"text": "x"}, 400),  # names are case sensitive
        ("sendDocument", {}, 400),
        ("editMessageText", {}, 400),
    ],
)
async def test_a_refusal_is_an_envelope(
    zalo: Zalo, messenger: Messenger, hoa: Person, method: str, fields: dict[str, Any], code: int
) -> None:
    actions.send(messenger, hoa, 8, "chào em")
    named = method.startswith("send") and code == 400
    answer = await zalo.call(method, **({"chat_id": zalo_ids.person(hoa.id)} if named else {}), **fields)
    assert (answer["ok"], answer["error_code"], "result" in answer) == (False, code, False)


async def test_the_longest_text_still_goes(zalo: Zalo, messenger: Messenger, hoa: Person) -> None:
    actions.send(messenger, hoa, 8, "chào em")
    sent = await zalo.call("sendMessage", chat_id=zalo_ids.person(hoa.id), text="ố" * 2000)
    assert sent["result"]["message_id"] == zalo_ids.message(actions.messages(messenger, hoa, 8)[-1])


async def test_a_token_of_another_messenger_is_no_token(zalo: Zalo, messenger: Messenger) -> None:
    messenger.add_bot("7:local", "Đúng Hạn", "dunghan_bot")
    for token in ("7:local", "8:other", "9:local"):
        assert (await zalo.call("getMe", token))["error_code"] == 401
    async with zalo.session.post(f"{zalo.url}/bot{TOKEN}/getMe") as answer:
        assert answer.status == 401


async def test_the_free_plan_carries_so_many_messages_a_month(
    zalo: Zalo, messenger: Messenger, bot: Bot, hoa: Person, clock: Clock
) -> None:
    bot.zalo.messages = 2
    actions.send(messenger, hoa, 8, "chào em")
    who = zalo_ids.person(hoa.id)
    answers = [await zalo.call("sendMessage", chat_id=who, text="x") for _ in range(3)]
    assert [one["ok"] for one in answers] == [True, True, False]
    assert answers[2] == {"ok": False, "error_code": 429, "description": "Quota exceeded"}
    clock.pass_seconds(14 * 24 * 3600 + 15.5 * 3600)  # 30 November, half past eleven at night in Vietnam
    assert not (await zalo.call("sendMessage", chat_id=who, text="x"))["ok"]
    clock.pass_seconds(1800)
    assert (await zalo.call("sendMessage", chat_id=who, text="x"))["ok"]
    bot.zalo.messages = None
    assert all([(await zalo.call("sendMessage", chat_id=who, text="x"))["ok"] for _ in range(9)])


async def test_the_free_plan_carries_so_many_people_and_groups(
    zalo: Zalo, messenger: Messenger, bot: Bot, hoa: Person
) -> None:
    bot.zalo.users, bot.zalo.groups = 1, 1
    late = messenger.add_person("Vũ Đức Long", network="zalo")
    made = [groups.create(messenger, title, [8], hoa, "group") for title in ("A", "B")]
    for who, chat in ((hoa, 8), (late, 8), (hoa, made[0].id), (hoa, made[1].id)):
        actions.send(messenger, who, chat, "@Bot Đúng Hạn x")
    assert messenger.pending_updates(TOKEN) == 2
    allowed = [zalo_ids.person(hoa.id), zalo_ids.group(made[0].id)]
    refused = [zalo_ids.person(late.id), zalo_ids.group(made[1].id)]
    assert [(await zalo.call("sendMessage", chat_id=one, text="x"))["ok"] for one in allowed] == [True, True]
    assert [(await zalo.call("sendMessage", chat_id=one, text="x"))["error_code"] for one in refused] == [429, 429]


@pytest.mark.parametrize(("kind", "code"), [("too_many", 429), ("forbidden", 403), ("unauthorized", 401)])
async def test_a_refusal_made_on_purpose_is_worded_by_zalo(
    zalo: Zalo, messenger: Messenger, hoa: Person, kind: str, code: int
) -> None:
    actions.send(messenger, hoa, 8, "chào em")
    await zalo.post("/faults", kind=kind, chat=hoa.id)
    answer = await zalo.call("sendMessage", chat_id=zalo_ids.person(hoa.id), text="x")
    assert (answer["error_code"], "parameters" in answer) == (code, False)
    assert (await zalo.call("sendMessage", chat_id=zalo_ids.person(hoa.id), text="x"))["ok"]


@dataclass
class Receiver:
    """A bot's own server; keeps what was posted to it, the first probe too."""

    url: str = ""
    posts: asyncio.Queue[tuple[bytes, str | None]] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        self.posts.put_nowait((await request.read(), request.headers.get("X-Bot-Api-Secret-Token")))
        return web.Response()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_webhook_is_probed_and_then_told(
    zalo: Zalo, receiver: Receiver, messenger: Messenger, bot: Bot, hoa: Person, wrapped: bool
) -> None:
    bot.zalo.wrapped, bot.zalo.photo_field = wrapped, "photo_url"
    assert (await zalo.call("setWebhook", url=receiver.url, secret_token="s3-cret-8"))["result"]["url"] == receiver.url
    assert (await zalo.call("getWebhookInfo"))["result"]["url"] == receiver.url
    assert not (await zalo.call("getUpdates", timeout=0))["ok"]
    assert await receiver.posts.get() == (b"", None)
    actions.upload(messenger, hoa, 8, "photo", messenger.files.by_id[_square(messenger)].data, "a.png", caption="x")
    body, secret = await receiver.posts.get()
    said = json.loads(body)
    update = said["result"] if wrapped else said
    assert (secret, said.get("ok")) == ("s3-cret-8", True if wrapped else None)
    assert update["event_name"] == "message.image.received"
    assert update["message"]["photo_url"].startswith(f"{zalo.url}/zalo/media/photos/")
    assert (await zalo.call("deleteWebhook"))["result"]["url"] == ""


def _square(messenger: Messenger) -> str:
    return str(messenger.files.sticker()["file_id"])


async def test_people_see_bots_of_their_own_network_only(zalo: Zalo, messenger: Messenger, hoa: Person) -> None:
    messenger.add_bot("7:local", "Đúng Hạn", "dunghan_bot")
    _, an = await zalo.post("/phone/people", name="Nguyễn Văn An", network="telegram")
    assert (an["network"], (await zalo.get("/phone/people"))[0]["network"]) == ("telegram", "zalo")
    shown = [(one["id"], one["kind"], one["network"]) for one in await zalo.get("/phone/bots")]
    assert shown == [(8, "zalo_bot", "zalo"), (7, "telegram", "telegram")]
    statuses = [
        (await zalo.post("/phone/send", person=person, chat=chat, text="x"))[0]
        for person, chat in ((hoa.id, 8), (hoa.id, 7), (an["id"], 7), (an["id"], 8))
    ]
    assert statuses == [200, 404, 200, 404]
    assert (await zalo.post("/phone/people", name="X", network="viber"))[0] == 400


async def test_what_zalo_has_not_is_refused(zalo: Zalo, messenger: Messenger, hoa: Person) -> None:
    said = actions.send(messenger, hoa, 8, "chào em")
    refused = {"error": "Zalo has no such thing"}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("edit", {"chat": 8, "message_id": said.id, "text": "khác"}),
        ("start", {"bot": 8, "payload": "7F3K9Q"}),
        ("contact", {"chat": 8, "phone": "0900", "first_name": "Hoa"}),
    ]
    for call, fields in calls:
        assert await zalo.post(f"/phone/{call}", person=hoa.id, **fields) == (400, refused)


def test_a_group_is_of_one_network(messenger: Messenger, bot: Bot, hoa: Person) -> None:
    an = messenger.add_person("Nguyễn Văn An")
    with pytest.raises(RefusalError, match="one network"):
        groups.create(messenger, "A", [an.id], hoa, "group")
    group = groups.create(messenger, "A", [], hoa, "group")
    with pytest.raises(RefusalError, match="not found"):
        groups.add(messenger, group, hoa, an)
    with pytest.raises(RefusalError, match="supergroup"):
        groups.migrate(messenger, group)


def test_a_bot_of_zalo_is_called_bot_something(messenger: Messenger) -> None:
    with pytest.raises(ValueError, match="begin with Bot"):
        messenger.add_bot("9:local", "Đúng Hạn", "x", kind="zalo_bot")


def test_an_official_account_sees_other_ids_than_the_next(hoa: Person) -> None:
    ids = {zalo_ids.person_of_oa(oa, hoa.id) for oa in (8, 9)}
    assert len(ids) == 2
    assert all(len(one) == 19 and one.isdecimal() for one in ids)
