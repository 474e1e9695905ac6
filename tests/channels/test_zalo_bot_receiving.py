"""Polling Zalo: nothing that it does loses an event, handles one twice, or makes the loop spin."""

import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from channels.channel import UnauthorizedError
from channels.zalo_bot import ZaloBot
from channels.zalo_bot_api import RefusedError
from channels.zalo_bot_receiving import SHORTEST_TURN, wait_after
from domain.chat import Heard, Updates
from simulator import actions, groups, model
from storage import inbox as kept
from storage.database import Database
from storage.tables import Inbox as Row
from tests.channels.conftest import Inbox, ZaloBotSide, receiving, zalo_bot_side


@pytest.fixture
async def far() -> AsyncIterator[ZaloBotSide]:
    async with zalo_bot_side() as side:
        yield side


@pytest.fixture
async def channel(far: ZaloBotSide) -> AsyncIterator[ZaloBot]:
    connected = far.zalo_bot()
    yield connected
    await connected.close()


async def test_events_come_one_by_one_and_in_order(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    for text in ("một", "hai", "ba"):
        actions.send(far.messenger, far.officer, far.bot.id, text)
    async with receiving(channel, inbox.accept):
        assert [(await inbox.next()).text for _ in range(3)] == ["một", "hai", "ba"]
    assert set(far.clock.slept) == {SHORTEST_TURN}  # never more than one poll a second


async def test_having_nothing_new_is_no_fault(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A poll that is cut short by a newer one ends as the idle ones do, in a 408."""
    async with receiving(channel, inbox.accept):
        for _ in range(3):
            while not far.bot.updates.has_reader:
                await far.turn()
            far.bot.updates.end_poll("")
            await far.turn()
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        assert (await inbox.next()).text == "một"
    assert set(far.clock.slept) == {SHORTEST_TURN}
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_events_that_come_again_with_every_poll_are_kept_once(
    far: ZaloBotSide, channel: ZaloBot, database: Database
) -> None:
    """The second reading of polling: the inbox's unique key is the seen-set, and it outlives a restart."""
    far.bot.zalo.repeats = True
    for text in ("một", "hai"):
        actions.send(far.messenger, far.officer, far.bot.id, text)
    new: list[int] = []

    async def accept(updates: Updates) -> None:
        async with database.sessions.begin() as session:
            new.append(await kept.keep(session, channel.name, updates, far.clock.now()))

    for _ in range(2):  # and once more after a restart
        seen = len(new)
        async with receiving(channel, accept):
            while len(new) < seen + 5:
                await far.turn()
    assert sum(new) == 2
    assert new[:2] == [1, 1]
    async with database.sessions() as session:
        assert (await session.execute(select(func.count()).select_from(Row))).scalar_one() == 2


async def test_an_event_that_cannot_be_stored_is_held_until_it_is(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox
) -> None:
    """Zalo has forgotten it by then: there is no word that an event was kept."""
    inbox.broken = 3
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    actions.send(far.messenger, far.officer, far.bot.id, "hai")
    async with receiving(channel, inbox.accept):
        assert [(await inbox.next()).text for _ in range(2)] == ["một", "hai"]
    assert far.clock.slept[:3] == [0.5, 1.0, 2.0]


async def test_what_is_no_event_loses_no_neighbour(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    far.bot.updates.inject({"telepathy": True}, far.clock.now())
    far.bot.updates.inject({"event_name": "message.text.received", "message": {"chat": 5}}, far.clock.now())
    actions.send(far.messenger, far.officer, far.bot.id, "hai")
    async with receiving(channel, inbox.accept):
        broken = await inbox.next_update()
        assert (await inbox.next()).text == "hai"
    assert broken.chat == ""
    with pytest.raises(ValueError, match="Message"):
        channel.read(broken.raw)


async def test_a_protected_account_is_heard_without_a_word(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    far.officer.is_protected = True
    actions.send(far.messenger, far.officer, far.bot.id, "cháu chào cô")
    async with receiving(channel, inbox.accept):
        update = await inbox.next_update()
    heard = channel.read(update.raw)
    assert (heard.heard, heard.text, heard.chat) == (Heard.OTHER_CONTENT, "", far.address(far.officer))
    assert "cháu" not in update.raw


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        ("refuse_connection", [0.5, 1.0, 2.0, 4.0]),
        ("server_error", [0.5, 1.0, 2.0, 4.0]),
        ("silent", [0.5, 1.0, 2.0, 4.0]),
        ("forbidden", [0.5, 1.0, 2.0, 4.0]),
        ("too_many", [60.0, 120.0, 240.0, 480.0]),
    ],
)
async def test_failures_are_survived_ever_more_slowly(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox, kind: str, waits: list[float]
) -> None:
    actions.send(far.messenger, far.officer, far.bot.id, "12,5")
    far.fault(kind, "getUpdates", times=4)
    async with receiving(channel, inbox.accept):
        assert (await inbox.next()).text == "12,5"
    assert far.clock.slept[:4] == waits
    assert far.fired() == 4


def test_waits_grow_to_an_end() -> None:
    assert wait_after(ConnectionError(), 2_000) == 60.0
    assert wait_after(RefusedError(429, "Quota exceeded"), 2_000) == 3600.0


async def test_a_token_refused_later_is_an_error_of_its_own(far: ZaloBotSide, channel: ZaloBot, inbox: Inbox) -> None:
    far.fault("unauthorized", "getUpdates")
    with pytest.raises(UnauthorizedError):
        await channel.receive(inbox.accept)


async def test_a_webhook_left_from_before_does_not_stop_polling(
    far: ZaloBotSide, channel: ZaloBot, inbox: Inbox
) -> None:
    far.bot.webhook = model.Webhook("https://example.vn/bot", "12345678")
    actions.send(far.messenger, far.officer, far.bot.id, "một")
    async with receiving(channel, inbox.accept):
        assert (await inbox.next()).text == "một"
    assert far.bot.webhook is None


async def test_the_bot_starts_while_zalo_is_away(far: ZaloBotSide, channel: ZaloBot) -> None:
    far.fault("refuse_connection", "getMe", times=3)
    await channel.start()
    await channel.start()
    assert far.clock.slept == [0.5, 1.0, 2.0]


async def test_a_name_that_zalo_does_not_tell_can_be_set_by_hand(far: ZaloBotSide) -> None:
    far.bot.zalo.tells_display_name = False
    told = far.zalo_bot(display_name="Bot Đúng Hạn")
    inbox = Inbox(told)
    group = groups.create(far.messenger, "Ban Chỉ đạo 57", [far.bot.id], far.officer, "group").id
    async with receiving(told, inbox.accept):
        actions.send(far.messenger, far.officer, group, "@Bot Đúng Hạn LK 7F3K9Q")
        assert (await inbox.next()).text == "LK 7F3K9Q"
    await told.close()
