"""Every way a send to Zalo can end is one outcome, and never an exception."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.zalo_bot import ZaloBot
from channels.zalo_bot_phrases import History, outcome
from domain.chat import Ambiguous, Blocked, Button, Later, Outcome, Outgoing, Refused, Sent
from simulator import actions, groups, zalo_ids
from tests.channels.conftest import TOKEN, ZaloBotSide, zalo_bot_side


@pytest.fixture
async def far() -> AsyncIterator[ZaloBotSide]:
    async with zalo_bot_side() as side:
        side.greet(side.officer)
        yield side


@pytest.fixture
async def channel(far: ZaloBotSide) -> AsyncIterator[ZaloBot]:
    connected = far.zalo_bot()
    yield connected
    await connected.close()


@pytest.fixture
def chat(far: ZaloBotSide) -> str:
    return far.address(far.officer)


@pytest.mark.parametrize(
    ("fault", "expected", "arrives"),
    [
        ("forbidden", Later, False),
        ("too_many", Later, False),
        ("unauthorized", Later, False),
        ("server_error", Ambiguous, False),
        ("refuse_connection", Ambiguous, False),  # the connection is cut under the request: it had left
        ("silent", Ambiguous, False),
        ("drop_reply", Ambiguous, True),
        ("truncate", Ambiguous, True),
    ],
)
async def test_what_goes_wrong_on_the_way(
    far: ZaloBotSide, channel: ZaloBot, chat: str, fault: str, expected: type, arrives: bool
) -> None:
    far.fault(fault, "sendMessage")
    ended = await channel.deliver(Outgoing(chat, "Nhắc báo cáo"))
    assert isinstance(ended, expected)
    assert far.fired() == 1
    assert ("Nhắc báo cáo" in [message.said for message in far.seen()]) is arrives


AT_FIRST = History()


@pytest.mark.parametrize(
    ("code", "words", "before", "expected"),
    [
        (400, "Bad request", AT_FIRST, Refused("400 Bad request")),
        (400, "Bad request: chat_id is invalid", AT_FIRST, Blocked("400 Bad request: chat_id is invalid")),
        (401, "Unauthorized", AT_FIRST, Later(timedelta(minutes=10), "unauthorized", whole_bot=True)),
        (403, "Internal server error", AT_FIRST, Later(timedelta(minutes=1), "403 Internal server error")),
        (403, "Internal server error", History(sulks=2), Later(timedelta(minutes=4), "403 Internal server error")),
        (403, "x", History(sulks=40), Later(timedelta(minutes=30), "403 x")),  # nobody is served: an outage
        (403, "x", History(sulks=4, others_served=True), Blocked("403 x")),
        (403, "x", History(sulks=3, others_served=True), Later(timedelta(minutes=8), "403 x")),
        (403, "User blocked the bot", AT_FIRST, Blocked("403 User blocked the bot")),
        (404, "Not found", AT_FIRST, Blocked("404 Not found")),
        (408, "Request timeout", AT_FIRST, Ambiguous("408 Request timeout")),
        (413, "", AT_FIRST, Refused("413 ")),
        (429, "Quota exceeded", AT_FIRST, Later(timedelta(minutes=5), "429 Quota exceeded", whole_bot=True)),
        (429, "x", History(quota=1), Later(timedelta(minutes=10), "429 x", whole_bot=True)),
        (429, "x", History(quota=99), Later(timedelta(hours=6), "429 x", whole_bot=True)),
        (500, "", AT_FIRST, Ambiguous("500 ")),
        (503, "busy", AT_FIRST, Ambiguous("503 busy")),
        (426, "nobody knows", AT_FIRST, Refused("426 nobody knows")),
        (-1, "nobody knows", AT_FIRST, Refused("-1 nobody knows")),
    ],
)
def test_what_the_vendors_words_mean(code: int, words: str, before: History, expected: Outcome) -> None:
    assert outcome(code, words, before) == expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, '{"ok":true,"result":{"message_id":"82599fa32f56d00e8941","date":1}}', Sent("82599fa32f56d00e8941")),
        (500, '{"ok":true,"result":{"message_id":"m1"}}', Sent("m1")),  # `ok` decides, whatever the status
        (200, '{"ok":true}', Sent("")),
        (200, '{"ok":true,"result":{"message_id":7}}', Sent("")),
        (200, '{"ok":false,"error_code":404,"description":"Not found"}', Blocked("404 Not found")),
        (404, '{"ok":false,"description":"Not found"}', Blocked("404 Not found")),
        (200, '{"ok":false}', Refused("200 ")),
        (200, '{"ok":"true"}', Ambiguous("LostError")),
        (200, "[]", Ambiguous("LostError")),
        (200, "<html>", Ambiguous("LostError")),
        (200, "", Ambiguous("LostError")),
        (502, "<html>", Ambiguous("LostError")),
        (307, "", Ambiguous("LostError")),
        (401, "<html>", Later(timedelta(minutes=10), "unauthorized", whole_bot=True)),
        (200, "[" * 100_000, Ambiguous("LostError")),
        (200, " " * 1_000_001, Ambiguous("LostError")),
    ],
)
async def test_every_answer_is_read(far: ZaloBotSide, status: int, body: str, expected: Outcome) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers={"Location": "/elsewhere"} if status == 307 else None)

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    async with TestServer(app) as server:
        channel = far.zalo_bot(base_url=str(server.make_url("/")))
        ended = await channel.deliver(Outgoing("abc", "Nhắc"))
        await channel.close()
    if isinstance(expected, Ambiguous):
        assert isinstance(ended, Ambiguous)
        assert TOKEN.partition(":")[2] not in ended.reason
    else:
        assert ended == expected


async def test_a_messenger_that_is_away_is_tried_later(far: ZaloBotSide) -> None:
    nobody = far.zalo_bot(base_url="http://127.0.0.1:9")
    ended = await nobody.deliver(Outgoing("abc", "Nhắc"))
    await nobody.close()
    assert isinstance(ended, Later)
    assert (ended.wait, ended.whole_bot) == (timedelta(seconds=5), True)


async def test_the_months_plan_used_up_waits_ever_longer_and_starts_anew_next_month(
    far: ZaloBotSide, channel: ZaloBot, chat: str
) -> None:
    far.bot.zalo.messages = 1
    assert isinstance(await channel.deliver(Outgoing(chat, "một")), Sent)
    ended = [await channel.deliver(Outgoing(chat, "hai")) for _ in range(3)]
    assert [one.wait.total_seconds() for one in ended if isinstance(one, Later) and one.whole_bot] == [300, 600, 1200]
    far.clock.seconds += 8 * 24 * 3600  # December
    assert isinstance(await channel.deliver(Outgoing(chat, "hai")), Sent)
    again = await channel.deliver(Outgoing(chat, "ba"))
    assert isinstance(again, Later)
    assert again.wait == timedelta(minutes=5)


async def test_a_token_reset_in_mid_month_stops_the_whole_bot_and_says_what_to_do(
    far: ZaloBotSide, channel: ZaloBot, chat: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(await channel.deliver(Outgoing(chat, "một")), Sent)
    far.bot.token = "7001:another"
    ended = await channel.deliver(Outgoing(chat, "hai"))
    assert ended == Later(timedelta(minutes=10), "unauthorized", whole_bot=True)
    (said,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "token" in said.message


async def test_an_outage_answered_403_closes_nobody_out(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    far.fault("forbidden", "sendMessage", times=0)
    ended = [await channel.deliver(Outgoing(chat, "Nhắc")) for _ in range(8)]
    assert all(isinstance(one, Later) and not one.whole_bot for one in ended)
    far.messenger.faults.clear()
    assert isinstance(await channel.deliver(Outgoing(chat, "Nhắc")), Sent)


async def test_somebody_who_never_wrote_cannot_be_reached(far: ZaloBotSide, channel: ZaloBot) -> None:
    shy = far.messenger.add_person("Vũ Đức Long", network="zalo")
    assert isinstance(await channel.deliver(Outgoing(far.address(shy), "Nhắc")), Blocked)


async def test_a_group_that_removed_the_bot_is_closed_at_last(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    group = groups.create(far.messenger, "Ban Chỉ đạo 57", [far.bot.id], far.officer, "group")
    groups.remove(far.messenger, group, far.officer, far.bot)

    ended: list[Outcome] = []
    while not ended or isinstance(ended[-1], Later):
        ended.append(await channel.deliver(Outgoing(zalo_ids.group(group.id), "Bản tin")))
        await channel.deliver(Outgoing(chat, "Nhắc"))
    assert isinstance(ended[-1], Blocked)
    assert len(ended) == 5


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Outgoing("abc", ""), "empty"),
        (Outgoing("abc", " \n"), "empty"),
        (Outgoing("abc", "x" * 2001), "too long"),
        (Outgoing("abc", "😀" * 1001), "too long"),  # nobody says how Zalo counts these
        (Outgoing("abc", "x" * 2001, photo_url="https://example.vn/a.png"), "too long"),
        (Outgoing("abc", "x", edit="5"), "there is no editing"),
        (Outgoing("abc", "x", photo=b"p"), "a photo goes by its address"),
        (Outgoing("abc", "x", document=b"d"), "there are no files"),
        (Outgoing("abc", "\ud83d"), "not valid Unicode"),
        (Outgoing("", "x"), "no such chat id"),
        (Outgoing("a b", "x"), "no such chat id"),
    ],
)
async def test_what_cannot_be_sent_is_refused_without_asking(
    far: ZaloBotSide, channel: ZaloBot, message: Outgoing, reason: str
) -> None:
    assert await channel.deliver(message) == Refused(reason)
    assert far.bot.zalo.spent.total() == 0


async def test_letters_written_in_parts_are_counted_whole(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    parts = "o\u0302\u0301" * 2000
    assert isinstance(await channel.deliver(Outgoing(chat, parts)), Sent)
    assert far.seen()[-1].said == "ố" * 2000


async def test_marks_and_signs_arrive_as_typed(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    text = "<b>A & B</b> *không* _in_ [x](https://example.vn) {red}85,5%{/red}"
    await channel.deliver(Outgoing(chat, text, ((Button("Gửi", "send"),),), reply_to="m1"))
    assert far.seen()[-1].said == text


async def test_a_chat_gets_one_message_a_second(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    for number in range(4):
        assert isinstance(await channel.deliver(Outgoing(chat, f"tin {number}")), Sent)
    assert far.clock.slept == [1.0, 1.0, 1.0]


async def test_typing_is_shown_or_not_and_harms_nobody(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    told: list[str] = []
    far.messenger.listen(lambda event, _data: told.append(event))
    assert await channel.show_typing(chat)
    far.fault("server_error", "sendChatAction")
    assert not await channel.show_typing(chat)
    assert told == ["typing"]


async def test_a_photo_zalo_cannot_fetch_is_refused(far: ZaloBotSide, channel: ZaloBot, chat: str) -> None:
    ended = await channel.deliver(Outgoing(chat, "Biểu đồ", photo_url="https://example.invalid/a.png"))
    assert isinstance(ended, Refused)
    assert actions.messages(far.messenger, far.officer, far.bot.id)[-1].kind == "text"


@pytest.mark.parametrize("token", ["", "a b", "7001:abc/../x", "7001:abc?x", "7001:abc#", "7001:ấ"])
def test_what_is_no_token_is_refused_at_the_start(far: ZaloBotSide, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        far.zalo_bot(token=token)
