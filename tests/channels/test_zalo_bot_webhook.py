"""The web hook takes events from Zalo only, and says yes only to what is stored."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from channels.site import MAX_BODY, Site
from channels.zalo_bot import ZaloBot, ZaloBotWebhook
from channels.zalo_bot_webhook import SECRET_HEADER
from domain.chat import Heard, Updates
from simulator import actions, model
from storage import inbox as kept
from storage.database import Database
from storage.tables import Inbox as Row
from tests.channels.conftest import Inbox, ZaloBotSide, receiving, zalo_bot_side

SECRET = "s3cret_of-the-hook"
EVENT = json.dumps({"event_name": "message.text.received", "message": {"message_id": "m1", "chat": {"id": "c1"}}})
FROM_ZALO = {SECRET_HEADER: SECRET}


@pytest.fixture
async def far() -> AsyncIterator[ZaloBotSide]:
    async with zalo_bot_side() as side:
        yield side


@pytest.fixture
def hook() -> ZaloBotWebhook:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site("127.0.0.1", port, body_seconds=0.05)
    return ZaloBotWebhook(f"http://127.0.0.1:{port}/zalo", SECRET, site, "/zalo")


@pytest.fixture
async def channel(far: ZaloBotSide, hook: ZaloBotWebhook) -> AsyncIterator[ZaloBot]:
    connected = far.zalo_bot(hook)
    async with hook.site:
        yield connected
    await connected.close()


async def until_listening(far: ZaloBotSide, inbox: Inbox) -> None:
    """Zalo told us something, so the hook is up."""
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    await inbox.next_update()


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("photo_field", ["photo", "photo_url"])
async def test_pushed_events_are_received_once_stored_whatever_they_look_like(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox, wrapped: bool, photo_field: str
) -> None:
    far.bot.zalo.wrapped = wrapped
    far.bot.zalo.photo_field = "photo" if photo_field == "photo" else "photo_url"
    inbox.broken = 2
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        actions.upload(far.messenger, far.officer, far.bot.id, "photo", PNG, "a.png", caption="hai")
        actions.voice(far.messenger, far.officer, far.bot.id)
        heard = [await inbox.next() for _ in range(3)]
    assert [(one.heard, one.text) for one in heard] == [
        (Heard.TEXT, "một"),
        (Heard.PHOTO, "hai"),
        (Heard.OTHER_CONTENT, ""),
    ]
    assert len(await channel.download(heard[1].files[0], 100_000)) > 100
    assert inbox.broken == 0


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003"
    "0101009a60e1d50000000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param(FROM_ZALO, EVENT.encode(), 200, id="Zalo itself"),
        pytest.param({SECRET_HEADER.lower(): SECRET}, EVENT.encode(), 200, id="a header in small letters"),
        pytest.param({}, EVENT.encode(), 401, id="no secret"),
        pytest.param({SECRET_HEADER: ""}, EVENT.encode(), 401, id="an empty secret"),
        pytest.param({SECRET_HEADER: SECRET[:-1]}, EVENT.encode(), 401, id="half a secret"),
        pytest.param({SECRET_HEADER: SECRET + "x"}, EVENT.encode(), 401, id="more than the secret"),
        pytest.param({SECRET_HEADER: SECRET.upper()}, EVENT.encode(), 401, id="the secret in large letters"),
        pytest.param({SECRET_HEADER: "bí mật"}, EVENT.encode(), 401, id="a secret of other letters than ASCII"),
        pytest.param({"X-Telegram-Bot-Api-Secret-Token": SECRET}, EVENT.encode(), 401, id="another's header"),
        pytest.param({}, b"{", 401, id="a stranger's bad JSON"),
        pytest.param({}, b" " * (MAX_BODY + 1), 401, id="a stranger's large body is not read"),
        pytest.param({}, b"", 200, id="an empty probe"),
        pytest.param(FROM_ZALO, b"", 200, id="an empty probe with the secret"),
        pytest.param(FROM_ZALO, b"{", 400, id="half a JSON"),
        pytest.param(FROM_ZALO, b"\xff\xfe", 400, id="not text"),
        pytest.param(FROM_ZALO, b"[]", 400, id="JSON, but no event"),
        pytest.param(FROM_ZALO, b'{"ok":true,"result":null}', 400, id="wrapped nothing"),
        pytest.param(FROM_ZALO, b"[" * 100_000, 400, id="ever deeper"),
        pytest.param(FROM_ZALO, b" " * (MAX_BODY + 1), 413, id="too large"),
        pytest.param(FROM_ZALO, b" " * 10_000_000, 413, id="ten million bytes"),
    ],
)
async def test_only_zalo_is_let_in(
    far: ZaloBotSide,
    hook: ZaloBotWebhook,
    channel: ZaloBot,
    inbox: Inbox,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        answer = await session.post(hook.url, data=BytesIO(body) if body else None, headers=headers)
        assert answer.status == status
    assert inbox.came.qsize() == (1 if status == 200 and body else 0)


async def test_an_event_that_comes_again_is_kept_once(
    far: ZaloBotSide, hook: ZaloBotWebhook, channel: ZaloBot, database: Database
) -> None:
    """A replay, whoever sends it: wrapped or bare it is the same event."""
    came = asyncio.Event()

    async def accept(updates: Updates) -> None:
        async with database.sessions.begin() as session:
            await kept.keep(session, channel.name, updates, far.clock.now())
        came.set()

    async with receiving(channel, accept), ClientSession() as replaying:
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        await came.wait()
        bodies = [EVENT, EVENT, f'{{"ok":true,"result":{EVENT}}}']
        statuses = [(await replaying.post(hook.url, data=body, headers=FROM_ZALO)).status for body in bodies]
    assert statuses == [200, 200, 200]
    async with database.sessions() as session:
        assert (await session.execute(select(func.count()).select_from(Row))).scalar_one() == 2


async def test_an_event_that_cannot_be_stored_gets_no_yes(
    far: ZaloBotSide, hook: ZaloBotWebhook, channel: ZaloBot, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        inbox.broken = 1
        statuses = [(await session.post(hook.url, data=EVENT, headers=FROM_ZALO)).status for _ in range(2)]
    assert statuses == [503, 200]
    assert inbox.came.qsize() == 1
    assert "ConnectionError" in caplog.text
    assert "c1" not in caplog.text


async def test_nobody_is_told_yes_before_we_receive_and_after(
    far: ZaloBotSide, hook: ZaloBotWebhook, channel: ZaloBot, inbox: Inbox
) -> None:
    async with ClientSession() as session:
        before = await session.post(hook.url, data=EVENT, headers=FROM_ZALO)
        async with receiving(channel, inbox.accept):
            await until_listening(far, inbox)
        after = await session.post(hook.url, data=EVENT, headers=FROM_ZALO)
    assert (before.status, after.status) == (503, 503)
    assert inbox.came.empty()


async def test_a_caller_who_stops_half_way_keeps_nobody_waiting(
    far: ZaloBotSide, hook: ZaloBotWebhook, channel: ZaloBot, inbox: Inbox
) -> None:
    port = int(hook.url.split(":")[2].partition("/")[0])
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        silent, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /zalo HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 100\r\n\r\nhalf"
        writer.write(head.encode())
        await writer.drain()
        assert (await session.post(hook.url, data=EVENT, headers=FROM_ZALO)).status == 200
        assert b" 408 " in await silent.readline()
        writer.close()
    assert inbox.came.qsize() == 1


async def test_setting_the_hook_survives_zalo(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    far.fault("server_error", "setWebhook", times=3)
    async with receiving(channel, inbox.accept):
        await until_listening(far, inbox)
    assert far.clock.slept == [0.5, 1.0, 2.0]


async def test_a_hook_zalo_has_already_is_enough_when_it_takes_no_more_today(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(channel, inbox.accept):
        await until_listening(far, inbox)
    far.fault("too_many", "setWebhook", times=0)
    async with receiving(channel, inbox.accept), asyncio.timeout(5):
        while "the one it has is ours" not in caplog.text:
            await far.turn()
        await until_listening(far, inbox)
    assert far.clock.slept == []


async def test_a_hook_of_somebody_else_is_not_enough(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    far.bot.webhook = model.Webhook("https://example.vn/other", "12345678")
    far.fault("too_many", "setWebhook", times=2)
    async with receiving(channel, inbox.accept):
        await until_listening(far, inbox)
    assert far.clock.slept == [60.0, 120.0]


async def test_the_hook_answers_posts_only(
    far: ZaloBotSide, hook: ZaloBotWebhook, channel: ZaloBot, inbox: Inbox
) -> None:
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        assert (await session.get(hook.url, headers=FROM_ZALO)).status == 405


@pytest.mark.parametrize("secret", ["", "1234567", "bí-mật-dài", "with a space", "x" * 257, "x" * 8 + "\n"])
def test_a_hook_without_a_proper_secret_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(ValueError, match="secret") as refused:
        ZaloBotWebhook("https://example.vn/zalo", secret, Site("127.0.0.1", 8443), "/zalo")
    assert not secret or secret not in str(refused.value)


def test_a_hook_does_not_show_its_secret() -> None:
    assert SECRET not in repr(ZaloBotWebhook("https://example.vn/z", SECRET, Site("127.0.0.1", 8443), "/z"))
