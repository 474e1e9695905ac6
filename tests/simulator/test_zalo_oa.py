"""The OA API as it was documented and seen: errors under HTTP 200, tokens that work once, windows, groups, uploads."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulator import actions, zalo_ids, zalo_oa
from simulator.messenger import Messenger
from simulator.model import Bot, Person
from simulator.server import serve
from tests.simulator.conftest import Clock

PNG = b"\x89PNG\r\n\x1a\n..."


@dataclass
class Oa:
    """Calls of the app over real HTTP."""

    session: aiohttp.ClientSession
    url: str
    bot: Bot
    hoa: Person
    access: str

    async def call(self, method: str, version: int = 3, access: str = "", **fields: Any) -> dict[str, Any]:
        headers = {"access_token": access or self.access}
        address = f"{self.url}/v{version}.0/oa/{method}"
        async with self.session.post(address, json=fields, headers=headers) as answer:
            assert answer.status == 200
            body: dict[str, Any] = await answer.json()
            return body

    async def say(self, **message: Any) -> dict[str, Any]:
        return await self.call("message/cs", recipient={"user_id": self.user}, message=message)

    async def upload(self, kind: str, content: bytes, name: str) -> dict[str, Any]:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        headers = {"access_token": self.access}
        async with self.session.post(f"{self.url}/v2.0/oa/upload/{kind}", data=form, headers=headers) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def token(self, secret: str = "", **form: str) -> dict[str, Any]:
        headers = {"secret_key": secret or self.bot.oa.app_secret}
        form = {"app_id": self.bot.oa.app_id, **form}
        async with self.session.post(f"{self.url}/v4/oa/access_token", data=form, headers=headers) as answer:
            assert answer.status == 200
            body: dict[str, Any] = await answer.json()
            return body

    @property
    def user(self) -> str:
        return zalo_ids.person_of_oa(self.bot.id, self.hoa.id)


@pytest.fixture
async def oa(messenger: Messenger) -> AsyncIterator[Oa]:
    bot = messenger.add_bot("9:local", "UBND phường", "", kind="zalo_oa")
    hoa = messenger.add_person("Lê Thị Hoa", network="zalo")
    actions.send(messenger, hoa, bot.id, "chào")
    access, _ = bot.oa.grant(messenger.now())
    async with serve(messenger, webhook_delay=0.01) as url, aiohttp.ClientSession() as session:
        yield Oa(session, url, bot, hoa, access)


async def test_a_text_is_answered_as_documented(oa: Oa) -> None:
    said = await oa.say(text="chào chị")
    assert (said["error"], said["message"]) == (0, "Success")
    assert said["data"].keys() == {"message_id", "user_id", "sent_time", "quota"}
    assert said["data"]["sent_time"].isdecimal()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({}, -201),
        ({"text": " "}, -201),
        ({"text": 7}, -201),
        ({"text": "x" * 2001}, -210),
        ({"text": "x", "attachment": {"type": "file", "payload": {"token": "att-1"}}}, -201),
        ({"attachment": {"type": "file", "payload": {"token": "att-9"}}}, -100),
        ({"text": "x", "attachment": {"payload": {"buttons": [{"title": "a"}] * 6}}}, -210),
        ({"text": "x", "attachment": {"payload": {"buttons": [{"title": "a" * 101}]}}}, -201),
        ({"text": "x", "attachment": {"payload": {"buttons": [{"title": "a", "type": "oa.query.show"}]}}}, -201),
    ],
)
async def test_what_zalo_does_not_take(oa: Oa, message: dict[str, Any], code: int) -> None:
    assert (await oa.say(**message))["error"] == code


async def test_who_is_unknown_or_gone_or_silent_has_a_number_of_their_own(
    messenger: Messenger, clock: Clock, oa: Oa
) -> None:
    nobody = await oa.call("message/cs", recipient={"user_id": "1"}, message={"text": "x"})
    stranger = messenger.add_person("Vũ Đức Long", network="zalo")
    not_met = {"user_id": zalo_ids.person_of_oa(oa.bot.id, stranger.id)}
    not_following = await oa.call("message/cs", recipient=not_met, message={"text": "x"})
    actions.block(messenger, oa.hoa, oa.bot.id)
    gone = await oa.say(text="x")
    actions.unblock(messenger, oa.hoa, oa.bot.id)
    back = await oa.say(text="x")
    clock.at += timedelta(days=7)
    oa.access, _ = oa.bot.oa.grant(messenger.now())
    silent = await oa.say(text="x")
    assert [one["error"] for one in (nobody, not_following, gone, back, silent)] == [-201, -213, -213, 0, -230]


async def test_forty_eight_hours_decide_what_it_costs(messenger: Messenger, clock: Clock, oa: Oa) -> None:
    await oa.say(text="x")
    clock.at += timedelta(hours=48)
    oa.access, _ = oa.bot.oa.grant(messenger.now())
    await oa.say(text="x")
    assert (oa.bot.oa.free, oa.bot.oa.billed) == (1, 1)


async def test_tokens_are_known_and_end(clock: Clock, oa: Oa) -> None:
    assert (await oa.call("getoa", 2, access="nobody's"))["error"] == -216
    assert (await oa.call("getoa", 2))["data"]["name"] == "UBND phường"
    clock.at += timedelta(hours=25)
    assert (await oa.call("getoa", 2))["error"] == -220


async def test_a_refresh_token_works_once(oa: Oa) -> None:
    _, refresh = oa.bot.oa.grant(oa.bot.oa.access[oa.access])
    first = await oa.token(grant_type="refresh_token", refresh_token=refresh)
    assert first.keys() == {"access_token", "refresh_token", "expires_in"}
    assert first["expires_in"] == "90000", "text"
    assert (await oa.call("getoa", 2, access=first["access_token"]))["error"] == 0
    again = await oa.token(grant_type="refresh_token", refresh_token=refresh)
    assert again["error"] == -14014
    oa.bot.oa.manner.error_names = True
    again = await oa.token(grant_type="refresh_token", refresh_token=refresh)
    assert again.keys() == {"error_name", "error_reason", "error_description"}


async def test_a_refresh_token_dies_in_three_months(clock: Clock, messenger: Messenger, oa: Oa) -> None:
    _, refresh = oa.bot.oa.grant(messenger.now())
    clock.at += timedelta(days=90)
    assert (await oa.token(grant_type="refresh_token", refresh_token=refresh))["error"] == -14014


async def test_the_token_endpoint_knows_its_apps(oa: Oa) -> None:
    assert (await oa.token(secret="another", grant_type="refresh_token"))["error"] == -14004
    assert (await oa.token(app_id="1", grant_type="refresh_token"))["error"] == -14002


async def test_uploads_are_checked_and_die_in_a_week(messenger: Messenger, clock: Clock, oa: Oa) -> None:
    token = (await oa.upload("file", b"a;b", "số.csv"))["data"]["token"]
    file = {"type": "file", "payload": {"token": token}}
    assert (await oa.say(attachment=file))["error"] == 0
    assert actions.messages(messenger, oa.hoa, oa.bot.id)[-1].file_name == "số.csv"
    assert (await oa.upload("file", b"PK", "a.xlsx"))["error"] == -201
    assert (await oa.upload("file", b"a" * (5 * 1024 * 1024 + 1), "a.pdf"))["error"] == -210
    assert (await oa.upload("image", b"GIF89a", "a.gif"))["error"] == -201
    assert (await oa.upload("image", PNG + b"a" * 1024 * 1024, "a.png"))["error"] == -210
    clock.at += timedelta(days=7)
    oa.access, _ = oa.bot.oa.grant(messenger.now())
    actions.send(messenger, oa.hoa, oa.bot.id, "em đây")
    assert (await oa.say(attachment=file))["error"] == -100


async def test_a_group_is_made_by_the_account_and_written_to_at_any_time(
    messenger: Messenger, clock: Clock, oa: Oa
) -> None:
    made = await oa.call("group/creategroupwithoa", group_name="Lãnh đạo", member_user_ids=[oa.user])
    group = made["data"]["group_id"]
    clock.at += timedelta(days=30)
    oa.access, _ = oa.bot.oa.grant(messenger.now())
    said = await oa.call("group/message", recipient={"group_id": group}, message={"text": "Bản tin"})
    assert said["data"].keys() == {"message_id", "group_id"}
    chat = next(iter(messenger.groups.values()))
    assert actions.messages(messenger, oa.hoa, chat.id)[-1].said == "Bản tin"
    oa.bot.oa.disabled_groups.add(chat.id)
    disabled = await oa.call("group/message", recipient={"group_id": group}, message={"text": "x"})
    unknown = await oa.call("group/message", recipient={"group_id": "1"}, message={"text": "x"})
    assert (disabled["error"], unknown["error"]) == (-237, -403)


async def test_a_template_has_one_gap(messenger: Messenger, oa: Oa) -> None:
    oa.bot.oa.templates["5"] = "viec"
    fine = await oa.call("message/template", user_id=oa.user, template_id="5", template_data={"viec": "Nộp báo cáo"})
    no_gap = await oa.call("message/template", user_id=oa.user, template_id="5", template_data={})
    unknown = await oa.call("message/template", user_id=oa.user, template_id="6", template_data={"viec": "x"})
    assert [one["error"] for one in (fine, no_gap, unknown)] == [0, -201, -249]
    assert actions.messages(messenger, oa.hoa, oa.bot.id)[-1].said == "[ZBS 5] Nộp báo cáo"


async def test_who_is_who_and_when_they_acted(oa: Oa) -> None:
    asked = {"data": f'{{"user_id":"{oa.user}"}}'}
    async with oa.session.get(
        f"{oa.url}/v3.0/oa/user/detail", params=asked, headers={"access_token": oa.access}
    ) as answer:
        told = (await answer.json())["data"]
    assert (told["display_name"], told["user_is_follower"]) == ("Lê Thị Hoa", True)
    assert (await oa.call("quota/message", user_id=oa.user))["data"]["last_interaction"].isdecimal()


async def test_too_many_calls_in_a_minute(clock: Clock, oa: Oa) -> None:
    oa.bot.oa.a_minute = 2
    codes = [(await oa.call("getoa", 2))["error"] for _ in range(3)]
    clock.at += timedelta(minutes=1)
    assert [*codes, (await oa.call("getoa", 2))["error"]] == [0, 0, -32, 0]


@pytest.mark.parametrize(
    ("kind", "code"), [("too_many", -32), ("unauthorized", -216), ("forbidden", -213), ("zalo_error", -234)]
)
async def test_faults_are_said_in_zalos_numbers(oa: Oa, kind: str, code: int) -> None:
    fault = {"kind": kind, "code": -234, "method": "message/cs", "chat": oa.hoa.id}
    async with oa.session.post(f"{oa.url}/faults", json=fault) as armed:
        assert armed.status == 200
    assert (await oa.say(text="x"))["error"] == code
    assert (await oa.say(text="x"))["error"] == 0


async def test_an_unknown_call_is_told_so(oa: Oa) -> None:
    assert (await oa.call("message/promotion"))["error"] == -404


async def test_events_are_pushed_signed_until_they_are_taken(messenger: Messenger, oa: Oa) -> None:
    came: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()
    refusing = [True, True]

    async def hook(request: web.Request) -> web.Response:
        raw = await request.read()
        if raw and refusing:
            refusing.pop()
            return web.Response(status=500)
        await came.put((raw, request.headers.get("X-ZEvent-Signature", "")))
        return web.Response()

    application = web.Application()
    application.router.add_post("/", hook)
    async with TestServer(application) as server:
        zalo_oa.set_webhook(messenger, oa.bot, str(server.make_url("/")))
        async with asyncio.timeout(10):
            assert await came.get() == (b"", ""), "the console's probe"
            raw, signature = await came.get()
    timestamp = str(int(messenger.now().timestamp() * 1000))
    text = oa.bot.oa.app_id.encode() + raw + timestamp.encode() + oa.bot.oa.secret.encode()
    assert signature == f"mac={hashlib.sha256(text).hexdigest()}"
    assert f'"timestamp": "{timestamp}"'.encode() in raw, "text, as all ids are"
