"""The web hook of the OA: Zalo's own events only, stored before Zalo is told yes; and a person's whole round trip."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any, Literal

import pytest
from aiohttp import ClientSession

from channels.channel import UnauthorizedError
from channels.site import MAX_BODY
from channels.zalo_oa import ZaloOa
from channels.zalo_oa_signature import SIGNATURE_HEADER
from domain.chat import Blocked, Button, Heard, Inbound, Later, Outgoing, Sent
from simulator import actions, groups, zalo_ids
from simulator.errors import RefusalError
from storage.database import Database
from tests.channels.conftest import Inbox, receiving
from tests.channels.oa_side import OaSide, heard, oa_side, set_hook
from tests.channels.pictures import PNG

Place = Literal["recipient.id", "recipient.group_id", "message.conversation_id", "group_id"]


@pytest.fixture
async def far(database: Database) -> AsyncIterator[OaSide]:
    async with oa_side(database) as far:
        yield far


@pytest.fixture
async def channel(far: OaSide) -> AsyncIterator[ZaloOa]:
    channel = far.channel()
    async with far.site:
        yield channel
    await channel.close()


@pytest.fixture
def inbox(channel: ZaloOa) -> Inbox:
    return Inbox(channel)


def body(far: OaSide, **more: Any) -> bytes:
    at = far.clock.now() - more.pop("age", timedelta(0))
    event = {
        "app_id": far.bot.oa.app_id,
        "sender": {"id": far.chat},
        "recipient": {"id": far.bot.oa.oa_id},
        "event_name": "user_send_text",
        "message": {"text": "187/200 hồ sơ", "msg_id": "m1"},
        "timestamp": str(int(at.timestamp() * 1000)),
    }
    return json.dumps(event | more, ensure_ascii=False).encode()


def signed(far: OaSide, raw: bytes, secret: str = "") -> dict[str, str]:
    try:
        timestamp = json.loads(raw)["timestamp"]
    except (ValueError, TypeError, KeyError, RecursionError):
        timestamp = str(int(far.clock.now().timestamp() * 1000))
    oa = far.bot.oa
    text = oa.app_id.encode() + raw + str(timestamp).encode() + (secret or oa.secret).encode()
    return {SIGNATURE_HEADER: "mac=" + hashlib.sha256(text).hexdigest(), "X-ZEvent-Timestamp": str(timestamp)}


async def post(far: OaSide, raw: bytes, headers: dict[str, str]) -> int:
    async with ClientSession() as session, session.post(far.hook_url, data=BytesIO(raw), headers=headers) as answer:
        return answer.status


async def ready(far: OaSide) -> None:
    """Somebody receives: what is signed and no event is dropped instead of asked for again."""
    raw = body(far, event_name="")
    while await post(far, raw, signed(far, raw)) == 503:
        pass


@pytest.mark.parametrize(
    ("what", "status", "stored"),
    [
        ("Zalo itself", 200, 1),
        ("Zalo, two hours later", 200, 1),
        ("a replay after two hours", 401, 0),
        ("no signature", 401, 0),
        ("another's secret", 401, 0),
        ("another body", 401, 0),
        ("an empty probe", 200, 0),
        ("blanks", 200, 0),
        ("an unsigned JSON that is no event", 401, 0),
        ("signed, but not JSON", 200, 0),
        ("signed, but a list", 200, 0),
        ("signed, with another's shape", 200, 0),
        ("signed, deeply nested", 200, 0),
        ("signed, with ids of unexpected shape", 200, 1),
        ("10 MB", 413, 0),
    ],
)
async def test_only_what_zalo_signed_is_stored(
    far: OaSide, channel: ZaloOa, inbox: Inbox, what: str, status: int, stored: int
) -> None:
    raw = {
        "Zalo, two hours later": body(far, age=timedelta(hours=2)),
        "a replay after two hours": body(far, age=timedelta(hours=2, seconds=1)),
        "an empty probe": b"",
        "blanks": b" \n",
        "an unsigned JSON that is no event": b"{}",
        "signed, but not JSON": b"\xff\xfe",
        "signed, but a list": b"[1]",
        "signed, with another's shape": b'{"update_id":7,"timestamp":"%d"}' % (far.clock.now().timestamp() * 1000),
        "signed, deeply nested": b"[" * 200_000,
        "signed, with ids of unexpected shape": body(far, sender={"id": {"$ne": 1}}, message=[]),
        "10 MB": b" " * (10 * MAX_BODY),
    }.get(what, body(far))
    headers = {
        "no signature": {},
        "another's secret": signed(far, raw, "another"),
        "another body": signed(far, raw + b" "),
        "an empty probe": {},
        "blanks": {},
        "an unsigned JSON that is no event": {},
        "10 MB": {},
    }.get(what, signed(far, raw))
    async with receiving(channel, inbox.accept):
        await ready(far)
        assert await post(far, raw, headers) == status
    assert inbox.came.qsize() == stored


async def test_nobody_is_told_yes_before_anybody_receives(far: OaSide, channel: ZaloOa) -> None:
    raw = body(far)
    assert await post(far, raw, signed(far, raw)) == 503


async def test_an_event_that_cannot_be_stored_is_asked_for_again(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    inbox.broken = 1
    raw = body(far)
    async with receiving(channel, inbox.accept):
        await ready(far)
        assert [await post(far, raw, signed(far, raw)) for _ in range(2)] == [503, 200]
    assert inbox.came.qsize() == 1


async def test_a_repetition_has_the_key_of_the_first(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    """So the inbox, unique by channel and key, keeps one."""
    async with receiving(channel, inbox.accept):
        await ready(far)
        for _ in range(2):
            raw = body(far)
            assert await post(far, raw, signed(far, raw)) == 200
            far.clock.seconds += 1800
    keys = {(await inbox.next_update()).event_key for _ in range(2)}
    assert keys == {"user_send_text:m1"}


async def test_what_matched_is_told_once_and_nothing_of_the_message(
    far: OaSide, channel: ZaloOa, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with receiving(channel, inbox.accept):
        await ready(far)
        for number in range(3):
            raw = body(far, event_name="user_send_group_text", message={"text": "bí mật", "msg_id": str(number)})
            await post(far, raw, signed(far, raw))
    seen = [record.getMessage() for record in caplog.records if "seen in Zalo's events" in record.getMessage()]
    assert seen == [
        "seen in Zalo's events: signature: oa/app/body",
        "seen in Zalo's events: place of the group's id in user_send_group_text: ?",
    ]
    assert "bí mật" not in caplog.text
    assert far.bot.oa.secret not in caplog.text


async def test_a_half_open_connection_harms_nobody(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        await ready(far)
        host, port = far.hook_url.removeprefix("http://").partition("/")[0].split(":")
        _, hanging = await asyncio.open_connection(host, int(port))
        hanging.write(b"POST /zalo-oa HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
        await hanging.drain()
        raw = body(far)
        assert await post(far, raw, signed(far, raw)) == 200
        hanging.close()
    assert inbox.came.qsize() == 1


# A whole Zalo on the other side.


@pytest.mark.parametrize("signed_with", ["oa", "app"])
@pytest.mark.parametrize("signed_first", ["app", "oa"])
@pytest.mark.parametrize("signed_time", ["body", "header"])
@pytest.mark.parametrize("prefix", ["mac=", ""])
async def test_a_person_is_heard_however_zalo_signs(
    far: OaSide,
    channel: ZaloOa,
    inbox: Inbox,
    signed_with: Literal["oa", "app"],
    signed_first: Literal["app", "oa"],
    signed_time: Literal["body", "header"],
    prefix: str,
) -> None:
    manner = far.bot.oa.manner
    manner.signed_with, manner.signed_first, manner.signed_time = signed_with, signed_first, signed_time
    manner.prefix = prefix
    async with receiving(channel, inbox.accept):
        set_hook(far)
        said = actions.send(far.messenger, far.officer, far.bot.id, "Báo cáo: 187/200")
        told = heard(channel, await inbox.next_update())
    assert (told.heard, told.text, told.chat, told.sender) == (Heard.TEXT, "Báo cáo: 187/200", far.chat, far.chat)
    assert (told.message, told.sent_at) == (zalo_ids.message(said), far.clock.now())


async def test_what_was_not_stored_is_pushed_again(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    inbox.broken = 2
    async with receiving(channel, inbox.accept):
        set_hook(far)
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        assert (await inbox.next()).text == "12,5"
    assert inbox.broken == 0


async def test_a_tapped_button_comes_back_as_its_payload(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        set_hook(far)
        actions.send(far.messenger, far.officer, far.bot.id, "chào")
        await inbox.next()
        await channel.deliver(Outgoing(far.chat, "Gửi?", ((Button("Gửi", "send:12"),),)))
        shown = actions.messages(far.messenger, far.officer, far.bot.id)[-1]
        tap = actions.tap(far.messenger, far.officer, far.bot.id, shown.id, "#send:12")
        told = await inbox.next()
        await tap.answered.wait()
    assert (told.heard, told.text, told.chat) == (Heard.BUTTON, "send:12", far.chat)


async def test_following_and_unfollowing_are_heard(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        set_hook(far)
        actions.send(far.messenger, far.officer, far.bot.id, "chào")
        await inbox.next()
        actions.block(far.messenger, far.officer, far.bot.id)
        told = await inbox.next()
        assert (told.heard, told.chat) == (Heard.BLOCKED, far.chat)
        assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Blocked)
        actions.unblock(far.messenger, far.officer, far.bot.id)
        assert (await inbox.next()).heard is Heard.UNBLOCKED
        assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)


@pytest.mark.parametrize("place", ["recipient.id", "recipient.group_id", "message.conversation_id", "group_id"])
async def test_a_group_of_ours_is_heard_and_answered(far: OaSide, channel: ZaloOa, inbox: Inbox, place: Place) -> None:
    far.bot.oa.manner.group_place = place
    async with receiving(channel, inbox.accept):
        set_hook(far)
        chat, address = far.own_group()
        joined = [await inbox.next(), await inbox.next()]
        actions.send(far.messenger, far.officer, chat.id, f"@{far.bot.name} tổng hợp")
        told = heard(channel, await inbox.next_update())
    assert [(one.heard, one.chat) for one in joined] == [(Heard.JOINED, address), (Heard.IGNORED, address)]
    assert (told.heard, told.text, told.is_group, told.mentions_bot) == (Heard.TEXT, "tổng hợp", True, True)
    assert (told.chat, told.sender) == (address, far.chat)
    assert isinstance(await channel.deliver(Outgoing(told.chat, "Bản tin")), Sent)


async def test_nobody_can_add_the_account_to_a_group_of_theirs(far: OaSide) -> None:
    with pytest.raises(RefusalError):
        groups.create(far.messenger, "Nhóm", [far.bot.id], far.officer, "group")
    theirs = groups.create(far.messenger, "Nhóm", [], far.officer, "group")
    with pytest.raises(RefusalError):
        groups.add(far.messenger, theirs, far.officer, far.bot)


@pytest.mark.parametrize(
    ("send", "expected"),
    [
        (lambda far: actions.location(far.messenger, far.officer, far.bot.id, 20.8561, 106.6822), Heard.LOCATION),
        (lambda far: actions.sticker(far.messenger, far.officer, far.bot.id), Heard.OTHER_CONTENT),
        (lambda far: actions.voice(far.messenger, far.officer, far.bot.id), Heard.OTHER_CONTENT),
        (
            lambda far: actions.upload(far.messenger, far.officer, far.bot.id, "photo", PNG, "a.png", caption="ảnh"),
            Heard.PHOTO,
        ),
    ],
)
async def test_other_things_people_send(far: OaSide, channel: ZaloOa, inbox: Inbox, send: Any, expected: Heard) -> None:
    async with receiving(channel, inbox.accept):
        set_hook(far)
        send(far)
        told: Inbound = await inbox.next()
    assert told.heard is expected


async def test_a_file_a_person_sent_can_be_fetched(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        set_hook(far)
        actions.upload(far.messenger, far.officer, far.bot.id, "document", b"1;2;3", "số.csv")
        told = await inbox.next()
    assert (told.heard, told.file_name, told.file_size) == (Heard.DOCUMENT, "số.csv", 5)
    assert await channel.download(told.files[0], limit=5) == b"1;2;3"
    with pytest.raises(ValueError, match="4"):
        await channel.download(told.files[0], limit=4)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/a", "https://localhost/a", "https://example.vn/a", "file:///etc"]
)
async def test_files_are_fetched_from_where_they_may_come_only(channel: ZaloOa, address: str) -> None:
    with pytest.raises(OSError, match=r"allowed|address"):
        await channel.download(address, limit=5)


async def test_what_zalo_tells_of_our_own_messages_is_ignored(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    far.bot.oa.manner.echoes = True
    async with receiving(channel, inbox.accept):
        set_hook(far)
        actions.send(far.messenger, far.officer, far.bot.id, "chào")
        await inbox.next()
        await channel.deliver(Outgoing(far.chat, "Nhắc"))
        told = await inbox.next()
    assert (told.heard, told.chat, told.event_key.partition(":")[0]) == (Heard.IGNORED, far.chat, "oa_send_text")


async def test_who_may_not_speak_any_more_says_so_and_listens_on(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    """Else Zalo would switch the web hook off while somebody looks for the login."""
    far.clock.seconds += timedelta(hours=26).total_seconds()
    far.bot.oa.refresh.clear()
    with pytest.raises(UnauthorizedError):
        await channel.receive(inbox.accept)
    raw = body(far)
    assert await post(far, raw, signed(far, raw)) == 200
    assert inbox.came.qsize() == 1


async def test_tokens_that_die_in_mid_month_end_the_receiving(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    with pytest.RaisesGroup(UnauthorizedError):
        async with asyncio.TaskGroup() as group:
            group.create_task(channel.receive(inbox.accept))
            await ready(far)
            far.clock.seconds += timedelta(hours=26).total_seconds()
            far.bot.oa.refresh.clear()
            assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Later)


async def test_tokens_are_looked_after_also_while_nothing_is_sent(far: OaSide, channel: ZaloOa, inbox: Inbox) -> None:
    far.clock.seconds += timedelta(hours=21).total_seconds()
    async with receiving(channel, inbox.accept):
        await ready(far)
    assert far.bot.oa.refreshes == 1
