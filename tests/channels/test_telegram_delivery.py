"""Every way a send can end is one outcome, and never an exception."""

from datetime import timedelta
from typing import Literal

import pytest
from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientPayloadError,
    ConnectionTimeoutError,
    ServerDisconnectedError,
    SocketTimeoutError,
)
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from channels.telegram import Telegram
from channels.telegram_phrases import outcome, too_many
from domain.chat import Ambiguous, Blocked, Button, Later, Moved, Outcome, Outgoing, Refused, Sent
from simulator import actions, groups
from tests import files
from tests.channels.conftest import TelegramSide

BUTTONS = ((Button("Xem", "see:12"),),)


@pytest.mark.parametrize(
    ("fault", "expected", "arrives"),
    [
        ("forbidden", Blocked, False),
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
    far: TelegramSide, channel: Telegram, fault: str, expected: type, arrives: bool
) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    far.fault(fault, "sendMessage")
    ended = await channel.deliver(Outgoing(str(far.officer.id), "Nhắc báo cáo"))
    assert isinstance(ended, expected)
    assert far.fired() == 1
    said = [message.said for message in actions.messages(far.messenger, far.officer, far.bot.id)]
    assert ("Nhắc báo cáo" in said) is arrives


async def test_a_429_says_how_long_and_pauses_this_chat_only(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    far.fault("too_many", "sendMessage", retry_after=77)
    ended = await channel.deliver(Outgoing(str(far.officer.id), "Nhắc"))
    assert isinstance(ended, Later)
    assert (ended.wait, ended.whole_bot) == (timedelta(seconds=77), False)
    assert channel.wait_for(str(far.officer.id)) == pytest.approx(77, abs=0.1)
    assert channel.wait_for("999") == 0.0


async def test_a_refused_token_stops_the_whole_bot(far: TelegramSide, channel: Telegram) -> None:
    far.fault("unauthorized", "sendMessage")
    ended = await channel.deliver(Outgoing(str(far.officer.id), "Nhắc"))
    assert ended == Later(timedelta(minutes=1), "unauthorized", whole_bot=True)


async def test_a_messenger_that_is_away_is_tried_later(far: TelegramSide) -> None:
    nobody = far.telegram(base_url="http://127.0.0.1:9")
    ended = await nobody.deliver(Outgoing("1", "Nhắc"))
    await nobody.close()
    assert isinstance(ended, Later)
    assert (ended.wait, ended.whole_bot) == (timedelta(seconds=5), True)


async def test_a_group_that_became_a_supergroup_has_moved(far: TelegramSide, channel: Telegram) -> None:
    group = groups.create(far.messenger, "Ban Chỉ đạo 57", [far.bot.id], far.officer, "group")
    successor = groups.migrate(far.messenger, group)
    assert await channel.deliver(Outgoing(str(group.id), "Bản tin")) == Moved(str(successor.id))


async def test_a_group_that_removed_the_bot_is_blocked(far: TelegramSide, channel: Telegram) -> None:
    group = groups.create(far.messenger, "Ban Chỉ đạo 57", [far.bot.id], far.officer, "group")
    groups.remove(far.messenger, group, far.officer, far.bot)
    assert isinstance(await channel.deliver(Outgoing(str(group.id), "Bản tin")), Blocked)


async def test_an_edit_of_a_message_that_is_gone_says_so(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    ended = await channel.deliver(Outgoing(str(far.officer.id), "Bản tin", edit="4711"))
    assert ended == Refused("message to edit not found")


async def test_an_edit_into_a_picture_takes_its_turn_like_any_message(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    chat = str(far.officer.id)
    sent = await channel.deliver(Outgoing(chat, "Biểu đồ đang vẽ"))
    assert isinstance(sent, Sent)
    drawn = Outgoing(chat, "Biểu đồ: 3/5", photo=files.photo(), edit=sent.message)
    began = far.clock.monotonic()
    assert [await channel.deliver(drawn) for _ in range(2)] == [sent, sent]
    assert far.clock.monotonic() - began >= 2.0
    far.fault("too_many", "editMessageMedia", retry_after=77)
    assert isinstance(await channel.deliver(drawn), Later)
    assert channel.wait_for(chat) == pytest.approx(77, abs=0.1)


async def test_an_edit_into_a_picture_in_doubt_is_repeated_safely(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    sent = await channel.deliver(Outgoing(str(far.officer.id), "Biểu đồ đang vẽ"))
    assert isinstance(sent, Sent)
    drawn = Outgoing(str(far.officer.id), "Biểu đồ: 3/5", BUTTONS, files.photo(), edit=sent.message)
    far.fault("drop_reply", "editMessageMedia")
    assert isinstance(await channel.deliver(drawn), Ambiguous)
    assert await channel.deliver(drawn) == sent
    shown = actions.messages(far.messenger, far.officer, far.bot.id)[-1]
    assert (shown.id, shown.kind, shown.said) == (int(sent.message), "photo", "Biểu đồ: 3/5")
    assert [[button["text"] for button in row] for row in shown.buttons] == [["Xem"]]


async def test_a_picture_for_a_message_that_is_gone_says_so(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    ended = await channel.deliver(Outgoing(str(far.officer.id), "Biểu đồ", photo=files.photo(), edit="4711"))
    assert ended == Refused("message to edit not found")


async def test_a_reply_to_a_message_that_is_gone_arrives_all_the_same(far: TelegramSide, channel: Telegram) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    assert isinstance(await channel.deliver(Outgoing(str(far.officer.id), "Đã ghi", reply_to="4711")), Sent)


async def test_marks_and_signs_arrive_as_typed(far: TelegramSide, channel: Telegram) -> None:
    text = "<b>A & B</b> *không* _in_ [x](https://example.vn) 85,5%"
    actions.start(far.messenger, far.officer, far.bot.id)
    await channel.deliver(Outgoing(str(far.officer.id), text))
    assert actions.messages(far.messenger, far.officer, far.bot.id)[-1].said == text


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Outgoing("1", ""), "empty"),
        (Outgoing("1", " \n"), "empty"),
        (Outgoing("1", "x" * 4097), "too long"),
        (Outgoing("1", "😀" * 2049), "too long"),  # two UTF-16 units each
        (Outgoing("1", "x" * 1025, photo=b"p"), "caption too long"),
        (Outgoing("1", "x" * 1025, photo=b"p", edit="5"), "caption too long"),
        (Outgoing("1", "x", document=b"p", edit="5"), "an edit cannot carry a document"),
        (Outgoing("1", "x", edit="abc"), "message id is not a number"),
        (Outgoing("1", "x", reply_to="-"), "message id is not a number"),
        (Outgoing("1", "\ud83d"), "not valid Unicode"),
        (Outgoing("1", "x", ((Button("Gửi", "đ" * 33),),)), "button payload too long"),
        (Outgoing("1", "x", ((Button("Gửi", ""),),)), "button without payload"),
    ],
)
async def test_what_cannot_be_sent_is_refused_without_asking(
    far: TelegramSide, channel: Telegram, message: Outgoing, reason: str
) -> None:
    assert await channel.deliver(message) == Refused(reason)
    assert channel.wait_for("1") == 0.0


NOWHERE = ConnectionKey("127.0.0.1", 9, is_ssl=False, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)
BLOCKED, REFUSED, AMBIGUOUS = Blocked("why"), Refused("why"), Ambiguous("why")


def caused_by(cause: Exception) -> NetworkError:
    error = NetworkError(type(cause).__name__)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), BLOCKED),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), BLOCKED),
        (Forbidden("Forbidden: the group chat was deleted"), BLOCKED),
        (Forbidden("Forbidden: a reason nobody has seen yet"), BLOCKED),
        (BadRequest("Bad Request: chat not found"), BLOCKED),
        (BadRequest("Bad Request: PEER_ID_INVALID"), BLOCKED),
        (BadRequest("Bad Request: user is deactivated"), BLOCKED),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), BLOCKED),
        (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), BLOCKED),
        (BadRequest("Bad Request: message is not modified: specified new …"), Sent("12")),
        (BadRequest("Bad Request: message to edit not found"), Refused("message to edit not found")),
        (BadRequest("Bad Request: message can't be edited"), Refused("message can't be edited")),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), REFUSED),
        (NetworkError("Request Entity Too Large"), REFUSED),
        (InvalidToken("Unauthorized"), Later(timedelta(minutes=1), "unauthorized", whole_bot=True)),
        (Conflict("Conflict: terminated"), Later(timedelta(seconds=30), "why")),
        (too_many(b'{"parameters":{"retry_after":9}}'), Later(timedelta(seconds=9), "why")),
        (too_many(b"<html>"), Later(timedelta(seconds=30), "why")),
        (TimedOut(), AMBIGUOUS),
        (NetworkError("Bad Gateway (502)"), AMBIGUOUS),
        (TelegramError("Invalid server response"), AMBIGUOUS),
        (caused_by(ServerDisconnectedError()), AMBIGUOUS),
        (caused_by(SocketTimeoutError()), AMBIGUOUS),
        (caused_by(ClientPayloadError()), AMBIGUOUS),
        (caused_by(ClientConnectorError(NOWHERE, OSError())), Later(timedelta(seconds=5), "why", whole_bot=True)),
        (caused_by(ClientConnectorDNSError(NOWHERE, OSError())), Later(timedelta(seconds=5), "why", whole_bot=True)),
        (caused_by(ConnectionTimeoutError()), Later(timedelta(seconds=5), "why", whole_bot=True)),
    ],
)
def test_what_the_vendors_words_mean(error: TelegramError, expected: Outcome) -> None:
    assert outcome(error, "why", edit="12") == expected


@pytest.mark.parametrize(("where", "messages"), [("private", 8), ("group", 45)])
async def test_the_messenger_never_has_to_slow_us_down(
    far: TelegramSide, channel: Telegram, where: Literal["private", "group"], messages: int
) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    group = groups.create(far.messenger, "Ban Chỉ đạo 57", [far.bot.id], far.officer, "group")
    chat = str(far.officer.id if where == "private" else group.id)
    ended = [await channel.deliver(Outgoing(chat, f"tin {n}")) for n in range(messages)]
    assert all(isinstance(one, Sent) for one in ended)


async def test_the_list_of_commands_is_registered(far: TelegramSide, channel: Telegram) -> None:
    assert await channel.set_commands([("viec", "Việc của tôi")])
    assert await channel.set_commands([("viec", "My work")], language="en")
    shown = [[command["description"] for command in commands] for commands in far.bot.commands.values()]
    assert shown == [["Việc của tôi"], ["My work"]]
    far.fault("server_error", "setMyCommands")
    assert not await channel.set_commands([("viec", "Việc của tôi")])


async def test_what_names_no_chat_waits_for_nobody(far: TelegramSide, channel: Telegram) -> None:
    for number in range(30):
        channel.recall(str(number), 0.0)
    before = far.clock.monotonic()
    assert await channel.set_commands([("viec", "Việc của tôi")])
    assert far.clock.monotonic() == before
    await channel.deliver(Outgoing(str(far.officer.id), "Nhắc"))
    assert far.clock.monotonic() > before, "what names one waits"
