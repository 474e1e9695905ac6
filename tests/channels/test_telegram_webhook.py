"""The web hook takes updates from Telegram only, and says yes only to what is stored."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from channels.site import MAX_BODY, Site
from channels.telegram import Telegram, Webhook
from channels.telegram_webhook import SECRET_HEADER
from domain.chat import Button, Outgoing, Sent
from simulator import actions
from tests.channels.conftest import Inbox, TelegramSide, receiving

SECRET = "s3cret_of-the-hook"
UPDATE = b'{"update_id":7,"message":{"chat":{"id":42}}}'


@pytest.fixture
def hook() -> Webhook:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Webhook(f"http://127.0.0.1:{port}/telegram", SECRET, Site("127.0.0.1", port), "/telegram")


@pytest.fixture
async def channel(far: TelegramSide, hook: Webhook) -> AsyncIterator[Telegram]:
    telegram = far.telegram(hook)
    async with hook.site:
        yield telegram
    await telegram.close()


async def until_listening(far: TelegramSide, inbox: Inbox) -> None:
    """Telegram told us something, so the hook is up."""
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    await inbox.next_update()


async def test_pushed_updates_are_received_once_stored(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    inbox.broken = 2
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        actions.send(far.messenger, far.officer, far.bot.id, "hai")
        assert [(await inbox.next()).text for _ in range(2)] == ["một", "hai"]
    assert inbox.broken == 0


async def test_a_tap_is_answered_through_the_hook_too(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        await until_listening(far, inbox)
        sent = await channel.deliver(Outgoing(str(far.officer.id), "Gửi?", ((Button("Gửi", "send:12"),),)))
        assert isinstance(sent, Sent)
        tap = actions.tap(far.messenger, far.officer, far.bot.id, int(sent.message), "send:12")
        assert (await inbox.next()).text == "send:12"
        await tap.answered.wait()


async def test_setting_the_hook_survives_the_messenger(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.fault("server_error", "setWebhook", times=3)
    async with receiving(channel, inbox.accept):
        await until_listening(far, inbox)
    assert far.clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param({SECRET_HEADER: SECRET}, UPDATE, 200, id="Telegram itself"),
        pytest.param({}, UPDATE, 401, id="no secret"),
        pytest.param({SECRET_HEADER: ""}, UPDATE, 401, id="an empty secret"),
        pytest.param({SECRET_HEADER: SECRET[:-1]}, UPDATE, 401, id="half a secret"),
        pytest.param({SECRET_HEADER: "bí mật"}, UPDATE, 401, id="a secret of other letters than ASCII"),
        pytest.param({SECRET_HEADER: SECRET}, b"", 400, id="nothing"),
        pytest.param({SECRET_HEADER: SECRET}, b"{", 400, id="half a JSON"),
        pytest.param({SECRET_HEADER: SECRET}, b"\xff\xfe", 400, id="not text"),
        pytest.param({SECRET_HEADER: SECRET}, UPDATE.decode().encode("utf-16-le"), 400, id="not UTF-8"),
        pytest.param({SECRET_HEADER: SECRET}, b"[]", 400, id="JSON, but no update"),
        pytest.param({SECRET_HEADER: SECRET, "Content-Type": "text/plain"}, UPDATE, 415, id="not called JSON"),
        pytest.param({SECRET_HEADER: SECRET}, b" " * (MAX_BODY + 1), 413, id="too large"),
    ],
)
async def test_only_telegram_is_let_in(
    far: TelegramSide,
    hook: Webhook,
    channel: Telegram,
    inbox: Inbox,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        headers = {"Content-Type": "application/json", **headers}
        async with session.post(hook.url, data=body, headers=headers) as answer:
            assert answer.status == status
    assert inbox.came.qsize() == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("body", "raw"),
    [
        pytest.param(UPDATE, UPDATE.decode(), id="as it came"),
        pytest.param(
            b' {"update_id": 7, "a": "\\u0000\\ud800"}', ' {"update_id": 7, "a": "\\u0000\\ud800"}', id="escaped"
        ),
        pytest.param('{"update_id": 7, "a": "ố"}'.encode(), '{"update_id":7,"a":"\\u1ed1"}', id="not escaped"),
        pytest.param(b'{"update_id": 7, "a": "\xed\xa0\x80"}', '{"update_id":7,"a":"\\ud800"}', id="half a letter"),
    ],
)
async def test_what_is_kept_is_plain_ascii(
    far: TelegramSide, hook: Webhook, channel: Telegram, inbox: Inbox, body: bytes, raw: str
) -> None:
    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        async with session.post(hook.url, data=body, headers=headers) as answer:
            assert answer.status == 200
    assert (await inbox.next_update()).raw == raw


async def test_an_update_that_cannot_be_stored_is_asked_for_again(
    far: TelegramSide, hook: Webhook, channel: Telegram, inbox: Inbox
) -> None:
    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        inbox.broken = 1
        statuses = []
        for _ in range(2):
            async with session.post(hook.url, data=UPDATE, headers=headers) as answer:
                statuses.append(answer.status)
    assert statuses == [503, 200]
    assert inbox.came.qsize() == 1


async def test_nobody_is_told_yes_before_we_receive_and_after(
    far: TelegramSide, hook: Webhook, channel: Telegram, inbox: Inbox
) -> None:
    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    async with ClientSession() as session:
        async with session.post(hook.url, data=UPDATE, headers=headers) as before:
            assert before.status == 503
        async with session.post(hook.url, data=UPDATE) as stranger:
            assert stranger.status == 401
        async with receiving(channel, inbox.accept):
            await until_listening(far, inbox)
        async with session.post(hook.url, data=UPDATE, headers=headers) as after:
            assert after.status == 503
    assert inbox.came.empty()


async def test_the_hook_answers_posts_only(far: TelegramSide, hook: Webhook, channel: Telegram, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept), ClientSession() as session:
        await until_listening(far, inbox)
        async with session.get(hook.url, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 405


@pytest.mark.parametrize("secret", ["", "1234567", "bí-mật-mật", "with space", "x" * 257])
def test_a_hook_without_a_proper_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook("https://example.vn/telegram", secret, Site("127.0.0.1", 8443), "/telegram")


def test_a_hook_does_not_show_its_secret() -> None:
    assert SECRET not in repr(Webhook("https://example.vn/t", SECRET, Site("127.0.0.1", 8443), "/t"))
