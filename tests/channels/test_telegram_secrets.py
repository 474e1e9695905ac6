"""The bot's token shows up nowhere: not in a log, not in an outcome, not in an exception."""

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.channel import UnauthorizedError
from channels.telegram import Telegram
from domain.chat import Outgoing
from simulator import actions
from tests.channels.conftest import TOKEN, Inbox, TelegramSide, receiving

SECRET = TOKEN.partition(":")[2]
STORM = ["server_error", "refuse_connection", "drop_reply", "truncate", "too_many", "forbidden", "silent"]


async def test_an_error_storm_leaves_no_token_behind(far: TelegramSide, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    channel = far.telegram()
    inbox = Inbox(channel)
    for kind in STORM:
        for method in ("getMe", "getUpdates", "deleteWebhook", "answerCallbackQuery", "setMyCommands"):
            far.fault(kind, method)
    async with receiving(channel, inbox.accept):
        actions.start(far.messenger, far.officer, far.bot.id)
        await inbox.next()
        for kind in [*STORM, "unauthorized"]:
            far.fault(kind, "sendMessage")
            said.append(repr(await channel.deliver(Outgoing(str(far.officer.id), "Nhắc"))))
            await channel.set_commands([("viec", "Việc của tôi")])
            far.fault(kind, "getFile")
            said.append(await failure_of_download(channel, "nothing"))
    far.fault("unauthorized", "getUpdates")
    with pytest.raises(UnauthorizedError) as refused:
        await channel.receive(inbox.accept)
    said += [*traceback.format_exception(refused.value), repr(channel), str(channel), caplog.text]
    await channel.close()
    assert far.fired() >= 4 * len(STORM)
    assert len(said) > 2 * len(STORM)
    assert SECRET not in "\n".join(said)


async def test_a_dead_address_leaves_no_token_behind(far: TelegramSide, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    channel = far.telegram(base_url="http://127.0.0.1:9")
    said = [repr(await channel.deliver(Outgoing("1", "Nhắc"))), await failure_of_download(channel, "x")]
    await channel.close()
    assert SECRET not in "\n".join([*said, caplog.text])


async def test_a_server_that_sends_us_round_in_circles_leaves_no_token_behind(
    far: TelegramSide, caplog: pytest.LogCaptureFixture
) -> None:
    """aiohttp's error for too many redirects has the whole address in it."""
    caplog.set_level(logging.DEBUG)
    async with redirecting() as url:
        channel = far.telegram(base_url=url)
        said = [await failure_of_download(channel, "x"), repr(await channel.deliver(Outgoing("1", "Nhắc")))]
        await channel.close()
    assert "<token>" in said[0]
    assert SECRET not in "\n".join([*said, caplog.text])


@asynccontextmanager
async def redirecting() -> AsyncIterator[str]:
    """A server whose every answer is: look here again."""

    async def again(request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(request.path)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", again)
    server = TestServer(app)
    await server.start_server(access_log=None)
    yield str(server.make_url("/"))
    await server.close()


async def failure_of_download(channel: Telegram, file: str) -> str:
    """The exception as a log would print it."""
    with pytest.raises(OSError, match=r".+") as failed:
        await channel.download(file, limit=1000)
    return "".join(traceback.format_exception(failed.value))
