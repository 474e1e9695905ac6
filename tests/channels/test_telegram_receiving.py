"""Nothing that Telegram does loses an update or makes the loop spin."""

import asyncio
import socket

import pytest
from aiohttp import ClientSession

from channels.backoff import LONGEST_WAIT
from channels.channel import SharedTokenError, UnauthorizedError
from channels.conflicts import PATIENCE_SECONDS, Conflicts
from channels.telegram import Telegram
from channels.telegram_receiving import CONFLICT_WAIT, wait_after
from domain.chat import Heard
from simulator import actions, model
from simulator.server import serve
from tests.channels.conftest import TOKEN, Clock, Inbox, TelegramSide, receiving


async def test_an_update_of_an_unknown_kind_loses_no_neighbour(
    far: TelegramSide, channel: Telegram, inbox: Inbox
) -> None:
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    far.bot.updates.inject({"telepathy": {"chat": {"id": 42}}}, far.clock.now())
    actions.send(far.messenger, far.officer, far.bot.id, "hai")
    async with receiving(channel, inbox.accept):
        heard = [await inbox.next() for _ in range(3)]
    assert [(one.heard, one.text) for one in heard] == [
        (Heard.TEXT, "một"),
        (Heard.IGNORED, ""),
        (Heard.TEXT, "hai"),
    ]
    assert heard[1].chat == "42"


async def test_a_malformed_update_loses_no_neighbour(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.bot.updates.inject({"message": {"chat": "broken"}}, far.clock.now())
    far.bot.updates.inject({"message": None}, far.clock.now())
    actions.send(far.messenger, far.officer, far.bot.id, "hai")
    async with receiving(channel, inbox.accept):
        broken = [await inbox.next_update(), await inbox.next_update()]
        heard = await inbox.next()
    assert [update.chat for update in broken] == ["", ""]
    with pytest.raises(ValueError, match="chat"):
        channel.read(broken[0].raw)
    assert heard.text == "hai"


async def test_the_store_gets_plain_ascii(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    """A NUL or half a letter would otherwise make a database refuse the whole batch, for ever."""
    far.bot.updates.inject({"message": {"text": "\0 Ủy \ud83d"}}, far.clock.now())
    async with receiving(channel, inbox.accept):
        update = await inbox.next_update()
    assert update.raw.isascii()
    assert "\0" not in update.raw


async def test_ids_that_start_anew_lower_are_received(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "trước")
        await inbox.next()
        while far.messenger.pending_updates(TOKEN):  # until the next poll, which confirms
            await far.turn()
        far.bot.updates.inject({"update_id": 17, "telepathy": {}}, far.clock.now())
        assert (await inbox.next()).event_key == "17"
        actions.send(far.messenger, far.officer, far.bot.id, "sau")
        assert (await inbox.next()).text == "sau"


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        ("refuse_connection", [0.5, 1.0, 2.0, 4.0]),
        ("server_error", [0.5, 1.0, 2.0, 4.0]),
        ("truncate", [0.5, 1.0, 2.0, 4.0]),
        ("drop_reply", [0.5, 1.0, 2.0, 4.0]),
        ("silent", [0.5, 1.0, 2.0, 4.0]),
        ("forbidden", [0.5, 1.0, 2.0, 4.0]),
        ("too_many", [7.0, 7.0, 7.0, 7.0]),
    ],
)
async def test_failures_are_survived_ever_more_slowly(
    far: TelegramSide, channel: Telegram, inbox: Inbox, kind: str, waits: list[float]
) -> None:
    actions.send(far.messenger, far.officer, far.bot.id, "12,5")
    far.fault(kind, "getUpdates", times=4, retry_after=7)
    async with receiving(channel, inbox.accept):
        heard = await inbox.next()
    assert heard.text == "12,5"
    assert far.clock.slept == waits
    assert far.fired() == 4


def test_waits_grow_to_a_minute_and_no_further() -> None:
    waits = [wait_after(ConnectionError(), failures) for failures in range(2_000)]
    assert waits == sorted(waits)
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits[-1] == LONGEST_WAIT


async def test_a_second_poller_makes_us_wait_and_go_on(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        await rival_polls_until_we_wait(far)
        actions.send(far.messenger, far.officer, far.bot.id, "hai")
        assert (await inbox.next()).text == "hai"
    assert set(far.clock.slept) == {CONFLICT_WAIT}


async def rival_polls_until_we_wait(far: TelegramSide) -> None:
    async with ClientSession() as session:
        while not far.clock.slept:
            async with session.get(f"{far.url}/bot{TOKEN}/getUpdates?timeout=0") as answer:
                assert answer.status == 200


async def test_a_second_poller_that_stays_is_somebody_elses(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    rival = asyncio.create_task(poll_for_ever(far))  # noqa: TID251 - a stranger is in no group of ours
    async with asyncio.timeout(20):
        with pytest.raises(SharedTokenError):
            await channel.receive(inbox.accept)
    rival.cancel()
    assert sum(far.clock.slept) == PATIENCE_SECONDS


async def poll_for_ever(far: TelegramSide) -> None:
    async with ClientSession() as session:
        while True:
            async with session.get(f"{far.url}/bot{TOKEN}/getUpdates?timeout=0") as answer:
                await answer.read()


@pytest.mark.parametrize(
    ("at", "is_shared"),
    [
        pytest.param([0, 30], False, id="two that pass each other at a restart"),
        pytest.param([0, 30, 60, 90, 120], True, id="for two minutes"),
        pytest.param([0, 60, 120], True, id="by turns, for two minutes"),
        pytest.param([0, 30, 60, 200, 230, 260], False, id="twice, a while apart"),
    ],
)
def test_conflicts_that_last_are_told_from_those_that_pass(at: list[float], is_shared: bool) -> None:
    clock = Clock()
    conflicts = Conflicts(clock.monotonic)
    try:
        for clock.seconds in at:
            conflicts.met()
    except SharedTokenError:
        assert is_shared
    else:
        assert not is_shared


async def test_a_web_hook_left_from_before_does_not_stop_polling(
    far: TelegramSide, channel: Telegram, inbox: Inbox
) -> None:
    far.bot.webhook = model.Webhook("https://example.vn/bot")
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    async with receiving(channel, inbox.accept):
        assert (await inbox.next()).text == "một"
    assert far.clock.slept == []


async def test_a_refused_token_is_an_error_of_its_own(far: TelegramSide) -> None:
    stranger = far.telegram(token="7002:AAHk3xQzVqL0mT-8yWc5sJd2RfNgUeBpOi4")
    with pytest.raises(UnauthorizedError):
        await stranger.receive(Inbox(stranger).accept)
    await stranger.close()


async def test_a_token_refused_later_is_the_same_error(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.fault("unauthorized", "getUpdates")
    with pytest.raises(UnauthorizedError):
        await channel.receive(inbox.accept)


async def test_the_bot_starts_while_the_messenger_is_away(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.fault("refuse_connection", "getMe", times=12)
    assert channel.deep_link("abc") == ""
    await channel.start()
    assert channel.deep_link("abc") == "https://t.me/dunghan_bot?start=abc"
    assert far.clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 60.0, 60.0]


async def test_the_bot_starts_before_the_messenger_listens(far: TelegramSide) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    early = far.telegram(base_url=f"http://127.0.0.1:{port}/")
    async with asyncio.TaskGroup() as group:
        started = group.create_task(early.start())
        while not far.clock.slept:
            await far.turn()
        async with serve(far.messenger, port=port):
            await started
            await early.close()
    assert early.deep_link("x")


async def test_an_unanswerable_tap_disturbs_nothing(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.bot.updates.inject({"callback_query": {"id": "never heard of"}}, far.clock.now())
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    async with receiving(channel, inbox.accept):
        await inbox.next_update()
        assert (await inbox.next()).text == "một"


async def test_a_duplicated_update_keeps_its_key(far: TelegramSide, channel: Telegram, inbox: Inbox) -> None:
    far.fault("duplicate_update", "")
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        first, second = await inbox.next_update(), await inbox.next_update()
    assert first == second
